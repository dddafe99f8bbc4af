/**
 * Linear algebra, under the namespace `linalg`. The last two axes of an operand are matrices, the axes
 * before them a stack of such. Factorizations are primitives with rules in ordinary operations
 * (primitives/linalg/); the rest is composed of them.
 */
export { det, inv, slogdet } from './functions/linalg/inverse.ts'
export { lstsq } from './functions/linalg/lstsq.ts'
export { cholesky } from './primitives/linalg/cholesky.ts'
export { eigh } from './primitives/linalg/eigh.ts'
export { lu, type LuOptions } from './primitives/linalg/lu.ts'
export { pinv, type RankOptions } from './primitives/linalg/pinv.ts'
export { qr, type QrOptions } from './primitives/linalg/qr.ts'
export { solve } from './primitives/linalg/solve.ts'
export { svd } from './primitives/linalg/svd.ts'
export { triangularSolve, type TriangularOptions } from './primitives/linalg/triangular-solve.ts'
