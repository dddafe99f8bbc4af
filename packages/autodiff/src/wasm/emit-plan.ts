/**
 * From a plan to functions of a module: one that runs the steps in order, one for each body, and one for
 * each kernel. Addresses are constants; only loops count.
 */
import {
  emitLoops,
  emitMove,
  emitProduct,
  emitProductPart,
  productPieces,
  productRows,
  pushAddress,
  threadCount,
  type Fork,
  type FunctionBuilder,
  type LaneLibrary,
  type ProductSpec,
} from '@wengert/tensor/internal/wasm'
import { addressOf, offsetsOf, type Place } from './place.ts'
import {
  kernelOf,
  type BranchStep,
  type Copy,
  type HostStep,
  type Plan,
  type ProductStep,
  type RepeatStep,
  type RowsStep,
  type Step,
  type WhileStep,
} from './plan.ts'

export class PlanEmitter {
  /** The steps that the host runs, by the number with which the module calls it. */
  readonly hostSteps: HostStep[] = []
  /** What the module forks, by the number with which it does. */
  readonly parts: { readonly part: FunctionBuilder; readonly pieces: number }[] = []
  private readonly library: LaneLibrary
  /** The imported function of that number. */
  private readonly callHost: number
  private readonly fork: Fork | undefined
  private readonly products = new Map<string, FunctionBuilder>()
  private readonly rowKernels = new Map<string, FunctionBuilder>()

  /** `callFork` is the imported function that forks; null where there is one thread. */
  constructor(library: LaneLibrary, callHost: number, callFork: number | null) {
    this.library = library
    this.callHost = callHost
    if (callFork === null) return
    this.fork = {
      threads: threadCount(),
      emit: (f, part, pieces) => {
        f.i32(this.parts.push({ part, pieces }) - 1).emit('call', callFork)
      },
    }
  }

  /** A function without parameters and results that runs the plan. */
  emit(plan: Plan): FunctionBuilder {
    const f = this.library.module.function([], [])
    for (const step of plan.steps) this.emitStep(f, step)
    return f
  }

  private emitStep(f: FunctionBuilder, step: Step): void {
    switch (step.kind) {
      case 'loop': {
        const options = { scratch: step.scratch.address, fork: this.fork }
        f.emit('call', emitLoops(this.library, kernelOf(step), options).index)
        break
      }
      case 'product':
        this.emitProduct(f, step)
        break
      case 'rows':
        this.emitRows(f, step)
        break
      case 'host':
        this.emitHost(f, step)
        break
      case 'copy':
        for (const copy of step.copies) emitCopy(f, copy)
        break
      case 'repeat':
        this.emitRepeat(f, step)
        break
      case 'while':
        this.emitWhile(f, step)
        break
      case 'strips':
        f.emit('call', this.emit(step.plan).index)
        break
      case 'branch':
        this.emitBranch(f, step)
    }
  }

  private emitProduct(
    f: FunctionBuilder,
    { spec: strict, left, right, result, scratch }: ProductStep,
  ): void {
    const { module, fused } = this.library
    const spec = { ...strict, fma: fused }
    const pushAddresses = (to: FunctionBuilder): void => {
      for (const place of [left, right, result]) pushPlace(to, place)
      to.i32(scratch.address)
    }
    const pieces = productPieces(spec, this.fork?.threads ?? 1)
    if (pieces === null) {
      pushAddresses(f)
      f.i32(0).i32(productRows(spec))
      f.emit('call', this.product(spec, () => emitProduct(module, spec)).index)
      return
    }
    const part = module.function(['i32', 'i32'], []).get(0).get(1)
    pushAddresses(part)
    part.emit('call', this.product(spec, () => emitProductPart(module, spec, pieces)).index)
    this.fork!.emit(f, part, pieces.count)
  }

  private product(spec: ProductSpec, emit: () => FunctionBuilder): FunctionBuilder {
    const key = JSON.stringify(spec)
    let f = this.products.get(key)
    if (f === undefined) this.products.set(key, (f = emit()))
    return f
  }

  private emitHost(f: FunctionBuilder, step: HostStep): void {
    f.i32(this.hostSteps.push(step) - 1).emit('call', this.callHost)
  }

  private emitRows(f: FunctionBuilder, { kernel, places, refusal }: RowsStep): void {
    let run = this.rowKernels.get(kernel.key)
    if (run === undefined) {
      run = kernel.emit(this.library.module)
      this.rowKernels.set(kernel.key, run)
    }
    for (const place of places) pushPlace(f, place)
    f.emit('call', run.index)
    if (refusal === null) return
    f.emit('if')
    this.emitHost(f, refusal)
    f.emit('end')
  }

  private emitRepeat(
    f: FunctionBuilder,
    { length, reverse, offsets, body, after }: RepeatStep,
  ): void {
    if (length === 0) return
    const turn = this.emit(body)
    const at = f.local('i32')
    f.i32(reverse ? length - 1 : 0).set(at)
    f.emit('loop')
    for (const { place, bytes } of offsets) {
      f.i32(addressOf(place)).get(at).i32(bytes).emit('i32.mul').emit('i32.store')
    }
    f.emit('call', turn.index)
    for (const copy of after) emitCopy(f, copy)
    f.get(at)
      .i32(reverse ? -1 : 1)
      .emit('i32.add')
      .tee(at)
    f.i32(reverse ? 0 : length).emit(reverse ? 'i32.ge_s' : 'i32.lt_s')
    f.emit('br_if', 0).emit('end')
    f.release(at)
  }

  private emitWhile(f: FunctionBuilder, { test, condition, body, after }: WhileStep): void {
    const tested = this.emit(test)
    const turn = this.emit(body)
    f.while(
      () => {
        f.emit('call', tested.index)
        pushPlace(f, condition)
        f.emit('i32.load8_u')
      },
      () => {
        f.emit('call', turn.index)
        for (const copy of after) emitCopy(f, copy)
      },
    )
  }

  private emitBranch(f: FunctionBuilder, { index, branches }: BranchStep): void {
    const chosen = f.local('i32')
    pushPlace(f, index)
    f.emit('i32.load').set(chosen)
    branches.forEach(({ plan, after }, i) => {
      const branch = this.emit(plan)
      const last = i === branches.length - 1
      if (!last) f.get(chosen).i32(i).emit('i32.le_s').emit('if')
      f.emit('call', branch.index)
      for (const copy of after) emitCopy(f, copy)
      if (!last) f.emit('else')
    })
    for (let i = 1; i < branches.length; i++) f.emit('end')
    f.release(chosen)
  }
}

/** The address of a place, at the time. */
function pushPlace(f: FunctionBuilder, place: Place): void {
  pushAddress(f, addressOf(place), offsetsOf(place))
}

function emitCopy(f: FunctionBuilder, { from, to, bytes }: Copy): void {
  if (bytes === 0) return
  const locals: number[] = []
  const pointer = (place: Place): (() => void) => {
    if (offsetsOf(place).length === 0) return () => f.i32(addressOf(place))
    const local = f.local('i32')
    locals.push(local)
    pushPlace(f, place)
    f.set(local)
    return () => f.get(local)
  }
  emitMove(f, bytes, pointer(to), pointer(from))
  for (const local of locals) f.release(local)
}
