/** The models of data/stats as negative log-likelihoods; each file states its formula. */
import { readFileSync } from 'node:fs'
import {
  concatenate,
  exp,
  eye,
  lgamma,
  linalg,
  log,
  log1p,
  logsumexp,
  matmul,
  normalCdf,
  ones,
  softplus,
  stack,
  sum,
  takeAlongAxis,
  tensor,
  where,
  type Tensor,
} from '@wengert/tensor'

export interface Quoted {
  readonly params: readonly number[]
  /** Standard errors of the observed information. */
  readonly bse?: readonly number[]
  readonly logLik?: number
}

export interface StatisticalModel {
  readonly name: string
  readonly parameters: readonly string[]
  readonly start: number[]
  readonly optimum: {
    readonly params: number[]
    readonly nll: number
    readonly standardErrors: number[]
    readonly hessianConditionScaled: number
    readonly hessianConditionRaw: number
  }
  readonly checks: { readonly nllAtStart: number; readonly gradAtStart: number[] }
  /** What was printed elsewhere. */
  readonly published?: Quoted
  /** What other software computed of the same data, in double precision. */
  readonly independent?: Quoted
  readonly nll: (x: Tensor) => Tensor
}

type Data = Record<string, number[] & number[][]>

/** ln Φ(x), also far out on the left, where Φ underflows in no data set here. */
const logPhi = (x: Tensor): Tensor => log(normalCdf(x))
const column = (values: readonly number[]): Tensor => tensor([...values])
const columns = (...parts: readonly Tensor[]): Tensor => stack(parts, 1)

/** Σ exp(η) − y η + ln y! */
const poisson = (X: Tensor, y: Tensor) => (b: Tensor) => {
  const eta = matmul(X, b)
  return sum(
    exp(eta)
      .sub(y.mul(eta))
      .add(lgamma(y.add(1))),
  )
}

const builders: Record<string, (data: Data) => (x: Tensor) => Tensor> = {
  'cpunish-poisson': (d) => {
    const parts = [d.INCOME, d.PERPOVERTY, d.PERBLACK, d.VC100k96.map(Math.log), d.SOUTH, d.DEGREE]
    return poisson(columns(...parts.map(column), ones([17])), column(d.EXECUTIONS))
  },
  'dax-student-t': ({ DAX }) => {
    const r = column(DAX.slice(1).map((p, i) => 100 * (Math.log(p) - Math.log(DAX[i]))))
    return (x) => {
      const [mu, s, nu] = [x.at(0), x.at(1), exp(x.at(2))]
      const half = nu.add(1).div(2)
      const constant = lgamma(half)
        .sub(lgamma(nu.div(2)))
        .sub(log(nu.mul(Math.PI)).div(2))
        .sub(s)
      const z = r.sub(mu).div(exp(s))
      return sum(log1p(z.square().div(nu)))
        .mul(half)
        .sub(constant.mul(r.size))
    }
  },
  'faithful-mixture': ({ eruptions }) => {
    const x = column(eruptions)
    const logNormal = (mean: Tensor, s: Tensor): Tensor =>
      x
        .sub(mean)
        .div(exp(s))
        .square()
        .div(-2)
        .sub(s)
        .sub(Math.log(2 * Math.PI) / 2)
    return (p) => {
      const a = p.at(0)
      const first = logNormal(p.at(1), p.at(3)).sub(softplus(a.neg()))
      const second = logNormal(p.at(2), p.at(4)).sub(softplus(a))
      return sum(logsumexp(stack([first, second]), 0)).neg()
    }
  },
  'iris-softmax-l2': ({ X, y }) => {
    const features = tensor(X)
    const labels = tensor(y, { dtype: 'int32' }).reshape([-1, 1])
    return (p) => {
      const W = p.reshape([2, 5])
      const weights = W.slice([], [0, 4])
      const z = matmul(features, weights.transpose()).add(W.slice([], 4))
      const logits = concatenate([z.slice([], [0, 1]).mul(0), z], 1)
      const chosen = takeAlongAxis(logits, labels, 1)
      return sum(logsumexp(logits, 1)).sub(sum(chosen)).add(sum(weights.square()).div(2))
    }
  },
  'mcycle-gp': ({ times, accel }) => {
    const t = column(times)
    const raw = column(accel)
    const y = raw.sub(raw.mean())
    const squares = t.reshape([-1, 1]).sub(t).square()
    const n = t.size
    return (p) => {
      const [length, signal, noise] = [0, 1, 2].map((i) => exp(p.at(i).mul(2)))
      const K = exp(squares.div(length.mul(-2)))
        .mul(signal)
        .add(eye(n).mul(noise))
      const L = linalg.cholesky(K)
      const half = linalg.triangularSolve(L, y, { lower: true })
      const diagonal = sum(L.mul(eye(n)), 1)
      return half
        .square()
        .sum()
        .div(2)
        .add(sum(log(diagonal)))
        .add((n / 2) * Math.log(2 * Math.PI))
    }
  },
  'menarche-logit': ({ Age, Total, Menarche }) => {
    const [age, n, m] = [column(Age), column(Total), column(Menarche)]
    const constant = lgamma(n.add(1))
      .sub(lgamma(m.add(1)))
      .sub(lgamma(n.sub(m).add(1)))
    return (b) => {
      const eta = age.mul(b.at(1)).add(b.at(0))
      return sum(n.mul(softplus(eta)).sub(m.mul(eta)).sub(constant))
    }
  },
  'modechoice-clogit': ({ choice, gc, ttme, hinc }) => {
    const income = column(hinc)
    const zero = income.mul(0)
    const unit = (j: number): Tensor => tensor([0, 1, 2, 3].map((k) => (k === j ? 1 : 0)))
    return (b) => {
      const common = tensor(gc)
        .mul(b.at(0))
        .add(tensor(ttme).mul(b.at(1)))
      const air = stack([income, zero, zero, zero], 1).mul(b.at(2))
      const constants = [0, 1, 2].map((j) => unit(j).mul(b.at(3 + j)))
      const z = common.add(air).add(constants[0].add(constants[1]).add(constants[2]))
      return sum(logsumexp(z, 1)).sub(sum(z.mul(tensor(choice))))
    }
  },
  'nile-normal': ({ Nile }) => {
    const x = column(Nile)
    return (p) => {
      const s = p.at(1)
      return sum(x.sub(p.at(0)).div(exp(s)).square())
        .div(2)
        .add(s.add(Math.log(2 * Math.PI) / 2).mul(x.size))
    }
  },
  'quine-nb2': ({ Days, X }) => {
    const [y, design] = [column(Days), tensor(X)]
    return (p) => {
      const theta = exp(p.at(7))
      const mu = exp(matmul(design, p.slice([0, 7])))
      const total = theta.add(mu)
      return sum(
        lgamma(y.add(theta))
          .sub(lgamma(theta))
          .sub(lgamma(y.add(1)))
          .add(theta.mul(log(theta.div(total))))
          .add(y.mul(log(mu.div(total)))),
      ).neg()
    }
  },
  'scotland-gamma': (d) => {
    const names = ['COUTAX', 'UNEMPF', 'MOR', 'ACT', 'GDP', 'AGE', 'COUTAX_FEMALEUNEMP']
    const X = columns(...names.map((name) => column(d[name])), ones([32]))
    const y = column(d.YES)
    return (p) => {
      const [inverse, nu] = [matmul(X, p.slice([0, 8])), exp(p.at(8))]
      // Outside its domain the likelihood is 0.
      const safe = where(inverse.greater(0), inverse, NaN)
      const terms = nu
        .mul(log(nu.mul(safe)))
        .add(nu.sub(1).mul(log(y)))
        .sub(nu.mul(y).mul(safe))
      return sum(terms).neg().add(lgamma(nu).mul(y.size))
    }
  },
  'spector-logit': (d) => {
    const [X, y] = spector(d)
    return (b) => {
      const eta = matmul(X, b)
      return sum(softplus(eta).sub(y.mul(eta)))
    }
  },
  'spector-probit': (d) => {
    const [X, y] = spector(d)
    return (b) => sum(logPhi(matmul(X, b).mul(y.mul(2).sub(1)))).neg()
  },
  'strikes-weibull': ({ duration, iprod }) => {
    const [logT, x] = [log(column(duration)), column(iprod)]
    return (p) => {
      const z = logT.sub(x.mul(p.at(1)).add(p.at(0))).div(exp(p.at(2)))
      return sum(z.sub(p.at(2)).sub(logT).sub(exp(z))).neg()
    }
  },
  'warpbreaks-poisson': (d) => {
    const [wool, medium, high] = [d.woolB, d.tensionM, d.tensionH].map(column)
    const X = columns(ones([54]), wool, medium, high, wool.mul(medium), wool.mul(high))
    return poisson(X, column(d.breaks))
  },
}

function spector({ GPA, TUCE, PSI, GRADE }: Data): [Tensor, Tensor] {
  return [columns(...[GPA, TUCE, PSI].map(column), ones([32])), column(GRADE)]
}

export const modelNames = Object.keys(builders)

export function loadModel(name: string): StatisticalModel {
  const file = new URL(`../data/stats/${name}.json`, import.meta.url)
  const { data, ...rest } = JSON.parse(readFileSync(file, 'utf8')) as StatisticalModel & {
    data: Data
  }
  return { ...rest, nll: builders[name](data) }
}
