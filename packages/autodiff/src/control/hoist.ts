/**
 * What a loop's body only takes from a tensor that it closes over, a part or the same in another shape,
 * is the same at every step, and so is taken once before the loop. In reverse mode a step's cotangent is
 * then one of the part, where it would be one of the whole tensor with zeros around.
 */
import { bind, type Tensor } from '@wengert/tensor/internal'
import type { Capture, Program } from '../program.ts'

/** The program of a body, which captures such parts instead of the tensors that they are from. */
export function hoistParts(program: Program): Program {
  const outside = new Map<number, Tensor>()
  for (const { variable, tensor } of program.captures) outside.set(variable, tensor)
  const parts: Capture[] = []
  const equations = program.equations.filter(
    ({ primitive, operands: [operand], params, output }) => {
      const whole = typeof operand === 'number' ? outside.get(operand) : undefined
      const isPart =
        whole !== undefined &&
        primitive.view !== undefined &&
        program.avals[output].size <= whole.size
      if (!isPart) return true
      const tensor = bind(primitive, [whole], params)
      outside.set(output, tensor)
      parts.push({ variable: output, tensor })
      return false
    },
  )
  if (parts.length === 0) return program
  const used = new Set([...equations.flatMap(({ operands }) => operands), ...program.outputs])
  const captures = [...program.captures, ...parts].filter(({ variable }) => used.has(variable))
  return program.with({ equations, captures })
}
