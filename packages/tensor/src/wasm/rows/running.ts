/**
 * Running sums and first-order recurrences along an axis, line by line. float32 runs in float64 and is
 * rounded when it is stored, as on the host.
 */
import type { FunctionBuilder, ModuleBuilder } from '../assembler.ts'
import { repeat } from '../loops/nest.ts'
import { numbersOf, type NumberType } from './numbers.ts'

export interface RunningSpec {
  readonly kind: 'sum' | 'recurrence'
  readonly dtype: NumberType
  readonly outer: number
  readonly length: number
  /** Elements between neighbours along the axis. */
  readonly inner: number
  readonly reverse: boolean
}

/** (x, result) or (factors, terms, result) → (); all are addresses. */
export function emitRunning(module: ModuleBuilder, spec: RunningSpec): FunctionBuilder {
  const { kind, dtype, outer, length, inner, reverse } = spec
  const isSum = kind === 'sum'
  const f = module.function(isSum ? ['i32', 'i32'] : ['i32', 'i32', 'i32'], [])
  if (outer * length * inner === 0) return f
  const pointers = isSum ? [0, 1] : [0, 1, 2]
  const terms = isSum ? 0 : 1
  const result = terms + 1
  const { width, load, store } = numbersOf[dtype]
  const type = dtype === 'int32' ? 'i32' : 'f64'
  const isSingle = dtype === 'float32'
  const [total, term] = [f.local(type), f.local(type)]
  const read = (local: number): void => {
    f.get(local).emit(load)
    if (isSingle) f.emit('f64.promote_f32')
  }
  const write = (): void => {
    f.get(result).get(total)
    if (isSingle) f.emit('f32.demote_f64')
    f.emit(store)
  }
  const moveOn = (elements: number): void => {
    for (const local of pointers) {
      f.get(local)
        .i32(elements * width)
        .emit('i32.add')
        .set(local)
    }
  }
  const step = reverse ? -inner : inner
  if (reverse) moveOn((length - 1) * inner)
  repeat(f, outer, () => {
    repeat(f, inner, () => {
      // A sum begins at 0, so that it is never −0.
      if (isSum) f.emit(`${type}.const`, 0).set(total)
      else {
        read(terms)
        f.set(total)
        write()
        moveOn(step)
      }
      const rest = isSum ? length : length - 1
      if (rest > 0) {
        repeat(f, rest, () => {
          f.get(total)
          if (!isSum) {
            read(0)
            f.emit(`${type}.mul`).set(total)
            // What is not multiplied by a term keeps the sign of its zero.
            read(terms)
            f.tee(term).get(total).emit(`${type}.add`).get(total)
            f.get(term).emit(`${type}.const`, 0).emit(`${type}.ne`).emit('select')
          } else {
            read(terms)
            f.emit(`${type}.add`)
          }
          f.set(total)
          write()
          moveOn(step)
        })
      }
      moveOn(1 - length * step)
    })
    moveOn((length - 1) * inner)
  })
  return f
}
