/**
 * For every primitive, an arbitrary of operands and params on which the laws are tried: generated
 * shapes (empty, scalar, stretched on either side, never only square), values inside the smooth
 * domain. Kinks have pinned tests of their own.
 */
import fc from 'fast-check'
import { tensor, type Tensor } from '@wengert/tensor'
import { allPrimitives, bindAny, sizeOf, type Primitive } from '@wengert/tensor/internal'
import { matrixCases } from './matrix-cases.ts'

export interface LawCase {
  readonly operands: readonly Tensor[]
  readonly params: unknown
}

type Cases = fc.Arbitrary<LawCase>

/** Applies a primitive and returns its outputs as a list. */
export function applyPrimitive(
  primitive: Primitive,
  operands: readonly Tensor[],
  params: unknown,
): Tensor[] {
  const result = bindAny(primitive, operands, params)
  return Array.isArray(result) ? result : [result]
}

export function primitiveNamed(name: string): Primitive {
  const found = allPrimitives().find((primitive) => primitive.name === name)
  if (found === undefined) throw new Error(`no primitive ${name}`)
  return found
}

const length = fc.integer({ min: 0, max: 3 })
const positiveLength = fc.integer({ min: 1, max: 3 })
const shape = fc.array(length, { maxLength: 3 })
/** At least one axis, which may be empty. */
const someShape = fc.array(length, { minLength: 1, maxLength: 3 })
const positiveShape = fc.array(positiveLength, { minLength: 1, maxLength: 3 })

/** Numbers in [low, high], or of either sign with magnitudes there. */
interface Domain {
  readonly low: number
  readonly high: number
  readonly signed?: boolean
}

const anywhere: Domain = { low: 0, high: 2, signed: true }
const awayFromZero: Domain = { low: 0.3, high: 2, signed: true }
const positive: Domain = { low: 0.4, high: 3 }
const insideOne: Domain = { low: 0, high: 0.8, signed: true }

function values(count: number, { low, high, signed = false }: Domain): fc.Arbitrary<number[]> {
  const magnitude = fc
    .double({ min: low, max: high, noNaN: true })
    .map((x) => Math.round(x * 1e6) / 1e6)
  const sign = signed ? fc.constantFrom(1, -1) : fc.constant(1)
  return fc.array(
    fc.tuple(magnitude, sign).map(([x, s]) => x * s),
    { minLength: count, maxLength: count },
  )
}

function tensorOf(dims: readonly number[], domain: Domain): fc.Arbitrary<Tensor> {
  return values(sizeOf(dims), domain).map((list) =>
    tensor(Float64Array.from(list), { shape: [...dims] }),
  )
}

/** All values at least 0.3 apart, so that no difference step crosses a tie. */
function distinctTensor(dims: readonly number[]): fc.Arbitrary<Tensor> {
  const n = sizeOf(dims)
  const order = fc.shuffledSubarray(
    Array.from({ length: n }, (_, i) => i),
    { minLength: n },
  )
  return order.map((list) =>
    tensor(
      Float64Array.from(list, (i) => 0.37 * i - 1.1),
      { shape: [...dims] },
    ),
  )
}

function boolTensor(dims: readonly number[]): fc.Arbitrary<Tensor> {
  return fc
    .array(fc.constantFrom(0, 1), { minLength: sizeOf(dims), maxLength: sizeOf(dims) })
    .map((list) => tensor(Uint8Array.from(list), { shape: [...dims], dtype: 'bool' }))
}

/** Shapes that broadcast: parts of one shape, with axes dropped or set to 1. */
function broadcastable(count: number): fc.Arbitrary<number[][]> {
  return shape.chain((full) =>
    fc.array(
      fc
        .tuple(
          fc.integer({ min: 0, max: full.length }),
          fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
        )
        .map(([dropped, ones]) => full.slice(dropped).map((n, i) => (ones[i] ? 1 : n))),
      { minLength: count, maxLength: count },
    ),
  )
}

function unary(domain: Domain): Cases {
  return shape.chain((dims) => tensorOf(dims, domain)).map((x) => ({ operands: [x], params: {} }))
}

function binary(left: Domain, right: Domain): Cases {
  return broadcastable(2)
    .chain(([a, b]) => fc.tuple(tensorOf(a, left), tensorOf(b, right)))
    .map((operands) => ({ operands, params: {} }))
}

/** Pairs that nowhere come close to each other. */
const apart: Cases = broadcastable(2)
  .chain(([a, b]) =>
    fc.tuple(
      tensorOf(a, { low: 0, high: 0.5 }),
      tensorOf(b, { low: 1, high: 2, signed: true }),
      fc.boolean(),
    ),
  )
  .map(([x, y, swap]) => ({ operands: swap ? [y, x] : [x, y], params: {} }))

const bools: Cases = broadcastable(2)
  .chain(([a, b]) => fc.tuple(boolTensor(a), boolTensor(b)))
  .map((operands) => ({ operands, params: {} }))

function axesOf(dims: readonly number[], minLength = 0): fc.Arbitrary<number[]> {
  return fc
    .subarray(
      dims.map((_, axis) => axis),
      { minLength },
    )
    .map((axes) => [...axes].sort((a, b) => a - b))
}

const reduction: Cases = shape.chain((dims) =>
  fc
    .tuple(tensorOf(dims, anywhere), axesOf(dims))
    .map(([x, axes]) => ({ operands: [x], params: { axes } })),
)

const extremum: Cases = positiveShape.chain((dims) =>
  fc
    .tuple(distinctTensor(dims), axesOf(dims, 1))
    .map(([x, axes]) => ({ operands: [x], params: { axes } })),
)

const position: Cases = positiveShape.chain((dims) =>
  fc
    .tuple(distinctTensor(dims), fc.integer({ min: 0, max: dims.length - 1 }))
    .map(([x, axis]) => ({ operands: [x], params: { axis } })),
)

/** An axis of a tensor, and a flag: which end a running sum begins at, which order sorts. */
function lines(
  dims: fc.Arbitrary<number[]>,
  of: (lengths: number[]) => fc.Arbitrary<Tensor[]>,
  flag: string,
): Cases {
  return dims.chain((lengths) =>
    fc
      .tuple(of(lengths), fc.integer({ min: 0, max: lengths.length - 1 }), fc.boolean())
      .map(([operands, axis, on]) => ({ operands, params: { axis, [flag]: on } })),
  )
}

/** A product with generated batch, contracted and free axes in a generated order on each side. */
const dotGeneral: Cases = fc
  .record({
    batch: fc.array(length, { maxLength: 1 }),
    contract: fc.array(length, { maxLength: 2 }),
    left: fc.array(length, { maxLength: 2 }),
    right: fc.array(length, { maxLength: 2 }),
  })
  .chain(({ batch, contract, left, right }) => {
    const side = (free: number[]): fc.Arbitrary<{ dims: number[]; at: number[] }> => {
      const all = [...batch, ...contract, ...free]
      return fc
        .shuffledSubarray(
          all.map((_, i) => i),
          { minLength: all.length },
        )
        .map((order) => ({
          dims: order.map((i) => all[i]),
          at: all.map((_, i) => order.indexOf(i)),
        }))
    }
    return fc.tuple(side(left), side(right)).chain(([x, y]) =>
      fc.tuple(tensorOf(x.dims, anywhere), tensorOf(y.dims, anywhere)).map((operands) => ({
        operands,
        params: {
          batch: [x.at.slice(0, batch.length), y.at.slice(0, batch.length)],
          contract: [x, y].map(({ at }) => at.slice(batch.length, batch.length + contract.length)),
        },
      })),
    )
  })

const slicing: Cases = shape
  .chain((dims) =>
    fc.tuple(
      tensorOf(dims, anywhere),
      fc.tuple(
        ...dims.map((n) =>
          fc
            .tuple(fc.integer({ min: 0, max: n }), fc.integer({ min: 1, max: 3 }))
            .chain(([start, step]) =>
              fc
                .integer({ min: 0, max: Math.ceil((n - start) / step) })
                .map((count) => ({ start: count === 0 ? 0 : start, step, count })),
            ),
        ),
      ),
    ),
  )
  .map(([x, parts]) => ({
    operands: [x],
    params: {
      starts: parts.map(({ start }) => start),
      lengths: parts.map(({ count }) => count),
      steps: parts.map(({ step }) => step),
    },
  }))

const padding: Cases = shape
  .chain((dims) => {
    const widths = fc.array(fc.integer({ min: 0, max: 2 }), {
      minLength: dims.length,
      maxLength: dims.length,
    })
    return fc.tuple(tensorOf(dims, anywhere), widths, widths, widths, fc.constantFrom(0, 1.5))
  })
  .map(([x, low, high, interior, value]) => ({
    operands: [x],
    params: { low, high, interior, value },
  }))

const concatenation: Cases = fc
  .tuple(positiveShape, fc.array(length, { minLength: 1, maxLength: 3 }), fc.nat(2))
  .chain(([dims, lengths, at]) => {
    const axis = at % dims.length
    const parts = lengths.map((n) => tensorOf(dims.with(axis, n), anywhere))
    return fc.tuple(...parts).map((operands) => ({ operands, params: { axis } }))
  })

/** x and int32 indices for it, with batch axes in step. */
const indexed = fc
  .record({
    batch: fc.array(positiveLength, { maxLength: 1 }),
    before: fc.array(positiveLength, { maxLength: 1 }),
    along: positiveLength,
    after: fc.array(length, { maxLength: 1 }),
    positions: fc.array(length, { maxLength: 2 }),
  })
  .chain(({ batch, before, along, after, positions }) => {
    const indexDims = [...batch, ...positions]
    const index = fc.array(fc.integer({ min: -along, max: along - 1 }), {
      minLength: sizeOf(indexDims),
      maxLength: sizeOf(indexDims),
    })
    const updateDims = [...batch, ...before, ...positions, ...after]
    return fc
      .tuple(
        tensorOf([...batch, ...before, along, ...after], anywhere),
        index,
        tensorOf(updateDims, anywhere),
      )
      .map(([x, list, updates]) => ({
        x,
        indices: tensor(Int32Array.from(list), { shape: indexDims }),
        updates,
        params: { axis: batch.length + before.length, batchDims: batch.length },
      }))
  })

/** Windows over the last one or two axes, and where they came from. */
const windowing = fc
  .record({
    lead: fc.array(length, { maxLength: 1 }),
    axes: fc.array(
      fc.record({
        size: fc.integer({ min: 1, max: 3 }),
        dilation: fc.integer({ min: 1, max: 2 }),
        stride: fc.integer({ min: 1, max: 3 }),
        spare: fc.integer({ min: -1, max: 4 }),
      }),
      { minLength: 1, maxLength: 2 },
    ),
  })
  .map(({ lead, axes }) => {
    const of = (name: 'size' | 'dilation' | 'stride') => axes.map((axis) => axis[name])
    const lengths = axes.map(({ size, dilation, spare }) => (size - 1) * dilation + 1 + spare)
    const counts = axes.map(({ stride, spare }) => (spare < 0 ? 0 : Math.floor(spare / stride) + 1))
    const params = { sizes: of('size'), dilations: of('dilation'), strides: of('stride') }
    return { lead, lengths, counts, params }
  })

const drawing: Cases = fc
  .tuple(shape, fc.array(fc.integer(), { minLength: 2, maxLength: 2 }))
  .map(([dims, words]) => ({
    operands: [tensor(Int32Array.from(words))],
    params: { shape: dims, dtype: 'float64' },
  }))

export const cases: { readonly [name: string]: Cases } = {
  ...matrixCases,
  add: binary(anywhere, anywhere),
  sub: binary(anywhere, anywhere),
  mul: binary(anywhere, anywhere),
  div: binary(anywhere, awayFromZero),
  neg: unary(anywhere),
  square: unary(anywhere),
  reciprocal: unary(awayFromZero),
  abs: unary(awayFromZero),
  sign: unary(awayFromZero),
  maximum: apart,
  minimum: apart,
  // x within (2y, 3y) or (−y, 0): away from the jumps at multiples of y
  rem: broadcastable(2)
    .chain(([a, b]) =>
      fc.tuple(tensorOf(a, { low: 3.5, high: 4 }), tensorOf(b, { low: 1.4, high: 1.6 })),
    )
    .map((operands) => ({ operands, params: {} })),
  floor: unary(awayFromZero),
  ceil: unary(awayFromZero),
  round: unary(awayFromZero),
  argmax: position,
  argmin: position,
  argsort: lines(positiveShape, (dims) => fc.tuple(distinctTensor(dims)), 'descending'),
  cumsum: lines(someShape, (dims) => fc.tuple(tensorOf(dims, anywhere)), 'reverse'),
  recurrence: lines(
    someShape,
    (dims) => fc.tuple(tensorOf(dims, anywhere), tensorOf(dims, anywhere)),
    'reverse',
  ),
  cast: shape
    .chain((dims) =>
      fc.tuple(tensorOf(dims, anywhere), fc.constantFrom('float64', 'int32', 'bool')),
    )
    .map(([x, dtype]) => ({ operands: [x], params: { dtype } })),
  equal: apart,
  notEqual: apart,
  less: apart,
  lessEqual: apart,
  greater: apart,
  greaterEqual: apart,
  dotGeneral,
  erf: unary(anywhere),
  erfc: unary(anywhere),
  normalCdf: unary(anywhere),
  erfinv: unary(insideOne),
  exp: unary(anywhere),
  expm1: unary(anywhere),
  log: unary(positive),
  log1p: unary(positive),
  sqrt: unary(positive),
  rsqrt: unary(positive),
  sigmoid: unary(anywhere),
  silu: unary(anywhere),
  softplus: unary(anywhere),
  relu: unary(awayFromZero),
  flip: reduction,
  fourier: fc
    .tuple(fc.array(length, { maxLength: 2 }), fc.constantFrom(1, 2, 3, 4, 6, 17), fc.boolean())
    .chain(([lead, n, inverse]) =>
      fc
        .tuple(tensorOf([...lead, n], anywhere), tensorOf([...lead, n], anywhere))
        .map((operands) => ({ operands, params: { inverse } })),
    ),
  sinh: unary(anywhere),
  cosh: unary(anywhere),
  tanh: unary(anywhere),
  asinh: unary(anywhere),
  acosh: unary({ low: 1.4, high: 3 }),
  atanh: unary(insideOne),
  lgamma: unary(positive),
  digamma: unary(positive),
  polygamma: fc
    .tuple(shape, fc.integer({ min: 1, max: 3 }))
    .chain(([dims, n]) =>
      tensorOf(dims, { low: 1.5, high: 4 }).map((x) => ({ operands: [x], params: { n } })),
    ),
  gather: indexed.map(({ x, indices, params }) => ({ operands: [x, indices], params })),
  scatterAdd: indexed.map(({ x, indices, updates, params }) => ({
    operands: [x, indices, updates],
    params,
  })),
  concatenate: concatenation,
  reshape: shape
    .chain((dims) => tensorOf(dims, anywhere))
    .map((x) => ({ operands: [x], params: { shape: [1, x.size, 1] } })),
  transpose: shape
    .chain((dims) =>
      fc.tuple(
        tensorOf(dims, anywhere),
        fc.shuffledSubarray(
          dims.map((_, i) => i),
          { minLength: dims.length },
        ),
      ),
    )
    .map(([x, permutation]) => ({ operands: [x], params: { permutation } })),
  broadcastTo: fc
    .tuple(broadcastable(1), fc.array(length, { maxLength: 1 }))
    .chain(([[dims], lead]) =>
      fc.tuple(tensorOf(dims, anywhere), fc.constant(lead), fc.integer({ min: 0, max: 3 })),
    )
    .map(([x, lead, n]) => ({
      operands: [x],
      params: { shape: [...lead, ...x.shape.map((m) => (m === 1 ? n : m))] },
    })),
  logicalAnd: bools,
  logicalOr: bools,
  logicalNot: shape.chain(boolTensor).map((x) => ({ operands: [x], params: {} })),
  isFinite: unary(anywhere),
  isNan: unary(anywhere),
  pad: padding,
  power: shape
    .chain((dims) => fc.tuple(tensorOf(dims, positive), fc.constantFrom(-1.5, -1, 0, 0.5, 3, 4)))
    .map(([x, exponent]) => ({ operands: [x], params: { exponent } })),
  pow: binary(positive, anywhere),
  randomUniform: drawing,
  randomNormal: drawing,
  randomSplit: drawing.map(({ operands }) => ({ operands, params: { count: 3 } })),
  max: extremum,
  min: extremum,
  sum: reduction,
  where: broadcastable(3)
    .chain(([c, a, b]) => fc.tuple(boolTensor(c), tensorOf(a, anywhere), tensorOf(b, anywhere)))
    .map((operands) => ({ operands, params: {} })),
  slice: slicing,
  stopGradient: unary(anywhere),
  sin: unary(anywhere),
  cos: unary(anywhere),
  tan: unary({ low: 0, high: 1, signed: true }),
  asin: unary(insideOne),
  acos: unary(insideOne),
  atan: unary(anywhere),
  atan2: binary(awayFromZero, awayFromZero),
  windows: windowing.chain(({ lead, lengths, params }) =>
    tensorOf([...lead, ...lengths], anywhere).map((x) => ({ operands: [x], params })),
  ),
  overlapAdd: windowing.chain(({ lead, lengths, counts, params }) =>
    tensorOf([...lead, ...params.sizes, ...counts], anywhere).map((x) => ({
      operands: [x],
      params: { ...params, lengths },
    })),
  ),
}
