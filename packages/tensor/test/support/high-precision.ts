/**
 * Special functions to some hundred digits, in fixed point with integers of any length: the oracle of
 * the double-precision kernels. Every method is another than theirs: the Taylor series of erf (all terms
 * positive, DLMF 7.6.2), and Stirling's series at arguments shifted beyond 60 (DLMF 5.11.1, 5.15.9), also
 * from negative ones, instead of reflection.
 */

/** Bits after the point: e^(−27²) still has 250 significant ones. */
export const places = 1300
const precision = BigInt(places)
const one = 1n << precision

/** A double, exactly. */
export function exactly(x: number): bigint {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, x)
  const bits = view.getBigUint64(0)
  const exponent = (bits >> 52n) & 0x7ffn
  const fraction = bits & ((1n << 52n) - 1n)
  const mantissa = exponent === 0n ? fraction : fraction | (1n << 52n)
  const shift = (exponent === 0n ? 1n : exponent) - 1075n + precision
  const magnitude = shift >= 0n ? mantissa << shift : mantissa >> -shift
  return bits >> 63n === 0n ? magnitude : -magnitude
}

/** |a − b| / |b|, where b is not 0. */
export function relativeError(a: bigint, b: bigint): number {
  return Number((abs(a - b) << 100n) / abs(b)) / 2 ** 100
}

function abs(x: bigint): bigint {
  return x < 0n ? -x : x
}

function times(x: bigint, y: bigint): bigint {
  return (x * y) >> precision
}

function over(x: bigint, y: bigint): bigint {
  return (x << precision) / y
}

/** Σ of terms, each made from the one before, until they vanish. */
function series(first: bigint, next: (term: bigint, k: bigint) => bigint): bigint {
  let sum = 0n
  for (let term = first, k = 1n; term !== 0n && term !== -1n; term = next(term, k++)) sum += term
  return sum
}

/** e^x, from e^(x/2^64). */
export function expOf(x: bigint): bigint {
  let value = series(one, (term, k) => times(term, x >> 64n) / k)
  for (let i = 0; i < 64; i++) value = times(value, value)
  return value
}

/** ln x for x > 0: a power of 2, and 2 artanh((m − 1)/(m + 1)) for m in [1, 2). */
export function logOf(x: bigint): bigint {
  const power = BigInt(x.toString(2).length - 1) - precision
  const m = power >= 0n ? x >> power : x << -power
  return power * doubleArtanh(one / 3n) + doubleArtanh(over(m - one, m + one))
}

function doubleArtanh(z: bigint): bigint {
  const square = times(z, z)
  let sum = 0n
  for (let term = z, k = 1n; term !== 0n && term !== -1n; term = times(term, square), k += 2n) {
    sum += term / k
  }
  return 2n * sum
}

/** π = 16 arctan(1/5) − 4 arctan(1/239) (Machin). */
export const pi = 16n * arctanOfInverse(5n) - 4n * arctanOfInverse(239n)

function arctanOfInverse(n: bigint): bigint {
  let sum = 0n
  for (let term = one / n, k = 1n; term !== 0n && term !== -1n; term /= -(n * n), k += 2n) {
    sum += term / k
  }
  return sum
}

/** √x by Newton's iteration on integers. */
function rootOf(x: bigint): bigint {
  const square = x << precision
  let root = 1n << BigInt(Math.ceil(square.toString(2).length / 2))
  for (;;) {
    const next = (root + square / root) >> 1n
    if (next >= root) return root
    root = next
  }
}

/** 2/√π. */
const slope = over(2n * one, rootOf(pi))

export function erfOf(x: bigint): bigint {
  const square = times(x, x)
  const sum = series(x, (term, k) => (times(term, square) * 2n) / (2n * k + 1n))
  // Divided by e^(x²), which has all its digits; e^(−x²) in fixed point has not.
  return over(times(slope, sum), expOf(square))
}

export function erfcOf(x: bigint): bigint {
  return one - erfOf(x)
}

/** Φ(x) = erfc(−x/√2) / 2. */
export function normalCdfOf(x: bigint): bigint {
  return erfcOf(over(-x, rootOf(2n * one))) / 2n
}

/** erf′(x) = 2/√π e^(−x²). */
export function erfSlopeOf(x: bigint): bigint {
  return over(slope, expOf(times(x, x)))
}

/** The Bernoulli numbers B₂, B₄, … as fractions, by their recurrence. */
const bernoulli = bernoulliNumbers(40)

function bernoulliNumbers(count: number): (readonly [bigint, bigint])[] {
  const numbers: [bigint, bigint][] = [[1n, 1n]]
  for (let m = 1; m <= 2 * count; m++) {
    // Σₖ≤ₘ C(m + 1, k) Bₖ = 0
    let [numerator, denominator] = [0n, 1n]
    let binomial = 1n
    for (let k = 0; k < m; k++) {
      const [p, q] = numbers[k]
      numerator = numerator * q + binomial * p * denominator
      denominator *= q
      binomial = (binomial * BigInt(m + 1 - k)) / BigInt(k + 1)
    }
    const common = divisor(numerator, denominator * BigInt(m + 1))
    numbers.push([-numerator / common, (denominator * BigInt(m + 1)) / common])
  }
  return numbers.filter((_, k) => k > 0 && k % 2 === 0)
}

function divisor(a: bigint, b: bigint): bigint {
  return b === 0n ? abs(a) : divisor(b, a % b)
}

/** The arguments x, x + 1, … below 60, and the first one beyond. */
function shifted(x: bigint): { below: bigint[]; y: bigint } {
  const below: bigint[] = []
  let y = x
  for (; y < 60n * one; y += one) below.push(y)
  return { below, y }
}

export function lgammaOf(x: bigint): bigint {
  const { below, y } = shifted(x)
  let power = y
  const square = times(y, y)
  const stirling = bernoulli.reduce((sum, [p, q], i) => {
    const k = BigInt(2 * i + 2)
    const term = over((p * one) / (q * k * (k - 1n)), power)
    power = times(power, square)
    return sum + term
  }, 0n)
  const main = times(y - one / 2n, logOf(y)) - y + logOf(2n * pi) / 2n + stirling
  return below.reduce((sum, factor) => sum - logOf(abs(factor)), main)
}

/** ψ⁽ⁿ⁾(x), n ≥ 0. */
export function polygammaOf(n: number, x: bigint): bigint {
  const { below, y } = shifted(x)
  const order = BigInt(n)
  const factorial = (m: bigint): bigint => (m <= 1n ? 1n : m * factorial(m - 1n))
  const powerOf = (z: bigint, m: bigint): bigint => (m === 0n ? one : times(z, powerOf(z, m - 1n)))
  const inverse = over(one, y)
  // (−1)ⁿ⁺¹ ψ⁽ⁿ⁾(y): (n−1)!/yⁿ, or −ln y, and n!/2yⁿ⁺¹ + Σ B₂ₖ (2k+n−1)!/((2k)! y²ᵏ⁺ⁿ)
  const first = n === 0 ? -logOf(y) : factorial(order - 1n) * powerOf(inverse, order)
  const second = (factorial(order) * powerOf(inverse, order + 1n)) / 2n
  const tail = bernoulli.reduce((sum, [p, q], i) => {
    const k = BigInt(2 * i + 2)
    const rising = factorial(k + order - 1n) * p
    return sum + (rising * powerOf(inverse, k + order)) / (factorial(k) * q)
  }, 0n)
  const head = below.reduce(
    (sum, z) => sum + factorial(order) * powerOf(over(one, z), order + 1n),
    0n,
  )
  const total = first + second + tail + head
  return n % 2 === 0 ? -total : total
}
