/**
 * The engine's WebAssembly, as far as we use it, or null where there is none or a page's content
 * security policy forbids it. Typed here, so that our declarations ask for no library of a browser's
 * types. SIMD is part of every engine that we support; fused multiply-add is asked for at run time.
 */
import { ModuleBuilder } from './assembler.ts'

export interface Memory {
  readonly buffer: ArrayBuffer
  grow(pages: number): number
}

export type WasmFunction = (...args: number[]) => number
export type Imports = Record<string, Record<string, Memory | ((...args: number[]) => unknown)>>

export interface Engine {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object
  readonly Instance: new (
    module: object,
    imports?: Imports,
  ) => { readonly exports: Record<string, WasmFunction> }
  readonly Memory: new (descriptor: {
    initial: number
    maximum?: number
    shared?: boolean
  }) => Memory
  validate(bytes: Uint8Array<ArrayBuffer>): boolean
}

/** Bytes of a page of memory. */
export const pageSize = 65_536

let known: Engine | null | undefined

/** The engine, or null where modules cannot be compiled. */
export function wasmEngine(): Engine | null {
  if (known === undefined) known = detect()
  return known
}

function detect(): Engine | null {
  const engine = (globalThis as unknown as { WebAssembly?: Engine }).WebAssembly
  if (engine === undefined) return null
  try {
    // A content security policy lets `validate` pass and makes this throw.
    const module = new engine.Module(probe('f64x2.add'))
    return module instanceof engine.Module ? engine : null
  } catch {
    return null
  }
}

/** Code ready to run; null where the engine refuses it for its size, as Chromium does in a page from 8 MB on. */
export function instantiate(
  bytes: Uint8Array<ArrayBuffer>,
  imports: Imports,
): { readonly module: object; readonly exports: Record<string, WasmFunction> } | null {
  const { Module, Instance } = wasmEngine()!
  try {
    const module = new Module(bytes)
    return { module, exports: new Instance(module, imports).exports }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return null
  }
}

let fused: boolean | undefined

/** Whether the engine has relaxed SIMD, and so fused multiply-add. */
export function hasFusedMultiplyAdd(): boolean {
  fused ??= wasmEngine()?.validate(probe('f64x2.relaxed_madd')) ?? false
  return fused
}

function probe(name: 'f64x2.add' | 'f64x2.relaxed_madd'): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder()
  const f = module.function(['v128'], ['v128']).get(0).get(0)
  if (name === 'f64x2.relaxed_madd') f.get(0)
  f.emit(name)
  return module.toBytes()
}
