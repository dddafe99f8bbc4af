/**
 * A backend of TensorFlow.js whose data are tensors of ours: each kernel is a few of our operations, which
 * compute or, while a function is traced, record. Data of other backends (constants of the model, say)
 * are read where they lie and never moved here, as TensorFlow.js would, so that they stay what they were.
 */
import {
  engine,
  KernelBackend,
  registerKernel,
  type BackendValues,
  type DataType,
  type TensorInfo,
} from '@tensorflow/tfjs-core'
import { ArgumentError, Tensor, type DType } from '@wengert/tensor'
import { allocate, isFloat, literal, makeAval } from '@wengert/tensor/internal'
import { dtypeFor, kernels, type Inputs, type Kernel } from './kernels/index.ts'

/** The name under which TensorFlow.js knows the backend. */
export const backendName = 'wengert'

interface Entry {
  readonly tensor: Tensor
  /** How many of its tensors share the data. */
  users: number
}

export class TensorBackend extends KernelBackend {
  private readonly entries = new Map<object, Entry>()
  private readonly foreign = new WeakMap<object, Tensor>()
  private readonly float: DType
  private readonly precision: 16 | 32

  /**
   * @param float - The dtype that stands for float32.
   * @param precision - What is said of the precision of numbers; layers choose their epsilon by it.
   */
  constructor(float: DType, precision: 16 | 32) {
    super()
    this.float = float
    this.precision = precision
  }

  /** Puts a tensor of ours where TensorFlow.js can refer to it. */
  store(tensor: Tensor): TensorInfo {
    const dataId = {}
    this.entries.set(dataId, { tensor, users: 1 })
    return {
      dataId,
      shape: [...tensor.shape],
      dtype: isFloat(tensor.dtype) ? 'float32' : (tensor.dtype as 'int32'),
    }
  }

  /** Whether its data are of this backend. */
  holds({ dataId }: TensorInfo): boolean {
    return this.entries.has(dataId)
  }

  /** The tensor of ours to which TensorFlow.js refers. */
  load({ dataId, shape, dtype }: TensorInfo): Tensor {
    const tensor = this.entries.get(dataId)?.tensor ?? this.foreign.get(dataId)
    // Tensors of different shapes may share data.
    if (tensor !== undefined)
      return sameLengths(tensor.shape, shape) ? tensor : tensor.reshape(shape)
    if (!engine().state.tensorInfo.has(dataId)) {
      throw new ArgumentError(
        'fromTfjsModel: a tensor that the function uses has been disposed of; keep it as long as the function.',
      )
    }
    const values = engine().readSync(dataId)
    const read = this.made(values, shape, dtype)
    this.foreign.set(dataId, read)
    return read
  }

  /** The same data again. */
  share(x: TensorInfo): TensorInfo {
    const entry = this.entries.get(x.dataId)
    if (entry === undefined) return this.store(this.load(x))
    entry.users++
    return { dataId: x.dataId, shape: x.shape, dtype: x.dtype }
  }

  run(kernel: Kernel, inputs: Inputs, attributes: unknown): TensorInfo | TensorInfo[] {
    const result = kernel(inputs, attributes as never, this.float)
    return Array.isArray(result) ? result.map((x) => this.finish(x)) : this.finish(result)
  }

  private finish(x: Tensor): TensorInfo {
    return this.store(isFloat(x.dtype) ? x.cast(this.float) : x)
  }

  private made(values: BackendValues, shape: readonly number[], dtype: DataType): Tensor {
    const ours = dtypeFor('fromTfjsModel', dtype, this.float)
    if (shape.length === 0) return literal(Number(values[0]), ours)
    const data = allocate(ours, values.length)
    data.set(values as Float32Array)
    return new Tensor(makeAval([...shape], ours), data)
  }

  override write(values: BackendValues, shape: number[], dtype: DataType): object {
    return this.store(this.made(values, shape, dtype)).dataId
  }

  override readSync(dataId: object): BackendValues {
    const { data, dtype } = this.entries.get(dataId)!.tensor
    return dtype === 'float64' ? Float32Array.from(data) : (data.slice() as BackendValues)
  }

  override async read(dataId: object): Promise<BackendValues> {
    return this.readSync(dataId)
  }

  override refCount(dataId: object): number {
    return this.entries.get(dataId)?.users ?? 0
  }

  override incRef(dataId: object): void {
    this.entries.get(dataId)!.users++
  }

  override disposeData(dataId: object, force = false): boolean {
    const entry = this.entries.get(dataId)
    if (entry === undefined) return true
    if (--entry.users > 0 && !force) return false
    this.entries.delete(dataId)
    return true
  }

  override numDataIds(): number {
    return this.entries.size
  }

  override floatPrecision(): 16 | 32 {
    return this.precision
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: false }
  }

  override timerAvailable(): boolean {
    return false
  }

  override dispose(): void {
    this.entries.clear()
  }
}

function sameLengths(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((n, i) => n === b[i])
}

let registered = false

/** Makes our kernels known to TensorFlow.js, once. */
export function registerKernels(): void {
  if (registered) return
  registered = true
  registerKernel({
    kernelName: 'Identity',
    backendName,
    kernelFunc: ({ inputs, backend }) => (backend as TensorBackend).share(inputs.x!),
  })
  for (const [kernelName, kernel] of Object.entries(kernels)) {
    registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ inputs, attrs, backend }) => {
        const ours = backend as TensorBackend
        const loaded = Object.entries(inputs).flatMap(([name, x]) =>
          x === undefined || x === null ? [] : [[name, ours.load(x)] as const],
        )
        return ours.run(kernel, Object.fromEntries(loaded), attrs ?? {})
      },
    })
  }
}
