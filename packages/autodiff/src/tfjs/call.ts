/**
 * One call of a function of TensorFlow.js on tensors of ours: it is traced with our backend in place, and
 * the program is run, or inlined where a trace is open, when TensorFlow.js is as it was again.
 */
import { engine, Tensor as TfTensor } from '@tensorflow/tfjs-core'
import { TreeError, type DType, type Tensor } from '@wengert/tensor'
import {
  castTo,
  flattenResult,
  flattenTree,
  isFloat,
  unflattenTree,
  type Structure,
} from '@wengert/tensor/internal'
import { checkConcrete } from '../cache/perform.ts'
import { isTensor, mapParts } from '../parts.ts'
import { run } from '../run.ts'
import { currentTape, record } from '../tape.ts'
import { withData, withTensorBackend } from './recording.ts'

/**
 * `f(...args)`, where f is of TensorFlow.js, with tensors of ours for arguments and results.
 * @param float - In which floating-point numbers are computed.
 * @param variables - Whose values are replaced by `values`.
 */
export function callTfjs(
  operation: string,
  float: DType,
  f: (...args: unknown[]) => unknown,
  args: readonly unknown[],
  variables: readonly TfTensor[],
  values: readonly Tensor[],
): unknown {
  const flats = args.map((arg, i) => {
    checkOurs(operation, arg, `argument ${i}`)
    return flattenTree(operation, arg, `argument ${i}`)
  })
  const leaves = [...values, ...flats.flatMap((flat) => flat.leaves)].map((x) =>
    isFloat(x.dtype) ? castTo(x, float) : x,
  )
  if (currentTape() === null) checkConcrete(operation, leaves)
  let structure: Structure
  const inputs = leaves.map((value) => ({ aval: value.aval, value, differentiated: false }))
  const program = record(operation, inputs, (tensors) => {
    let results: readonly Tensor[] = []
    withTensorBackend(operation, float, (own) => {
      // They belong to the scope in which the backend is in place, and are disposed of with it.
      const theirs = tensors.map((x) => engine().makeTensorFromTensorInfo(own.store(x)))
      let start = values.length
      const given = flats.map((flat) =>
        unflattenTree(flat.structure, theirs.slice(start, (start += flat.leaves.length))),
      )
      withData(variables, theirs.slice(0, values.length), () => {
        const flat = flattenResult(
          operation,
          replaceTensors(f(...given), (x) => own.load(x)),
        )
        structure = flat.structure
        results = flat.leaves
      })
    })
    return results
  })
  return unflattenTree(structure!, run(program, leaves))
}

/** @throws TreeError for a tensor of TensorFlow.js. */
export function checkOurs(operation: string, value: unknown, place: string): void {
  replaceTensors(value, () => {
    const has = value instanceof TfTensor ? 'is' : 'holds'
    throw new TreeError(
      `${operation}: ${place} ${has} a tensor of TensorFlow.js; convert it, fromTfjs(x).`,
    )
  })
}

/** The value with ours in place of the tensors of TensorFlow.js in its arrays and objects. */
function replaceTensors(value: unknown, ours: (x: TfTensor) => Tensor): unknown {
  // Their instanceof reads the elements, which ours may not have yet.
  return mapParts(value, (part) =>
    !isTensor(part) && part instanceof TfTensor ? ours(part) : part,
  )
}
