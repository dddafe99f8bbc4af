/**
 * A recurrent network that reads characters one at a time and guesses the next: an embedding, a gated
 * recurrent unit by `scan`, and a dense layer, trained by Adam on windows of a text with clipped gradients
 * and a rate that rises and falls. Then it writes by itself.
 */
import { adam, chain, clipByGlobalNorm, fit, layers, warmupCosine } from '@wengert/optim'
import { logSoftmax, mean, random, takeAlongAxis, tensor, type Tensor } from '@wengert/tensor'

const text =
  'the wheels on the bus go round and round, round and round, round and round. ' +
  'the wipers on the bus go swish swish swish, swish swish swish, swish swish swish. ' +
  'the horn on the bus goes beep beep beep, beep beep beep, beep beep beep. '
const alphabet = [...new Set(text)].toSorted()
const codes = Array.from(text, (character) => alphabet.indexOf(character))

const [units, length] = [32, 24]
const embed = layers.embedding(alphabet.length, 12)
const unit = layers.gru(12, units)
const head = layers.dense(units, alphabet.length)
interface Model {
  readonly table: layers.Embedding
  readonly gru: layers.Recurrent
  readonly head: layers.Dense
}

/** Every window of the text, and the same one character later. */
const starts = Array.from({ length: codes.length - length - 1 }, (_, i) => i)
const windows = (offset: number): Tensor =>
  tensor(
    starts.map((i) => codes.slice(i + offset, i + offset + length)),
    { dtype: 'int32' },
  )

/** Mean cross-entropy of the next characters, for a batch of windows. */
function loss(p: Model, { now, next }: { now: Tensor; next: Tensor }): Tensor {
  const inputs = embed.apply(p.table, now.transpose())
  const [, hidden] = unit.apply(p.gru, inputs)
  const logits = head.apply(p.head, hidden)
  return mean(takeAlongAxis(logSoftmax(logits, -1), next.transpose().expandDims(2), -1)).neg()
}

/** The likeliest continuation of a beginning. */
export function write(p: Model, beginning: string, count: number): string {
  let result = beginning
  let h = unit.start()
  for (let i = 0; i < beginning.length + count; i++) {
    const now = tensor(alphabet.indexOf(result[i]), { dtype: 'int32' })
    h = unit.step(p.gru, h, embed.apply(p.table, now))
    if (i + 1 === result.length) result += alphabet[head.apply(p.head, h).argmax().item()]
  }
  return result
}

export function main(epochs = 12): { losses: number[]; written: string } {
  const keys = random.split(random.key(7), 3)
  const batches = Math.ceil(starts.length / 16)
  const { params, history } = fit({
    loss,
    params: {
      table: embed.init(keys.at(0)),
      gru: unit.init(keys.at(1)),
      head: head.init(keys.at(2)),
    },
    data: { now: windows(0), next: windows(1) },
    optimizer: chain(
      clipByGlobalNorm(1),
      adam(warmupCosine({ peak: 0.02, warmup: 10, steps: epochs * batches })),
    ),
    epochs,
    batchSize: 16,
    onProgress({ completed }) {
      if (completed !== null) console.log(`epoch ${completed.epoch}: ${completed.loss.toFixed(4)}`)
    },
  })
  const written = write(params, 'the wipers', 60)
  console.log(written)
  return { losses: history.map((epoch) => epoch.loss), written }
}

if (import.meta.main) main()
