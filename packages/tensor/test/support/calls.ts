/** One right call of every function that takes tensors, as its arguments: misuse starts from these. */
import * as T from '@wengert/tensor'
import { ones, random, tensor } from '@wengert/tensor'

const x = tensor([
  [1, 2, 3],
  [4, 5, 6],
])
const definite = tensor([
  [4, 1],
  [1, 3],
])
const integers = tensor([0, 1], { dtype: 'int32' })
const key = random.key(0)
const reduction = [x, 0, {}]

const unary =
  'abs acos acosh asin asinh atan atanh ceil cos cosh digamma erf erfc erfinv exp expm1 floor isFinite ' +
  'isNan lgamma log log1p logicalNot neg normalCdf onesLike ravel reciprocal relu round rsqrt sigmoid sign silu ' +
  'sin sinh softplus sqrt square tan tanh zerosLike'
const binary =
  'add atan2 div equal greater greaterEqual less lessEqual logicalAnd logicalOr maximum minimum mul ' +
  'notEqual outer pow rem sub'
const reductions =
  'all any argmax argmin logsumexp max mean min norm prod std sum variance cumprod cumsum sort argsort'

function all<V>(names: string, value: V): Record<string, V> {
  return Object.fromEntries(names.split(' ').map((name) => [name, value]))
}

export const calls: Readonly<Record<string, readonly unknown[]>> = {
  ...all(unary, [x]),
  ...all(binary, [x, x]),
  ...all(reductions, reduction),
  arange: [0, 3, 1],
  averagePool: [x, [2], {}],
  broadcastTo: [x, [2, 2, 3]],
  cast: [x, 'int32'],
  clip: [x, 0, 1],
  concatenate: [[x, x], 0],
  conv: [x, ones([1, 2, 1]), {}],
  diag: [x, 0],
  dot: [x, ones([3])],
  dynamicSlice: [x, [0, 0], [1, 1]],
  dynamicUpdateSlice: [x, ones([1, 1]), [0, 0]],
  einsum: ['ij->i', x],
  expandDims: [x, 0],
  eye: [2, {}],
  flip: [x, 0],
  full: [[2], 1, {}],
  gather: [x, integers, 0],
  gelu: [x, {}],
  index: [x, 0, integers],
  linspace: [0, 1, 3, {}],
  logSoftmax: [x, 0],
  matmul: [x, ones([3, 1])],
  maxPool: [x, [2], {}],
  moveAxis: [x, 0, 1],
  ones: [[2], {}],
  pad: [x, 1, {}],
  polygamma: [1, x],
  repeat: [x, 2, 0],
  reshape: [x, [3, 2]],
  roll: [x, 1, 0],
  scatterAdd: [x, integers, 1, 0],
  slice: [x, 0, 1],
  softmax: [x, 0],
  split: [x, 2, 0],
  squeeze: [ones([1, 2]), 0],
  stack: [[x, x], 0],
  swapAxes: [x, 0, 1],
  take: [x, integers, 0],
  takeAlongAxis: [x, tensor([[0], [1]], { dtype: 'int32' }), 1],
  tensor: [[1], {}],
  tensordot: [x, x, [[1], [1]]],
  tile: [x, 2],
  topK: [x, 1, 1],
  transpose: [x, [1, 0]],
  tril: [x, 0],
  triu: [x, 0],
  where: [true, x, x],
  zeros: [[2], {}],
  ...all('fft.fft fft.ifft fft.irfft fft.rfft', [x, {}]),
  ...all('random.bernoulli random.normal random.rademacher random.uniform', [key, [2], {}]),
  'random.categorical': [key, [2], x, {}],
  'random.key': [0],
  'random.permutation': [key, x, 0],
  'random.randint': [key, [2], 0, 5],
  'random.split': [key, 2],
  ...all('linalg.cholesky linalg.det linalg.eigh linalg.inv linalg.slogdet linalg.svd', [definite]),
  ...all('linalg.lu linalg.pinv linalg.qr', [x, {}]),
  'linalg.lstsq': [x, ones([2]), {}],
  'linalg.solve': [definite, ones([2])],
  'linalg.triangularSolve': [definite, ones([2]), {}],
}

/** Options that are yes or no, by the functions that have them. */
export const flags: Readonly<Record<string, readonly string[]>> = {
  ...all('all any argmax argmin logsumexp max mean min norm prod std sum variance', ['keepDims']),
  ...all('cumprod cumsum', ['reverse']),
  ...all('argsort sort', ['descending']),
  averagePool: ['includePadding'],
  gelu: ['approximate'],
  'linalg.lu': ['pIndices'],
  'linalg.triangularSolve': ['lower', 'transpose', 'unitDiagonal'],
}

type AnyFunction = (...args: readonly unknown[]) => unknown

/** Exported functions that take no tensors, or only pass values on. */
const others = ['Tensor', 'backend', 'flattenTree', 'mapTree', 'printOptions', 'setBackend']

/** Every exported function that takes tensors or makes them, by its name, with its namespace. */
export function tensorFunctions(): ReadonlyMap<string, AnyFunction> {
  const of = (prefix: string, members: object): [string, AnyFunction][] =>
    Object.entries(members)
      .filter(([name, value]) => typeof value === 'function' && !name.endsWith('Error'))
      .map(([name, value]) => [prefix + name, value as AnyFunction])
  const namespaces = [...of('fft.', T.fft), ...of('linalg.', T.linalg), ...of('random.', T.random)]
  const found = [...of('', T), ...namespaces]
  return new Map(found.filter(([name]) => !others.includes(name) && name !== 'unflattenTree'))
}
