/** Choosing or typing the function, with what is wrong with it. */
import { examples } from '../state/examples.ts'
import { failure, formula, parsed, set } from '../state/store.ts'
import { isBusy } from '../worker/client.ts'
import { Editor } from './editor.tsx'

export function FormulaBar() {
  const result = parsed.value
  const chosen = examples.findIndex((example) => example.formula === formula.value)
  const choose = (index: number): void => {
    const example = examples[index]
    if (example === undefined) return
    const { start, view } = example
    set({ formula: example.formula, start, view, step: 6 })
  }
  const message = result.ok ? failure.value : result.problem.message
  return (
    <section class="formula" aria-label="The function">
      <label class="example">
        <span class="unseen">Example</span>
        <select
          value={String(chosen)}
          onChange={(event) => choose(Number(event.currentTarget.value))}
        >
          <option value="-1">Your own function</option>
          {examples.map(({ title }, i) => (
            <option key={title} value={String(i)}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <div class="typed">
        <span class="f" aria-hidden="true">
          f(x, y) =
        </span>
        <Editor />
        <span class="busy" data-busy={isBusy.value} aria-hidden="true" />
      </div>
      <p id="formula-message" class={message === null ? 'note' : 'note wrong'} role="status">
        {message ??
          examples[chosen]?.note ??
          'Words: sin cos exp log sqrt abs min max …, sum(k, 1, 9, …), and test ? a : b.'}
      </p>
    </section>
  )
}
