/** The line in which a function is typed: CodeMirror with our words, colours and messages. */
import { useEffect, useRef } from 'preact/hooks'
import { EditorView } from '@codemirror/view'
import { setDiagnostics } from '@codemirror/lint'
import { formula, parsed, set } from '../state/store.ts'
import { editorExtensions } from './editor-extensions.ts'

export function Editor() {
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  useEffect(() => {
    const created = new EditorView({
      doc: formula.value,
      parent: host.current!,
      extensions: editorExtensions((text) => set({ formula: text })),
    })
    view.current = created
    return () => created.destroy()
  }, [])
  const text = formula.value
  const result = parsed.value
  useEffect(() => {
    const editor = view.current
    if (editor === null) return
    if (editor.state.doc.toString() !== text)
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } })
    const problems = result.ok ? [] : [{ ...result.problem, severity: 'error' as const }]
    editor.dispatch(setDiagnostics(editor.state, problems))
  }, [text, result])
  return <div ref={host} class="editor" data-valid={result.ok} />
}
