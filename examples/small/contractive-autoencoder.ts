/**
 * A contractive autoencoder (Rifai et al. 2011) on digits: besides the error of reconstruction the loss has
 * the squared Frobenius norm of the encoder's Jacobian, ‖∂h/∂x‖², so that the code moves little where the
 * image does. The penalty is itself made of derivatives, and is differentiated through: `vmap(jacobian)`
 * inside of `grad`.
 */
import { jacobian, vmap } from '@wengert/autodiff'
import { adam, fit, layers } from '@wengert/optim'
import { random, type Tensor } from '@wengert/tensor'
import { loadDigits } from '../digits/data.ts'

const [encoder, decoder] = [layers.dense(64, 12), layers.dense(12, 64)]
interface Autoencoder {
  readonly encode: layers.Dense
  readonly decode: layers.Dense
}

const code = ({ encode }: Autoencoder, x: Tensor): Tensor => encoder.apply(encode, x).sigmoid()
const reconstruct = (p: Autoencoder, x: Tensor): Tensor => decoder.apply(p.decode, code(p, x))

export const reconstructionError = (p: Autoencoder, x: Tensor): Tensor =>
  reconstruct(p, x).sub(x).square().sum(-1).mean()

/** The mean of ‖∂h/∂x‖² over the images of a batch. */
export const contraction = (p: Autoencoder, x: Tensor): Tensor =>
  vmap((image: Tensor) =>
    jacobian((t: Tensor) => code(p, t))(image)
      .square()
      .sum(),
  )(x).mean()

export function train(penalty: number, epochs: number): Autoencoder {
  const [first, second] = [0, 1].map((i) => random.split(random.key(1)).at(i))
  return fit({
    loss: (p: Autoencoder, x: Tensor) =>
      reconstructionError(p, x).add(contraction(p, x).mul(penalty)),
    params: { encode: encoder.init(first), decode: decoder.init(second) },
    data: loadDigits().train.x,
    optimizer: adam(0.01),
    epochs,
    batchSize: 64,
  }).params
}

export function main(epochs = 12): { penalty: number; error: number; norm: number }[] {
  const unseen = loadDigits().test.x
  return [0, 0.1, 1].map((penalty) => {
    const p = train(penalty, epochs)
    const [error, norm] = [reconstructionError(p, unseen).item(), contraction(p, unseen).item()]
    console.log(
      `penalty ${penalty}: error of reconstruction ${error.toFixed(3)}, ‖∂h/∂x‖² ${norm.toFixed(3)}`,
    )
    return { penalty, error, norm }
  })
}

if (import.meta.main) main()
