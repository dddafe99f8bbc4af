/**
 * The derivative of a function at a point, as a linear map: pushed forward as often as one likes,
 * or pulled back, without repeating the primal pass.
 */
import type { Tensor } from '@wengert/tensor'
import { zerosOf, type MaybeTensor } from '@wengert/tensor/internal'
import { perform } from '../cache/perform.ts'
import { linearizeProgram } from '../linearize.ts'
import type { Program } from '../program.ts'
import { run } from '../run.ts'
import { transposeLinear } from '../transpose.ts'

export class LinearMap {
  readonly outputs: readonly Tensor[]
  readonly linear: Program

  private constructor(outputs: readonly Tensor[], linear: Program) {
    this.outputs = outputs
    this.linear = linear
  }

  /** Linearises a program at `primals` with respect to all its inputs. */
  static at(program: Program, primals: readonly Tensor[]): LinearMap {
    const { outputs, linear } = linearizeProgram(program, primals)
    return new LinearMap(outputs, linear)
  }

  /** J v: a tangent for each output. */
  pushForward(tangents: readonly Tensor[]): Tensor[] {
    return [...perform('run', this.linear, tangents, run)]
  }

  /** Jᵀ u: a cotangent for each input. */
  pullBack(cotangents: readonly MaybeTensor[]): Tensor[] {
    const present = cotangents.map((ct) => ct !== null)
    const given = cotangents.filter((ct) => ct !== null)
    const walk = (linear: Program, inputs: readonly Tensor[]): Tensor[] => {
      let next = 0
      const cts = present.map((on) => (on ? inputs[next++] : null))
      return transposeLinear(linear, cts).map(
        (ct, i) => ct ?? zerosOf(linear.avals[linear.inputs[i]]),
      )
    }
    return [...perform(`pullback of ${present.join()}`, this.linear, given, walk)]
  }
}
