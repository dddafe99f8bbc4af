/**
 * Values of elementary functions to some 200 bits, in integers, by methods that share nothing with
 * those under test: series after strong reduction. A value is `digits` / 2^`places`.
 */
export interface Exact {
  readonly digits: bigint
  readonly places: number
}

const shift = (x: bigint, by: number): bigint => (by >= 0 ? x << BigInt(by) : x >> BigInt(-by))
const times = (x: bigint, y: bigint, p: number): bigint => (x * y) >> BigInt(p)
const over = (x: bigint, y: bigint, p: number): bigint => (x << BigInt(p)) / y
const magnitude = (x: bigint): bigint => (x < 0n ? -x : x)
const bitLength = (x: bigint): number => (x === 0n ? 0 : magnitude(x).toString(2).length)

const float = new Float64Array(1)
const word = new BigUint64Array(float.buffer)

/** x = mantissa 2^exponent. */
function parts(x: number): [mantissa: bigint, exponent: number] {
  float[0] = x
  const field = Number((word[0] >> 52n) & 0x7ffn)
  const fraction = word[0] & 0xf_ffff_ffff_ffffn
  const mantissa = field === 0 ? fraction : fraction | (1n << 52n)
  return [x < 0 ? -mantissa : mantissa, Math.max(field, 1) - 1075]
}

/** x in fixed point; exact if p is large enough. */
export function fixed(x: number, p: number): bigint {
  const [mantissa, exponent] = parts(x)
  return shift(mantissa, exponent + p)
}

/** Places that hold x exactly and leave 200 bits below its first digit, for relative accuracy. */
export function placesFor(...xs: number[]): number {
  let least = 0
  for (const x of xs) if (x !== 0) least = Math.min(least, parts(x)[1])
  return 220 - 2 * least
}

export function root(x: bigint, p: number): bigint {
  const n = x << BigInt(p)
  if (n === 0n) return 0n
  let r = 1n << BigInt((bitLength(n) >> 1) + 1)
  for (;;) {
    const next = (r + n / r) >> 1n
    if (next >= r) return r
    r = next
  }
}

const constants = new Map<string, bigint>()
function constant(name: string, p: number, f: (p: number) => bigint): bigint {
  const key = `${name} ${p}`
  let value = constants.get(key)
  if (value === undefined) constants.set(key, (value = f(p + 20) >> 20n))
  return value
}

/** arctan or artanh of 1/n. */
function inverseSeries(n: bigint, p: number, alternating: boolean): bigint {
  let sum = 0n
  let power = (1n << BigInt(p)) / n
  for (let i = 0n; power !== 0n; i++) {
    const term = power / (2n * i + 1n)
    sum += alternating && i % 2n === 1n ? -term : term
    power /= n * n
  }
  return sum
}

export const pi = (p: number): bigint =>
  constant('pi', p, (q) => 16n * inverseSeries(5n, q, true) - 4n * inverseSeries(239n, q, true))
export const ln2 = (p: number): bigint =>
  constant('ln 2', p, (q) => 2n * inverseSeries(3n, q, false))

/** e^x − 1 for small x. */
function smallExpm1(x: bigint, p: number): bigint {
  const halvings = 12
  const q = p + 2 * halvings + 10
  const r = shift(x, q - p - halvings)
  let sum = 0n
  let term = 1n << BigInt(q)
  for (let i = 1n; term !== 0n && term !== -1n; i++) {
    term = times(term, r, q) / i
    sum += term
  }
  for (let i = 0; i < halvings; i++) sum = 2n * sum + times(sum, sum, q)
  return shift(sum, p - q)
}

/** e^x for |x| ≤ 2^20: digits at p places of the factor of 2^k. */
export function exactExp(x: bigint, p: number): Exact {
  const k = Number((x + (ln2(p) >> 1n)) / ln2(p))
  const q = p + 24
  const r = (x << 24n) - BigInt(k) * ln2(q)
  return { digits: (1n << BigInt(q)) + smallExpm1(r, q), places: q - k }
}

export function at({ digits, places }: Exact, p: number): bigint {
  return shift(digits, p - places)
}

export function exactExpm1(x: bigint, p: number): bigint {
  if (magnitude(x) >> BigInt(p) === 0n) return smallExpm1(x, p)
  return at(exactExp(x << 1500n, p + 1500), p) - (1n << BigInt(p))
}

/** ln x of x at p places. */
export function exactLog(x: bigint, p: number): bigint {
  const k = bitLength(x) - 1 - p
  // The mantissa between 2/3 and 4/3, so that the logarithm of a number near 1 keeps its digits.
  const up = shift(x, -k) * 3n > 4n << BigInt(p) ? 1 : 0
  const q = p + 20 + Math.max(0, k + up)
  const one = 1n << BigInt(q)
  const m = shift(x, q - p - k - up)
  const s = over(m - one, m + one, q)
  const z = times(s, s, q)
  let sum = 0n
  let power = s
  for (let i = 1n; power !== 0n && power !== -1n; i += 2n) {
    sum += power / i
    power = times(power, z, q)
  }
  return shift(2n * sum + BigInt(k + up) * ln2(q), p - q)
}

/** sin x and cos x. */
export function exactSinCos(x: bigint, p: number): [sin: bigint, cos: bigint] {
  const q = p + Math.max(0, bitLength(x) - p) + 30
  const half = pi(q) >> 1n
  const wide = shift(x, q - p)
  let k = (2n * wide + half) / (2n * half)
  if (2n * wide + half < 0n && (2n * wide + half) % (2n * half) !== 0n) k -= 1n
  const r = wide - k * half
  const z = times(r, r, q)
  let sin = 0n
  let cos = 0n
  let term = 1n << BigInt(q)
  for (let i = 1n; term !== 0n && term !== -1n; i += 2n) {
    cos += term
    const odd = times(term, r, q) / i
    sin += odd
    term = -times(term, z, q) / (i * (i + 1n))
  }
  const s = shift(sin, p - q)
  const c = shift(cos, p - q)
  const quadrant = Number(BigInt.asUintN(2, k))
  return quadrant === 0 ? [s, c] : quadrant === 1 ? [c, -s] : quadrant === 2 ? [-s, -c] : [-c, s]
}

/** The angle of the point (x, y) from the first axis. */
export function exactAtan2(y: bigint, x: bigint, p: number): bigint {
  const q = p + 20
  const one = 1n << BigInt(q)
  const steep = magnitude(y) > magnitude(x)
  const a = steep ? magnitude(x) : magnitude(y)
  const b = steep ? magnitude(y) : magnitude(x)
  let t = (a << BigInt(q)) / b
  const halvings = 6
  for (let i = 0; i < halvings; i++) t = over(t, one + root(one + times(t, t, q), q), q)
  const z = times(t, t, q)
  let sum = 0n
  for (let i = 1n, power = t; power !== 0n && power !== -1n; i += 2n) {
    sum += power / i
    power = -times(power, z, q)
  }
  let angle = sum << BigInt(halvings)
  if (steep) angle = (pi(q) >> 1n) - angle
  if (x < 0n) angle = pi(q) - angle
  return shift(y < 0n ? -angle : angle, p - q)
}

/** How far y is from the exact value, in units of the last place of a double at the exact value. */
export function ulps(y: number, exact: Exact): number {
  const { digits, places } = exact
  const top = bitLength(digits) - 1 - places
  const unit = Math.max(top, -1022) - 52
  // From half an ulp above the largest number on, infinity is right.
  if (top >= 1023 && magnitude(digits) >= shift((1n << 54n) - 1n, 970 + places)) {
    return y === (digits > 0n ? Infinity : -Infinity) ? 0 : Infinity
  }
  // Both in units of 2^-20 ulp.
  const scale = 20 - unit
  const actual = Number.isFinite(y) ? fixed(y, scale) : shift(y > 0 ? 1n : -1n, 1024 + scale)
  return Number(magnitude(actual - shift(digits, scale - places))) / 2 ** 20
}
