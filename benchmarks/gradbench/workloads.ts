/** Inputs of the middle sizes of GradBench's default workloads, with random numbers of our own. */

export interface Workload {
  readonly module: string
  readonly description: string
  readonly input: never
}

/** Numbers of [0, 1), always the same ones: the generator `mulberry32`. */
function uniform(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

const next = uniform(31337)

/** After Box & Muller. */
const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())

const list = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make)
const matrix = (rows: number, columns: number, make: () => number): number[][] =>
  list(rows, () => list(columns, make))

function workload(module: string, description: string, input: object): Workload {
  return { module, description, input: input as never }
}

const llsq = (n: number, m: number): Workload =>
  workload('llsq', `n=${n},m=${m}`, { x: list(m, next), n })

const lse = (n: number): Workload => workload('lse', `n=${n}`, { x: list(n, next) })

const det = (ell: number): Workload => workload('det', `${ell}`, { A: list(ell * ell, next), ell })

const ode = (n: number, s: number): Workload =>
  workload('ode', `n=${n},s=${s}`, { x: list(n, next), s })

export const gmm = (d: number, k: number, n = 1000): Workload =>
  workload('gmm', `${d}_${k}_${n}`, {
    d,
    k,
    n,
    m: 0,
    gamma: 1,
    alpha: list(k, normal),
    mu: matrix(k, d, next),
    q: matrix(k, d, normal),
    l: matrix(k, (d * (d - 1)) / 2, normal),
    x: matrix(n, d, normal),
  })

export const lstm = (l: number, c: number, b = 14): Workload =>
  workload('lstm', `l=${l},c=${c}`, {
    main_params: matrix(2 * l, 4 * b, next),
    extra_params: matrix(3, b, next),
    state: matrix(2 * l, b, next),
    sequence: matrix(c, b, () => Number(next() < 0.5)),
  })

const kmeans = (k: number, n: number, d: number): Workload => {
  const points = matrix(n, d, next)
  return workload('kmeans', `k=${k},n=${n},d=${d}`, { points, centroids: points.slice(-k) })
}

const ba = (name: string, n: number, m: number, p: number): Workload =>
  workload('ba', `${name}_n${n}_m${m}_p${p}`, {
    n,
    m,
    p,
    w: next(),
    cam: [...list(3, normal), ...list(3, () => 40 + next()), 400, next(), next(), 0.1, 0.01],
    x: list(3, normal),
    feat: list(2, normal),
  })

/** The big hand: 22 bones, 10,000 vertices. Its shape does not matter to the time. */
const ht = (c: number): Workload => {
  const [bones, vertices, triangles] = [22, 10_000, 1084]
  const pick = (): number => Math.floor(vertices * next())
  const affine = (): number[][] => [...matrix(3, 4, normal), [0, 0, 0, 1]]
  return workload('ht', `c=${c}`, {
    theta: list(26, next),
    us: matrix(c, 2, next),
    data: {
      correspondences: list(c, () => Math.floor(triangles * next())),
      points: matrix(c, 3, next),
      model: {
        parents: [-1, 0, ...Array.from({ length: 20 }, (_, i) => (i % 4 === 0 ? 1 : i + 1))],
        base_relatives: list(bones, affine),
        inverse_base_absolutes: list(bones, affine),
        base_positions: list(vertices, () => [...list(3, normal), 1]),
        weights: matrix(vertices, bones, next),
        triangles: list(triangles, () => list(3, pick)),
        is_mirrored: false,
      },
    },
  })
}

/** Made anew, since they are large. */
export const workloads: readonly (() => Workload)[] = [
  () => llsq(128, 128),
  () => llsq(1024, 128),
  () => llsq(16_392, 128),
  () => lse(20_000),
  () => lse(160_000),
  () => lse(640_000),
  () => det(7),
  () => det(8),
  () => det(9),
  () => det(10),
  () => ode(1000, 10),
  () => ode(10_000, 10),
  () => ode(10_000, 100),
  () => gmm(2, 25),
  () => gmm(10, 25),
  () => gmm(32, 25),
  () => gmm(64, 25),
  () => lstm(2, 1024),
  () => lstm(4, 1024),
  () => kmeans(10, 10_000, 8),
  () => kmeans(100, 1000, 8),
  () => kmeans(100, 10_000, 8),
  () => ba('ba1', 49, 7776, 31_843),
  () => ba('ba2', 21, 11_315, 36_455),
  () => ht(100),
  () => ht(400),
  () => ht(3200),
  () => workload('particle', 'w=0', { w: 0 }),
  () => workload('saddle', 'start=1,1', { start: [1, 1] }),
]
