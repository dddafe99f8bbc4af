/** What flows through the node that is looked at. */
import type { Drawing, Shown } from '../compute/drawing.ts'
import { show } from '../ui/numbers.ts'
import { looked } from './state.ts'

export function NodeReadout({ drawing }: { readonly drawing: Drawing }) {
  const node = drawing.nodes.find(({ id }) => id === looked.value)
  if (node === undefined) {
    return (
      <section class="readout node-readout" aria-label="The node">
        <h2>A node</h2>
        <p>
          Point at a node, or go there with Tab and the arrow keys, to see what flows through it.
        </p>
      </section>
    )
  }
  return (
    <section class="readout node-readout" aria-label="The node" aria-live="polite">
      <h2 class="equation-text">{node.text}</h2>
      <dl>
        <dt>value</dt>
        <dd data-role="value">{describe(node.value)}</dd>
        <dt>cotangent</dt>
        <dd data-role="cotangent">{node.cotangent === null ? 'none' : describe(node.cotangent)}</dd>
        <dt>type</dt>
        <dd>
          {node.value.dtype}
          {node.value.shape.length > 0 ? ` [${node.value.shape.join(', ')}]` : ', a scalar'}
        </dd>
        {node.loop !== null && (
          <>
            <dt>fused</dt>
            <dd>
              <span class="loop-swatch" data-loop={node.loop % 6} /> loop {node.loop + 1}
            </dd>
          </>
        )}
      </dl>
      {node.isFirstBroken && (
        <p class="wrong">The first result that is not finite, though what it is made of is.</p>
      )}
    </section>
  )
}

function describe({ elements, shape }: Shown): string {
  const size = shape.reduce((a, b) => a * b, 1)
  const list = elements.map(show).join(', ')
  return size > elements.length ? `${list}, …` : list
}
