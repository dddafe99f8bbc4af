/**
 * Where along an axis the largest or smallest element is: the first of equal ones, and the first NaN if
 * there is one. Along the last axis a long row is gone through twice: for the extremum, in vectors, and
 * for the first place that equals it. Along another axis the lanes of vectors are neighbours, each with
 * its own best.
 */
import type { FunctionBuilder, ModuleBuilder } from '../assembler.ts'
import type { Instruction } from '../instructions.ts'
import { repeat } from '../loops/nest.ts'
import { numbersOf, type NumberType } from './numbers.ts'

export interface LocationSpec {
  readonly kind: 'max' | 'min'
  readonly dtype: NumberType
  readonly outer: number
  readonly length: number
  /** Elements between neighbours along the axis. */
  readonly inner: number
}

/** Rows from here on are gone through in vectors. */
const longRow = 8
/** Vectors at once. */
const mostVectors = 4

/** (x, result) → (); both are addresses, the result is of int32. */
export function emitLocation(module: ModuleBuilder, spec: LocationSpec): FunctionBuilder {
  const f = module.function(['i32', 'i32'], [])
  if (spec.outer * spec.inner > 0) new Location(f, spec).emit()
  return f
}

class Location {
  private readonly f: FunctionBuilder
  private readonly spec: LocationSpec
  private readonly numbers: (typeof numbersOf)[NumberType]
  /** Whether there may be NaN. */
  private readonly isFloat: boolean
  /** A comparison that the better one of two is the first of; in vectors. */
  private readonly better: Instruction
  private readonly equal: Instruction
  private readonly unequal: Instruction

  constructor(f: FunctionBuilder, spec: LocationSpec) {
    this.f = f
    this.spec = spec
    this.numbers = numbersOf[spec.dtype]
    this.isFloat = spec.dtype !== 'int32'
    const { shape } = this.numbers
    const name = spec.kind === 'max' ? 'gt' : 'lt'
    this.better = `${shape}.${name}${this.isFloat ? '' : '_s'}` as Instruction
    this.equal = `${shape}.eq`
    this.unequal = `${shape}.ne`
  }

  /** The function's parameters move on through x and the result. */
  emit(): void {
    const { f, numbers } = this
    const { outer, length, inner } = this.spec
    const bytes = length * inner * numbers.width
    repeat(f, outer, () => {
      if (inner === 1 && length >= longRow) this.row()
      else if (inner < numbers.lanes) for (let i = 0; i < inner; i++) this.single(i)
      else this.columns()
      this.moveOn(0, bytes)
      this.moveOn(1, 4 * inner)
    })
  }

  private moveOn(local: number, bytes: number): void {
    this.f.get(local).i32(bytes).emit('i32.add').set(local)
  }

  /** One line of elements, one by one. */
  private single(column: number): void {
    const { f, spec } = this
    const { type, width, load } = this.numbers
    const compare = `${type}.${spec.kind === 'max' ? 'gt' : 'lt'}${this.isFloat ? '' : '_s'}`
    const [at, left] = [f.local('i32'), f.local('i32')]
    const [best, value] = [f.local(type), f.local(type)]
    const place = f.local('i32')
    f.get(0)
      .emit(load, column * width)
      .set(best)
    f.i32(0).set(place)
    if (spec.length > 1) {
      f.get(0).set(at)
      f.i32(spec.length - 1).set(left)
      f.emit('loop')
      this.moveOn(at, spec.inner * width)
      f.get(at)
        .emit(load, column * width)
        .tee(value)
      f.get(best).emit(compare as Instruction)
      if (this.isFloat) {
        f.get(value).get(value).emit(`${type}.ne`)
        f.get(best).get(best).emit(`${type}.eq`).emit('i32.and').emit('i32.or')
      }
      f.emit('if').get(value).set(best)
      f.i32(spec.length).get(left).emit('i32.sub').set(place).emit('end')
      f.get(left).i32(1).emit('i32.sub').tee(left).emit('br_if', 0).emit('end')
    }
    f.get(1)
      .get(place)
      .emit('i32.store', 4 * column)
    for (const local of [at, left, best, value, place]) f.release(local)
  }

  private row(): void {
    const { f, spec, isFloat } = this
    const { width, lanes, shape } = this.numbers
    const count = Math.min(mostVectors, Math.floor(spec.length / lanes))
    const bests = Array.from({ length: count }, () => f.local('v128'))
    const [value, strange] = [f.local('v128'), f.local('v128')]
    const at = f.local('i32')
    const load = (pointer: number, offset: number): void => {
      f.get(pointer).emit('v128.load', offset)
    }
    const note = (): void => {
      if (!isFloat) return
      f.get(value).get(value).emit(this.unequal).get(strange).emit('v128.or').set(strange)
    }
    if (isFloat) f.get(f.constant(new Uint8Array(16))).set(strange)
    bests.forEach((best, v) => {
      load(0, 16 * v)
      f.tee(value).set(best)
      note()
    })
    const improve = (pointer: number, offset: number): void =>
      bests.forEach((best, v) => {
        load(pointer, offset + 16 * v)
        f.set(value).get(best).get(value).emit(this.extremum()).set(best)
        note()
      })
    const trip = count * lanes
    const trips = Math.floor(spec.length / trip) - 1
    if (trips > 0) {
      f.get(0).set(at)
      repeat(f, trips, () => {
        this.moveOn(at, trip * width)
        improve(at, 0)
      })
    }
    // Some of the last ones may have been before, which changes nothing.
    if (spec.length % trip > 0) improve(0, (spec.length - trip) * width)
    const [best, ...others] = bests
    for (const other of others) f.get(best).get(other).emit(this.extremum()).set(best)
    for (let words = 2; words >= 4 / lanes; words /= 2) {
      f.get(best)
        .get(best)
        .get(best)
        .emit('i8x16.shuffle', turned(words * 4))
      f.emit(this.extremum()).set(best)
    }
    // Nothing equals NaN but a NaN is looked for beside.
    if (isFloat) {
      f.get(strange).emit('v128.any_true').emit('if')
      f.get(f.constant(notNumbers[shape as 'f64x2' | 'f32x4']))
        .set(best)
        .emit('end')
    }
    this.search(best, value, at)
    for (const local of [...bests, value, strange, at]) f.release(local)
  }

  /** Stores the first place in the row that equals the best, or is NaN. */
  private search(best: number, value: number, at: number): void {
    const { f, spec, isFloat } = this
    const { width, lanes } = this.numbers
    const [found, last] = [f.local('i32'), spec.length - lanes]
    f.i32(0).set(at)
    f.emit('loop')
    f.get(at).i32(width).emit('i32.mul').get(0).emit('i32.add').emit('v128.load').tee(value)
    f.get(best).emit(this.equal)
    if (isFloat) f.get(value).get(value).emit(this.unequal).emit('v128.or')
    f.emit(lanes === 2 ? 'i64x2.bitmask' : 'i32x4.bitmask').tee(found)
    f.emit('i32.eqz').emit('if')
    f.get(at).i32(lanes).emit('i32.add').tee(at)
    f.i32(last).get(at).i32(last).emit('i32.lt_s').emit('select').set(at)
    f.emit('br', 1).emit('end').emit('end')
    f.get(1).get(found).emit('i32.ctz').get(at).emit('i32.add').emit('i32.store')
    f.release(found)
  }

  /** Lines beside each other. */
  private columns(): void {
    const { inner } = this.spec
    const { lanes } = this.numbers
    const count = Math.min(mostVectors, Math.floor(inner / lanes))
    const group = count * lanes
    const groups = Math.floor(inner / group)
    const { f } = this
    const [x, result] = [f.local('i32'), f.local('i32')]
    f.get(0).set(x)
    f.get(1).set(result)
    repeat(f, groups, () => {
      this.vectors(x, result, 0, count)
      this.moveOn(x, group * this.numbers.width)
      this.moveOn(result, 4 * group)
    })
    // Some of the last ones may have been before.
    const rest = Math.ceil((inner - groups * group) / lanes)
    if (rest > 0) this.vectors(0, 1, inner - rest * lanes, rest)
    f.release(x)
    f.release(result)
  }

  /** So many vectors of lines from a column on. */
  private vectors(x: number, result: number, column: number, count: number): void {
    const { f, spec, isFloat } = this
    const { width, lanes } = this.numbers
    const local = (): number => f.local('v128')
    const bests = Array.from({ length: count }, local)
    const places = Array.from({ length: count }, local)
    const [value, mask, turn] = [local(), local(), local()]
    const at = f.local('i32')
    const zero = f.constant(new Uint8Array(16))
    f.get(x).set(at)
    f.get(zero).set(turn)
    bests.forEach((best, v) => {
      f.get(at)
        .emit('v128.load', column * width + 16 * v)
        .set(best)
      f.get(zero).set(places[v])
    })
    if (spec.length > 1) {
      repeat(f, spec.length - 1, () => {
        this.moveOn(at, spec.inner * width)
        f.get(turn).get(f.constant(ones)).emit('i32x4.add').set(turn)
        bests.forEach((best, v) => {
          f.get(at)
            .emit('v128.load', column * width + 16 * v)
            .tee(value)
          f.get(best).emit(this.better)
          if (isFloat) {
            f.get(value).get(value).emit(this.unequal).get(best).get(best).emit(this.equal)
            f.emit('v128.and').emit('v128.or')
          }
          f.set(mask)
          f.get(value).get(best).get(mask).emit('v128.bitselect').set(best)
          f.get(turn).get(places[v]).get(mask).emit('v128.bitselect').set(places[v])
        })
      })
    }
    places.forEach((place, v) => {
      f.get(result).get(place)
      const offset = 4 * (column + v * lanes)
      if (lanes === 4) f.emit('v128.store', offset)
      else {
        f.get(place).emit('i8x16.shuffle', lowWords)
        f.emit('v128.store64_lane', offset, 0)
      }
    })
    for (const each of [...bests, ...places, value, mask, turn, at]) f.release(each)
  }

  /** Of two vectors the better lanes; the first vector's where one of both is NaN. */
  private extremum(): Instruction {
    const { kind } = this.spec
    return this.isFloat ? `${this.numbers.shape as 'f64x2' | 'f32x4'}.p${kind}` : `i32x4.${kind}_s`
  }
}

/** The bytes of a vector so many places further on. */
function turned(bytes: number): number[] {
  return Array.from({ length: 16 }, (_, i) => (i + bytes) % 16)
}

const ones = new Uint8Array(Int32Array.of(1, 1, 1, 1).buffer)
const lowWords = [0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27]
const notNumbers = {
  f64x2: new Uint8Array(Float64Array.of(NaN, NaN).buffer),
  f32x4: new Uint8Array(Float32Array.of(NaN, NaN, NaN, NaN).buffer),
}
