/** The elementary functions of a double, exactly enough; null where the value is not a finite number. */
import {
  exactAtan2,
  exactExp,
  exactExpm1,
  exactLog,
  exactSinCos,
  fixed,
  placesFor,
  root,
  type Exact,
} from './exact.ts'

type ExactFunction = (x: number) => Exact | null

function sineOrCosine(x: number, of: (values: [sin: bigint, cos: bigint]) => bigint): Exact | null {
  if (!Number.isFinite(x)) return null
  const p = placesFor(x)
  return { digits: of(exactSinCos(fixed(x, p), p)), places: p }
}

/** √(1 − x²) */
const other = (x: bigint, p: number): bigint => root((1n << BigInt(p)) - ((x * x) >> BigInt(p)), p)

export const exactValues = {
  exp: (x) => {
    if (!(x > -745.2 && x < 709.79)) return null
    const p = placesFor(x)
    return exactExp(fixed(x, p), p)
  },
  expm1: (x) => {
    if (!(x > -1000 && x < 709.79)) return null
    const p = placesFor(x)
    return { digits: exactExpm1(fixed(x, p), p), places: p }
  },
  log: (x) => {
    if (!(x > 0 && x < Infinity)) return null
    const p = placesFor(x)
    return { digits: exactLog(fixed(x, p), p), places: p }
  },
  log1p: (x) => {
    if (!(x > -1 && x < Infinity)) return null
    const p = placesFor(x)
    return { digits: exactLog(fixed(x, p) + (1n << BigInt(p)), p), places: p }
  },
  sin: (x) => sineOrCosine(x, ([sin]) => sin),
  cos: (x) => sineOrCosine(x, ([, cos]) => cos),
  tan: (x) => {
    if (!Number.isFinite(x)) return null
    const p = placesFor(x) + 100
    const [sin, cos] = exactSinCos(fixed(x, p), p)
    return { digits: (sin << BigInt(p)) / cos, places: p }
  },
  tanh: (x) => {
    if (!(Math.abs(x) < 100)) return null
    const p = placesFor(x) + 300
    const e = exactExpm1(2n * fixed(x, p), p)
    return { digits: (e << BigInt(p)) / (e + (2n << BigInt(p))), places: p }
  },
  sinh: (x) => {
    if (!(Math.abs(x) < 711)) return null
    const p = placesFor(x)
    const e = exactExpm1(fixed(Math.abs(x), p), p)
    const twice = e + (e << BigInt(p)) / (e + (1n << BigInt(p)))
    return { digits: x < 0 ? -twice : twice, places: p + 1 }
  },
  cosh: (x) => {
    if (!(Math.abs(x) < 711)) return null
    const p = placesFor(x)
    const e = exactExpm1(fixed(Math.abs(x), p), p)
    const one = 1n << BigInt(p)
    return { digits: one + (e * e) / (2n * (e + one)), places: p }
  },
  asinh: (x) => {
    if (!Number.isFinite(x)) return null
    const p = placesFor(x)
    const a = fixed(Math.abs(x), p)
    const one = 1n << BigInt(p)
    const y = exactLog(a + root(one + ((a * a) >> BigInt(p)), p), p)
    return { digits: x < 0 ? -y : y, places: p }
  },
  acosh: (x) => {
    if (!(x >= 1 && x < Infinity)) return null
    const p = placesFor(x)
    const a = fixed(x, p)
    return {
      digits: exactLog(a + root(((a * a) >> BigInt(p)) - (1n << BigInt(p)), p), p),
      places: p,
    }
  },
  atanh: (x) => {
    if (!(Math.abs(x) < 1)) return null
    const p = placesFor(x)
    const a = fixed(x, p)
    const one = 1n << BigInt(p)
    return { digits: exactLog(((one + a) << BigInt(p)) / (one - a), p), places: p + 1 }
  },
  asin: (x) => {
    if (!(Math.abs(x) <= 1)) return null
    const p = placesFor(x)
    return { digits: exactAtan2(fixed(x, p), other(fixed(x, p), p), p), places: p }
  },
  acos: (x) => {
    if (!(Math.abs(x) <= 1)) return null
    const p = placesFor(x)
    return { digits: exactAtan2(other(fixed(x, p), p), fixed(x, p), p), places: p }
  },
  atan: (x) => {
    if (!Number.isFinite(x)) return null
    const p = placesFor(x)
    return { digits: exactAtan2(fixed(x, p), 1n << BigInt(p), p), places: p }
  },
  sigmoid: (x) => {
    if (!(Math.abs(x) < 745.2)) return null
    // 1 / (1 + e^−x), or for x < 0 that is e^x / (1 + e^x).
    const p = placesFor(x)
    const { digits, places } = exactExp(fixed(-Math.abs(x), p), p)
    const one = 1n << BigInt(places)
    const above = x < 0 ? digits : one
    return { digits: (above << 1400n) / (one + digits), places: 1400 }
  },
  silu: (x) => {
    if (!(Math.abs(x) < 752)) return null
    const p = placesFor(x)
    const { digits, places } = exactExp(fixed(-Math.abs(x), p), p)
    const one = 1n << BigInt(places)
    const above = (x < 0 ? digits : one) * fixed(x, p)
    return { digits: (above << 1400n) / (one + digits), places: 1400 + p }
  },
  softplus: (x) => {
    if (!(Math.abs(x) < 745.2)) return null
    const p = placesFor(x) + 1400
    const { digits, places } = exactExp(fixed(-Math.abs(x), p), p)
    const log = exactLog((1n << BigInt(p)) + (digits >> BigInt(places - p)), p)
    return { digits: log + (x > 0 ? fixed(x, p) : 0n), places: p }
  },
} satisfies Record<string, ExactFunction>
