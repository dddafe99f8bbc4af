/**
 * Rows at indices: read into a result, or added to, one after the other in the order of the host's
 * kernel. Negative indices count from the last. The function ends at the first index that lies outside
 * and says so; its caller has an error to throw.
 */
import { byteWidth, type DType } from '../../dtype.ts'
import type { Rows } from '../../primitive.ts'
import type { FunctionBuilder, ModuleBuilder } from '../assembler.ts'
import { repeat } from '../loops/nest.ts'
import { emitMove } from '../moves.ts'
import { numbersOf, type NumberType } from './numbers.ts'

/** (x, indices, result) → 1 if an index lies outside, else 0; all are addresses. */
export function emitGather(module: ModuleBuilder, rows: Rows, dtype: DType): FunctionBuilder {
  const bytes = rows.count * byteWidth(dtype)
  return emitWalk(module, rows, bytes, (f) => (inX, inRows) => {
    emitMove(
      f,
      bytes,
      () => f.get(inRows),
      () => f.get(inX),
    )
  })
}

/** (result, indices, updates) → 1 if an index lies outside, else 0; the result holds x before. */
export function emitScatterAdd(
  module: ModuleBuilder,
  rows: Rows,
  dtype: NumberType,
): FunctionBuilder {
  const bytes = rows.count * byteWidth(dtype)
  return emitWalk(module, rows, bytes, (f) =>
    rows.count === 1
      ? addingNumbers(f, dtype)
      : (inX, inRows) => emitAdd(f, rows.count, dtype, inX, inRows),
  )
}

/** Emits what is done with a pair of rows, whose addresses two locals hold. */
type Visit = (inX: number, inRows: number) => void

/** Visits each pair of rows; `begin` emits what comes before. */
function emitWalk(
  module: ModuleBuilder,
  { batches, between, perBatch, length }: Rows,
  bytes: number,
  begin: (f: FunctionBuilder) => Visit,
): FunctionBuilder {
  const f = module.function(['i32', 'i32', 'i32'], ['i32'])
  const [x, indices, rows] = [0, 1, 2]
  const visit = begin(f)
  if (batches * between * perBatch > 0) {
    const [next, index] = [f.local('i32'), f.local('i32')]
    const moveOn = (local: number, by: number): void => {
      f.get(local).i32(by).emit('i32.add').set(local)
    }
    repeat(f, batches, () => {
      repeat(f, between, () => {
        f.get(indices).set(next)
        repeat(f, perBatch, () => {
          f.get(next).emit('i32.load').tee(index)
          f.get(index).i32(31).emit('i32.shr_s').i32(length).emit('i32.and')
          f.emit('i32.add').tee(index).i32(length).emit('i32.ge_u')
          f.emit('if').i32(1).emit('return').emit('end')
          f.get(index).i32(bytes).emit('i32.mul').get(x).emit('i32.add').set(index)
          visit(index, rows)
          moveOn(rows, bytes)
          moveOn(next, 4)
        })
        moveOn(x, length * bytes)
      })
      moveOn(indices, 4 * perBatch)
    })
  }
  return f.i32(0)
}

/**
 * Adds one number. The sum that was stored last is still known: additions to one place in a row, as of
 * sorted indices, need not wait for memory.
 */
function addingNumbers(f: FunctionBuilder, dtype: NumberType): Visit {
  const { type, load, store } = numbersOf[dtype]
  const [last, sum] = [f.local('i32'), f.local(type)]
  f.i32(-1).set(last)
  return (target, source) => {
    f.get(target).get(last).emit('i32.ne').emit('if')
    f.get(target).tee(last).emit(load).set(sum).emit('end')
    f.get(target).get(sum).get(source).emit(load).emit(`${type}.add`).tee(sum).emit(store)
  }
}

/** Vectors that are written out before there is a loop. */
const mostInline = 8

function emitAdd(
  f: FunctionBuilder,
  count: number,
  dtype: NumberType,
  target: number,
  source: number,
): void {
  const { type, shape, width, lanes, load, store } = numbersOf[dtype]
  const addVector = (to: number, from: number, offset: number): void => {
    f.get(to).get(to).emit('v128.load', offset).get(from).emit('v128.load', offset)
    f.emit(`${shape}.add`).emit('v128.store', offset)
  }
  const vectors = Math.floor(count / lanes)
  if (vectors > mostInline) {
    const at = f.local('i32')
    const [to, from] = [f.local('i32'), f.local('i32')]
    f.i32(0).set(at)
    repeat(f, vectors, () => {
      f.get(target).get(at).emit('i32.add').set(to)
      f.get(source).get(at).emit('i32.add').set(from)
      addVector(to, from, 0)
      f.get(at).i32(16).emit('i32.add').set(at)
    })
    for (const local of [at, to, from]) f.release(local)
  } else {
    for (let v = 0; v < vectors; v++) addVector(target, source, 16 * v)
  }
  for (let k = vectors * lanes; k < count; k++) {
    f.get(target)
      .get(target)
      .emit(load, k * width)
      .get(source)
      .emit(load, k * width)
    f.emit(`${type}.add`).emit(store, k * width)
  }
}
