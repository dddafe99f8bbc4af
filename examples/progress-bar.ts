/** A bar on a terminal for the progress of `fit`; elsewhere, as in a log, nothing. */
import cliProgress from 'cli-progress'
import type { Progress } from '@wengert/optim'

/** What to pass as `onProgress`: the bar ends with the last epoch. */
export function progressBar(title: string): (progress: Progress<unknown>) => void {
  const bar = new cliProgress.SingleBar({
    format: `${title} {bar} epoch {epoch}/{epochs}, loss {loss}`,
    barsize: 30,
    hideCursor: true,
    clearOnComplete: true,
    noTTYOutput: false,
  })
  return ({ epoch, epochs, batch, batches, loss }) => {
    const payload = { epoch, epochs, loss: loss.toFixed(4) }
    const done = (epoch - 1) * batches + batch
    if (!bar.isActive) bar.start(epochs * batches, done, payload)
    else bar.update(done, payload)
    if (done === epochs * batches) bar.stop()
  }
}
