/** The third tab: a small classifier that trains while one looks. */
import { useEffect } from 'preact/hooks'
import { show } from '../ui/numbers.ts'
import { Controls } from './controls.tsx'
import { LossChart } from './loss-chart.tsx'
import { go, isTraining, open, restart, snapshot, stepOnce, trouble } from './state.ts'
import { Surface } from './surface.tsx'

export function ClassifierPanel() {
  useEffect(open, [])
  const now = snapshot.value
  return (
    <>
      <Controls />
      <div class="stage">
        <Surface />
        <div class="transport" role="group" aria-label="Training">
          <button
            type="button"
            class="play"
            aria-pressed={isTraining.value}
            onClick={() => go(!isTraining.value)}
          >
            {isTraining.value ? 'Pause' : 'Train'}
          </button>
          <button type="button" onClick={stepOnce}>
            One step
          </button>
          <button type="button" onClick={restart}>
            Start again
          </button>
        </div>
        {trouble.value !== null && (
          <p class="note wrong" role="status">
            {trouble.value}
          </p>
        )}
      </div>
      <div class="side">
        {now !== null && (
          <dl class="figures" data-finished={now.isFinished}>
            <Figure name="step" text={String(now.step)} />
            <Figure name="loss" text={show(now.loss)} />
            <Figure name="training points right" text={percent(now.trained)} />
            <Figure name="new points right" text={percent(now.tested)} />
            <Figure
              name="milliseconds a step"
              text={show(Number((now.milliseconds / (now.step + 1)).toPrecision(2)))}
            />
          </dl>
        )}
        <LossChart />
        <p class="note">
          300 points train a network of two hidden layers of tanh; 200 others, drawn small, test it.
          Change the optimiser, and the curves of earlier runs stay for comparison.
        </p>
      </div>
    </>
  )
}

function Figure({ name, text }: { readonly name: string; readonly text: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </div>
  )
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}
