/** The table of primitives that TensorFlow.js computes. */
import { elementwise } from './elementwise.ts'
import { indexing } from './indexing.ts'
import { layout } from './layout.ts'
import { reductions } from './reductions.ts'
import type { Rules } from './rule.ts'

export type { Rule } from './rule.ts'

export const rules: Rules = { ...elementwise, ...reductions, ...layout, ...indexing }
