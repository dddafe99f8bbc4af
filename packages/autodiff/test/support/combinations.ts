/**
 * Generated functions that nest structured primitives in each other, as small syntax trees. A tree can
 * be read in two ways: with the structured primitives, or with ordinary loops, branches and calls. Both
 * do the same arithmetic, so every derivative must agree.
 */
import fc from 'fast-check'
import {
  branch,
  checkpoint,
  cond,
  customJvp,
  customVjp,
  fori,
  grad,
  jvp,
  scan,
  vjp,
  vmap,
  whileLoop,
} from '@wengert/autodiff'
import { matmul, stack, tensor, type Tensor } from '@wengert/tensor'

/** From a running value c and a value x of the outermost level to the next running value. */
export type Step = (c: Tensor, x: Tensor) => Tensor

export type Tree =
  | { readonly kind: 'leaf'; readonly name: keyof typeof leaves }
  | { readonly kind: 'chain'; readonly parts: readonly Tree[] }
  | { readonly kind: 'cond'; readonly at: number; readonly parts: readonly [Tree, Tree] }
  | { readonly kind: 'branch'; readonly parts: readonly Tree[] }
  | {
      readonly kind: 'scan'
      readonly elements: readonly number[]
      readonly reverse: boolean
      readonly body: Tree
    }
  | {
      readonly kind: 'fori' | 'while'
      readonly steps: number
      readonly body: Tree
    }
  | {
      readonly kind: 'checkpoint' | 'customJvp' | 'customVjp' | 'vmap' | 'grad'
      readonly body: Tree
    }

const weights = tensor([
  [0.5, -0.8],
  [0.3, 0.6],
])

const leaves = {
  sin: (c: Tensor) => c.sin(),
  tanh: (c: Tensor) => c.tanh(),
  bell: (c: Tensor) => c.square().neg().exp(),
  ratio: (c: Tensor, x: Tensor) => c.div(x.square().add(1)),
  product: (c: Tensor, x: Tensor) => c.mul(x),
  sum: (c: Tensor, x: Tensor) => c.add(x.mul(0.5)),
  constant: (_: Tensor, x: Tensor) => x.mul(0).add(0.4),
  centred: (c: Tensor) => c.sub(c.mean()),
  mixed: (c: Tensor) => matmul(weights, c),
  reversed: (c: Tensor) => c.flip(0),
  signs: (c: Tensor) => c.greater(0).cast('float64').mul(c.cos()),
  stepwise: (c: Tensor) => c.mul(2).floor().cast('int32').cast('float64').mul(0.3).add(c),
} satisfies Record<string, Step>

/** Trees of a depth of at most `depth`; `whileLoop` only where asked for, since it has no reverse. */
export function trees(depth: number, loops: 'any' | 'static' = 'static'): fc.Arbitrary<Tree> {
  const leaf: fc.Arbitrary<Tree> = fc
    .constantFrom(...(Object.keys(leaves) as (keyof typeof leaves)[]))
    .map((name) => ({ kind: 'leaf', name }))
  if (depth === 0) return leaf
  const body = trees(depth - 1, loops)
  const at = fc.constantFrom(-0.21, 0.13, 0.47)
  const elements = fc.array(fc.constantFrom(0.3, -0.6, 0.9), { maxLength: 3 })
  const counted = (kind: 'fori' | 'while') =>
    fc.record({ kind: fc.constant(kind), steps: fc.nat({ max: 3 }), body })
  const wrapped = fc.constantFrom('checkpoint', 'customJvp', 'customVjp', 'vmap', 'grad')
  // Reverse mode of a gradient would need reverse mode of a loop.
  const forwardOnly = fc.constantFrom('checkpoint', 'customJvp', 'vmap')
  return fc.oneof(
    { arbitrary: leaf, weight: 1 },
    {
      arbitrary: fc.record({
        kind: fc.constant('chain' as const),
        parts: fc.array(body, { minLength: 2, maxLength: 3 }),
      }),
      weight: 3,
    },
    {
      arbitrary: fc.record({ kind: fc.constant('cond' as const), at, parts: fc.tuple(body, body) }),
      weight: 2,
    },
    {
      arbitrary: fc.record({
        kind: fc.constant('branch' as const),
        parts: fc.array(body, { minLength: 1, maxLength: 3 }),
      }),
      weight: 1,
    },
    {
      arbitrary: fc.record({
        kind: fc.constant('scan' as const),
        elements,
        reverse: fc.boolean(),
        body,
      }),
      weight: 3,
    },
    { arbitrary: counted('fori'), weight: 1 },
    {
      arbitrary: fc.record({ kind: loops === 'static' ? wrapped : forwardOnly, body }),
      weight: 4,
    },
    ...(loops === 'any' ? [{ arbitrary: counted('while'), weight: 4 }] : []),
  )
}

const positive = (c: Tensor, at: number): Tensor => c.sum().greater(at)
/** 0, 1 or 2, by where the sum lies. */
const third = (c: Tensor): Tensor =>
  positive(c, -0.3).cast('int32').add(positive(c, 0.4).cast('int32'))

/** The tree with structured primitives; bodies close over x, rules get it as an argument. */
export function structuredStep(tree: Tree): Step {
  switch (tree.kind) {
    case 'leaf':
      return leaves[tree.name]
    case 'chain':
      return chain(tree.parts.map(structuredStep))
    case 'cond': {
      const [yes, no] = tree.parts.map(structuredStep)
      return (c, x) =>
        cond(
          positive(c, tree.at),
          (z: Tensor) => yes(z, x),
          (z: Tensor) => no(z, x),
          c,
        )
    }
    case 'branch': {
      const steps = tree.parts.map(structuredStep)
      return (c, x) =>
        branch(
          third(c),
          steps.map((step) => (z: Tensor) => step(z, x)),
          c,
        )
    }
    case 'scan': {
      const step = structuredStep(tree.body)
      return (c, x) => {
        const [last, all] = scan(
          ({ z, n }: Carry, a: Tensor) => [
            { z: step(z, x).add(a), n: n.add(1) },
            { product: z.mul(a) },
          ],
          { z: c, n: tensor(0, { dtype: 'int32' }) },
          tensor(Float64Array.from(tree.elements)),
          { reverse: tree.reverse },
        )
        return last.z.add(all.product.sum(0)).div(last.n.add(1))
      }
    }
    case 'fori': {
      const step = structuredStep(tree.body)
      return (c, x) =>
        fori(tree.steps, (i: Tensor, z: Tensor) => step(z, x).add(i.cast('float64').mul(0.1)), c)
    }
    case 'while': {
      const step = structuredStep(tree.body)
      return (c, x) =>
        whileLoop(
          ({ n }: Carry) => n.less(tree.steps),
          ({ z, n }: Carry) => ({
            z: step(z, x).add(n.cast('float64').mul(0.1)),
            n: n.add(1),
          }),
          { z: c, n: tensor(0, { dtype: 'int32' }) },
        ).z
    }
    case 'checkpoint':
      return checkpoint(structuredStep(tree.body)) as Step
    case 'customJvp': {
      const step = structuredStep(tree.body)
      return customJvp(step, (primals: [Tensor, Tensor], tangents: [Tensor, Tensor]) =>
        jvp(step, primals, tangents),
      ) as Step
    }
    case 'customVjp': {
      const step = structuredStep(tree.body)
      return customVjp(
        step,
        (c: Tensor, x: Tensor) => [step(c, x), { c, x }] as const,
        ({ c, x }, ct: Tensor) => vjp(step, c, x)[1](ct),
      ) as Step
    }
    case 'vmap': {
      const step = structuredStep(tree.body)
      return (c, x) => vmap((z: Tensor) => step(z, x))(stack([c, c.mul(-0.7)])).sum(0)
    }
    case 'grad': {
      const step = structuredStep(tree.body)
      return (c, x) => grad((z: Tensor) => step(z, x).sum())(c)
    }
  }
}

interface Carry {
  readonly z: Tensor
  readonly n: Tensor
}

/** The same arithmetic by ordinary loops and branches on values that are read. */
export function plainStep(tree: Tree): Step {
  switch (tree.kind) {
    case 'leaf':
      return leaves[tree.name]
    case 'chain':
      return chain(tree.parts.map(plainStep))
    case 'cond': {
      const [yes, no] = tree.parts.map(plainStep)
      return (c, x) => (positive(c, tree.at).item() === 1 ? yes(c, x) : no(c, x))
    }
    case 'branch': {
      const steps = tree.parts.map(plainStep)
      return (c, x) => steps[Math.min(third(c).item(), steps.length - 1)](c, x)
    }
    case 'scan': {
      const step = plainStep(tree.body)
      const order = tree.reverse ? [...tree.elements].reverse() : tree.elements
      return (c, x) => {
        let z = c
        let total = c.mul(0)
        for (const a of order) {
          total = total.add(z.mul(a))
          z = step(z, x).add(a)
        }
        return z.add(total).div(order.length + 1)
      }
    }
    case 'fori':
    case 'while': {
      const step = plainStep(tree.body)
      return (c, x) => {
        let z = c
        for (let i = 0; i < tree.steps; i++) z = step(z, x).add(i * 0.1)
        return z
      }
    }
    case 'checkpoint':
    case 'customJvp':
    case 'customVjp':
      return plainStep(tree.body)
    case 'vmap': {
      const step = plainStep(tree.body)
      return (c, x) => step(c, x).add(step(c.mul(-0.7), x))
    }
    case 'grad': {
      const step = plainStep(tree.body)
      return (c, x) => grad((z: Tensor) => step(z, x).sum())(c)
    }
  }
}

function chain(steps: readonly Step[]): Step {
  return (c, x) => steps.reduce((z, step) => step(z, x), c)
}
