/**
 * Backtracking (Nocedal & Wright, algorithm 3.1 with the interpolation of section 3.5): from the first
 * step back until f decreases enough. It never lengthens a step and does not look at slopes except
 * where rounding blurs f, so the first step must be a good one: Newton's, or a quasi-Newton method's.
 */
import { isUsable } from '../objective.ts'
import { hasDecreased, ruleOf, type End, type LineSearch, type Rule, type Trial } from './line.ts'

/** A step shrinks by at least the larger and at most the smaller factor. */
const most = 0.5
const least = 0.1

/** A line search that only shortens the first step; an example is at `searchMoreThuente`. */
export const searchBacktracking: LineSearch = (evaluate, slopeAt, start, first, options = {}) => {
  const rule = ruleOf(start, first, options)
  let step = first
  let before: End | null = null
  for (let trials = 0; trials < rule.maxTrials && step > 0; trials++) {
    const point = evaluate(step)
    if (point.value === -Infinity) return { kind: 'failed' }
    if (!isUsable(point)) {
      step *= least
      continue
    }
    const trial = { step, value: point.value, slope: slopeAt(point), point }
    if (isEnough(trial, rule)) return { kind: 'found', trial }
    const guess = before === null ? parabola(rule, trial) : cubicThrough(rule, before, trial)
    before = trial
    step = Number.isFinite(guess)
      ? Math.min(most * step, Math.max(least * step, guess))
      : most * step
  }
  return { kind: 'failed' }
}

/** Enough decrease; where it is below the noise of f, by the mean of both slopes. */
function isEnough(trial: Trial, rule: Rule): boolean {
  const { start, blur, done } = rule
  if (hasDecreased(trial, rule)) return true
  if (Math.abs(trial.value - start.value) > blur) return false
  return done(trial.point) || trial.slope <= -0.8 * start.slope
}

/** The minimiser of the parabola with value and slope of the start, and the value of the trial. */
function parabola({ start }: Rule, { step, value }: End): number {
  return (-start.slope * step * step) / (2 * (value - start.value - start.slope * step))
}

/** The minimiser of the cubic with value and slope of the start, and both values (3.59). */
function cubicThrough({ start }: Rule, a: End, b: End): number {
  const excess = ({ step, value }: End): number =>
    (value - start.value - start.slope * step) / (step * step)
  const cube = (excess(b) - excess(a)) / (b.step - a.step)
  const square = excess(b) - cube * b.step
  return (-square + Math.sqrt(square * square - 3 * cube * start.slope)) / (3 * cube)
}
