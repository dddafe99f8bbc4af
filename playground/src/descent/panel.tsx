/** The first tab: watch methods go down a function. */
import { FormulaBar } from '../ui/formula-bar.tsx'
import { Convergence } from './convergence.tsx'
import { MethodsTable } from './methods-table.tsx'
import { Plot } from './plot.tsx'
import { CursorReadout, ModelReadout } from './readout.tsx'
import { Transport } from './transport.tsx'

export function DescentPanel() {
  return (
    <>
      <FormulaBar />
      <div class="stage">
        <Plot />
        <Transport />
        <p class="note">
          Click or drag to choose a start. Dashed: contours of the model that the method in focus
          has at this step, × its minimum; the disc is its trust region, the arrow the step it
          takes.
        </p>
      </div>
      <div class="side">
        <MethodsTable />
        <Convergence />
        <div class="readouts">
          <ModelReadout />
          <CursorReadout />
        </div>
      </div>
    </>
  )
}
