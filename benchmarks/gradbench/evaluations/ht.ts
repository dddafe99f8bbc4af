/**
 * `ht`: hand tracking. 26 parameters pose the bones of a hand; its vertices follow the bones by weights;
 * errors are the distances of measured points to the vertices, or to places on triangles between them
 * (`us`). An error depends on the place on its own triangle only, so that one tangent for each of the two
 * coordinates, moved in all triangles at once, gives that part of the Jacobian.
 */
import { jacfwd } from '@wengert/autodiff'
import {
  concatenate,
  cos,
  gather,
  sin,
  stack,
  tensor,
  where,
  zeros,
  type Tensor,
} from '@wengert/tensor'
import { compiledFor } from '../compiled.ts'
import { job, type Evaluation } from '../job.ts'
import { numbers } from '../json.ts'

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

/** What the errors depend on besides the parameters; only vertices to which a point corresponds. */
export interface Scene {
  /** bones × 4 × 4 */
  readonly relatives: Tensor
  readonly inverseAbsolutes: Tensor
  /** vertices × 4 */
  readonly positions: Tensor
  /** vertices × bones */
  readonly weights: Tensor
  /** points × 3 */
  readonly points: Tensor
  /** The vertices of each point: points × 3 with us, points without. */
  readonly vertices: Tensor
  /** points × 2, or 0 × 2 where points correspond to vertices. */
  readonly us: Tensor
}

/** How bones hang together: the parent of each, −1 for the root; and whether it is the other hand. */
export interface Skeleton {
  readonly parents: readonly number[]
  readonly mirrored: boolean
}

const anglesFrom = 6
const fingers = 5

function read({ theta, us, data }: Input): [Tensor, Scene, Skeleton] {
  const { model, correspondences, points } = data
  const vertices =
    us.length > 0 ? correspondences.flatMap((i) => model.triangles[i]) : correspondences
  const used = [...new Set(vertices)].sort((a, b) => a - b)
  const place = new Map(used.map((vertex, i) => [vertex, i]))
  const count = correspondences.length
  const scene = {
    relatives: tensor(model.base_relatives),
    inverseAbsolutes: tensor(model.inverse_base_absolutes),
    positions: tensor(used.map((vertex) => model.base_positions[vertex])),
    weights: tensor(used.map((vertex) => model.weights[vertex])),
    points: tensor(points),
    vertices: tensor(
      Int32Array.from(vertices, (vertex) => place.get(vertex)!),
      { shape: us.length > 0 ? [count, 3] : [count] },
    ),
    us: tensor(us.flat(), { shape: [us.length, 2] }),
  }
  return [tensor(theta), scene, { parents: model.parents, mirrored: model.is_mirrored }]
}

/** A matrix whose entries are scalars, or stacks of such. */
function matrix(rows: readonly (readonly Tensor[])[]): Tensor {
  return stack(
    rows.map((row) => stack(row, -1)),
    -2,
  )
}

/** Rz(e₁) Ry(e₂) Rx(e₀) for each bone: bones × 3 × 3. */
function localRotations(theta: Tensor, bones: number): Tensor {
  // 26 stands for an angle that stays 0.
  const source = new Int32Array(3 * bones).fill(theta.size)
  let next = anglesFrom
  for (let finger = 0; finger < fingers; finger++) {
    const bone = 2 + 4 * finger
    for (const at of [3 * bone, 3 * bone + 1, 3 * bone + 3, 3 * bone + 6]) source[at] = next++
  }
  const angles = gather(concatenate([theta, zeros([1])]), source).reshape([bones, 3])
  const [c, s] = [cos(angles), sin(angles)]
  const [cx, cz, cy] = [0, 1, 2].map((i) => c.slice([], i))
  const [sx, sz, sy] = [0, 1, 2].map((i) => s.slice([], i))
  return matrix([
    [cz.mul(cy), cz.mul(sy).mul(sx).sub(sz.mul(cx)), cz.mul(sy).mul(cx).add(sz.mul(sx))],
    [sz.mul(cy), sz.mul(sy).mul(sx).add(cz.mul(cx)), sz.mul(sy).mul(cx).sub(cz.mul(sx))],
    [sy.neg(), cy.mul(sx), cy.mul(cx)],
  ])
}

/** How each bone moves points of the hand at rest: bones × 3 × 4. */
function transforms(theta: Tensor, scene: Scene, parents: readonly number[]): Tensor {
  const { relatives, inverseAbsolutes } = scene
  const turned = relatives.slice([], [], [0, 3]).matmul(localRotations(theta, parents.length))
  const own = concatenate([turned, relatives.slice([], [], [3])], 2)
  const absolutes: Tensor[] = []
  parents.forEach((parent, bone) => {
    absolutes.push(parent < 0 ? own.at(bone) : absolutes[parent].matmul(own.at(bone)))
  })
  return stack(absolutes).matmul(inverseAbsolutes).slice([], [0, 3])
}

/** The rotation by the angle ‖r‖ about r, after Rodrigues; none where that is below 1e-4. */
function globalRotation(r: Tensor): Tensor {
  const squared = r.square().sum()
  const small = squared.sqrt().less(1e-4)
  // √ has no derivative at 0.
  const angle = where(small, 1, squared).sqrt()
  const axis = where(small, 0, r.div(angle))
  const [x, y, z] = [0, 1, 2].map((i) => axis.at(i))
  const [c, s] = [where(small, 1, cos(angle)), where(small, 0, sin(angle))]
  const t = c.neg().add(1)
  const diagonal = (u: Tensor): Tensor => u.square().mul(t).add(c)
  const above = (u: Tensor, v: Tensor, w: Tensor): Tensor => u.mul(v).mul(t).sub(w.mul(s))
  const below = (u: Tensor, v: Tensor, w: Tensor): Tensor => u.mul(v).mul(t).add(w.mul(s))
  return matrix([
    [diagonal(x), above(x, y, z), below(x, z, y)],
    [below(x, y, z), diagonal(y), above(y, z, x)],
    [above(x, z, y), below(y, z, x), diagonal(z)],
  ])
}

/** The vertices of the posed hand: vertices × 3. */
function posed(theta: Tensor, scene: Scene, { parents, mirrored }: Skeleton): Tensor {
  const { positions, weights } = scene
  const [vertices, bones] = weights.shape
  // Σ over bones b of weight b · (transform b · position) is one product over b and the coordinates.
  const weighted = weights.expandDims(2).mul(positions.expandDims(1))
  const moves = transforms(theta, scene, parents).transpose([0, 2, 1])
  const skinned = weighted.reshape([vertices, 4 * bones]).matmul(moves.reshape([4 * bones, 3]))
  const hand = mirrored ? skinned.mul(tensor([-1, 1, 1])) : skinned
  return hand.matmul(globalRotation(theta.slice([0, 3])).transpose()).add(theta.slice([3, 6]))
}

/** Three errors a point, one after the other. */
export function errors(theta: Tensor, us: Tensor, scene: Scene, skeleton: Skeleton): Tensor {
  const corners = gather(posed(theta, scene, skeleton), scene.vertices)
  if (us.size === 0) return scene.points.sub(corners).ravel()
  const shares = concatenate([us, us.sum(1, { keepDims: true }).neg().add(1)], 1)
  return scene.points.sub(corners.mul(shares.expandDims(2)).sum(1)).ravel()
}

/** By two numbers that are added to all us, where there are any, and by theta. */
export function jacobian(theta: Tensor, scene: Scene, skeleton: Skeleton): Tensor {
  const { us } = scene
  if (us.size === 0) return jacfwd((at: Tensor) => errors(at, us, scene, skeleton))(theta)
  const moved = (at: Tensor): Tensor =>
    errors(at.slice([2]), us.add(at.slice([0, 2])), scene, skeleton)
  return jacfwd(moved)(concatenate([zeros([2]), theta]))
}

const compiledErrors = compiledFor(
  (skeleton: Skeleton) => (theta: Tensor, scene: Scene) => errors(theta, scene.us, scene, skeleton),
)
const compiledJacobian = compiledFor(
  (skeleton: Skeleton) => (theta: Tensor, scene: Scene) => jacobian(theta, scene, skeleton),
)

export const ht: Evaluation = {
  objective: job(read, (theta, scene, skeleton) => compiledErrors(skeleton)(theta, scene), numbers),
  jacobian: job(
    read,
    (theta, scene, skeleton) => compiledJacobian(skeleton)(theta, scene),
    numbers,
  ),
}
