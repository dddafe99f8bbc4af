import { describe, expect, test, vi } from 'vitest'
import { simplify, trace } from '@wengert/autodiff'
import { random, zeros, type Tensor } from '@wengert/tensor'
import { Budget, type Holder } from '../../src/wasm/budget.ts'
import { compileProgram } from '../../src/wasm/compiled-program.ts'
import { bitsOf } from '../support/bits.ts'

class Counted implements Holder {
  bytes: number

  constructor(bytes: number) {
    this.bytes = bytes
  }

  release(): void {
    this.bytes = 0
  }
}

/** What each holder has after all were used in an order. */
function after(order: readonly number[], sizes: readonly number[], budget: Budget): number[] {
  const holders = sizes.map((bytes) => new Counted(bytes))
  const references = holders.map((holder) => new WeakRef(holder))
  for (const i of order) {
    holders[i].bytes = sizes[i]
    budget.use(references[i])
  }
  return holders.map(({ bytes }) => bytes)
}

describe('a budget of memory', () => {
  test('takes from those that were not used for the longest time', () => {
    expect(after([0, 1, 2], [40, 40, 20], new Budget(100, 10))).toEqual([40, 40, 20])
    expect(after([0, 1, 2], [40, 40, 30], new Budget(100, 10))).toEqual([0, 40, 30])
    expect(after([0, 1, 0, 2], [40, 40, 30], new Budget(100, 10))).toEqual([40, 0, 30])
    expect(after([0, 1, 2, 0], [40, 40, 30], new Budget(100, 10))).toEqual([40, 0, 30])
  })

  test('has room for one that is larger than all of it, and for it alone', () => {
    expect(after([0, 1], [10, 200], new Budget(100, 10))).toEqual([0, 200])
    expect(after([0, 1, 0], [10, 200], new Budget(100, 10))).toEqual([10, 0])
  })

  test('bounds their number too', () => {
    expect(after([0, 1, 2, 3], [1, 1, 1, 1], new Budget(100, 2))).toEqual([0, 0, 1, 1])
  })
})

/** The bytes of the memories that f makes. */
function memories(f: () => void): number[] {
  const sizes: number[] = []
  const { Memory } = WebAssembly
  const spy = vi.spyOn(WebAssembly, 'Memory').mockImplementation(function (descriptor) {
    const memory = new Memory(descriptor)
    sizes.push(memory.buffer.byteLength)
    return memory
  })
  try {
    f()
  } finally {
    spy.mockRestore()
  }
  return sizes
}

test('large programs beyond the budget are compiled anew, with the same results', () => {
  const n = 400_000
  const f = (x: Tensor): Tensor => x.mul(2).sort().cumsum().div(x.square().add(1))
  const program = simplify(trace(f, zeros([n])))
  const budget = new Budget(3 * 2 ** 24, 10)
  const x = random.normal(random.key(0), [n])
  const expected = bitsOf(f(x))
  const programs = [0, 1, 2, 3, 4].map(() => compileProgram(program, {}, budget)!)
  const run = (i: number): void => expect(bitsOf(programs[i].run([x])[0])).toBe(expected)
  run(0)
  expect(memories(() => run(0))).toEqual([])
  for (const i of [1, 2, 3, 4]) run(i)
  expect(memories(() => run(4))).toEqual([])
  expect(memories(() => run(0))).toHaveLength(1)
})
