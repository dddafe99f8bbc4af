/**
 * What emits the functions of `LaneFunction`s, by their names. A rule takes the very steps of the host's
 * scalar, whose constants it shares, so that both give the same bits. The rules lie here, not beside the
 * scalars, because a page that only interprets has no use for them.
 */
import type { LaneFunction, LaneRule } from '../../emitter.ts'
import { acosLanes, asinLanes } from './arcsine.ts'
import { atan2Lanes, atanLanes } from './arctangent.ts'
import { acoshLanes, asinhLanes, atanhLanes } from './area.ts'
import { erfLanes, erfcLanes, normalCdfLanes } from './error-function.ts'
import { expLanes, expm1Lanes } from './exp.ts'
import { log1pLanes, logLanes } from './log.ts'
import { powLanes } from './pow.ts'
import { cubeLanes, inverseLanes, rsqrtLanes, squareRootLanes } from './roots.ts'
import { sigmoidLanes, siluLanes } from './sigmoid.ts'
import { cosLanes, sinLanes } from './sine.ts'
import { coshLanes, sinhLanes } from './sinh.ts'
import { softplusLanes } from './softplus.ts'
import { tanLanes } from './tangent.ts'
import { tanhLanes } from './tanh.ts'

const rules: Readonly<Record<string, LaneRule>> = {
  acos: acosLanes,
  acosh: acoshLanes,
  asin: asinLanes,
  asinh: asinhLanes,
  atan: atanLanes,
  atan2: atan2Lanes,
  atanh: atanhLanes,
  cos: cosLanes,
  cosh: coshLanes,
  cube: cubeLanes,
  erf: erfLanes,
  erfc: erfcLanes,
  exp: expLanes,
  expm1: expm1Lanes,
  inverse: inverseLanes,
  log: logLanes,
  log1p: log1pLanes,
  normalCdf: normalCdfLanes,
  pow: powLanes,
  rsqrt: rsqrtLanes,
  sigmoid: sigmoidLanes,
  silu: siluLanes,
  sin: sinLanes,
  sinh: sinhLanes,
  softplus: softplusLanes,
  squareRoot: squareRootLanes,
  tan: tanLanes,
  tanh: tanhLanes,
}

/** What emits a function. */
export function laneRuleOf({ name }: LaneFunction): LaneRule {
  return rules[name]
}
