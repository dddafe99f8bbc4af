// A page that minimises at once, in the turn in which it asks for the compiler.
import { untilCompiled } from './turns.mjs'
import { minimize } from '@wengert/optim'
import { linspace } from '@wengert/tensor'

const objective = (x) => x.sub(1).square().mul(x.exp()).sum()
const x0 = linspace(-1, 2, 50)
globalThis.report = untilCompiled(() => minimize(objective, x0).x)
