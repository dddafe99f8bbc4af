/** What emits the functions of float32, by the names of the scalars in math/single. */
import type { LaneFunction, SingleRule } from '../../../emitter.ts'
import { singleExpLanes } from './exp.ts'
import { singleLogLanes } from './log.ts'
import { singleSigmoidLanes } from './sigmoid.ts'
import { singleTanhLanes } from './tanh.ts'

const rules: Readonly<Record<string, SingleRule>> = {
  exp: singleExpLanes,
  log: singleLogLanes,
  sigmoid: singleSigmoidLanes,
  tanh: singleTanhLanes,
}

/** What emits a function of float32. */
export function singleRuleOf({ name }: LaneFunction): SingleRule {
  return rules[name]
}
