/**
 * The discrete Fourier transform Xₖ = Σⱼ xⱼ e^(−2πi jk/n) of one line, for any length: by mixed radix
 * (Cooley & Tukey 1965) where its prime factors are small, and otherwise as a convolution with a chirp,
 * whose length may be a power of 2 (Bluestein 1970). A plan holds what depends on the length alone.
 */

/** Transforms the line of `length` elements in re and im, in place. */
export interface FourierPlan {
  readonly length: number
  run(re: Float64Array, im: Float64Array): void
}

/** Prime factors up to this are transformed by their definition; beyond, the chirp is faster. */
const largestRadix = 13

export function planFourier(length: number): FourierPlan {
  const factors = factorsOf(length)
  return factors.some((p) => p > largestRadix) ? chirpPlan(length) : radixPlan(length, factors)
}

/** Radices whose product is n: fours as long as they go, then primes. */
function factorsOf(n: number): number[] {
  const factors: number[] = []
  let rest = n
  for (; rest % 4 === 0; rest /= 4) factors.push(4)
  for (let p = 2; p * p <= rest; p++) for (; rest % p === 0; rest /= p) factors.push(p)
  if (rest > 1) factors.push(rest)
  return factors
}

/** cos and sin of 2πk/n, from an angle of at most π/4. */
function unitRoot(k: number, n: number): readonly [number, number] {
  const quarter = Math.floor((4 * k) / n)
  const rest = 4 * k - quarter * n
  const near = 2 * rest <= n
  const angle = ((near ? rest : n - rest) / n) * (Math.PI / 2)
  const [c, s] = near ? [Math.cos(angle), Math.sin(angle)] : [Math.sin(angle), Math.cos(angle)]
  switch (quarter % 4) {
    case 0:
      return [c, s]
    case 1:
      return [-s, c]
    case 2:
      return [-c, -s]
    default:
      return [s, -c]
  }
}

function radixPlan(length: number, factors: readonly number[]): FourierPlan {
  const cos = new Float64Array(length)
  const sin = new Float64Array(length)
  for (let k = 0; k < length; k++) [cos[k], sin[k]] = unitRoot(k, length)
  const fromRe = new Float64Array(length)
  const fromIm = new Float64Array(length)
  const lineRe = new Float64Array(largestRadix)
  const lineIm = new Float64Array(largestRadix)
  let toRe: Float64Array = fromRe
  let toIm: Float64Array = fromIm

  /** The transform of the n elements `stride` apart at `from`, put side by side at `to`. */
  const transform = (from: number, stride: number, to: number, n: number, level: number): void => {
    const p = factors[level]
    const m = n / p
    if (m === 1) {
      for (let j = 0; j < p; j++) {
        lineRe[j] = fromRe[from + j * stride]
        lineIm[j] = fromIm[from + j * stride]
      }
      combine(p, to, 1)
      return
    }
    for (let j = 0; j < p; j++) transform(from + j * stride, stride * p, to + j * m, m, level + 1)
    for (let k = 0; k < m; k++) {
      for (let j = 0, at = to + k, w = 0; j < p; j++, at += m, w += k * stride) {
        const c = cos[w] // e^(−2πi jk/n)
        const s = sin[w]
        lineRe[j] = toRe[at] * c + toIm[at] * s
        lineIm[j] = toIm[at] * c - toRe[at] * s
      }
      combine(p, to + k, m)
    }
  }

  /** The transform of the p elements in the line, put `m` apart. */
  const combine = (p: number, to: number, m: number): void => {
    if (p === 2) {
      toRe[to] = lineRe[0] + lineRe[1]
      toIm[to] = lineIm[0] + lineIm[1]
      toRe[to + m] = lineRe[0] - lineRe[1]
      toIm[to + m] = lineIm[0] - lineIm[1]
    } else if (p === 4) {
      const evenRe = lineRe[0] + lineRe[2]
      const evenIm = lineIm[0] + lineIm[2]
      const oddRe = lineRe[1] + lineRe[3]
      const oddIm = lineIm[1] + lineIm[3]
      const acrossRe = lineRe[0] - lineRe[2]
      const acrossIm = lineIm[0] - lineIm[2]
      const turnedRe = lineIm[1] - lineIm[3]
      const turnedIm = lineRe[3] - lineRe[1]
      toRe[to] = evenRe + oddRe
      toIm[to] = evenIm + oddIm
      toRe[to + m] = acrossRe + turnedRe
      toIm[to + m] = acrossIm + turnedIm
      toRe[to + 2 * m] = evenRe - oddRe
      toIm[to + 2 * m] = evenIm - oddIm
      toRe[to + 3 * m] = acrossRe - turnedRe
      toIm[to + 3 * m] = acrossIm - turnedIm
    } else {
      const step = length / p
      for (let q = 0; q < p; q++) {
        let re = lineRe[0]
        let im = lineIm[0]
        for (let j = 1; j < p; j++) {
          const w = ((j * q) % p) * step
          re += lineRe[j] * cos[w] + lineIm[j] * sin[w]
          im += lineIm[j] * cos[w] - lineRe[j] * sin[w]
        }
        toRe[to + q * m] = re
        toIm[to + q * m] = im
      }
    }
  }

  const run = (re: Float64Array, im: Float64Array): void => {
    if (length === 1) return
    fromRe.set(re)
    fromIm.set(im)
    toRe = re
    toIm = im
    transform(0, 1, 0, length, 0)
  }
  return { length, run }
}

/**
 * With jk = (j² + k² − (k − j)²)/2 and the chirp wₖ = e^(−πi k²/n) the transform is
 * Xₖ = wₖ Σⱼ (xⱼ wⱼ) w̄ₖ₋ⱼ: a convolution, done by transforms of a power of 2 from 2n − 1 on.
 */
function chirpPlan(length: number): FourierPlan {
  const size = 2 ** Math.ceil(Math.log2(2 * length - 1))
  const inner = planFourier(size)
  const cos = new Float64Array(length)
  const sin = new Float64Array(length)
  // The conjugate chirp, over 'size' for the inverse transform, at k and −k.
  const kernelRe = new Float64Array(size)
  const kernelIm = new Float64Array(size)
  for (let k = 0; k < length; k++) {
    ;[cos[k], sin[k]] = unitRoot((k * k) % (2 * length), 2 * length)
    const mirrored = (size - k) % size
    kernelRe[k] = kernelRe[mirrored] = cos[k] / size
    kernelIm[k] = kernelIm[mirrored] = sin[k] / size
  }
  inner.run(kernelRe, kernelIm)
  const re = new Float64Array(size)
  const im = new Float64Array(size)

  const run = (lineRe: Float64Array, lineIm: Float64Array): void => {
    re.fill(0)
    im.fill(0)
    for (let k = 0; k < length; k++) {
      re[k] = lineRe[k] * cos[k] + lineIm[k] * sin[k]
      im[k] = lineIm[k] * cos[k] - lineRe[k] * sin[k]
    }
    inner.run(re, im)
    for (let k = 0; k < size; k++) {
      const product = re[k] * kernelRe[k] - im[k] * kernelIm[k]
      im[k] = re[k] * kernelIm[k] + im[k] * kernelRe[k]
      re[k] = product
    }
    // The inverse transform is the transform with the real and imaginary parts exchanged.
    inner.run(im, re)
    for (let k = 0; k < length; k++) {
      lineRe[k] = re[k] * cos[k] + im[k] * sin[k]
      lineIm[k] = im[k] * cos[k] - re[k] * sin[k]
    }
  }
  return { length, run }
}
