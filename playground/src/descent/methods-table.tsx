/** The methods side by side: shown or not, in focus or not, what they have spent and where they got. */
import { symbol } from 'd3-shape'
import type { Path } from '../compute/paths.ts'
import { focused, paths, set, shared, step, stepOf, toggle } from '../state/store.ts'
import { show } from '../ui/numbers.ts'
import { looks, methodNames, type MethodName } from './methods.ts'

export function MethodsTable() {
  return (
    <table class="methods">
      <caption class="unseen">Methods at the current step</caption>
      <thead>
        <tr>
          <th scope="col">Method</th>
          <th scope="col" title="Iterations in all">
            steps
          </th>
          <th scope="col" title="Evaluations of value and gradient up to this step">
            f, ∇f
          </th>
          <th scope="col" title="Hessian–vector products up to this step">
            H·v
          </th>
          <th scope="col">value</th>
        </tr>
      </thead>
      <tbody>
        {methodNames.map((method) => (
          <Row key={method} method={method} path={paths.value.find((p) => p.method === method)} />
        ))}
      </tbody>
    </table>
  )
}

interface RowProps {
  readonly method: MethodName
  readonly path: Path | undefined
}

function Row({ method, path }: RowProps) {
  const { title, mark } = looks[method]
  const isShown = shared.value.methods.includes(method)
  const isFocused = focused.value?.method === method
  const current = path === undefined ? undefined : stepOf(path, step.value)
  const total = path === undefined || path.steps.length === 0 ? '' : String(path.steps.length - 1)
  return (
    <tr
      class={`colour-${method}`}
      data-shown={isShown}
      data-focused={isFocused}
      data-status={path?.status}
    >
      <th scope="row">
        <label class="swatch">
          <input
            type="checkbox"
            checked={isShown}
            aria-label={`Show ${title}`}
            onChange={() => toggle(method)}
          />
          <svg viewBox="-10 -10 20 20" aria-hidden="true">
            <path d={symbol(mark, 120)() ?? ''} />
          </svg>
        </label>
        <button
          type="button"
          class="focus"
          aria-pressed={isFocused}
          title="Draw this method’s model"
          onClick={() =>
            set({
              focus: method,
              ...(isShown
                ? {}
                : {
                    methods: methodNames.filter(
                      (name) => name === method || shared.value.methods.includes(name),
                    ),
                  }),
            })
          }
        >
          {title}
        </button>
      </th>
      <td>
        {total}
        {path !== undefined && path.status !== 'converged' && total !== '' && (
          <abbr title={`Ended: ${path.status}`}>*</abbr>
        )}
      </td>
      <td>{current?.gradients ?? ''}</td>
      <td>{current?.products ?? ''}</td>
      <td>{current === undefined ? '' : show(current.value)}</td>
    </tr>
  )
}
