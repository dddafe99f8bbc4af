/**
 * Functions with many local minima and a known global one (Törn & Žilinskas, Global Optimization, 1989;
 * Jamil & Yang, "A literature survey of benchmark functions for global optimization problems", Int. J.
 * Math. Model. Numer. Optim. 4, 2013).
 */
import { tensor, type Tensor } from '@wengert/tensor'

export interface Multimodal {
  readonly name: string
  readonly f: (x: Tensor) => Tensor
  readonly x0: readonly number[]
  /** The published global minimum, to the digits published. */
  readonly minimum: number
  readonly digits: number
}

/** 11ⁿ minima within ±5.12. */
export const rastrigin = (x: Tensor): Tensor =>
  x
    .square()
    .sub(
      x
        .mul(2 * Math.PI)
        .cos()
        .mul(10),
    )
    .add(10)
    .sum()

/** Has a cusp at its global minimum. */
export const ackley = (x: Tensor): Tensor => {
  const ripples = x
    .mul(2 * Math.PI)
    .cos()
    .mean()
    .exp()
  return x
    .square()
    .mean()
    .sqrt()
    .mul(-0.2)
    .exp()
    .mul(-20)
    .sub(ripples)
    .add(20 + Math.E)
}

/** 2ⁿ minima. */
const styblinskiTang = (x: Tensor): Tensor =>
  x.pow(4).sub(x.square().mul(16)).add(x.mul(5)).sum().div(2)

const sixHumpCamel = (x: Tensor): Tensor => {
  const [a, b] = [x.at(0), x.at(1)]
  const ridge = a.square().mul(4).sub(a.pow(4).mul(2.1)).add(a.pow(6).div(3))
  return ridge.add(a.mul(b)).add(b.pow(4).sub(b.square()).mul(4))
}

const goldsteinPrice = (x: Tensor): Tensor => {
  const [a, b] = [x.at(0), x.at(1)]
  const [aa, ab, bb] = [a.square(), a.mul(b), b.square()]
  const first = a.mul(-14).add(aa.mul(3)).sub(b.mul(14)).add(ab.mul(6)).add(bb.mul(3)).add(19)
  const second = a.mul(-32).add(aa.mul(12)).add(b.mul(48)).sub(ab.mul(36)).add(bb.mul(27)).add(18)
  const left = a.add(b).add(1).square().mul(first).add(1)
  return left.mul(a.mul(2).sub(b.mul(3)).square().mul(second).add(30))
}

/** 760 minima within ±10, of which 18 are global. */
const shubert = (x: Tensor): Tensor => {
  const k = tensor([1, 2, 3, 4, 5])
  const side = (t: Tensor): Tensor => t.mul(k.add(1)).add(k).cos().mul(k).sum()
  return side(x.at(0)).mul(side(x.at(1)))
}

const levy = (x: Tensor): Tensor => {
  const w = x.sub(1).div(4).add(1)
  const n = x.size
  const [front, last] = [w.slice([0, n - 1]), w.at(n - 1)]
  const waves = front.mul(Math.PI).add(1).sin().square().mul(10).add(1)
  const end = last
    .mul(2 * Math.PI)
    .sin()
    .square()
    .add(1)
  return w
    .at(0)
    .mul(Math.PI)
    .sin()
    .square()
    .add(front.sub(1).square().mul(waves).sum())
    .add(last.sub(1).square().mul(end))
}

const alternating = (n: number, odd: number, even: number): number[] =>
  Array.from({ length: n }, (_, i) => (i % 2 === 0 ? odd : even))

export const multimodal: readonly Multimodal[] = [
  { name: 'Rastrigin, 2', f: rastrigin, x0: [3.2, -2.9], minimum: 0, digits: 9 },
  { name: 'Rastrigin, 3', f: rastrigin, x0: alternating(3, 3.2, -2.9), minimum: 0, digits: 9 },
  { name: 'Ackley, 2', f: ackley, x0: [9.3, -7.6], minimum: 0, digits: 3 },
  {
    name: 'Styblinski–Tang, 2',
    f: styblinskiTang,
    x0: [3, 2.5],
    minimum: -78.33233140754,
    digits: 9,
  },
  {
    name: 'Styblinski–Tang, 10',
    f: styblinskiTang,
    x0: alternating(10, 3, 2.5),
    minimum: -391.6616570377,
    digits: 9,
  },
  { name: 'six-hump camel', f: sixHumpCamel, x0: [2, 1], minimum: -1.0316284535, digits: 9 },
  { name: 'Goldstein–Price', f: goldsteinPrice, x0: [-1.5, 1.5], minimum: 3, digits: 9 },
  { name: 'Shubert', f: shubert, x0: [2, -3], minimum: -186.7309, digits: 3 },
  { name: 'Levy, 5', f: levy, x0: alternating(5, -6, 7), minimum: 0, digits: 9 },
]
