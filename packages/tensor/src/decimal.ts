/**
 * Decimal digits of floating-point numbers: as few as tell a number from its neighbours, and where
 * those are too many, the exact binary value rounded half to even. That is what NumPy prints, which
 * uses the Dragon4 algorithm (Steele & White, PLDI 1990) in its `unique` mode. `toFixed` alone would not
 * do: it rounds ties away from zero, so that 0.125 would print as 0.13.
 */

/** d₀.d₁d₂… × 10^exponent, without trailing zeros. */
interface Decimal {
  readonly digits: string
  readonly exponent: number
}

/** A number's text in parts; the sign is in `whole`. */
export interface DecimalText {
  readonly whole: string
  /** Digits after the point, without trailing zeros. */
  readonly fraction: string
  /** Of the power of ten, with its sign and at least two digits; empty in positional notation. */
  readonly exponent: string
}

/** A finite number in positional notation, with at most `precision` digits after the point. */
export function positional(value: number, single: boolean, precision: number): DecimalText {
  const magnitude = Math.abs(value)
  const { digits, exponent } = shortest(magnitude, single)
  const places = Math.max(0, digits.length - 1 - exponent)
  const [integer, kept] =
    places <= precision
      ? [BigInt(digits) * 10n ** BigInt(places + exponent - digits.length + 1), places]
      : [roundScaled(magnitude, precision), precision]
  const text = String(integer).padStart(kept + 1, '0')
  const point = text.length - kept
  return {
    whole: signOf(value) + text.slice(0, point),
    fraction: withoutZeros(text.slice(point)),
    exponent: '',
  }
}

/** A finite number as d.ddd × 10^e, with at most `precision` digits after the point. */
export function scientific(value: number, single: boolean, precision: number): DecimalText {
  const magnitude = Math.abs(value)
  const { digits, exponent } = shortest(magnitude, single)
  if (digits.length > precision + 1) {
    const cut = scientificExact(value, single, precision)
    return { ...cut, fraction: withoutZeros(cut.fraction) }
  }
  return scientificText(value, digits.slice(1), digits[0], exponent)
}

/**
 * As `scientific`, with exactly `places` digits after the point: numbers that need fewer are filled
 * up with the digits of their binary value. (Of a power of two with 15 or more places, NumPy's last
 * digit may differ by one.)
 */
export function scientificExact(value: number, single: boolean, places: number): DecimalText {
  const magnitude = Math.abs(value)
  const short = shortest(magnitude, single)
  const enough = short.digits.length === places + 1
  const { digits, exponent } = enough ? short : rounded(magnitude, places)
  return scientificText(value, digits.slice(1), digits[0], exponent)
}

function scientificText(
  value: number,
  fraction: string,
  first: string,
  exponent: number,
): DecimalText {
  const power = String(Math.abs(exponent)).padStart(2, '0')
  return {
    whole: signOf(value) + first,
    fraction,
    exponent: (exponent < 0 ? '-' : '+') + power,
  }
}

/** The shortest digits that read back as this number in its dtype, and of those the nearest. */
function shortest(magnitude: number, single: boolean): Decimal {
  if (!single || magnitude === 0) return parse(magnitude.toExponential())
  for (let places = 0; places < 8; places++) {
    const { digits, exponent } = rounded(magnitude, places)
    // Below a power of two the neighbours are nearer than above: the next decimal may do as well.
    for (const candidate of [digits, String(BigInt(digits) + 1n)]) {
      const text = `${candidate}e${exponent - places}`
      if (Math.fround(Number(text)) === magnitude) return parse(Number(text).toExponential())
    }
  }
  return trimmed(rounded(magnitude, 8))
}

function parse(text: string): Decimal {
  const [mantissa, exponent] = text.split('e')
  return trimmed({ digits: mantissa.replace('.', ''), exponent: Number(exponent) })
}

function trimmed({ digits, exponent }: Decimal): Decimal {
  return { digits: withoutZeros(digits) || '0', exponent }
}

/** The binary value to `places` digits after the first, with trailing zeros. */
function rounded(magnitude: number, places: number): Decimal {
  if (magnitude === 0) return { digits: '0'.repeat(places + 1), exponent: 0 }
  const { exponent } = exactDigits(magnitude)
  const digits = String(roundScaled(magnitude, places - exponent))
  // 9.99 may have become 10.0.
  return { digits: digits.slice(0, places + 1), exponent: exponent + digits.length - places - 1 }
}

/** magnitude · 10^places to the nearest integer, a tie to the even one. */
function roundScaled(magnitude: number, places: number): bigint {
  const { digits, exponent } = exactDigits(magnitude)
  const count = exponent + 1 + places
  if (count < 0) return 0n
  const kept = BigInt(digits.slice(0, count).padEnd(count, '0'))
  const rest = digits.slice(count)
  const up = rest > '5' || (rest === '5' && kept % 2n === 1n)
  return up ? kept + 1n : kept
}

/**
 * The most digits that engines give. They show whether a number is half a unit: a double that differs from a
 * decimal of seventeen digits does so within the first forty.
 */
const mostDigits = 100

function exactDigits(magnitude: number): Decimal {
  return parse(magnitude.toExponential(mostDigits))
}

function signOf(value: number): string {
  return value < 0 || Object.is(value, -0) ? '-' : ''
}

function withoutZeros(digits: string): string {
  return digits.replace(/0+$/, '')
}
