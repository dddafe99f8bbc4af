/** The second tab: the tape of the typed function, of its gradient, of its Hessian–vector product. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { set, shared, start } from '../state/store.ts'
import { Choice } from '../ui/choice.tsx'
import { FormulaBar } from '../ui/formula-bar.tsx'
import { NumberField } from '../ui/number-field.tsx'
import { TapeGraph } from './graph.tsx'
import { NodeReadout } from './node-readout.tsx'
import { programNames, programTitles } from './programs.ts'
import { drawing, follow, laid, mostNodes } from './state.ts'

export function TapePanel() {
  useEffect(follow, [])
  const isFitted = useSignal(false)
  const drawn = drawing.value
  const { program } = shared.value
  return (
    <>
      <FormulaBar />
      <div class="tape-controls">
        <Choice
          label="Program"
          current={program}
          options={programNames.map((name) => [name, programTitles[name]] as const)}
          onChoose={(name) => set({ program: name })}
        />
        <Inputs />
        <label class="check">
          <input
            type="checkbox"
            checked={isFitted.value}
            onChange={() => (isFitted.value = !isFitted.value)}
          />
          Fit the width
        </label>
        {drawn !== null && drawn.outputs.length > 1 && (
          <Choice
            label="Output whose cotangent is 1"
            current={String(shared.value.seed)}
            options={drawn.outputs.map((name, i) => [String(i), `cotangents of ${name}`] as const)}
            onChoose={(name) => set({ seed: Number(name) })}
          />
        )}
      </div>
      <div class="graph-frame" data-nodes={drawn?.nodes.length ?? 0} data-fit={isFitted.value}>
        {laid.value !== null && <TapeGraph laid={laid.value} />}
        {drawn !== null && laid.value === null && (
          <p class="note">
            The program has {drawn.nodes.length} nodes, more than the {mostNodes} that are drawn;
            its text is beside.
          </p>
        )}
      </div>
      <div class="side">
        {drawn !== null && (
          <>
            <NodeReadout drawing={drawn} />
            <Loops loops={drawn.loops} />
            <section class="program" aria-label="The program as text">
              <h2>As printed</h2>
              <pre tabIndex={0}>{drawn.text}</pre>
            </section>
          </>
        )}
      </div>
    </>
  )
}

function Inputs() {
  const [x, y] = start.value
  const [u, v] = shared.value.direction
  return (
    <div class="inputs" role="group" aria-label="Inputs">
      <NumberField label="x" value={x} onChange={(value) => set({ start: [value, y] })} />
      <NumberField label="y" value={y} onChange={(value) => set({ start: [x, value] })} />
      {shared.value.program === 'hvp' && (
        <>
          <NumberField label="v₁" value={u} onChange={(value) => set({ direction: [value, v] })} />
          <NumberField label="v₂" value={v} onChange={(value) => set({ direction: [u, value] })} />
        </>
      )}
    </div>
  )
}

/** What one colour means: operations that share a loop, their results handed on in registers. */
function Loops({ loops }: { readonly loops: readonly string[] }) {
  return (
    <section class="loops" aria-label="Fused loops">
      <h2>Fused when compiled</h2>
      {loops.length === 0 && <p>Nothing here shares a loop.</p>}
      <ol>
        {loops.map((names, i) => (
          <li key={i}>
            <span class="loop-swatch" data-loop={i % 6} /> {names}
          </li>
        ))}
      </ol>
    </section>
  )
}
