/**
 * The normal quantile function by rational approximation: algorithm AS 241, PPND16 (Wichura, Applied
 * Statistics 37, 1988), relative error about 1e-16. It uses only arithmetic, the square root and a
 * logarithm of its own (fdlibm's), so that its bits are the same on every engine.
 */

type Coefficients = readonly number[]

// Highest power first.
const centralNumerator: Coefficients = [
  2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
  13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608,
]
const centralDenominator: Coefficients = [
  5226.495278852854561, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
  5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1,
]
const middleNumerator: Coefficients = [
  7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177,
  1.27045825245236838258, 3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959,
  1.42343711074968357734,
]
const middleDenominator: Coefficients = [
  1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966,
  0.14810397642748007459, 0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1,
]
const tailNumerator: Coefficients = [
  2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386,
  0.026532189526576123093, 0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699,
  6.6579046435011037772,
]
const tailDenominator: Coefficients = [
  2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5,
  7.868691311456132591e-4, 0.0148753612908506148525, 0.13692988092273580531,
  0.59983220655588793769, 1,
]

/** The x with Φ(x) = p, for 0 < p < 1. */
export function normalQuantile(p: number): number {
  const q = p - 0.5
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q
    return (q * polynomial(centralNumerator, r)) / polynomial(centralDenominator, r)
  }
  const r = Math.sqrt(-portableLog(q < 0 ? p : 1 - p))
  const x =
    r <= 5
      ? polynomial(middleNumerator, r - 1.6) / polynomial(middleDenominator, r - 1.6)
      : polynomial(tailNumerator, r - 5) / polynomial(tailDenominator, r - 5)
  return q < 0 ? -x : x
}

function polynomial(coefficients: Coefficients, x: number): number {
  let value = 0
  for (const c of coefficients) value = value * x + c
  return value
}

const ln2High = 6.93147180369123816490e-1
const ln2Low = 1.90821492927058770002e-10
const series: Coefficients = [
  1.479819860511658591e-1, 1.531383769920937332e-1, 1.818357216161805012e-1,
  2.222219843214978396e-1, 2.857142874366239149e-1, 3.999999999940941908e-1,
  6.666666666666735130e-1,
]

/**
 * ln x for normal positive x, as fdlibm's e_log.c: x = 2^k (1 + f) with 1 + f in [√½, √2), and a
 * minimax series in s = f / (2 + f).
 */
export function portableLog(x: number): number {
  const bits = new DataView(new ArrayBuffer(8))
  bits.setFloat64(0, x)
  let k = (bits.getUint16(0) >>> 4) - 1023
  bits.setUint16(0, (bits.getUint16(0) & 0x000f) | 0x3ff0)
  let m = bits.getFloat64(0)
  if (m >= Math.SQRT2) {
    m /= 2
    k += 1
  }
  const f = m - 1
  const s = f / (2 + f)
  const z = s * s
  const r = z * polynomial(series, z)
  const half = 0.5 * f * f
  return k * ln2High - (half - (s * (half + r) + k * ln2Low) - f)
}
