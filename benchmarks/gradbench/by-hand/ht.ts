/**
 * `ht` by hand: tangents go forward through the bones. An angle moves its own bone and those that hang on
 * it, so that only these take part in its column. Vertices to which no point corresponds are left out.
 */
import { job, type Evaluation } from '../job.ts'

type Rows = readonly (readonly number[])[]

interface Input {
  readonly theta: readonly number[]
  readonly us: Rows
  readonly data: {
    readonly correspondences: readonly number[]
    readonly points: Rows
    readonly model: {
      readonly parents: readonly number[]
      readonly base_relatives: readonly Rows[]
      readonly inverse_base_absolutes: readonly Rows[]
      readonly base_positions: Rows
      readonly weights: Rows
      readonly triangles: Rows
      readonly is_mirrored: boolean
    }
  }
}

interface Problem {
  readonly theta: Float64Array
  readonly us: Float64Array | null
  readonly points: Float64Array
  readonly parents: readonly number[]
  /** 16 numbers a bone. */
  readonly relatives: Float64Array
  readonly inverses: Float64Array
  readonly positions: Float64Array
  readonly weights: Float64Array
  /** Three a point with us, one without. */
  readonly vertices: Int32Array
  readonly mirror: number
}

function read({ theta, us, data }: Input): [Problem] {
  const { model, correspondences, points } = data
  const all = us.length > 0 ? correspondences.flatMap((i) => model.triangles[i]) : correspondences
  const used = [...new Set(all)]
  const place = new Map(used.map((vertex, i) => [vertex, i]))
  return [
    {
      theta: Float64Array.from(theta),
      us: us.length > 0 ? Float64Array.from(us.flat()) : null,
      points: Float64Array.from(points.flat()),
      parents: model.parents,
      relatives: Float64Array.from(model.base_relatives.flat(2)),
      inverses: Float64Array.from(model.inverse_base_absolutes.flat(2)),
      positions: Float64Array.from(used.flatMap((vertex) => model.base_positions[vertex])),
      weights: Float64Array.from(used.flatMap((vertex) => model.weights[vertex])),
      vertices: Int32Array.from(all, (vertex) => place.get(vertex)!),
      mirror: model.is_mirrored ? -1 : 1,
    },
  ]
}

/** to ← a · b, of 4 × 4 matrices that begin at the places given. */
function multiply(
  a: Float64Array,
  from: number,
  b: Float64Array,
  other: number,
  to: Float64Array,
  at: number,
): void {
  for (let i = 0; i < 4; i++) {
    for (let j = 0; j < 4; j++) {
      let sum = 0
      for (let k = 0; k < 4; k++) sum += a[from + 4 * i + k] * b[other + 4 * k + j]
      to[at + 4 * i + j] = sum
    }
  }
}

/** The product Rz Ry Rx of three rotations, one of which may be replaced by its derivative. */
function local(angles: readonly number[], moving: number | null): Float64Array {
  const turns = angles.map((angle, i) => {
    const [c, s] = [Math.cos(angle), Math.sin(angle)]
    return i === moving ? { c: -s, s: c, one: 0 } : { c, s, one: 1 }
  })
  const [x, z, y] = turns
  const last = moving === null ? 1 : 0
  const rx = [x.one, 0, 0, 0, 0, x.c, -x.s, 0, 0, x.s, x.c, 0, 0, 0, 0, 1]
  const ry = [y.c, 0, y.s, 0, 0, y.one, 0, 0, -y.s, 0, y.c, 0, 0, 0, 0, 1]
  const rz = [z.c, -z.s, 0, 0, z.s, z.c, 0, 0, 0, 0, z.one, 0, 0, 0, 0, last]
  const [inner, result] = [new Float64Array(16), new Float64Array(16)]
  multiply(Float64Array.from(ry), 0, Float64Array.from(rx), 0, inner, 0)
  multiply(Float64Array.from(rz), 0, inner, 0, result, 0)
  return result
}

/** The bone and the place among its three angles of each angle in theta, from theta's seventh number on. */
const joints = Array.from({ length: 20 }, (_, i) => {
  const bone = 2 + 4 * Math.floor(i / 4)
  return [
    { bone, angle: 0 },
    { bone, angle: 1 },
    { bone: bone + 1, angle: 0 },
    { bone: bone + 2, angle: 0 },
  ][i % 4]
})

interface Pose {
  readonly angles: readonly number[][]
  readonly own: Float64Array
  readonly absolutes: Float64Array
  /** The vertices before the hand as a whole is turned. */
  readonly skinned: Float64Array
}

function pose(problem: Problem): Pose {
  const { theta, parents, relatives, inverses } = problem
  const count = parents.length
  const angles = parents.map(() => [0, 0, 0])
  joints.forEach(({ bone, angle }, i) => (angles[bone][angle] = theta[6 + i]))
  const [own, absolutes, moves] = [0, 1, 2].map(() => new Float64Array(16 * count))
  for (let b = 0; b < count; b++) {
    multiply(relatives, 16 * b, local(angles[b], null), 0, own, 16 * b)
    if (parents[b] < 0) absolutes.set(own.subarray(16 * b, 16 * b + 16), 16 * b)
    else multiply(absolutes, 16 * parents[b], own, 16 * b, absolutes, 16 * b)
    multiply(absolutes, 16 * b, inverses, 16 * b, moves, 16 * b)
  }
  const bones = parents.map((_, b) => b)
  return { angles, own, absolutes, skinned: skin(problem, moves, bones) }
}

/** Σ over the bones given of weight · (move · position). */
function skin(
  { positions, weights, parents, mirror }: Problem,
  moves: Float64Array,
  bones: readonly number[],
): Float64Array {
  const count = parents.length
  const vertices = weights.length / count
  const result = new Float64Array(3 * vertices)
  for (let v = 0; v < vertices; v++) {
    const [x, y, z, one] = [0, 1, 2, 3].map((i) => positions[4 * v + i])
    let [s0, s1, s2] = [0, 0, 0]
    for (const b of bones) {
      const w = weights[count * v + b]
      const m = 16 * b
      s0 += w * (moves[m] * x + moves[m + 1] * y + moves[m + 2] * z + moves[m + 3] * one)
      s1 += w * (moves[m + 4] * x + moves[m + 5] * y + moves[m + 6] * z + moves[m + 7] * one)
      s2 += w * (moves[m + 8] * x + moves[m + 9] * y + moves[m + 10] * z + moves[m + 11] * one)
    }
    result[3 * v] = mirror * s0
    result[3 * v + 1] = s1
    result[3 * v + 2] = s2
  }
  return result
}

/** The rotation of the whole hand, by rows; and its derivatives by the three numbers of its axis. */
function turning([r0, r1, r2]: Float64Array): { turn: number[]; slopes: number[][] } {
  const angle = Math.hypot(r0, r1, r2)
  const one = [1, 0, 0, 0, 1, 0, 0, 0, 1]
  if (angle < 1e-4) return { turn: one, slopes: [0, 1, 2].map(() => one.map(() => 0)) }
  const axis = [r0 / angle, r1 / angle, r2 / angle]
  const [x, y, z] = axis
  const [c, s] = [Math.cos(angle), Math.sin(angle)]
  const skew = ([a0, a1, a2]: readonly number[]): number[] => [0, -a2, a1, a2, 0, -a0, -a1, a0, 0]
  const squares = [x, y, z].flatMap((u) => [x, y, z].map((v) => u * v))
  const turn = one.map((o, i) => c * o + (1 - c) * squares[i] + s * skew(axis)[i])
  const slopes = axis.map((slope, j) => {
    // The axis moves by (eⱼ − axis · slope) / angle, the angle by slope.
    const moved = axis.map((u, i) => ((i === j ? 1 : 0) - u * slope) / angle)
    return one.map((o, i) => {
      const [row, column] = [Math.floor(i / 3), i % 3]
      const square = moved[row] * axis[column] + axis[row] * moved[column]
      return (
        slope * (s * (squares[i] - o) + c * skew(axis)[i]) + (1 - c) * square + s * skew(moved)[i]
      )
    })
  })
  return { turn, slopes }
}

function rotated(turn: readonly number[], x: Float64Array): Float64Array {
  const result = new Float64Array(x.length)
  for (let i = 0; i < x.length; i += 3) {
    result[i] = turn[0] * x[i] + turn[1] * x[i + 1] + turn[2] * x[i + 2]
    result[i + 1] = turn[3] * x[i] + turn[4] * x[i + 1] + turn[5] * x[i + 2]
    result[i + 2] = turn[6] * x[i] + turn[7] * x[i + 1] + turn[8] * x[i + 2]
  }
  return result
}

/** Of values at vertices, those at the places of the points, times `sign` into a column of `to`. */
function place(
  { us, vertices, points }: Problem,
  values: Float64Array,
  sign: number,
  to: Float64Array,
  column: number,
  width: number,
): void {
  for (let i = 0; i < points.length / 3; i++) {
    for (let e = 0; e < 3; e++) {
      let value: number
      if (us === null) value = values[3 * vertices[i] + e]
      else {
        const [a, b] = [us[2 * i], us[2 * i + 1]]
        value =
          a * values[3 * vertices[3 * i] + e] +
          b * values[3 * vertices[3 * i + 1] + e] +
          (1 - a - b) * values[3 * vertices[3 * i + 2] + e]
      }
      to[(3 * i + e) * width + column] = sign * value
    }
  }
}

function objective(problem: Problem): Float64Array {
  const { theta, points } = problem
  const hand = rotated(turning(theta).turn, pose(problem).skinned)
  const result = new Float64Array(points.length)
  for (let i = 0; i < hand.length; i++) hand[i] += theta[3 + (i % 3)]
  place(problem, hand, -1, result, 0, 1)
  return result.map((x, i) => points[i] + x)
}

function jacobian(problem: Problem): Float64Array[] {
  const { theta, us, vertices, points, parents, relatives, inverses } = problem
  const { angles, own, absolutes, skinned } = pose(problem)
  const { turn, slopes } = turning(theta)
  const first = us === null ? 0 : 2
  const width = first + theta.length
  const result = new Float64Array(points.length * width)
  if (us !== null) {
    const hand = rotated(turn, skinned)
    for (let row = 0; row < points.length; row++) {
      const [i, e] = [Math.floor(row / 3), row % 3]
      const third = hand[3 * vertices[3 * i + 2] + e]
      result[row * width] = third - hand[3 * vertices[3 * i] + e]
      result[row * width + 1] = third - hand[3 * vertices[3 * i + 1] + e]
    }
  }
  slopes.forEach((slope, j) =>
    place(problem, rotated(slope, skinned), -1, result, first + j, width),
  )
  for (let row = 0; row < points.length; row++) result[row * width + first + 3 + (row % 3)] = -1
  const [moved, slope, moves] = [16, 16 * parents.length, 16 * parents.length].map(
    (size) => new Float64Array(size),
  )
  joints.forEach(({ bone, angle }, i) => {
    const bones = [bone]
    multiply(relatives, 16 * bone, local(angles[bone], angle), 0, moved, 0)
    if (parents[bone] < 0) slope.set(moved, 16 * bone)
    else multiply(absolutes, 16 * parents[bone], moved, 0, slope, 16 * bone)
    for (let b = bone + 1; b < parents.length; b++) {
      if (!bones.includes(parents[b])) continue
      bones.push(b)
      multiply(slope, 16 * parents[b], own, 16 * b, slope, 16 * b)
    }
    for (const b of bones) multiply(slope, 16 * b, inverses, 16 * b, moves, 16 * b)
    const column = rotated(turn, skin(problem, moves, bones))
    place(problem, column, -1, result, first + 6 + i, width)
  })
  return Array.from({ length: points.length }, (_, row) =>
    result.subarray(row * width, (row + 1) * width),
  )
}

export const ht: Evaluation = {
  objective: job(read, objective, (x) => [...x]),
  jacobian: job(read, jacobian, (rows) => rows.map((row) => [...row])),
}
