/**
 * The state of the page in the address's hash, and back. Only what differs from the defaults is written;
 * what cannot be read is replaced by its default, so that an old or mistyped link still opens.
 */
import { programNames, type ProgramChoice } from '../tape/programs.ts'
import { methodNames, type MethodName } from '../descent/methods.ts'
import {
  dataNames,
  optimizerNames,
  type DataName,
  type OptimizerName,
} from '../classifier/choices.ts'
import type { Point, View } from '../plot/view.ts'
import { examples } from './examples.ts'

export const tabNames = ['descent', 'tape', 'classifier'] as const
export type TabName = (typeof tabNames)[number]

export const measures = ['gap', 'gradient'] as const
export const costs = ['iterations', 'evaluations'] as const

export interface Shared {
  readonly tab: TabName
  readonly formula: string
  readonly start: Point
  readonly view: View
  readonly methods: readonly MethodName[]
  readonly focus: MethodName
  readonly step: number
  readonly measure: (typeof measures)[number]
  readonly cost: (typeof costs)[number]
  readonly program: ProgramChoice
  readonly direction: Point
  readonly seed: number
  readonly data: DataName
  readonly noise: number
  readonly optimizer: OptimizerName
  readonly rate: number
  readonly width: number
}

const [first] = examples

export const defaults: Shared = {
  tab: 'descent',
  formula: first.formula,
  start: first.start,
  view: first.view,
  methods: methodNames,
  focus: 'trust-ncg',
  step: 6,
  measure: 'gap',
  cost: 'iterations',
  program: 'gradient',
  direction: [1, 0],
  seed: 0,
  data: 'moons',
  noise: 0.15,
  optimizer: 'adam',
  rate: 0.03,
  width: 12,
}

export function encode(state: Shared): string {
  const params = new URLSearchParams()
  for (const key of Object.keys(defaults) as (keyof Shared)[]) {
    const [value, standard] = [state[key], defaults[key]].map(String)
    if (value !== standard) params.set(key, value)
  }
  return params.toString()
}

export function decode(hash: string): Shared {
  const params = new URLSearchParams(hash.replace(/^#/, ''))
  const read = <T>(key: keyof Shared, parse: (text: string) => T | null, standard: T): T => {
    const text = params.get(key)
    return text === null ? standard : (parse(text) ?? standard)
  }
  const one =
    <T extends string>(names: readonly T[]) =>
    (text: string): T | null =>
      names.find((name) => name === text) ?? null
  const several = (text: string): MethodName[] =>
    methodNames.filter((name) => text.split(',').includes(name))
  const number =
    (least: number, most: number, isWhole = false) =>
    (text: string) => {
      const value = Number(text)
      const fits = text !== '' && value >= least && value <= most
      return fits && (!isWhole || Number.isInteger(value)) ? value : null
    }
  const numbers =
    <T extends readonly number[]>(count: number) =>
    (text: string): T | null => {
      const values = text.split(',').map((part) => (part === '' ? NaN : Number(part)))
      return values.length === count && values.every(Number.isFinite)
        ? (values as unknown as T)
        : null
    }
  const view = (text: string): View | null => {
    const values = numbers<View>(3)(text)
    return values !== null && values[2] > 0 ? values : null
  }
  return {
    tab: read('tab', one(tabNames), defaults.tab),
    formula: read('formula', (text) => text.slice(0, 2000), defaults.formula),
    start: read('start', numbers<Point>(2), defaults.start),
    view: read('view', view, defaults.view),
    methods: read('methods', several, defaults.methods),
    focus: read('focus', one(methodNames), defaults.focus),
    step: read('step', number(0, 1000, true), defaults.step),
    measure: read('measure', one(measures), defaults.measure),
    cost: read('cost', one(costs), defaults.cost),
    program: read('program', one(programNames), defaults.program),
    direction: read('direction', numbers<Point>(2), defaults.direction),
    seed: read('seed', number(0, 1, true), defaults.seed),
    data: read('data', one(dataNames), defaults.data),
    noise: read('noise', number(0, 0.5), defaults.noise),
    optimizer: read('optimizer', one(optimizerNames), defaults.optimizer),
    rate: read('rate', number(1e-5, 10), defaults.rate),
    width: read('width', number(2, 32, true), defaults.width),
  }
}
