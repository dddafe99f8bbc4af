/** A scalar residual of 200 equations mapped over 500 observations. */
import * as tf from '@tensorflow/tfjs-core'
import { compile, vmap } from '@wengert/autodiff'
import { random, tensor, type Tensor } from '@wengert/tensor'
import { asText, onNumbers, onTensors, turnsOf } from '../contestants/long-program.ts'
import { onBackends, tfArray, tfNumbers } from '../contestants/tfjs.ts'
import type { Solve, Suite } from '../harness.ts'

const [instances, equations] = [500, 200]
const turns = turnsOf(equations)

export function mappedResidualSuites(): Suite[] {
  const data = Float64Array.from(random.uniform(random.key(1), [instances]).data)
  const x = tensor(data)
  const residual = (one: Tensor): Tensor => onTensors(one, turns, 0.7, false)
  return [
    {
      name: `residual of ${equations} equations over ${instances} observations`,
      contestants: [
        {
          name: 'loop by hand',
          make: () => () => data.map((one) => onNumbers(one, turns, 0.7, false)),
          tolerance: 0,
        },
        {
          name: 'Wengert compiled vmap',
          make: () => {
            const mapped = compile(vmap(residual))
            return () => mapped(x).data
          },
          tolerance: 1e-14,
        },
        {
          name: 'Wengert vmap, traced anew',
          make: () => {
            const mapped = vmap(residual)
            return () => mapped(x).data
          },
          tolerance: 1e-14,
        },
        {
          name: 'new Function, one observation after the other',
          make: () => {
            const f = new Function('x', asText(turns, 0.7, false)) as (one: number) => number
            return () => data.map((one) => f(one))
          },
          tolerance: 1e-14,
        },
        ...onBackends(() => byTfjs(data)),
      ],
      rate: {
        unit: 'ns/operation',
        of: (seconds) => (seconds * 1e9) / (instances * equations),
      },
    },
  ]
}

/** All observations at once, one operation at a time. */
function byTfjs(data: Float64Array): Solve {
  const x = tfArray<tf.Rank.R1>(data, [data.length])
  return () => {
    let a: tf.Tensor = x
    let b: tf.Tensor = tf.mul(x, 0.5)
    let c: tf.Tensor = tf.add(x, 0.25)
    for (let i = 0; i < turns; i++) {
      a = tf.add(tf.mul(tf.mul(a, b), 0.5), c)
      b = tf.mul(a, 0.7)
      c = tf.add(tf.mul(b, -0.25), 0.5)
    }
    return tfNumbers([tf.add(tf.add(a, b), c)])
  }
}
