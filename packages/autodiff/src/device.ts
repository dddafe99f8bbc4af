/**
 * Running a program on a device: values stay there up to their last use, and only the outputs of the
 * outermost program are read. Programs inside equations run on the same values. Such a program leaves its
 * operands alone, which its caller may still need, and gives outputs that are the caller's own.
 */
import type { DeviceRun } from '@wengert/tensor'
import {
  avalsOf,
  noParams,
  stopGradientPrimitive,
  type Aval,
  type Primitive,
  type Tensor,
} from '@wengert/tensor/internal'
import type { Equation, Program } from './program.ts'
import { environmentOf, listOf, lookUp, operandsOf, store } from './run.ts'
import { isStructured } from './structured.ts'

/** What an equation that carries programs computes with. Whoever gets a tensor from it releases it. */
export class Device {
  private readonly own: DeviceRun

  constructor(own: DeviceRun) {
    this.own = own
  }

  /** A primitive with one output. */
  apply<P>(primitive: Primitive<P>, operands: readonly Tensor[], params: P): Tensor {
    const output = primitive.shape(avalsOf(operands), params) as Aval
    return this.own.run(primitive as Primitive, operands, params, output) as Tensor
  }

  /** The outputs of a program inside a program: no operands, and none twice. */
  run(program: Program, inputs: readonly Tensor[]): Tensor[] {
    const kept = new Set([...inputs, ...program.captures.map(({ tensor }) => tensor)])
    const seen = new Set<Tensor>()
    return this.walk(program, inputs, kept).map((x) => {
      if (kept.has(x) || x.literal || seen.has(x)) return this.copy(x)
      seen.add(x)
      return x
    })
  }

  /** The same values, to be released apart. */
  copy(x: Tensor): Tensor {
    return this.apply(stopGradientPrimitive, [x], noParams)
  }

  read(x: Tensor): Tensor {
    return this.own.read(x)
  }

  release(x: Tensor): void {
    this.own.release(x)
  }

  /** A program's outputs; what is not to be kept is released, but for literals, which equations share. */
  walk(program: Program, inputs: readonly Tensor[], kept: ReadonlySet<Tensor>): Tensor[] {
    const { values, lastUses } = environmentOf(program, inputs)
    program.equations.forEach((equation, i) => {
      const operands = operandsOf(values, equation)
      const results = this.evaluate(program, equation, operands)
      store(values, equation, results)
      equation.operands.forEach((operand, at) => {
        const isLast = typeof operand === 'number' && lastUses[operand] === i
        if (isLast && !kept.has(operands[at])) this.release(operands[at])
      })
      listOf(results).forEach((x, at) => {
        if (lastUses[equation.output + at] < 0) this.release(x)
      })
    })
    return program.outputs.map((operand) => lookUp(values, operand))
  }

  private evaluate(
    program: Program,
    equation: Equation,
    operands: readonly Tensor[],
  ): Tensor | readonly Tensor[] {
    const { primitive, params } = equation
    if (isStructured(primitive) && primitive.onDevice !== undefined) {
      return primitive.onDevice(this, operands, params)
    }
    return this.own.run(primitive, operands, params, program.outputAvals(equation))
  }
}

export function runOnDevice(own: DeviceRun, program: Program, inputs: readonly Tensor[]): Tensor[] {
  const device = new Device(own)
  try {
    return device.walk(program, inputs, new Set()).map((x) => device.read(x))
  } finally {
    own.end()
  }
}
