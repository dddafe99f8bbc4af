/** Functions of two to five variables, and of eight: CUTE, and Hock & Schittkowski. */
import { matmul, tensor } from '@wengert/tensor'
import { elements, indexed, repeated, sumOfSquares, total, type Definitions } from './definition.ts'

export const fewVariables: Definitions = {
  CLIFF: {
    f: (x) => {
      const d = x.at(0).sub(x.at(1))
      return total(x.at(0).sub(3).div(100).square(), d.neg(), d.mul(20).exp())
    },
    start: repeated(0, -1),
  },
  CUBE: {
    f: (x) => {
      const [a, b] = elements(x)
      return total(a.sub(1).square(), b.sub(a.pow(3)).square().mul(100))
    },
    start: repeated(-1.2, 1),
  },
  DENSCHNB: {
    f: (x) => {
      const [a, b] = [x.at(0).sub(2), x.at(1)]
      return total(a.square(), a.mul(b).square(), b.add(1).square())
    },
    start: repeated(1, 1),
  },
  DENSCHND: {
    f: (x) => {
      const [a, b, c] = elements(x)
      const [ab, bc, ac] = [a.mul(b), b.mul(c), a.mul(c)]
      return total(
        a.square().add(b.pow(3)).sub(c.pow(4)).square(),
        ab.mul(c).mul(2).square(),
        ab.mul(2).sub(bc.mul(3)).add(ac).square(),
      )
    },
    start: repeated(10, 10, 10),
  },
  DENSCHNE: {
    f: (x) => {
      const [a, b, c] = elements(x)
      return total(a.square(), b.add(b.square()).square(), c.exp().sub(1).square())
    },
    start: repeated(2, 3, -8),
  },
  ENGVAL2: {
    f: (x) => {
      const [a, b, c] = elements(x)
      const ab = a.square().add(b.square())
      const cubic = b.square().mul(3).add(a.pow(3))
      return total(
        ab.add(c.square()).sub(1).square(),
        ab.add(c.sub(2).square()).sub(1).square(),
        a.add(b).add(c).sub(1).square(),
        a.add(b).sub(c).add(1).square(),
        cubic.add(c.mul(5).sub(a).add(1).square()).sub(36).square(),
      )
    },
    start: repeated(1, 2, 0),
  },
  EXPFIT: {
    f: (x) => {
      const h = tensor(Array.from({ length: 10 }, (_, i) => (i + 1) / 4))
      return sumOfSquares(x.at(0).mul(x.at(1).mul(h).exp()).sub(h))
    },
    start: repeated(0, 0),
  },
  HAIRY: {
    f: (x) => {
      const [a, b] = elements(x)
      return total(
        a.mul(7).sin().square().mul(b.mul(7).cos().square()).mul(30),
        a.sub(b).square().add(0.01).sqrt().mul(100),
        a.square().add(0.01).sqrt().mul(100),
      )
    },
    start: repeated(-5, -7),
  },
  HIMMELBB: {
    f: (x) => {
      const [a, b] = elements(x)
      const r = a.neg().add(1)
      return a
        .mul(b)
        .mul(r)
        .mul(
          b
            .neg()
            .add(1)
            .sub(a.mul(r.pow(5))),
        )
        .square()
    },
    start: repeated(-1.2, 1),
  },
  HIMMELBH: {
    f: (x) => {
      const [a, b] = elements(x)
      return total(a.pow(3), b.square(), a.mul(-3), b.mul(-2)).add(2)
    },
    start: repeated(0, 2),
  },
  SISSER: {
    f: (x) => {
      const [a, b] = elements(x.square())
      return total(a.square().mul(3), a.mul(b).mul(-2), b.square().mul(3))
    },
    start: repeated(1, 0.1),
  },
  ZANGWIL2: {
    f: (x) => {
      const Q = tensor([
        [16, -4],
        [-4, 16],
      ])
      const linear = tensor([-56, -256])
      return x.dot(matmul(Q, x)).add(x.dot(linear)).add(991).div(15)
    },
    start: repeated(3, 8),
  },
  HEART8LS: {
    f: (x) => {
      const [a, b, c, d, t, u, v, w] = elements(x)
      // Each pair of dipoles is a complex product: (t + iv)ᵏ and (u + iw)ᵏ for k = 1, 2, 3.
      const [tv, uw] = [t.square().sub(v.square()), u.square().sub(w.square())]
      const [tv2, uw2] = [t.mul(v).mul(2), u.mul(w).mul(2)]
      const [t3, u3] = [t.mul(tv).sub(v.mul(tv2)), u.mul(uw).sub(w.mul(uw2))]
      const [v3, w3] = [t.mul(tv2).add(v.mul(tv)), u.mul(uw2).add(w.mul(uw))]
      return total(
        a.add(b).add(0.69).square(),
        c.add(d).add(0.044).square(),
        a.mul(t).add(b.mul(u)).sub(c.mul(v)).sub(d.mul(w)).add(1.57).square(),
        a.mul(v).add(b.mul(w)).add(c.mul(t)).add(d.mul(u)).add(1.31).square(),
        a.mul(tv).sub(c.mul(tv2)).add(b.mul(uw)).sub(d.mul(uw2)).add(2.65).square(),
        c.mul(tv).add(a.mul(tv2)).add(d.mul(uw)).add(b.mul(uw2)).sub(2).square(),
        a.mul(t3).sub(c.mul(v3)).add(b.mul(u3)).sub(d.mul(w3)).add(12.6).square(),
        c.mul(t3).add(a.mul(v3)).add(d.mul(u3)).add(b.mul(w3)).sub(9.48).square(),
      )
    },
    start: repeated(-0.3, -0.39, 0.3, -0.344, -1.2, 2.69, 1.59, -1.5),
  },
  ALLINITU: {
    f: (x) => {
      const [a, b, c, d] = elements(x)
      const [a2, b2, c2] = [a.square(), b.square(), c.square()]
      return total(
        c.sub(1),
        a2,
        b2,
        c.add(d).square(),
        c.sin().square().mul(2),
        a2.mul(b2),
        d.sub(3),
        d.sub(1).square(),
        b2.square(),
        c2.add(d.add(a).square()).square(),
        a.sub(4).add(d.sin().square()).add(b2.mul(c2)).square(),
        d.sin().pow(4),
      )
    },
    start: repeated(0),
  },
  S308: {
    f: (x) => {
      const [a, b] = elements(x)
      const form = a.square().add(a.mul(b)).add(b.square())
      return total(form.square(), a.sin().square(), b.cos().square())
    },
    start: repeated(3, 0.1),
  },
  SINEVAL: {
    f: (x) => {
      const [a, b] = elements(x)
      return total(b.sub(a.sin()).square().mul(1e4), a.square().div(4))
    },
    start: repeated(4.712389, -1),
  },
  HILBERTA: {
    f: (x) => {
      const n = x.size
      const row = (i: number): number[] => Array.from({ length: n }, (_, j) => 1 / (i + j + 1))
      const H = tensor(Array.from({ length: n }, (_, i) => row(i)))
      return x.dot(matmul(H, x)).div(2)
    },
    start: repeated(-3),
  },
  OSCIPATH: {
    f: (x) => {
      const links = x
        .slice([1, null])
        .sub(x.slice([0, -1]).square().mul(2))
        .add(1)
      return total(x.at(0).sub(1).square().div(4), sumOfSquares(links))
    },
    start: indexed((i) => (i === 1 ? -1 : 1)),
  },
}
