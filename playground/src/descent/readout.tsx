/** In words and numbers: the model in focus, and the function at the cursor. */
import { atCursor, atStep, focused, focusedStep } from '../state/store.ts'
import { show, showPoint } from '../ui/numbers.ts'
import { looks } from './methods.ts'
import { modelAt } from './model.ts'

export function ModelReadout() {
  const [path, current, local] = [focused.value, focusedStep.value, atStep.value]
  if (path === null) return null
  const { title, about } = looks[path.method]
  if (current === null) return <Unstarted title={title} colour={path.method} />
  const model = local === null ? null : modelAt(current, local)
  return (
    <section class={`readout colour-${path.method}`} aria-label="The model">
      <h2>{title}</h2>
      <p>{about}</p>
      <dl>
        <dt>point</dt>
        <dd>{showPoint(current.at)}</dd>
        <dt>‖∇f‖∞</dt>
        <dd>{show(current.gradientNorm)}</dd>
        {model !== null && (
          <>
            <dt>{model.isLearnt ? 'B, learnt' : 'Hessian'}</dt>
            <dd>
              <Matrix entries={model.matrix} />
            </dd>
          </>
        )}
        {path.method === 'trust-ncg' && (
          <>
            <dt>region</dt>
            <dd>
              {current.radius === null ? 'all of the plane' : `radius ${show(current.radius)}`}
            </dd>
          </>
        )}
        <dt>ends</dt>
        <dd>{endings[path.status] ?? path.status}</dd>
      </dl>
    </section>
  )
}

/** Where a run took no step at all. */
function Unstarted({ title, colour }: { readonly title: string; readonly colour: string }) {
  return (
    <section class={`readout colour-${colour}`} aria-label="The model">
      <h2>{title}</h2>
      <p>The function has no value or slope at this start. Choose another in the plane.</p>
    </section>
  )
}

/** Why a run ended, in few words. */
const endings: Readonly<Record<string, string>> = {
  converged: 'at a flat point',
  'iteration-limit': 'at the limit of steps',
  'line-search-failed': 'where no step goes down',
  'noise-floor': 'where rounding hides the rest',
  'small-step': 'where steps vanish',
  unbounded: 'nowhere: it falls for ever',
}

export function CursorReadout() {
  const local = atCursor.value
  return (
    <section class="readout" aria-label="At the cursor" aria-live="off">
      <h2>At the cursor</h2>
      {local === null ? (
        <p>Point at the plane, or focus it and use the arrow keys.</p>
      ) : (
        <dl>
          <dt>point</dt>
          <dd>{showPoint(local.at)}</dd>
          <dt>f</dt>
          <dd>{show(local.value)}</dd>
          <dt>∇f</dt>
          <dd>{showPoint(local.gradient)}</dd>
          <dt>Hessian</dt>
          <dd>
            <Matrix entries={local.hessian} />
          </dd>
          <dt>eigenvalues</dt>
          <dd>
            {local.eigen === null ? 'none' : local.eigen.map(({ value }) => show(value)).join(', ')}
          </dd>
        </dl>
      )}
    </section>
  )
}

function Matrix({ entries: [a, b, c] }: { readonly entries: readonly [number, number, number] }) {
  return (
    <span class="matrix">
      <span>{show(a)}</span>
      <span>{show(b)}</span>
      <span>{show(b)}</span>
      <span>{show(c)}</span>
    </span>
  )
}
