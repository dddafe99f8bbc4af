/** Functions built of structured primitives, each with the same function written without them. */
import { branch, checkpoint, cond, customJvp, customVjp, fori, scan } from '@wengert/autodiff'
import { stack, tensor, type Tensor } from '@wengert/tensor'

export interface Structured {
  readonly name: string
  readonly f: (x: Tensor) => Tensor
  /** f with ordinary loops and branches on read values. */
  readonly plain: (x: Tensor) => Tensor
}

const elements = [0.3, 0.6, 0.9]
const sequence = tensor(elements)

const sineTimes = customJvp(
  (x: Tensor) => x.sin().mul(x),
  ([x]: [Tensor], [dx]: [Tensor]) => [x.sin().mul(x), dx.mul(x.cos().mul(x).add(x.sin()))],
)
const product = customVjp(
  (x: Tensor, y: Tensor) => x.sin().mul(y),
  (x: Tensor, y: Tensor) => [x.sin().mul(y), { cos: x.cos(), sin: x.sin(), y }] as const,
  ({ cos, sin, y }, ct: Tensor) => [ct.mul(cos).mul(y), ct.mul(sin)],
)
const block = checkpoint((x: Tensor, w: Tensor) => x.sin().exp().mul(w).tanh())

/** A recurrence over the sequence, of x and of each other function. */
const recurrence = (step: (c: Tensor, x: Tensor) => Tensor) => ({
  f: (x: Tensor): Tensor => {
    const [last, all] = scan((c: Tensor, a: Tensor) => [step(c, x).add(a), c.mul(a)], x, sequence)
    return last.add(all.sum(0))
  },
  plain: (x: Tensor): Tensor => {
    let c = x
    const all: Tensor[] = []
    for (const a of elements) {
      all.push(c.mul(a))
      c = step(c, x).add(a)
    }
    return c.add(stack(all).sum(0))
  },
})

const isPositive = (x: Tensor): boolean => x.sum().greater(0).item() === 1

export const structured: readonly Structured[] = [
  { name: 'scan', ...recurrence((c, x) => c.mul(x).sin()) },
  {
    name: 'reverse scan',
    f: (x) =>
      scan((c: Tensor, a: Tensor) => [c.mul(a).tanh(), c], x, sequence, { reverse: true })[0],
    plain: (x) => [...elements].reverse().reduce((c: Tensor, a) => c.mul(a).tanh(), x),
  },
  {
    name: 'scan over x itself',
    f: (x) => scan((c: Tensor, a: Tensor) => [c.mul(a).tanh(), c.mul(a)], 0.5, x)[1],
    plain: (x) => {
      const ys: Tensor[] = []
      let c: Tensor = tensor(0.5)
      for (let i = 0; i < x.size; i++) {
        ys.push(c.mul(x.at(i)))
        c = c.mul(x.at(i)).tanh()
      }
      return stack(ys)
    },
  },
  {
    name: 'cond',
    f: (x) =>
      cond(
        x.sum().greater(0),
        (y: Tensor) => y.sin().mul(x),
        (y: Tensor) => y.exp(),
        x,
      ),
    plain: (x) => (isPositive(x) ? x.sin().mul(x) : x.exp()),
  },
  {
    name: 'branch',
    f: (x) =>
      branch(
        x.sum().greater(0).cast('int32'),
        [(y: Tensor) => y.pow(3), (y: Tensor) => y.cos()],
        x.mul(2),
      ),
    plain: (x) => (isPositive(x) ? x.mul(2).cos() : x.mul(2).pow(3)),
  },
  {
    name: 'fori',
    f: (x) => fori(4, (i: Tensor, y: Tensor) => y.mul(x).add(i.cast('float64')).sin(), x),
    plain: (x) => [0, 1, 2, 3].reduce((y: Tensor, i) => y.mul(x).add(i).sin(), x),
  },
  { name: 'customJvp', f: (x) => sineTimes(x), plain: (x) => x.sin().mul(x) },
  { name: 'customVjp', f: (x) => product(x, x.exp()), plain: (x) => x.sin().mul(x.exp()) },
  {
    name: 'checkpoint',
    f: (x) => block(block(x, x.add(1)), x),
    plain: (x) => x.sin().exp().mul(x.add(1)).tanh().sin().exp().mul(x).tanh(),
  },
  {
    name: 'cond in scan',
    ...recurrence((c, x) =>
      cond(
        c.sum().greater(0.4),
        (z: Tensor) => z.mul(x),
        (z: Tensor) => z.sin(),
        c,
      ),
    ),
  },
  {
    name: 'scan in scan',
    ...recurrence(
      (c, x) => scan((e: Tensor, b: Tensor) => [e.mul(b).add(x).sin(), e], c, sequence)[0],
    ),
  },
  {
    name: 'scan in cond',
    f: (x) =>
      cond(
        x.sum().greater(0),
        (z: Tensor) => scan((c: Tensor, a: Tensor) => [c.mul(a).tanh().mul(x), c], z, sequence)[0],
        (z: Tensor) => z,
        x,
      ),
    plain: (x) =>
      isPositive(x) ? elements.reduce((c: Tensor, a) => c.mul(a).tanh().mul(x), x) : x,
  },
  {
    name: 'scan in checkpoint',
    f: (x) =>
      checkpoint(
        (z: Tensor) => scan((c: Tensor, a: Tensor) => [c.mul(a).sin().mul(x), c], z, sequence)[0],
      )(x),
    plain: (x) => elements.reduce((c: Tensor, a) => c.mul(a).sin().mul(x), x),
  },
  {
    name: 'checkpoint of a scan in a scan',
    f: (x) => {
      const inner = checkpoint(
        (c: Tensor, as: Tensor) =>
          scan((d: Tensor, a: Tensor) => [d.mul(a).add(x).sin(), d], c, as)[0],
      )
      return scan(
        (c: Tensor, as: Tensor) => [inner(c, as), c],
        x,
        tensor([
          [0.3, 0.5],
          [0.2, 0.9],
        ]),
      )[0]
    },
    plain: (x) => [0.3, 0.5, 0.2, 0.9].reduce((d: Tensor, a) => d.mul(a).add(x).sin(), x),
  },
  { name: 'customJvp in scan', ...recurrence((c, x) => sineTimes(c).mul(x)) },
  { name: 'customVjp in scan', ...recurrence((c, x) => product(c, x)) },
  {
    name: 'customVjp in cond in checkpoint',
    f: (x) =>
      checkpoint((z: Tensor) =>
        cond(
          z.sum().greater(0),
          (y: Tensor) => product(y, x),
          (y: Tensor) => y.square(),
          z,
        ),
      )(x),
    plain: (x) => (isPositive(x) ? x.sin().mul(x) : x.square()),
  },
]
