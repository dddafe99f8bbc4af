/**
 * Linear algebra, under the namespace `linalg`. The last two axes of an operand are matrices, the axes
 * before them a stack of such. Factorizations are primitives with rules in ordinary operations
 * (primitives/linalg/); the rest is composed of them.
 */
export { cholesky } from './primitives/linalg/cholesky.ts'
export { triangularSolve, type TriangularOptions } from './primitives/linalg/triangular-solve.ts'
