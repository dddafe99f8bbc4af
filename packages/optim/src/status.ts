/** Why a run ended. Only `converged` is a success; each of the others says what happened. */

export type Status =
  | 'converged'
  | 'noise-floor'
  | 'small-step'
  | 'line-search-failed'
  | 'unbounded'
  | 'iteration-limit'
  | 'evaluation-limit'
  | 'time-limit'
  | 'callback'
  | 'aborted'
  | 'objective-error'

const messages: { readonly [S in Status]: string } = {
  converged: 'The gradient passed its test.',
  'noise-floor':
    'Rounding hides any further decrease of the function and its gradient, which did not pass its ' +
    'test; scale the problem, loosen gradientTolerance, or compute in float64.',
  'small-step':
    'The step is too small to change the point, and the gradient did not pass its test.',
  'line-search-failed':
    'No acceptable point was found along the search direction; the gradient may not belong to the ' +
    'function, or the function may not be smooth there.',
  unbounded: 'The function decreases without bound along the search direction.',
  'iteration-limit': 'The iteration limit was reached; raise maxIterations, or try another method.',
  'evaluation-limit': 'The evaluation limit was reached; raise maxEvaluations.',
  'time-limit': 'The time limit was reached; raise maxMilliseconds.',
  callback: 'The callback asked to stop.',
  aborted: 'The signal asked to stop.',
  'objective-error': 'The function threw an error, which is in `cause`.',
}

export function messageOf(status: Status): string {
  return messages[status]
}
