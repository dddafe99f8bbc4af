/**
 * ln(1 + eˣ) = max(x, 0) + ln(1 + e), with e = e^−|x| in [0, 1]. Where e > ½, ln(1 + e) is
 * ln 2 + ln(1 + f) with f = (e − 1) / 2, which is exact; elsewhere f = e. As in fdlibm's e_log.c,
 * ln(1 + f) = f − f²/2 + s (f²/2 + R(s²)) with s = f / (2 + f), but f ranges from −¼ to ½, for which R
 * is minimax (2.8e-19; Remez's algorithm in 200 bits, then rounded).
 */
import type { LaneFunction } from '../emitter.ts'
import { exp, ln2High, ln2Low } from './exp.ts'

export const r1 = 0.666666666666666
export const r2 = 0.40000000000056946
export const r3 = 0.28571428555769035
export const r4 = 0.2222222430273062
export const r5 = 0.18181665519054696
export const r6 = 0.15391123156901873
export const r7 = 0.1317341636742198
export const r8 = 0.1384424924324009

function softplus(x: number): number {
  const e = exp(-Math.abs(x))
  const big = e > 0.5
  const f = big ? (e - 1) * 0.5 : e
  const s = f / (f + 2)
  const z = s * s
  const w = z * z
  const odd = r1 + w * (r3 + w * (r5 + w * r7))
  const even = r2 + w * (r4 + w * (r6 + w * r8))
  const half = f * f * 0.5
  const series = s * (half + z * (odd + z * even))
  const y = (big ? ln2High : 0) - (half - (series + (big ? ln2Low : 0)) - f)
  return x > 0 ? x + y : y
}

export const softplusFunction: LaneFunction = { name: 'softplus', scalar: softplus }
