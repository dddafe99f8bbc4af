/**
 * The discrete Fourier transform Xₖ = Σⱼ xⱼ e^(−2πi jk/n) of one line, for any length: by mixed radix
 * (Cooley & Tukey 1965) where its prime factors are small, and otherwise as a convolution with a chirp,
 * whose length may be a power of 2 (Bluestein 1970). A plan holds what depends on the length alone.
 */
import { powerOfTwo } from '../math/powers.ts'
import { cosFunction, sinFunction } from '../math/sine.ts'

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
  const [c, s] = near
    ? [cosFunction.scalar(angle), sinFunction.scalar(angle)]
    : [sinFunction.scalar(angle), cosFunction.scalar(angle)]
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

/** e^(2πi k/n) for all k: what the butterflies of a length share. */
interface Roots {
  readonly cos: Float64Array
  readonly sin: Float64Array
}

function radixPlan(length: number, factors: readonly number[]): FourierPlan {
  const roots = { cos: new Float64Array(length), sin: new Float64Array(length) }
  for (let k = 0; k < length; k++) [roots.cos[k], roots.sin[k]] = unitRoot(k, length)
  const fromRe = new Float64Array(length)
  const fromIm = new Float64Array(length)
  let toRe: Float64Array = fromRe
  let toIm: Float64Array = fromIm

  /** The transform of the n elements `stride` apart at `from`, put side by side at `to`. */
  const transform = (from: number, stride: number, to: number, n: number, level: number): void => {
    const p = factors[level]
    const m = n / p
    for (let j = 0; j < p; j++) {
      if (m > 1) transform(from + j * stride, stride * p, to + j * m, m, level + 1)
      else {
        toRe[to + j] = fromRe[from + j * stride]
        toIm[to + j] = fromIm[from + j * stride]
      }
    }
    if (p === 4) combineFour(toRe, toIm, roots, to, m, stride)
    else combine(p, toRe, toIm, roots, to, m, stride)
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
 * The transform of p m elements at `to` from those of its p interleaved parts, which lie there one
 * after the other: Xₖ₊ₘq = Σⱼ e^(−2πi j(k + mq)/pm) Yⱼₖ, for `stride` times pm elements in all.
 */
function combine(
  p: number,
  re: Float64Array,
  im: Float64Array,
  { cos, sin }: Roots,
  to: number,
  m: number,
  stride: number,
): void {
  const lineRe = new Float64Array(p)
  const lineIm = new Float64Array(p)
  for (let k = 0; k < m; k++) {
    for (let j = 0; j < p; j++) {
      const at = to + j * m + k
      const w = j * k * stride
      lineRe[j] = re[at] * cos[w] + im[at] * sin[w]
      lineIm[j] = im[at] * cos[w] - re[at] * sin[w]
    }
    for (let q = 0; q < p; q++) {
      let sumRe = lineRe[0]
      let sumIm = lineIm[0]
      for (let j = 1; j < p; j++) {
        const w = ((j * q) % p) * m * stride
        sumRe += lineRe[j] * cos[w] + lineIm[j] * sin[w]
        sumIm += lineIm[j] * cos[w] - lineRe[j] * sin[w]
      }
      re[to + q * m + k] = sumRe
      im[to + q * m + k] = sumIm
    }
  }
}

/** As `combine` with p = 4, where the roots are 1, −i, −1 and i. */
function combineFour(
  re: Float64Array,
  im: Float64Array,
  { cos, sin }: Roots,
  to: number,
  m: number,
  stride: number,
): void {
  for (let k = 0, w = 0; k < m; k++, w += stride) {
    const [i0, i1, i2, i3] = [to + k, to + m + k, to + 2 * m + k, to + 3 * m + k]
    const re1 = re[i1] * cos[w] + im[i1] * sin[w]
    const im1 = im[i1] * cos[w] - re[i1] * sin[w]
    const re2 = re[i2] * cos[2 * w] + im[i2] * sin[2 * w]
    const im2 = im[i2] * cos[2 * w] - re[i2] * sin[2 * w]
    const re3 = re[i3] * cos[3 * w] + im[i3] * sin[3 * w]
    const im3 = im[i3] * cos[3 * w] - re[i3] * sin[3 * w]
    const evenRe = re[i0] + re2
    const evenIm = im[i0] + im2
    const acrossRe = re[i0] - re2
    const acrossIm = im[i0] - im2
    re[i0] = evenRe + re1 + re3
    im[i0] = evenIm + im1 + im3
    re[i1] = acrossRe + im1 - im3
    im[i1] = acrossIm - re1 + re3
    re[i2] = evenRe - re1 - re3
    im[i2] = evenIm - im1 - im3
    re[i3] = acrossRe - im1 + im3
    im[i3] = acrossIm + re1 - re3
  }
}

/**
 * With jk = (j² + k² − (k − j)²)/2 and the chirp wₖ = e^(−πi k²/n) the transform is
 * Xₖ = wₖ Σⱼ (xⱼ wⱼ) w̄ₖ₋ⱼ: a convolution, done by transforms of a power of 2 from 2n − 1 on.
 */
function chirpPlan(length: number): FourierPlan {
  const size = powerOfTwo(32 - Math.clz32(2 * length - 2))
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
