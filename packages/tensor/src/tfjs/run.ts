/**
 * A run of a program on TensorFlow.js. The run owns every tensor that it makes there: an operand from
 * the host is sent at its first use, a result stays until it is released, and `end` disposes of the
 * rest. The tensors that a run hands out have no elements until they are read.
 */
import * as tf from '@tensorflow/tfjs-core'
import type { Aval } from '../aval.ts'
import type { Backend, DeviceRun } from '../backends/backend.ts'
import { hostBackend } from '../backends/host.ts'
import { leaked } from '../dispatch.ts'
import type { Primitive } from '../primitive.ts'
import { Tensor } from '../tensor.ts'
import { download, refuseDouble, upload } from './convert.ts'
import { hostOnly } from './host-only.ts'
import { rules, type Rule } from './rules/index.ts'

declare const console: { warn(message: string): void }

/** Beyond it WebGL refuses, and wasm gives wrong numbers. */
const maxRank = 6

export class TfjsRun implements DeviceRun {
  private readonly held = new Map<Tensor, tf.Tensor>()
  private readonly warned: Set<string>

  /** @param warned - What has been warned of before. */
  constructor(warned: Set<string>) {
    this.warned = warned
  }

  run: Backend['run'] = (primitive, operands, params, outputs) => {
    for (const x of operands) if (x.host === null && !this.held.has(x)) throw leaked(primitive.name)
    const avals = Array.isArray(outputs) ? (outputs as readonly Aval[]) : [outputs as Aval]
    const all = [...operands.map(({ aval }) => aval), ...avals]
    if (all.some(isDouble)) {
      // Numbers by the side of the work, such as the steps and rates of an optimiser, are for the host.
      const isForHost = primitive.name === 'cast' || all.every(({ shape }) => shape.length === 0)
      if (!isForHost) throw refuseDouble(primitive.name)
      return this.onHost(primitive, operands, params, outputs)
    }
    const rule = rules[primitive.name]
    if (rule === undefined) {
      const reason = hostOnly[primitive.name]
      if (reason !== undefined) this.warn(primitive.name, reason)
      return this.onHost(primitive, operands, params, outputs)
    }
    if (all.some(({ shape }) => shape.length > maxRank)) {
      this.warn(primitive.name, `its kernels take up to ${maxRank} axes`)
      return this.onHost(primitive, operands, params, outputs)
    }
    // There is nothing to compute on, or to compute: not every kernel is ready for that.
    const isSmall = operands.some(({ size }) => size === 0) || avals[0].size === 0
    if (isSmall || rule.dtypes?.includes(operands[0].dtype) === false) {
      return this.onHost(primitive, operands, params, outputs)
    }
    return (
      this.onDevice(primitive.name, rule, operands, params, avals[0]) ??
      this.onHost(primitive, operands, params, outputs)
    )
  }

  read(x: Tensor): Tensor {
    if (x.host !== null) return x
    return download(x.aval, this.held.get(x)!.dataSync())
  }

  release(x: Tensor): void {
    this.held.get(x)?.dispose()
    this.held.delete(x)
  }

  end(): void {
    for (const x of this.held.values()) x.dispose()
    this.held.clear()
  }

  /** Null where the backend of TensorFlow.js has no kernel for it. */
  private onDevice(
    name: string,
    rule: Rule,
    operands: readonly Tensor[],
    params: unknown,
    output: Aval,
  ): Tensor | null {
    const sent = operands.map((x) => this.send(name, x))
    try {
      const value = tf.tidy(() => {
        const result = rule.run(sent, params, { operands, output })
        return result.dtype === output.dtype ? result : tf.cast(result, output.dtype as 'float32')
      })
      const result = new Tensor(output, null)
      // An operand that comes back as it is stays its own tensor, to be released on its own.
      this.held.set(result, sent.includes(value) ? value.clone() : value)
      return result
    } catch (error) {
      if (!isMissingKernel(error)) throw error
      this.warn(name, `${tf.getBackend()} has no kernel for it`)
      return null
    }
  }

  private onHost(...[primitive, operands, params, outputs]: Parameters<Backend['run']>) {
    const known = operands.map((x) => this.read(x))
    return hostBackend.run(primitive as Primitive, known, params, outputs)
  }

  private send(name: string, x: Tensor): tf.Tensor {
    let sent = this.held.get(x)
    if (sent === undefined) {
      this.held.set(x, (sent = upload(name, x.dtype, x.shape, x.host!)))
    }
    return sent
  }

  private warn(name: string, reason: string): void {
    if (this.warned.has(name)) return
    this.warned.add(name)
    console.warn(`wengert: ${name} runs on the host, not on TensorFlow.js: ${reason}.`)
  }
}

function isDouble({ dtype }: Aval): boolean {
  return dtype === 'float64'
}

function isMissingKernel(error: unknown): boolean {
  return error instanceof Error && /^Kernel '.*' not registered for backend/.test(error.message)
}
