/**
 * Models of TensorFlow.js as differentiable functions of their weights and inputs. The model runs as it
 * is, layer by layer, on a backend whose kernels record our primitives, while its variables stand for the
 * weights that it is called with; so it has every derivative that our primitives have, in float64 too.
 */
import type { Tensor as TfTensor } from '@tensorflow/tfjs-core'
import {
  ArgumentError,
  ShapeError,
  type Tensor,
  type TensorLike,
  type TreeLike,
} from '@wengert/tensor'
import { castTo, checkOptions, formatShape, sameShape, toTensor } from '@wengert/tensor/internal'
import { fromTfjs, toTfjs } from '@wengert/tensor/tfjs'
import { callTfjs, checkOurs } from './call.ts'

/** What is used of a variable of a layer. */
export interface TfjsWeight {
  readonly name: string
  read(): TfTensor
  write(value: TfTensor): unknown
}

/** What is used of a `tf.LayersModel` or `tf.Sequential`, or of a layer. */
export interface TfjsLayer {
  readonly built: boolean
  /** Of a model. */
  readonly layers?: readonly Pick<TfjsLayer, 'built' | 'layers'>[]
  readonly stateful: boolean
  readonly weights: readonly TfjsWeight[]
  readonly trainableWeights: readonly TfjsWeight[]
  apply(inputs: TfTensor | TfTensor[], options?: { training: boolean }): unknown
}

export interface FunctionOptions {
  /** In which floating-point numbers are computed, whatever the arguments have; float64 by default. */
  readonly dtype?: 'float64' | 'float32'
}

export interface ModelOptions extends FunctionOptions {
  /** Which weights are the first argument: all of the model's (the default), or those it trains. */
  readonly weights?: 'all' | 'trainable'
}

export interface WithVariables extends FunctionOptions {
  /** Variables (or tensors) that the function reads; their values become its first argument. */
  readonly variables: readonly TfTensor[]
}

/** A tree of tensors of TensorFlow.js, with tensors of ours for them. */
export type Ours<T> = T extends TfTensor
  ? Tensor
  : T extends readonly unknown[] | object
    ? { [K in keyof T]: Ours<T[K]> }
    : T

/** A model as a function of ours. `X` and `Y` are trees of its inputs and outputs. */
export interface TfjsModel<X = Tensor, Y = Tensor> {
  /** The outputs in inference, for weights in the model's order. */
  (weights: readonly TensorLike[], inputs: TreeLike<X>): Y
  /** The weights that the model has at present. */
  readonly weights: Tensor[]
  /** Writes weights into the model, in float32. */
  setWeights(weights: readonly TensorLike[]): void
}

const name = 'fromTfjsModel'
const floats = ['float64', 'float32']

/**
 * A model of TensorFlow.js as a differentiable function `network(weights, inputs)`, to which `grad`, `hvp`,
 * `jacobian`, `minimize` and all the others apply, to any order. `network.weights` are those that the model
 * has, in the order of `model.weights`; `network.setWeights(weights)` writes others back, as does
 * `model.setWeights` with tensors of TensorFlow.js. A model with several inputs takes them as an array, in
 * its order, and one with several outputs returns an array.
 *
 * The layers run as in `model.predict`: without dropout or noise, and batch normalisation with its moving
 * averages. Floating-point numbers are float64 (float32 with `dtype: 'float32'`), whatever the arguments
 * have; constants that layers hold are those of TensorFlow.js, rounded to float32. Every call traces the
 * layers anew, recurrent ones step by step; `compile(network)` does so once. After a call, also one that
 * throws, TensorFlow.js has the backend and the tensors that it had.
 *
 * A function of TensorFlow.js's operations becomes a function of ours with the same arguments, trees of
 * tensors. What it closes over is constant but for `variables`, whose values are then the first argument.
 * It neither makes variables nor assigns to them, and what it keeps (`tf.keep`) is disposed of at the end.
 * Derivatives are those of its operations: a gradient of its own that it gives by `tf.customGrad` is not
 * used, but `customVjp` may be put around what `fromTfjsModel` returns.
 *
 * @throws KernelError when a kernel is used that has no counterpart here; it names the kernel.
 * @throws ArgumentError when a layer is not built or is stateful, a function makes or assigns variables, or
 *   TensorFlow.js is not ready.
 * @throws TreeError for tensors of TensorFlow.js among the arguments: convert them, `fromTfjs(x)`.
 * @throws ShapeError when the weights do not have the model's shapes.
 * @throws ConcretizationError when a function reads values that are being differentiated.
 * @example
 * ```ts
 * import '@tensorflow/tfjs-backend-cpu'
 * import * as tf from '@tensorflow/tfjs-layers'
 * import { grad } from '@wengert/autodiff'
 * import { fromTfjsModel } from '@wengert/autodiff/tfjs'
 * import { tensor, type Tensor } from '@wengert/tensor'
 * const layers = [tf.layers.dense({ units: 1, inputShape: [2], activation: 'tanh' })]
 * const network = fromTfjsModel(tf.sequential({ layers }))
 * const x = tensor([[1, 2]])
 * const loss = (weights: Tensor[]) => network(weights, x).square().sum()
 * grad(loss)(network.weights).map(({ shape }) => shape.join('×')) // → 2×1,1
 * ```
 */
export function fromTfjsModel<X = Tensor, Y = Tensor>(
  model: TfjsLayer,
  options?: ModelOptions,
): TfjsModel<X, Y>
export function fromTfjsModel<A extends unknown[], R>(
  f: (...args: A) => R,
  options: WithVariables,
): (weights: readonly TensorLike[], ...args: { [K in keyof A]: TreeLike<Ours<A[K]>> }) => Ours<R>
export function fromTfjsModel<A extends unknown[], R>(
  f: (...args: A) => R,
  options?: FunctionOptions,
): (...args: { [K in keyof A]: TreeLike<Ours<A[K]>> }) => Ours<R>
export function fromTfjsModel(
  model: TfjsLayer | ((...args: never[]) => unknown),
  options: ModelOptions & Partial<WithVariables> = {},
): unknown {
  if (typeof model === 'function') {
    return fromFunction(model as (...args: unknown[]) => unknown, options)
  }
  if (typeof (model as TfjsLayer | null)?.apply !== 'function') {
    throw new ArgumentError(
      `${name}: the first argument is neither a model nor a function; give a tf.LayersModel or a function of ` +
        'tensors of TensorFlow.js.',
    )
  }
  return fromLayer(model, options)
}

function fromFunction(
  f: (...args: unknown[]) => unknown,
  options: Partial<WithVariables>,
): (...args: unknown[]) => unknown {
  checkOptions(name, options, ['dtype', 'variables'])
  const { dtype = 'float64', variables } = options
  checkChoice('dtype', dtype, floats)
  if (variables !== undefined && !Array.isArray(variables)) {
    throw new ArgumentError(
      `${name}: the variables are no array; give an array of those that the function reads.`,
    )
  }
  if (variables === undefined) return (...args) => callTfjs(name, dtype, f, args, [], [])
  return (weights, ...args) => {
    const values = checkWeights(weights as TensorLike[], variables)
    return callTfjs(name, dtype, f, args, variables, values)
  }
}

function fromLayer(model: TfjsLayer, options: ModelOptions): TfjsModel<unknown, unknown> {
  checkOptions(name, options, ['dtype', 'weights'])
  const { dtype = 'float64', weights: which = 'all' } = options
  checkChoice('dtype', dtype, floats)
  checkChoice('weights', which, ['all', 'trainable'])
  const apply = (inputs: unknown): unknown => model.apply(inputs as TfTensor[], { training: false })
  const variables = (): readonly TfjsWeight[] => {
    checkModel(model)
    return which === 'all' ? model.weights : model.trainableWeights
  }
  const network = (weights: readonly TensorLike[], inputs: unknown): unknown => {
    const read = variables().map((variable) => variable.read())
    return callTfjs(name, dtype, apply, [inputs], read, checkWeights(weights, read))
  }
  return Object.defineProperty(
    Object.assign(network, {
      setWeights(weights: readonly TensorLike[]): void {
        const list = variables()
        const values = checkWeights(
          weights,
          list.map((variable) => variable.read()),
        )
        list.forEach((variable, i) => {
          const value = toTfjs(castTo(values[i], 'float32'))
          variable.write(value)
          value.dispose()
        })
      },
    }),
    'weights',
    { get: () => variables().map((variable) => castTo(fromTfjs(variable.read()), dtype)) },
  ) as TfjsModel<unknown, unknown>
}

function checkChoice(option: string, value: unknown, choices: readonly string[]): void {
  if (choices.includes(value as string)) return
  throw new ArgumentError(`${name}: ${option} is ${String(value)}; give ${choices.join(' or ')}.`)
}

/** A sequential model says that it is not built until it is called, but its layers are. */
function isBuilt({ built, layers }: Pick<TfjsLayer, 'built' | 'layers'>): boolean {
  return layers?.every(isBuilt) ?? built
}

function checkModel(model: TfjsLayer): void {
  const { stateful } = model
  if (!isBuilt(model)) {
    throw new ArgumentError(
      `${name}: the layer has no weights yet; apply it once, or make it part of a model.`,
    )
  }
  if (stateful) {
    throw new ArgumentError(
      `${name}: the model has stateful layers, which are no functions; make them without 'stateful'.`,
    )
  }
}

/** The weights, which must be as many as those read and have their shapes. */
function checkWeights(weights: readonly TensorLike[], read: readonly TfTensor[]): Tensor[] {
  if (!Array.isArray(weights)) {
    throw new ArgumentError(`${name}: the weights are no array; give an array of tensors.`)
  }
  const values = weights.map((x, i) => {
    checkOurs(name, x, `weight ${i}`)
    return toTensor(name, x)
  })
  if (values.length !== read.length) {
    throw new ArgumentError(
      `${name}: ${values.length} weights where there are ${read.length}; give one for each, in the model's order.`,
    )
  }
  values.forEach(({ shape }, i) => {
    if (sameShape(shape, read[i].shape)) return
    throw new ShapeError(
      `${name}: weight ${i} has shape ${formatShape(shape)} where the model has ${formatShape(read[i].shape)}; ` +
        "give the weights in the model's order.",
    )
  })
  return values
}
