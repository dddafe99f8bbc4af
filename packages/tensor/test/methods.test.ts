/** A method is the function of the same name with the tensor as first argument. */
import { expect, test } from 'vitest'
import { Tensor } from '@wengert/tensor'
import { calls, tensorFunctions } from './support/calls.ts'

const functions = tensorFunctions()
const methods = Object.getOwnPropertyNames(Tensor.prototype).filter((name) => functions.has(name))

const texts = (result: unknown): string[] => [result].flat().map(String)

test.each(methods)('%s', (name) => {
  const [x, ...rest] = calls[name] as [Tensor, ...unknown[]]
  const method = x[name as keyof Tensor] as (...args: readonly unknown[]) => unknown
  expect(texts(method.apply(x, rest))).toEqual(texts(functions.get(name)!(x, ...rest)))
  // And with what may be left out left out, where that is allowed.
  const defaults = (f: () => unknown): string[] => {
    try {
      return texts(f())
    } catch (error) {
      return [String(error)]
    }
  }
  expect(defaults(() => method.apply(x, []))).toEqual(defaults(() => functions.get(name)!(x)))
})

test('those that every numerical program uses are there', () => {
  const usual =
    'add sub mul div neg pow square sqrt exp log sin cos tanh abs maximum minimum clip sum mean prod max ' +
    'min argmax argmin any all variance std norm cumsum cumprod sort argsort softmax logsumexp matmul dot ' +
    'reshape ravel transpose swapAxes moveAxis expandDims squeeze broadcastTo slice flip take tile repeat ' +
    'roll split pad takeAlongAxis cast equal less greater logicalNot isNan isFinite'
  expect(methods).toEqual(expect.arrayContaining(usual.split(' ')))
})
