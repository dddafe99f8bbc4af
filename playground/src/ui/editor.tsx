/** The line in which a function is typed: CodeMirror with our words, colours and messages. */
import { EditorView } from '@codemirror/view'
import { effect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { formula, parsed, set } from '../state/store.ts'
import { editorExtensions } from './editor-extensions.ts'

export function Editor() {
  const host = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const editor = new EditorView({
      doc: formula.value,
      parent: host.current!,
      extensions: editorExtensions((text) => set({ formula: text })),
    })
    // At once, not when the page is next drawn: by then more may have been typed.
    const stop = effect(() => replace(editor, formula.value))
    return () => {
      stop()
      editor.destroy()
    }
  }, [])
  return <div ref={host} class="editor" data-valid={parsed.value.ok} />
}

/** Puts in a text that comes from elsewhere, an example or a link. */
function replace(editor: EditorView, text: string): void {
  const { doc } = editor.state
  if (doc.toString() !== text)
    editor.dispatch({ changes: { from: 0, to: doc.length, insert: text } })
}
