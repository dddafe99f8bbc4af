/**
 * The polygon of conjugate-gradient iterates from 0 to the last, thinned to the 1st, 2nd, 4th, 8th …
 * A shorter step taken along it is nearly the minimiser of the model in a smaller ball, and costs no
 * product with the Hessian. The residual −g − Hp at two vertices gives the model between them.
 */
import { combine, difference, dot, type Vector } from './vector.ts'

export interface Vertex {
  readonly p: Vector
  readonly residual: Vector
  /** ‖p‖ in the norm of the iteration. */
  readonly length: number
}

export class CgPath {
  private readonly vertices: Vertex[]
  private passed = 0

  constructor(residual: Vector) {
    this.vertices = [{ p: new Float64Array(residual.length), residual, length: 0 }]
  }

  /** The length of the whole path, from its start to its end. */
  get length(): number {
    return this.vertices[this.vertices.length - 1].length
  }

  pass(vertex: Vertex): void {
    this.passed++
    if ((this.passed & (this.passed - 1)) === 0) this.vertices.push(vertex)
  }

  finish(vertex: Vertex): void {
    this.vertices.push(vertex)
  }

  /** The point of this length on the path, and by how much the model decreases up to there. */
  at(length: number): { readonly p: Vector; readonly decrease: number } {
    let decrease = 0
    for (let k = 1; ; k++) {
      const [from, to] = [this.vertices[k - 1], this.vertices[k]]
      const chord = difference(to.p, from.p)
      const slope = dot(from.residual, chord)
      const bend = slope - dot(to.residual, chord)
      const isLast = length <= to.length || k === this.vertices.length - 1
      const part = (length - from.length) / (to.length - from.length)
      const t = isLast && length < to.length ? part : 1
      decrease += t * (slope - 0.5 * t * bend)
      if (isLast) return { p: t === 1 ? to.p : combine(from.p, t, chord), decrease }
    }
  }
}
