/**
 * The series that one equation brings with it: tangents are made of further functions of the operand,
 * as that of sin is of cos and that of cos of sin. An operation met again on the same operands is the
 * same series, which closes such circles; otherwise every order would add another function.
 */
import type { Primitive, Tensor } from '@wengert/tensor/internal'
import { seriesOf, type LazySeries } from './series.ts'

interface Member {
  readonly params: unknown
  readonly operands: readonly LazySeries[]
  readonly outputs: readonly LazySeries[]
}

export class Family {
  private readonly members = new Map<Primitive, Member[]>()
  private readonly constants = new Map<Tensor, LazySeries>()

  constant(x: Tensor): LazySeries {
    let series = this.constants.get(x)
    if (series === undefined) this.constants.set(x, (series = seriesOf([x])))
    return series
  }

  add(primitive: Primitive, member: Member): void {
    const list = this.members.get(primitive)
    if (list === undefined) this.members.set(primitive, [member])
    else list.push(member)
  }

  /** The outputs of the operation, where it is known. */
  find(
    primitive: Primitive,
    params: unknown,
    operands: readonly LazySeries[],
  ): readonly LazySeries[] | null {
    const found = this.members
      .get(primitive)
      ?.find(
        (known) => known.params === params && known.operands.every((x, i) => x === operands[i]),
      )
    return found?.outputs ?? null
  }
}
