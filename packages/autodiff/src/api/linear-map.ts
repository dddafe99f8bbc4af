/**
 * The derivative of a function at a point, as a linear map: pushed forward as often as one likes,
 * or pulled back, without repeating the primal pass.
 */
import type { Tensor } from '@wengert/tensor'
import { zerosOf, type MaybeTensor } from '@wengert/tensor/internal'
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
    return run(this.linear, tangents)
  }

  /** Jᵀ u: a cotangent for each input. */
  pullBack(cotangents: readonly MaybeTensor[]): Tensor[] {
    return transposeLinear(this.linear, cotangents).map(
      (ct, i) => ct ?? zerosOf(this.linear.avals[this.linear.inputs[i]]),
    )
  }
}
