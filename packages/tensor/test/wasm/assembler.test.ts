import { describe, expect, test } from 'vitest'
import { ModuleBuilder } from '../../src/wasm/assembler.ts'
import { Bytes } from '../../src/wasm/bytes.ts'
import { wasmEngine, type Imports, type WasmFunction } from '../../src/wasm/engine.ts'

const { Module, Instance, Memory } = wasmEngine()!

function instantiate(module: ModuleBuilder, imports: Imports = {}): Record<string, WasmFunction> {
  return new Instance(new Module(module.toBytes()), imports).exports
}

describe('bytes', () => {
  test('LEB128 as in the examples of DWARF 4, section 7.6', () => {
    const bytes = new Bytes(1)
    bytes.unsigned(2)
    bytes.unsigned(127)
    bytes.unsigned(128)
    bytes.unsigned(12857)
    bytes.signed(-2)
    bytes.signed(127)
    bytes.signed(-127)
    bytes.signed(-129)
    expect([...bytes.written()]).toEqual([
      2, 127, 0x80, 1, 0xb9, 0x64, 0x7e, 0xff, 0, 0x81, 0x7f, 0xff, 0x7e,
    ])
  })
  test('an opcode with its index is as long as the index', () => {
    const bytes = new Bytes(1)
    for (const index of [0, 127, 128, 0xffffffff]) bytes.indexed(0x20, index)
    expect([...bytes.written()]).toEqual([
      0x20, 0, 0x20, 127, 0x20, 0x80, 1, 0x20, 0xff, 0xff, 0xff, 0xff, 0x0f,
    ])
  })
  test('the ends of the ranges', () => {
    const bytes = new Bytes()
    bytes.unsigned(0xffffffff)
    bytes.signed(-(2 ** 31))
    bytes.signed64(-(2n ** 63n))
    expect([...bytes.written()]).toEqual([
      0xff, 0xff, 0xff, 0xff, 0x0f, 0x80, 0x80, 0x80, 0x80, 0x78, 0x80, 0x80, 0x80, 0x80, 0x80,
      0x80, 0x80, 0x80, 0x80, 0x7f,
    ])
  })
})

describe('a module', () => {
  test('calls imports and its own functions, before they are filled', () => {
    const module = new ModuleBuilder()
    const twice = module.importFunction('host', 'twice', { parameters: ['f64'], results: ['f64'] })
    const main = module.function(['f64'], ['f64'])
    const addOne = module.function(['f64'], ['f64'])
    module.export('main', main)
    main.get(0).emit('call', addOne.index).emit('call', twice)
    addOne.get(0).emit('f64.const', 1).emit('f64.add')
    const { main: run } = instantiate(module, { host: { twice: (x: number) => 2 * x } })
    expect(run(3)).toBe(8)
  })

  test('loops with locals that are used again once released', () => {
    const module = new ModuleBuilder()
    const sum = module.function(['i32'], ['i32'])
    module.export('sum', sum)
    const total = sum.local('i32')
    sum.while(
      () => sum.get(0),
      () => {
        const next = sum.local('i32')
        sum.get(total).get(0).emit('i32.add').set(next).get(next).set(total)
        sum.release(next)
        expect(sum.local('i32')).toBe(next)
        sum.get(0).i32(1).emit('i32.sub').set(0)
      },
    )
    sum.get(total)
    expect(instantiate(module).sum(100)).toBe(5050)
  })

  test('reads and writes a memory from outside', () => {
    const module = new ModuleBuilder()
    module.importMemory({ module: 'env', name: 'memory', pages: 1 })
    const swap = module.function(['i32'], [])
    module.export('swap', swap)
    swap.get(0).get(0).emit('v128.load', 16)
    swap
      .get(0)
      .emit('v128.load', 16)
      .emit('i8x16.shuffle', [8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7])
    swap.emit('v128.store', 16)
    const memory = new Memory({ initial: 1 })
    const numbers = new Float64Array(memory.buffer)
    numbers.set([1, 2], 3)
    instantiate(module, { env: { memory } }).swap(8)
    expect([...numbers.subarray(2, 6)]).toEqual([0, 2, 1, 0])
  })
})
