/**
 * Functions and modules of WebAssembly, written as bytes. A FunctionBuilder takes instructions one by
 * one and hands out locals, which it gives again once they are released: V8's baseline compiler takes
 * time quadratic in their number. Whether a module is valid is the engine's to check.
 */
import { Bytes } from './bytes.ts'
import { instructions, type Immediate, type Instruction } from './instructions.ts'

const typeCodes = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const
export type ValueType = keyof typeof typeCodes

/** The type of a block that leaves nothing on the stack. */
const emptyBlock = 0x40

export interface Signature {
  readonly parameters: readonly ValueType[]
  readonly results: readonly ValueType[]
}

export class FunctionBuilder {
  readonly index: number
  readonly signature: Signature
  private readonly start = new Bytes(64)
  private readonly code = new Bytes()
  private readonly constants = new Map<string, number>()
  private readonly localTypes: ValueType[] = []
  private readonly released: Readonly<Record<ValueType, number[]>> = {
    i32: [],
    i64: [],
    f32: [],
    f64: [],
    v128: [],
  }

  constructor(index: number, signature: Signature) {
    this.index = index
    this.signature = signature
  }

  /** A local that nobody else uses until it is released; its value is anything. */
  local(type: ValueType): number {
    const free = this.released[type].pop()
    if (free !== undefined) return free
    return this.signature.parameters.length + this.localTypes.push(type) - 1
  }

  release(local: number): void {
    this.released[this.localTypes[local - this.signature.parameters.length]].push(local)
  }

  /** A local that holds this vector from the start of the function on; not to be released. */
  constant(bytes: Uint8Array): number {
    const key = String.fromCharCode(...bytes)
    const known = this.constants.get(key)
    if (known !== undefined) return known
    const local = this.signature.parameters.length + this.localTypes.push('v128') - 1
    this.constants.set(key, local)
    writeInstruction(this.start, 'v128.const', bytes)
    writeInstruction(this.start, 'local.set', local)
    return local
  }

  /** Appends an instruction; numbers for its immediates, a value type or nothing for a block. */
  emit(name: Instruction, first?: ImmediateArgument, second?: ImmediateArgument): this {
    writeInstruction(this.code, name, first, second)
    return this
  }

  get(local: number): this {
    this.code.indexed(getLocal, local)
    return this
  }

  set(local: number): this {
    this.code.indexed(setLocal, local)
    return this
  }

  tee(local: number): this {
    this.code.indexed(teeLocal, local)
    return this
  }

  i32(value: number): this {
    return this.emit('i32.const', value)
  }

  /** Runs `body` while the i32 that `test` leaves is not 0. */
  while(test: () => void, body: () => void): void {
    this.emit('block').emit('loop')
    test()
    this.emit('i32.eqz').emit('br_if', 1)
    body()
    this.emit('br', 0).emit('end').emit('end')
  }

  /** The length of what has been emitted, in bytes. */
  get size(): number {
    return this.code.length
  }

  /** The body as the code section wants it. */
  body(): Uint8Array {
    const runs: [number, ValueType][] = []
    for (const type of this.localTypes) {
      const last = runs[runs.length - 1]
      if (last !== undefined && last[1] === type) last[0]++
      else runs.push([1, type])
    }
    const result = new Bytes(this.start.length + this.code.length + 2 * runs.length + 8)
    result.unsigned(runs.length)
    for (const [count, type] of runs) {
      result.unsigned(count)
      result.byte(typeCodes[type])
    }
    result.bytes(this.start.written())
    result.bytes(this.code.written())
    result.byte(instructions.end[0])
    return result.written()
  }
}

/** What an immediate may be given as. */
export type ImmediateArgument = number | bigint | ValueType | ArrayLike<number>

const [getLocal] = instructions['local.get']
const [setLocal] = instructions['local.set']
const [teeLocal] = instructions['local.tee']

function writeInstruction(
  code: Bytes,
  name: Instruction,
  first?: ImmediateArgument,
  second?: ImmediateArgument,
): void {
  const entry: readonly [number, ...Immediate[]] = instructions[name]
  const opcode = entry[0]
  if (opcode > 0xff) {
    code.byte(opcode >> 16)
    code.unsigned(opcode & 0xffff)
  } else code.byte(opcode)
  if (entry.length > 1) immediates[entry[1]!](code, first as never)
  if (entry.length > 2) immediates[entry[2]!](code, second as never)
}

type ImmediateWriter<Value> = (code: Bytes, value: Value) => void

/** By the alignment, of which the logarithm stands first. */
const memoryAt =
  (alignment: number): ImmediateWriter<number | undefined> =>
  (code, offset = 0) => {
    code.byte(alignment)
    code.unsigned(offset)
  }

const immediates: Readonly<Record<Immediate, ImmediateWriter<never>>> = {
  index: (code, value: number) => code.unsigned(value),
  lane: (code, value: number) => code.byte(value),
  zero: (code) => code.byte(0),
  i32: (code, value: number) => code.signed(value),
  i64: (code, value: bigint) => code.signed64(value),
  f32: (code, value: number) => code.float32(value),
  f64: (code, value: number) => code.float64(value),
  bytes16: (code, value: ArrayLike<number>) => code.bytes(value),
  block: (code, value?: ValueType) =>
    code.byte(value === undefined ? emptyBlock : typeCodes[value]),
  memory1: memoryAt(0),
  memory2: memoryAt(1),
  memory4: memoryAt(2),
  memory8: memoryAt(3),
  memory16: memoryAt(4),
}

interface ImportedFunction {
  readonly module: string
  readonly name: string
  readonly signature: Signature
}

interface ImportedMemory {
  readonly module: string
  readonly name: string
  readonly pages: number
  /** Given, the memory is shared and cannot grow beyond. */
  readonly maximumPages?: number
}

export class ModuleBuilder {
  private readonly types: Signature[] = []
  private readonly importedFunctions: ImportedFunction[] = []
  private readonly functions: FunctionBuilder[] = []
  private readonly exports: [name: string, index: number][] = []
  private memory: ImportedMemory | null = null

  /** The module's one memory comes from outside. */
  importMemory(memory: ImportedMemory): void {
    this.memory = memory
  }

  /** All imports come before the first function is defined: they share its numbering. */
  importFunction(module: string, name: string, signature: Signature): number {
    if (this.functions.length > 0) throw new Error('imports come before definitions')
    return this.importedFunctions.push({ module, name, signature }) - 1
  }

  /** A new function, to be filled in any order; its index may be called at once. */
  function(parameters: readonly ValueType[], results: readonly ValueType[]): FunctionBuilder {
    const index = this.importedFunctions.length + this.functions.length
    const builder = new FunctionBuilder(index, { parameters, results })
    this.functions.push(builder)
    return builder
  }

  export(name: string, { index }: FunctionBuilder): void {
    this.exports.push([name, index])
  }

  toBytes(): Uint8Array<ArrayBuffer> {
    const declared = this.functions.map(({ signature }) => this.typeIndex(signature))
    const imported = this.importedFunctions.map(({ signature }) => this.typeIndex(signature))
    const out = new Bytes(1024)
    out.bytes([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00])
    section(out, 1, this.types, (bytes, { parameters, results }) => {
      bytes.byte(0x60)
      for (const list of [parameters, results]) {
        bytes.unsigned(list.length)
        for (const type of list) bytes.byte(typeCodes[type])
      }
    })
    const imports = [
      ...(this.memory === null ? [] : [this.memory]),
      ...this.importedFunctions.map((f, i) => ({ ...f, type: imported[i] })),
    ]
    section(out, 2, imports, (bytes, entry) => {
      bytes.name(entry.module)
      bytes.name(entry.name)
      if ('type' in entry) {
        bytes.byte(0x00)
        bytes.unsigned(entry.type)
      } else {
        bytes.byte(0x02)
        bytes.byte(entry.maximumPages === undefined ? 0x00 : 0x03)
        bytes.unsigned(entry.pages)
        if (entry.maximumPages !== undefined) bytes.unsigned(entry.maximumPages)
      }
    })
    section(out, 3, declared, (bytes, type) => bytes.unsigned(type))
    section(out, 7, this.exports, (bytes, [name, index]) => {
      bytes.name(name)
      bytes.byte(0x00)
      bytes.unsigned(index)
    })
    section(out, 10, this.functions, (bytes, f) => bytes.sized(f.body()))
    return out.written().slice()
  }

  private typeIndex(signature: Signature): number {
    const known = this.types.findIndex(
      ({ parameters, results }) =>
        String(parameters) === String(signature.parameters) &&
        String(results) === String(signature.results),
    )
    return known >= 0 ? known : this.types.push(signature) - 1
  }
}

/** A section with the number of its entries and its size in front; left out when empty. */
function section<Entry>(
  out: Bytes,
  id: number,
  entries: readonly Entry[],
  write: (bytes: Bytes, entry: Entry) => void,
): void {
  if (entries.length === 0) return
  const content = new Bytes()
  content.unsigned(entries.length)
  for (const entry of entries) write(content, entry)
  out.byte(id)
  out.sized(content.written())
}
