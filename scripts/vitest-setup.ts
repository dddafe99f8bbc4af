/** Property tests print their seed; FC_SEED=… repeats a run. */
import fc from 'fast-check'

const seed = Number(process.env.FC_SEED ?? Math.floor(Math.random() * 2 ** 31))
fc.configureGlobal({ seed })
