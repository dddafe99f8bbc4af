/**
 * The gradient of a function of a few scalars by either mode, and the loop with a condition by which each
 * mode can go. Forward mode follows `whileLoop`. Reverse mode needs to know how much to remember: it goes
 * through a `scan` of at most `limit` steps, of which those after the last are skipped.
 */
import { checkpoint, cond, jvp, scan, valueAndGrad, whileLoop } from '@wengert/autodiff'
import { onesLike, zerosLike, type Tensor } from '@wengert/tensor'

export type Mode = 'forward' | 'reverse'

/** A function of a list of scalars. */
export type Objective = (x: Tensor[]) => Tensor

/** f and its gradient: all at once in reverse, a tangent for each coordinate in forward mode. */
export function valueAndGradient(
  f: Objective,
  mode: Mode,
  x: readonly Tensor[],
): [Tensor, Tensor[]] {
  if (mode === 'reverse') return valueAndGrad(f)([...x])
  const along = x.map((_, i) => {
    const direction = x.map((other, j) => (i === j ? onesLike(other) : zerosLike(other)))
    return jvp<[Tensor[]]>(f, [[...x]], [direction])
  })
  return [along[0][0], along.map(([, slope]) => slope)]
}

/** The state after the last step that `test` allows, through which derivatives go in `mode`. */
export function repeatWhile<S>(
  mode: Mode,
  limit: number,
  test: (state: S) => Tensor,
  step: (state: S) => S,
  start: S,
): S {
  if (mode === 'forward') return whileLoop(test, step, start as never) as S
  const next = (state: S): [S, Tensor[]] => [
    cond<[S], S>(test(state), checkpoint(step) as (s: S) => S, (same) => same, state as never),
    [],
  ]
  return scan<S, Tensor[], Tensor[]>(next, start as never, null, { length: limit })[0]
}
