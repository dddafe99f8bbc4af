/** The maximum or minimum of a row, in as many running ones as a trip of the loop has vectors. */
import { byteWidth } from '../../dtype.ts'
import type { FunctionBuilder } from '../assembler.ts'
import { localValue, operation, splat32, splat64, type Effect, type Value } from '../lanes/code.ts'
import { Emission } from '../lanes/emission.ts'
import { bitsOf } from '../lanes/folding.ts'
import type { ScalarValue, VectorValues } from './body.ts'
import { combining } from './columns.ts'
import type { RowReduction } from './rows.ts'
import type { Access } from './space.ts'

export class RowExtremum implements RowReduction {
  readonly total: Value
  private readonly builder: FunctionBuilder
  private readonly kind: 'max' | 'min'
  private readonly isDouble: boolean
  private readonly locals: number[]

  constructor(builder: FunctionBuilder, kind: 'max' | 'min', target: Access, lanes: number) {
    this.builder = builder
    this.kind = kind
    this.isDouble = target.dtype === 'float64'
    const count = Math.max(1, (lanes * byteWidth(target.dtype)) / 16)
    this.locals = Array.from({ length: count }, () => builder.local('v128'))
    const type = this.isDouble ? 'f64' : 'f32'
    this.total = localValue(type, builder.local(type), true)
  }

  begin(): void {
    const worst = this.kind === 'max' ? -Infinity : Infinity
    const { type } = this.total
    const start = operation(type, type === 'f64' ? 'f64.const' : 'f32.const', [], worst)
    const vector = this.isDouble
      ? splat64(bitsOf(worst))
      : splat32(worst > 0 ? 0x7f800000 : 0xff800000)
    new Emission(this.builder).run([
      ...this.locals.map((local): Effect => ({ kind: 'set', local, value: vector })),
      { kind: 'set', local: this.totalLocal, value: start },
    ])
  }

  vector({ lowering, root }: VectorValues): Effect[] {
    const instruction = combining(this.kind, this.isDouble ? 'f64x2' : 'f32x4')
    return lowering.parts(root).map((value, p) => {
      const known = localValue('v128', this.locals[p], true)
      const best = operation('v128', instruction, [known, value])
      return { kind: 'set', local: this.locals[p], value: best }
    })
  }

  scalar({ value }: ScalarValue): Effect[] {
    return [this.combined(value)]
  }

  endBlock(): void {}

  endAxis(): void {}

  end(): void {
    const { type } = this.total
    const shape = this.isDouble ? 'f64x2' : 'f32x4'
    const [first, ...others] = this.locals.map((local) => localValue('v128', local, true))
    const instruction = combining(this.kind, shape)
    const best = others.reduce((x, y) => operation('v128', instruction, [x, y]), first)
    const lanes = Array.from({ length: this.isDouble ? 2 : 4 }, (_, lane) =>
      operation(type, `${shape}.extract_lane`, [best], lane),
    )
    new Emission(this.builder).run(lanes.map((value) => this.combined(value)))
  }

  release(): void {
    for (const local of this.locals) this.builder.release(local)
    this.builder.release(this.totalLocal)
  }

  private get totalLocal(): number {
    return this.total.immediates[0] as number
  }

  private combined(value: Value): Effect {
    const instruction = combining(this.kind, this.isDouble ? 'f64' : 'f32')
    const best = operation(this.total.type, instruction, [this.total, value])
    return { kind: 'set', local: this.totalLocal, value: best }
  }
}
