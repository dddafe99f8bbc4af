/**
 * The equations of a program by what they compute, so that one that an earlier equation has computed is
 * found: a hash table with open addressing in typed arrays (Knuth, The Art of Computer Programming 3,
 * section 6.4, algorithm L), since every equation of every program goes through it.
 */
import { hashOperation, sameOperands, sameParams } from './cache/structure.ts'
import type { Equation } from './program.ts'

/** 2³² over the golden ratio: its products differ most in the highest bits (Knuth, ibid.). */
const golden = 0x9e3779b1

export class Computations {
  private readonly equations: Equation[] = []
  private readonly hashes: Int32Array
  /** Numbers of equations from 1 on; 0 where none is. */
  private readonly slots: Int32Array
  private readonly shift: number

  /** For so many equations at most. */
  constructor(count: number) {
    const bits = 33 - Math.clz32(count)
    this.shift = 32 - bits
    this.slots = new Int32Array(1 << bits)
    this.hashes = new Int32Array(count)
  }

  /** The output of an earlier equation that computes the same; else null, and this one is noted. */
  find(equation: Equation): number | null {
    const { equations, hashes, slots } = this
    const hash = hashOperation(equation)
    let at = Math.imul(hash, golden) >>> this.shift
    for (; slots[at] !== 0; at = (at + 1) % slots.length) {
      const index = slots[at] - 1
      if (hashes[index] === hash && isSame(equations[index], equation)) {
        return equations[index].output
      }
    }
    hashes[equations.length] = hash
    slots[at] = equations.push(equation)
    return null
  }
}

function isSame(a: Equation, b: Equation): boolean {
  return (
    a.primitive === b.primitive &&
    sameOperands(a.operands, b.operands) &&
    // Two programs that look alike may be there to be run twice, as a checkpoint's are.
    sameParams(a.params, b.params, Object.is)
  )
}
