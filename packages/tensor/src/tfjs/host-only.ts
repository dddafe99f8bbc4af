/** The primitives without a counterpart in TensorFlow.js, and why; they run on the host. */
const noKernel = 'TensorFlow.js has no such operation'
const otherNumbers = 'draws must be the same numbers on every machine'
const inaccurate = 'composed of its operations it would lose digits'

export const hostOnly: { readonly [primitive: string]: string | undefined } = {
  argsort: 'its sorting is not stable',
  erfc: inaccurate,
  normalCdf: inaccurate,
  erfinv: noKernel,
  fourier: 'its complex tensors are transforms of their own',
  lgamma: noKernel,
  digamma: noKernel,
  polygamma: noKernel,
  randomUniform: otherNumbers,
  randomNormal: otherNumbers,
  randomSplit: otherNumbers,
  recurrence: noKernel,
  cholesky: noKernel,
  eigh: noKernel,
  ldu: noKernel,
  lu: noKernel,
  pinv: noKernel,
  qr: 'its own differs in signs and shapes',
  solve: noKernel,
  svd: noKernel,
  triangularSolve: noKernel,
}
