import { checkDerivatives } from '@wengert/autodiff'
import { isDifferentiable, lawForEveryPrimitive } from '../support/law.ts'

lawForEveryPrimitive(
  'JVP, VJP and HVP agree with differences, in all operands and in each alone',
  ({ f, floats, operands, primitive }) => {
    if (floats.length === 0) return
    const leaves = floats.map((i) => operands[i])
    const smooth =
      primitive.name === 'cast' ? f(...leaves).every((y) => y.dtype === 'float64') : true
    if (!smooth) return
    checkDerivatives((...xs: typeof leaves) => f(...xs), leaves, { directions: 1 })
    if (leaves.length < 2) return
    leaves.forEach((_, k) => {
      const alone = (x: (typeof leaves)[number]) => f(...leaves.with(k, x))
      checkDerivatives(alone, [leaves[k]], { directions: 1 })
    })
  },
  { applies: isDifferentiable, runs: 20 },
)
