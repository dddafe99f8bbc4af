import { describe, expect, test } from 'vitest'
import {
  compile,
  grad,
  hvp,
  jacobian,
  jvp,
  linearize,
  simplify,
  taylor,
  trace,
  vjp,
  vmap,
} from '@wengert/autodiff'
import {
  broadcastTo,
  ConcretizationError,
  LeakError,
  ones,
  reshape,
  tensor,
  zeros,
  type Tensor,
} from '@wengert/tensor'

function caught(f: () => unknown): Error & { code?: string } {
  try {
    f()
  } catch (error) {
    return error as Error
  }
  throw new Error('nothing was thrown')
}

describe('reading while tracing', () => {
  const piecewise = (x: Tensor): Tensor =>
    x.sum().greater(0).item() === 1 ? x.square().sum() : x.sum()

  test('ordinary branches are followed in every derivative', () => {
    expect(grad(piecewise)(tensor([1, 2])).toArray()).toEqual([2, 4])
    expect(grad(piecewise)(tensor([-1, -2])).toArray()).toEqual([1, 1])
    expect(hvp(piecewise, tensor([1, 2]), tensor([1, 0])).toArray()).toEqual([2, 0])
    expect(grad((x: Tensor) => grad(piecewise)(x).sum())(tensor([1, 2])).toArray()).toEqual([2, 2])
    expect(jvp(piecewise, [tensor([1, 2])], [tensor([1, 1])])[1].item()).toBe(6)
    expect(jacobian(piecewise)(tensor([-1, 3])).toArray()).toEqual([-2, 6])
  })

  test('a loop may run until a traced condition holds', () => {
    const newton = (a: Tensor): Tensor => {
      let x = a
      while (x.square().sub(a).abs().greater(1e-12).item()) x = x.add(a.div(x)).mul(0.5)
      return x
    }
    expect(grad(newton)(4).item()).toBeCloseTo(0.25, 10)
    expect(grad(grad(newton))(4).item()).toBeCloseTo(-1 / 32, 8)
  })

  test('item, data and toArray of what is differentiated throw and name peek', () => {
    for (const read of [
      (x: Tensor) => x.item(),
      (x: Tensor) => x.data,
      (x: Tensor) => x.toArray(),
    ]) {
      const error = caught(() => grad((x: Tensor) => (read(x.mul(2)), x))(3))
      expect(error).toBeInstanceOf(ConcretizationError)
      expect(error.message).toMatch(/being differentiated.*peek\(\)/)
    }
  })

  test('peek shows the value', () => {
    let seen: unknown
    grad((x: Tensor) => {
      seen = x.mul(2).peek()
      return x
    })(3)
    expect(seen).toBe(6)
  })

  test('printing shows the value of a traced tensor, or that it is unknown', () => {
    const texts: string[] = []
    const show = (x: Tensor): Tensor => {
      texts.push(String(x.mul(2)))
      return x
    }
    grad(show)(3)
    vmap(show)(tensor([1, 2]))
    expect(texts).toEqual(['6. (traced float64[])', 'float64[] (traced, value unknown)'])
  })

  test('an inner derivative does not allow what an outer one forbids', () => {
    const f = (x: Tensor): Tensor => grad((y: Tensor) => y.mul(x.sin().item()))(1)
    expect(caught(() => grad(f)(2))).toBeInstanceOf(ConcretizationError)
    expect(f(tensor(2)).item()).toBe(Math.sin(2))
  })

  test('what does not depend on a differentiated input may be read', () => {
    const scale = tensor([2, 3])
    const f = (x: Tensor): Tensor => x.mul(scale.sum().item())
    expect(grad(f)(1).item()).toBe(5)
  })

  test('under vmap it throws, naming the line', () => {
    const error = caught(() =>
      vmap((x: Tensor) => (x.greater(0).item() === 1 ? x : x.neg()))(tensor([1, -1])),
    )
    expect(error).toBeInstanceOf(ConcretizationError)
    expect(error.message).toMatch(/vmap.*tracing\.test\.ts:\d+:\d+.*where\(condition, a, b\)/)
  })

  test('makes a program specialised', () => {
    expect(trace(piecewise, tensor([1, 2])).specialized).toBe(true)
    expect(trace((x: Tensor) => x.square(), 1).specialized).toBe(false)
  })
})

describe('leaks', () => {
  test('a tensor kept from an ended trace throws wherever it is used', () => {
    let kept: Tensor = zeros([])
    grad((x: Tensor) => {
      kept = x.mul(2)
      return x
    })(3)
    const uses = [
      () => kept.add(1),
      () => kept.item(),
      () => kept.peek(),
      () => grad((x: Tensor) => x.mul(kept))(1),
      () => grad((_: Tensor) => kept)(1),
    ]
    for (const use of uses) {
      const error = caught(use)
      expect(error).toBeInstanceOf(LeakError)
      expect(error.message).toMatch(/trace has ended.*hasAux/)
    }
  })

  test('so does one that is an argument, a tangent or a cotangent, however often it was called', () => {
    let kept: Tensor = zeros([])
    let pull: (ct: Tensor) => Tensor[] = () => []
    vmap((x: Tensor) => {
      kept = x.mul(2)
      pull = vjp((y: Tensor) => y.square().sum(), x)[1]
      return x
    })(tensor([[1, 2]]))
    const f = (x: Tensor): Tensor => x.square().sum()
    const point = tensor([1, 2])
    const [[, pullback], [, pushforward]] = [vjp(f, point), linearize(f, point)]
    const uses: ((x: Tensor) => unknown)[] = [
      grad(f),
      compile(f),
      vmap(f),
      (x) => jvp(f, [x], [point]),
      (x) => jvp(f, [point], [x]),
      (x) => hvp(f, point, x),
      (x) => pullback(x.sum()),
      (x) => pushforward(x),
      (x) => taylor(f, point, x, 2),
      (x) => jacobian(f)(x),
    ]
    for (const use of uses) {
      for (let i = 0; i < 3; i++) expect(() => use(kept)).toThrow(LeakError)
    }
    for (let i = 0; i < 3; i++) expect(() => pull(tensor(1))).toThrow(LeakError)
    grad(f)(point)
    expect(() => grad(f)(kept)).toThrow(/^grad: .*trace has ended/)
  })

  test('an exception in the function leaves no tape open', () => {
    expect(() =>
      grad((_: Tensor) => {
        throw new Error('mine')
      })(1),
    ).toThrow('mine')
    expect(tensor([1, 2]).sum().item()).toBe(3)
  })
})

describe('long tapes', () => {
  test('200,000 equations differentiate without overflow, to second order', () => {
    const f = (x: Tensor): Tensor => {
      let y = x
      for (let i = 0; i < 100_000; i++) y = y.mul(1.00001).add(1e-9)
      return y.square()
    }
    const slope = 1.00001 ** 100_000
    expect(grad(f)(1).item() / (2 * slope * (slope + 1e-9 * ((slope - 1) / 1e-5)))).toBeCloseTo(
      1,
      9,
    )
    expect(hvp(f, 1, 1).item() / (2 * slope ** 2)).toBeCloseTo(1, 9)
    expect(jacobian(f)(1).item()).toBeGreaterThan(0)
  })

  test('a long read is iterative too', () => {
    const f = (x: Tensor): Tensor => {
      let y = x
      for (let i = 0; i < 50_000; i++) y = y.mul(1)
      return y.greater(0).item() === 1 ? y : y.neg()
    }
    expect(grad(f)(1).item()).toBe(1)
  })
})

describe('programs as text', () => {
  test('are typed equations', () => {
    const program = trace((x: Tensor, s: Tensor) => x.sin().mul(s).sum(), tensor([1, 2]), 3)
    expect(String(program)).toBe(
      [
        '(a: float64[2], b: float64[]) {',
        '  c: float64[2] = sin a',
        '  d: float64[2] = mul c b',
        '  e: float64[] = sum d {axes: [0]}',
        '  return e',
        '}',
      ].join('\n'),
    )
  })

  test('name what they capture', () => {
    const captured = tensor([1, 2])
    expect(String(trace((x: Tensor) => x.mul(captured), 1))).toContain('capturing (b: float64[2])')
  })

  test('simplify removes dead and repeated equations and folds constants', () => {
    const program = trace((x: Tensor) => {
      x.cos()
      return x.sin().add(x.sin()).mul(1).neg().neg()
    }, 1)
    expect(program.equations.length).toBe(7)
    expect(simplify(program).equations.map(({ primitive }) => primitive.name)).toEqual([
      'sin',
      'add',
    ])
  })

  test('simplify gives elementwise operations numbers for what a number was stretched to', () => {
    const program = trace(
      (x: Tensor) => {
        const half = broadcastTo(reshape(0.5, [1]), [3])
        return x
          .mul(half)
          .add(x.mul(broadcastTo(1, [3])))
          .add(half.broadcastTo([2, 3]))
      },
      ones([3]),
    )
    expect(String(simplify(program))).toBe(
      [
        '(a: float64[3]) {',
        '  b: float64[1] = reshape 0.5 {shape: [1]}',
        '  c: float64[3] = broadcastTo b {shape: [3]}',
        '  d: float64[3] = mul a 0.5',
        '  e: float64[3] = add d a',
        '  f: float64[2, 3] = broadcastTo c {shape: [2,3]}',
        '  g: float64[2, 3] = add e f',
        '  return g',
        '}',
      ].join('\n'),
    )
  })
})
