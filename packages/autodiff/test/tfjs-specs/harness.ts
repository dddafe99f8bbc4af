/**
 * Runs tfjs-core's own specs, which are written for jasmine, on our backend in float32, and notes of each
 * spec which kernels it asked for. Bundled with the specs and with tfjs-core's modules, of which there must
 * be one copy; imported before the specs, which look for jasmine and for backends when they are imported.
 */
import { createRequire } from 'node:module'
import * as tf from '@tensorflow/tfjs-core'
import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util.js'
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js'
import '@tensorflow/tfjs-core/dist/register_all_gradients.js'
import { backendName, registerKernels, TensorBackend } from '../../src/tfjs/backend.ts'

/** What came of a spec. */
export interface Outcome {
  readonly name: string
  readonly passed: boolean
  /** Why it failed, in a line. */
  readonly failure: string
  /** The kernels of ours that ran in it. */
  readonly used: readonly string[]
  /** The kernels that it asked for and that we do not have. */
  readonly missing: readonly string[]
}

interface SpecResult {
  readonly fullName: string
  readonly status: string
  readonly failedExpectations: readonly { readonly message: string }[]
}

interface JasmineEnv {
  configure(options: object): void
  addReporter(reporter: object): void
  execute(): Promise<unknown> | void
}

const jasmineRequire = createRequire(import.meta.url)('jasmine-core/lib/jasmine-core/jasmine.js')
const jasmine = jasmineRequire.core(jasmineRequire)
const env: JasmineEnv = jasmine.getEnv({ suppressLoadErrors: true })
Object.assign(globalThis, jasmineRequire.interface(jasmine, env), { jasmine })

tf.registerBackend(backendName, () => new TensorBackend('float32', 32), 1)
registerKernels()
setTestEnvs([{ name: backendName, backendName, isDataSync: true }])

export const kernels: string[] = tf
  .getKernelsForBackend(backendName)
  .map(({ kernelName }) => kernelName)
  .sort()
export const version: string = tf.version_core

const used = new Set<string>()
const missing = new Set<string>()
const engine = tf.engine()
const runKernel = engine.runKernel.bind(engine)
engine.runKernel = (name, inputs, attributes) => {
  if (tf.getBackend() === backendName) (tf.getKernel(name, backendName) ? used : missing).add(name)
  return runKernel(name, inputs, attributes)
}

/** Runs the specs that have been imported. */
export function runSpecs(): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  env.configure({ random: false })
  return new Promise((resolve) => {
    env.addReporter({
      specStarted() {
        used.clear()
        missing.clear()
      },
      specDone({ fullName, status, failedExpectations }: SpecResult) {
        if (status !== 'passed' && status !== 'failed') return
        outcomes.push({
          name: fullName.replaceAll(` ${backendName} {}`, ''),
          passed: status === 'passed',
          failure: failedExpectations[0]?.message.split('\n')[0] ?? '',
          used: [...used].sort(),
          missing: [...missing].sort(),
        })
      },
      jasmineDone: () => resolve(outcomes),
    })
    void env.execute()
  })
}
