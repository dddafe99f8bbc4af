/**
 * The normal quantile function by rational approximation: algorithm AS 241, PPND16 (Wichura, Applied
 * Statistics 37, 1988), relative error below 1e-15. It uses only arithmetic, the square root and a
 * logarithm of its own (fdlibm's), so that its bits are the same on every engine.
 */

type Coefficients = readonly number[]

// Highest power first.
const centralNumerator: Coefficients = [
  2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
  1971.5909503065513, 133.14166789178438, 3.3871328727963665,
]
const centralDenominator: Coefficients = [
  5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
  687.1870074920579, 42.31333070160091, 1,
]
const middleNumerator: Coefficients = [
  0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684,
  3.6478483247632045, 5.769497221460691, 4.630337846156546, 1.4234371107496835,
]
const middleDenominator: Coefficients = [
  1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008,
  0.6897673349851, 1.6763848301838038, 2.053191626637759, 1,
]
const tailNumerator: Coefficients = [
  2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124,
  0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103,
]
const tailDenominator: Coefficients = [
  2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133,
  0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1,
]

/** The x with Φ(x) = p, for 0 < p < 1; odd in p − ½ to the bit where 1 − p is exact. */
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

const ln2High = 0.6931471803691238
const ln2Low = 1.9082149292705877e-10
const series: Coefficients = [
  0.14798198605116586, 0.15313837699209373, 0.1818357216161805, 0.22222198432149784,
  0.2857142874366239, 0.3999999999940942, 0.6666666666666735,
]

/** Where the bits of one number are looked at. */
const bits = new DataView(new ArrayBuffer(8))

/**
 * ln x for normal positive x, as fdlibm's e_log.c: x = 2^k (1 + f) with 1 + f in [√½, √2), and a
 * minimax series in s = f / (2 + f); ln (1 + f) = f − f²/2 + s (f²/2 + R(s²)). Within an ulp.
 */
export function portableLog(x: number): number {
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
