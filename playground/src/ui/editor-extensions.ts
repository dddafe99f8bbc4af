/** What CodeMirror is made of here: one line, history, completion, highlighting, colours of the page. */
import { autocompletion, completionKeymap, type CompletionSource } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import {
  bracketMatching,
  HighlightStyle,
  StreamLanguage,
  syntaxHighlighting,
} from '@codemirror/language'
import { linter } from '@codemirror/lint'
import { EditorState, type Extension } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { parse } from '../expression/parse.ts'
import { constants, functions, isFunction, words } from '../expression/vocabulary.ts'

const language = StreamLanguage.define<null>({
  startState: () => null,
  token(stream) {
    if (stream.eatSpace()) return null
    if (stream.match(/^\d+(\.\d*)?(e[+-]?\d+)?|^\.\d+/i)) return 'number'
    const word = stream.match(/^[a-z]\w*/i) as RegExpMatchArray | null
    if (word !== null) {
      if (word[0] === 'sum' || isFunction(word[0])) return 'keyword'
      return Object.hasOwn(constants, word[0]) ? 'atom' : 'variableName'
    }
    stream.next()
    return 'operator'
  },
})

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--word)' },
  { tag: tags.number, color: 'var(--number)' },
  { tag: tags.atom, color: 'var(--number)' },
  { tag: tags.variableName, color: 'var(--ink)', fontWeight: '600' },
  { tag: tags.operator, color: 'var(--soft)' },
])

const complete: CompletionSource = (context) => {
  const word = context.matchBefore(/[a-z]\w+/i)
  if (word === null) return null
  const options = words.map((label) => ({
    label,
    type: 'function',
    detail: functions[label as keyof typeof functions].about,
    apply: `${label}(`,
  }))
  const sum = {
    label: 'sum',
    type: 'function',
    detail: 'sum(k, 1, 10, …)',
    apply: 'sum(k, 1, 10, ',
  }
  return { from: word.from, options: [...options, sum], validFor: /^\w*$/ }
}

/** A pasted text of several lines becomes one. */
const oneLine = EditorState.transactionFilter.of((transaction) =>
  transaction.newDoc.lines > 1
    ? [transaction, { changes: joinLines(transaction.newDoc), sequential: true }]
    : transaction,
)

function joinLines(doc: EditorState['doc']): { from: number; to: number; insert: string }[] {
  return Array.from({ length: doc.lines - 1 }, (_, i) => {
    const { to } = doc.line(i + 1)
    return { from: to, to: to + 1, insert: ' ' }
  })
}

/** Marks what is wrong; the words are in the line below, where they are read out too. */
const check = linter(
  ({ state }) => {
    const result = parse(state.doc.toString())
    return result.ok ? [] : [{ ...result.problem, severity: 'error' as const }]
  },
  { delay: 150 },
)

const look = EditorView.theme({
  '&': { fontSize: '16px', color: 'var(--ink)', backgroundColor: 'transparent' },
  '&.cm-focused': { outline: 'none' },
  '.cm-content': { fontFamily: 'var(--mono)', padding: '9px 0', caretColor: 'var(--accent)' },
  '.cm-line': { padding: '0 12px' },
  '.cm-cursor': { borderLeftColor: 'var(--accent)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--card)',
    color: 'var(--ink)',
    border: '1px solid var(--rule)',
    borderRadius: '8px',
    overflow: 'hidden',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--accent)',
    color: 'var(--on-accent)',
  },
  '.cm-completionDetail': { fontStyle: 'normal', color: 'var(--soft)' },
  'li[aria-selected] .cm-completionDetail': { color: 'inherit' },
  '&.cm-focused .cm-matchingBracket': {
    backgroundColor: 'var(--wash)',
    outline: '1px solid var(--rule)',
  },
})

export function editorExtensions(onChange: (text: string) => void): Extension {
  return [
    oneLine,
    history(),
    language,
    syntaxHighlighting(colours),
    bracketMatching(),
    check,
    autocompletion({ override: [complete], icons: false }),
    // Enter ends no line, and Tab goes on to the next control.
    keymap.of([
      ...completionKeymap,
      { key: 'Enter', run: () => true },
      ...historyKeymap,
      ...defaultKeymap,
    ]),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({
      'aria-label': 'Function of x and y',
      'aria-describedby': 'formula-message',
      autocapitalize: 'off',
      spellcheck: 'false',
    }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) onChange(update.state.doc.toString())
    }),
    look,
  ]
}
