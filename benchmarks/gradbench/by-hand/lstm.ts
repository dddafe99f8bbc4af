/** `lstm` by hand: the states of all steps are kept, and cotangents go back through them. */
import { job, type Evaluation } from '../job.ts'

type Rows = readonly (readonly number[])[]

interface Input {
  readonly main_params: Rows
  readonly extra_params: Rows
  readonly state: Rows
  readonly sequence: Rows
}

interface Problem {
  readonly main: Float64Array
  readonly extra: Float64Array
  readonly state: Float64Array
  readonly sequence: Float64Array
  readonly layers: number
  readonly bits: number
  readonly length: number
}

const flat = (rows: Rows): Float64Array => Float64Array.from(rows.flat())

const read = ({ main_params, extra_params, state, sequence }: Input): [Problem] => [
  {
    main: flat(main_params),
    extra: flat(extra_params),
    state: flat(state),
    sequence: flat(sequence),
    layers: main_params.length / 2,
    bits: extra_params[0].length,
    length: sequence.length,
  },
]

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))

/** What a step of a layer leaves for the way back, for each bit. */
const kept = 6

/** The loss; where `trail` is given, the values of each step and layer are left in it. */
function forwards(problem: Problem, trail: Float64Array | null, tops: Float64Array | null): number {
  const { main, extra, state, sequence, layers, bits, length } = problem
  const hidden = new Float64Array(layers * bits)
  const memory = new Float64Array(layers * bits)
  for (let i = 0; i < layers; i++) {
    hidden.set(state.subarray(2 * i * bits, (2 * i + 1) * bits), i * bits)
    memory.set(state.subarray((2 * i + 1) * bits, (2 * i + 2) * bits), i * bits)
  }
  const z = new Float64Array(bits)
  let total = 0
  for (let t = 0; t + 1 < length; t++) {
    for (let j = 0; j < bits; j++) z[j] = sequence[t * bits + j] * extra[j]
    for (let i = 0; i < layers; i++) {
      const weights = 8 * i * bits
      const biases = weights + 4 * bits
      for (let j = 0; j < bits; j++) {
        const at = i * bits + j
        const h = hidden[at]
        const forget = sigmoid(z[j] * main[weights + j] + main[biases + j])
        const enter = sigmoid(h * main[weights + bits + j] + main[biases + bits + j])
        const leave = sigmoid(z[j] * main[weights + 2 * bits + j] + main[biases + 2 * bits + j])
        const change = Math.tanh(h * main[weights + 3 * bits + j] + main[biases + 3 * bits + j])
        if (trail !== null) {
          const to = kept * ((t * layers + i) * bits + j)
          trail[to] = forget
          trail[to + 1] = enter
          trail[to + 2] = leave
          trail[to + 3] = change
          trail[to + 4] = memory[at]
          trail[to + 5] = h
        }
        memory[at] = memory[at] * forget + enter * change
        z[j] = hidden[at] = leave * Math.tanh(memory[at])
      }
    }
    let sum = 2
    for (let j = 0; j < bits; j++) sum += Math.exp(z[j] * extra[bits + j] + extra[2 * bits + j])
    const normalizer = Math.log(sum)
    for (let j = 0; j < bits; j++) {
      const predicted = z[j] * extra[bits + j] + extra[2 * bits + j]
      total += sequence[(t + 1) * bits + j] * (predicted - normalizer)
      if (tops !== null) tops[t * bits + j] = z[j]
    }
  }
  return -total / (bits * (length - 1))
}

function gradient(problem: Problem): Float64Array {
  const { main, extra, sequence, layers, bits, length } = problem
  const trail = new Float64Array(kept * (length - 1) * layers * bits)
  const tops = new Float64Array((length - 1) * bits)
  forwards(problem, trail, tops)
  const result = new Float64Array(main.length + extra.length)
  const own = main.length
  const toHidden = new Float64Array(layers * bits)
  const toMemory = new Float64Array(layers * bits)
  const toZ = new Float64Array(bits)
  const scale = -1 / (bits * (length - 1))
  for (let t = length - 2; t >= 0; t--) {
    let sum = 2
    let targets = 0
    for (let j = 0; j < bits; j++) {
      toZ[j] = Math.exp(tops[t * bits + j] * extra[bits + j] + extra[2 * bits + j])
      sum += toZ[j]
      targets += sequence[(t + 1) * bits + j]
    }
    for (let j = 0; j < bits; j++) {
      const ct = scale * (sequence[(t + 1) * bits + j] - (targets * toZ[j]) / sum)
      result[own + bits + j] += ct * tops[t * bits + j]
      result[own + 2 * bits + j] += ct
      toZ[j] = ct * extra[bits + j]
    }
    for (let i = layers - 1; i >= 0; i--) {
      const weights = 8 * i * bits
      const biases = weights + 4 * bits
      const below = kept * (t * layers + i - 1) * bits
      for (let j = 0; j < bits; j++) {
        const at = i * bits + j
        const from = kept * ((t * layers + i) * bits + j)
        const [forget, enter, leave] = [trail[from], trail[from + 1], trail[from + 2]]
        const [change, memory, h] = [trail[from + 3], trail[from + 4], trail[from + 5]]
        const z = i === 0 ? sequence[t * bits + j] * extra[j] : shown(trail, below + kept * j)
        const squashed = Math.tanh(memory * forget + enter * change)
        const ct = toHidden[at] + toZ[j]
        const ctMemory = toMemory[at] + ct * leave * (1 - squashed * squashed)
        const ctForget = ctMemory * memory * forget * (1 - forget)
        const ctEnter = ctMemory * change * enter * (1 - enter)
        const ctLeave = ct * squashed * leave * (1 - leave)
        const ctChange = ctMemory * enter * (1 - change * change)
        result[weights + j] += ctForget * z
        result[weights + bits + j] += ctEnter * h
        result[weights + 2 * bits + j] += ctLeave * z
        result[weights + 3 * bits + j] += ctChange * h
        result[biases + j] += ctForget
        result[biases + bits + j] += ctEnter
        result[biases + 2 * bits + j] += ctLeave
        result[biases + 3 * bits + j] += ctChange
        toMemory[at] = ctMemory * forget
        toHidden[at] = ctEnter * main[weights + bits + j] + ctChange * main[weights + 3 * bits + j]
        toZ[j] = ctForget * main[weights + j] + ctLeave * main[weights + 2 * bits + j]
      }
    }
    for (let j = 0; j < bits; j++) result[own + j] += toZ[j] * sequence[t * bits + j]
  }
  return result
}

/** What a layer shows to the one above it. */
function shown(trail: Float64Array, from: number): number {
  const memory = trail[from + 4] * trail[from] + trail[from + 1] * trail[from + 3]
  return trail[from + 2] * Math.tanh(memory)
}

export const lstm: Evaluation = {
  objective: job(read, (problem) => forwards(problem, null, null), Number),
  jacobian: job(read, gradient, (g) => [...g]),
}
