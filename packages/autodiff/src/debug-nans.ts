/**
 * `debugNaNs` finds where a NaN or an infinity comes from: it runs a computation with a backend that
 * looks at every result, and stops at the first that is not finite though its operands are.
 */
import { backend, setBackend, WengertError, type Backend, type Tensor } from '@wengert/tensor'
import { formatAval } from '@wengert/tensor/internal'
import { currentOrigin, withProvenance } from './provenance.ts'

/**
 * Runs `body()` and returns its result; throws at the first operation, forward or backward, whose
 * result has a NaN or an infinity while its operands are finite, with the line of the user's code that
 * called the operation (for derivatives: the operation being differentiated). Slow: for debugging.
 *
 * @throws WengertError, with code `not-finite`.
 * @example
 * ```ts
 * import { debugNaNs, grad } from '@wengert/autodiff'
 * import { type Tensor } from '@wengert/tensor'
 * debugNaNs(() => grad((x: Tensor) => x.sqrt())(4)).item() // → 0.25
 * ```
 */
export function debugNaNs<T>(body: () => T): T {
  const outer = backend()
  setBackend(checking(outer))
  try {
    return withProvenance(body)
  } finally {
    setBackend(outer)
  }
}

function checking(inner: Backend): Backend {
  return {
    name: `${inner.name}, checked`,
    run(primitive, operands, params, outputs) {
      const result = inner.run(primitive, operands, params, outputs)
      const list = Array.isArray(result) ? result : [result]
      if (list.some(isBroken) && !operands.some(isBroken)) {
        throw notFinite(primitive.name, operands, list.find(isBroken)!)
      }
      return result
    },
  }
}

function isBroken(x: Tensor): boolean {
  return x.host!.some((value) => !Number.isFinite(value))
}

function notFinite(name: string, operands: readonly Tensor[], result: Tensor): WengertError {
  const { place, operation, backward } = currentOrigin(name)!
  const cause = operation === name ? '' : ` for ${operation}`
  const way = backward ? ' in the backward pass' : ''
  const bad = result.host!.findIndex((value) => !Number.isFinite(value))
  const given = operands.map(({ aval, size, host }) =>
    size === 1 ? `${host![0]}` : formatAval(aval),
  )
  return new WengertError(
    'not-finite',
    `debugNaNs: ${name}(${given.join(', ')}) gives ${result.host![bad]} at element ${bad} of ` +
      `${formatAval(result.aval)}${cause}${way}${place}; guard its argument, for example with where or clip.`,
  )
}
