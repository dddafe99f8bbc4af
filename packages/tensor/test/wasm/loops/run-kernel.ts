/** Loop kernels in a memory of their own, and what the host kernels say that they shall leave there. */
import { tensor, type DType, type Tensor } from '@wengert/tensor'
import { allocate, bindAny, byteWidth, sizeOf, type Primitive } from '@wengert/tensor/internal'
import { broadcastTo } from '../../../src/primitives/layout.ts'
import { allPrimitives } from '../../../src/registry.ts'
import { ModuleBuilder } from '../../../src/wasm/assembler.ts'
import { pageSize, wasmEngine } from '../../../src/wasm/engine.ts'
import { escapeImports, LaneLibrary } from '../../../src/wasm/lanes/library.ts'
import { emitLoops, scratchBytes } from '../../../src/wasm/loops/emit.ts'
import type { LoopKernel, LoopValue, View } from '../../../src/wasm/loops/kernel.ts'

const { Module, Instance, Memory } = wasmEngine()!

/** Compiles a kernel for a memory of so many bytes; scratch memory comes behind them. */
export function compileKernel(
  kernel: LoopKernel,
  bytes: number,
  fused = false,
): { run: () => void; buffer: ArrayBuffer; size: number } {
  const scratch = Math.ceil(bytes / 16) * 16
  const pages = Math.ceil((scratch + scratchBytes(kernel)) / pageSize) || 1
  const module = new ModuleBuilder()
  module.importMemory({ module: 'env', name: 'memory', pages })
  const library = new LaneLibrary(module, { fused })
  module.export('run', emitLoops(library, kernel, { scratch }))
  const memory = new Memory({ initial: pages })
  const code = module.toBytes()
  const { run } = new Instance(new Module(code), {
    env: { memory },
    ...escapeImports(library.escapes),
  }).exports
  return { run: () => run(), buffer: memory.buffer, size: code.length }
}

/** The addresses of a view's elements, in row-major order. */
export function addressesOf(view: View, shape: readonly number[]): number[] {
  let offsets = [0]
  shape.forEach((n, axis) => {
    offsets = offsets.flatMap((at) =>
      Array.from({ length: n }, (_, i) => at + i * view.strides[axis]),
    )
  })
  return offsets.map((offset) => view.address + offset * byteWidth(view.dtype))
}

export function read(memory: DataView, dtype: DType, at: number): number {
  if (dtype === 'float64') return memory.getFloat64(at, true)
  if (dtype === 'int32') return memory.getInt32(at, true)
  return dtype === 'float32' ? memory.getFloat32(at, true) : memory.getUint8(at)
}

export function write(memory: DataView, dtype: DType, at: number, value: number): void {
  if (dtype === 'float64') memory.setFloat64(at, value, true)
  else if (dtype === 'float32') memory.setFloat32(at, value, true)
  else if (dtype === 'int32') memory.setInt32(at, value, true)
  else memory.setUint8(at, value)
}

const reduced = (kind: 'sum' | 'max' | 'min', x: Tensor, axes: readonly number[]): Tensor =>
  bindAny(
    allPrimitives().find(({ name }) => name === kind)!,
    [x],
    { axes },
  ) as Tensor

/** Writes what the sinks are to hold, by the host kernels. */
export function runOnHost(kernel: LoopKernel, memory: DataView): void {
  const { shape } = kernel
  const inputs = kernel.inputs.map((view) => {
    const data = allocate(view.dtype, sizeOf(shape))
    addressesOf(view, shape).forEach((at, i) => (data[i] = read(memory, view.dtype, at)))
    return tensor(data, { shape: [...shape], dtype: view.dtype })
  })
  const results: Tensor[] = []
  const valueOf = (value: LoopValue): Tensor => {
    if (value.kind === 'literal') return tensor(value.value, { dtype: value.dtype })
    return value.kind === 'input' ? inputs[value.index] : results[value.index]
  }
  for (const { primitive, params, operands } of kernel.steps) {
    results.push(
      bindAny(primitive as unknown as Primitive, operands.map(valueOf), params) as Tensor,
    )
  }
  for (const sink of kernel.sinks) {
    const whole = broadcastTo(valueOf(sink.value), shape)
    const result = sink.kind === 'store' ? whole : reduced(sink.kind, whole, sink.axes)
    const { data } = result
    addressesOf(sink.view, result.shape).forEach((at, i) =>
      write(memory, sink.view.dtype, at, data[i] as number),
    )
  }
}
