/** The transcendental functions, on the host and emitted: the same bits on every engine. */
export { expFunction } from './exp.ts'
export { log1pFunction, logFunction } from './log.ts'
export { tanhFunction } from './tanh.ts'
export { softplusFunction } from './softplus.ts'
export { sigmoidFunction } from './sigmoid.ts'
