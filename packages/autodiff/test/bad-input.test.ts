/** Each mistake throws at the user's call, and says what was given, expected, and what to do. */
import { describe, expect, test, vi } from 'vitest'
import {
  checkDerivatives,
  grad,
  hessian,
  hvp,
  jacfwd,
  jacrev,
  jvp,
  linearize,
  sparseHessian,
  trace,
  vjp,
  vmap,
} from '@wengert/autodiff'
import * as T from '@wengert/tensor'
import { tensor, type Tensor } from '@wengert/tensor'

type Case = [title: string, run: () => unknown, code: string, message: string | RegExp]

const square = (x: Tensor): Tensor => x.square()
const total = (x: Tensor): Tensor => x.sum()

const cases: Case[] = [
  [
    'shapes that do not broadcast',
    () => tensor([1, 2, 3]).add(tensor([1, 2, 3, 4])),
    'shape',
    'add: shapes [3] and [4] do not broadcast; reshape one so that each pair of axes, counted from the last, is equal or has a 1.',
  ],
  [
    'inner lengths that differ',
    () => T.matmul(tensor([[1, 2]]), tensor([[1, 2]])),
    'shape',
    'matmul: shapes [1, 2] and [1, 2] do not fit: the last axis of the left operand and the last axis but one of the right differ; transpose or reshape one.',
  ],
  [
    'a wrong dtype',
    () => tensor([true]).neg(),
    'dtype',
    /^neg: the operands have dtype bool; use logicalNot/,
  ],
  [
    'a loss that is no scalar',
    () => grad(square)(tensor([1, 2, 3])),
    'shape',
    'grad: the function must return a scalar, but returned float64[3]; reduce it, for example with sum() or mean(), or use jacobian.',
  ],
  [
    'a loss that is a tree',
    () => grad((x: Tensor) => [x, x] as unknown as Tensor)(1),
    'shape',
    /^grad: the function must return a scalar, but returned a tree of 2 tensors/,
  ],
  [
    'integers to differentiate',
    () => grad(total)(new Int32Array([1, 2])),
    'dtype',
    "grad: a differentiated argument is int32[2], which has no derivative; cast it to 'float64', or leave it out of argnums.",
  ],
  [
    'an integer loss',
    () => grad((x: Tensor) => x.cast('int32').sum())(1),
    'dtype',
    /^grad: the function returned int32\[\], which has no derivative/,
  ],
  [
    'a tree of tangents that does not match',
    () => jvp((p: { a: Tensor }) => p.a, [{ a: 1 }], [{ b: 1 }] as never),
    'tree',
    'jvp: the tangent[0] should be an object with the keys a, but is { b: 1 }; give a tree of the same structure.',
  ],
  [
    'a tangent of another shape',
    () => jvp(square, [tensor([1, 2])], [tensor([1, 2, 3])]),
    'shape',
    /^jvp: the tangent has a leaf of shape \[3\] where \[2\] is expected/,
  ],
  [
    'a tangent of another dtype',
    () => hvp(total, new Float32Array([1]), new Float64Array([1])),
    'dtype',
    /^hvp: the direction has a leaf of dtype float64 where float32 is expected; cast it/,
  ],
  [
    'a cotangent of another shape',
    () => vjp(square, tensor([1, 2]))[1](tensor([[1, 2]])),
    'shape',
    /^pullback: the cotangent has a leaf of shape \[1, 2\] where \[2\] is expected/,
  ],
  [
    'an asynchronous function',
    () => grad((async (x: Tensor) => x) as unknown as (x: Tensor) => Tensor)(1),
    'function',
    'grad: the function returned a Promise; a traced function must be synchronous, so load data before and pass it in.',
  ],
  [
    'an asynchronous function of hvp',
    () => hvp((async (x: Tensor) => x) as unknown as (x: Tensor) => Tensor, 1, 1),
    'function',
    'hvp: the function returned a Promise; a traced function must be synchronous, so load data before and pass it in.',
  ],
  [
    'a vector to differentiate twice',
    () => hvp(square, tensor([1, 2]), tensor([1, 2])),
    'shape',
    'hvp: the function must return a scalar, but returned float64[2]; reduce it, for example with sum() or mean(), or use jacobian.',
  ],
  [
    'a vector for a sparse Hessian',
    () => sparseHessian(square)(tensor([1, 2])),
    'shape',
    /^sparseHessian: the function must return a scalar, but returned float64\[2\]/,
  ],
  [
    'integers for jacfwd',
    () => jacfwd(square)(new Int32Array([1])),
    'dtype',
    /^jacfwd: a differentiated argument is int32\[1\]/,
  ],
  [
    'nothing returned to jacrev',
    () => jacrev((() => undefined) as unknown as (x: Tensor) => Tensor)(1),
    'function',
    /^jacrev: the function returned nothing/,
  ],
  [
    'nothing returned to hessian',
    () => hessian((() => undefined) as unknown as (x: Tensor) => Tensor)(1),
    'function',
    /^hessian: the function returned nothing/,
  ],
  [
    'no function for hessian',
    () => hessian(tensor(1) as unknown as (x: Tensor) => Tensor),
    'argument',
    /^hessian: the first argument is object, not a function; write hessian\(f\)\(x\)/,
  ],
  [
    'an asynchronous function to check',
    () => checkDerivatives(async (x: Tensor) => x, [1]),
    'function',
    /^checkDerivatives: the function returned a Promise/,
  ],
  [
    'no function to check',
    () => checkDerivatives(3 as unknown as () => Tensor, []),
    'argument',
    /^checkDerivatives: the first argument is number, not a function/,
  ],
  [
    'nothing to check',
    () => checkDerivatives(total, [new Int32Array([1])]),
    'dtype',
    "checkDerivatives: no argument has a floating-point leaf, so there is nothing to differentiate; cast one to 'float64'.",
  ],
  [
    'no result to check',
    () => checkDerivatives((x: Tensor) => x.greater(0), [1]),
    'dtype',
    'checkDerivatives: the function returned nothing in floating point, so there is nothing to differentiate; leave out casts and comparisons.',
  ],
  [
    'a function that returns nothing',
    () => vmap((() => undefined) as unknown as (x: Tensor) => Tensor)(tensor([1])),
    'function',
    'vmap: the function returned nothing; return a tensor (is a return statement missing?).',
  ],
  [
    'a function that returns what is no tree',
    () => linearize((() => 'text') as unknown as (x: Tensor) => Tensor, 1),
    'tree',
    /^linearize: the result is 'text', which is not a tree of tensors/,
  ],
  [
    'no function at all',
    () => grad(tensor(1) as unknown as (x: Tensor) => Tensor),
    'argument',
    /^grad: the first argument is object, not a function; write grad\(f\)\(x\)/,
  ],
  [
    'an argument that was not passed',
    () => grad((x: Tensor, y: Tensor) => x.mul(y), { argnums: 2 })(1, 2),
    'argument',
    /^grad: argument 2 is to be differentiated, but 2 arguments were given/,
  ],
  [
    'aux that is missing',
    () => grad(total as unknown as () => [Tensor, unknown], { hasAux: true })(),
    'argument',
    /^grad: argument 0/,
  ],
  [
    'mapped axes of different lengths',
    () => vmap((a: Tensor, b: Tensor) => a.add(b))(tensor([1, 2]), tensor([1, 2, 3])),
    'shape',
    /^vmap: mapped axes have lengths 2 and 3/,
  ],
  [
    'nothing mapped',
    () => vmap(square, { inAxes: null })(tensor([1])),
    'argument',
    /^vmap: no argument is mapped/,
  ],
  [
    'a scalar mapped',
    () => vmap(square)(1),
    'argument',
    /^vmap: axis 0 is not an axis of an argument float64\[\]/,
  ],
  [
    'an axis that is not there',
    () => tensor([1]).sum(1),
    'argument',
    /^sum: axis 1 is not an axis of a tensor of rank 1/,
  ],
  [
    'an index outside',
    () => tensor([1, 2]).at(2),
    'index',
    /^at: index 2 is outside axis 0 of shape \[2\]; use -2 to 1/,
  ],
  [
    'ragged rows',
    () => tensor([[1, 2], [3]]),
    'shape',
    /^tensor: values\[1\] has 1 elements where its neighbours have 2/,
  ],
  [
    'an operator',
    () => (tensor(1) as unknown as number) + 1,
    'argument',
    /^Tensor: JavaScript operators do not work/,
  ],
  [
    'a class instance as a tree',
    () => grad(total)(new Date() as never),
    'tree',
    /^grad: argument 0 is an instance of Date/,
  ],
  [
    'a string as an operand',
    () => T.add('1' as never, 2),
    'argument',
    /^add: the string '1' is not a tensor/,
  ],
]

describe('bad input', () => {
  test.each(cases)('%s', (_, run, code, message) => {
    let error: T.WengertError | null = null
    try {
      run()
    } catch (thrown) {
      error = thrown as T.WengertError
    }
    expect(error).toBeInstanceOf(T.WengertError)
    expect(error!.code).toBe(code)
    if (typeof message === 'string') expect(error!.message).toBe(message)
    else expect(error!.message).toMatch(message)
  })

  test('trace of a program keeps working after an error', () => {
    expect(() => grad(square)(tensor([1, 2]))).toThrow(T.ShapeError)
    expect(trace(square, 1).equations.length).toBe(1)
  })

  test('a tensor of a second copy of the package', async () => {
    vi.resetModules()
    const other = (await import('@wengert/tensor')) as typeof T
    expect(other.Tensor).not.toBe(T.Tensor)
    for (const run of [
      () => T.add(other.tensor(1) as Tensor, 2),
      () => grad(total)(other.tensor([1]) as Tensor),
    ]) {
      expect(run).toThrow(T.DuplicatePackageError)
      expect(run).toThrow(/two copies are loaded, so make all packages depend on one version/)
    }
  })
})
