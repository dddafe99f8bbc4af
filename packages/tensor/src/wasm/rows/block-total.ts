/** The sum of a row from the sums of its blocks, added as `primitives/row-sum.ts` defines it. */
import type { FunctionBuilder, ModuleBuilder } from '../assembler.ts'
import { Emission } from '../lanes/emission.ts'
import { countDown } from '../loops/nest.ts'
import { BlockTotal } from '../loops/row-sum.ts'
import type { RowKernel } from './kernel.ts'

/** Of so many blocks, whose sums are in float64: (blocks, result) → (). */
export function blockTotalKernel(count: number, dtype: 'float64' | 'float32'): RowKernel {
  return {
    key: `block total ${dtype} ${count}`,
    emit: (module) => emitBlockTotal(module, count, dtype),
    mayRefuse: false,
    inPlace: false,
  }
}

function emitBlockTotal(
  module: ModuleBuilder,
  count: number,
  dtype: 'float64' | 'float32',
): FunctionBuilder {
  const f = module.function(['i32', 'i32'], [])
  const sum = new BlockTotal(f)
  const left = f.local('i32')
  sum.begin()
  f.i32(count).set(left)
  countDown(f, left, () => {
    sum.add(() => f.get(0).emit('f64.load'))
    f.get(0).i32(8).emit('i32.add').set(0)
  })
  sum.end()
  f.get(1)
  new Emission(f).run([{ kind: 'leave', value: sum.total }])
  return dtype === 'float32' ? f.emit('f32.demote_f64').emit('f32.store') : f.emit('f64.store')
}
