import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dataNames, optimizerNames } from '../src/classifier/choices.ts'
import { methodNames } from '../src/descent/methods.ts'
import {
  costs,
  decode,
  defaults,
  encode,
  measures,
  tabNames,
  type Shared,
} from '../src/state/url.ts'
import { programNames } from '../src/tape/programs.ts'

const number = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value + 0)
const point = fc.tuple(number, number)
const states: fc.Arbitrary<Shared> = fc.record({
  tab: fc.constantFrom(...tabNames),
  formula: fc.string({ maxLength: 60 }),
  start: point,
  view: fc.tuple(number, number, fc.double({ min: 1e-6, max: 1e6, noNaN: true })),
  methods: fc.subarray([...methodNames]),
  focus: fc.constantFrom(...methodNames),
  step: fc.nat(1000),
  measure: fc.constantFrom(...measures),
  cost: fc.constantFrom(...costs),
  program: fc.constantFrom(...programNames),
  direction: point,
  seed: fc.constantFrom(0, 1),
  data: fc.constantFrom(...dataNames),
  noise: fc.double({ min: 0, max: 0.5, noNaN: true }),
  optimizer: fc.constantFrom(...optimizerNames),
  rate: fc.double({ min: 1e-5, max: 10, noNaN: true }),
  width: fc.integer({ min: 2, max: 32 }),
})

test('a link restores every state', () => {
  fc.assert(
    fc.property(states, (state) => {
      expect(decode(`#${encode(state)}`)).toEqual(state)
    }),
  )
})

test('the state that the page begins with has an empty link', () => {
  expect(encode(defaults)).toBe('')
  expect(decode('')).toEqual(defaults)
})

test('what cannot be read is replaced by its default, and only that', () => {
  const hash =
    '#tab=nowhere&start=1,two&view=0,0,-3&step=1e9&methods=bfgs,magic&noise=&rate=0&width=3.5&x=1'
  expect(decode(hash)).toEqual({ ...defaults, methods: ['bfgs'] })
  fc.assert(
    fc.property(fc.string(), fc.constantFrom(...Object.keys(defaults)), (text, key) => {
      const state = decode(`#${key}=${text}`)
      expect(decode(`#${encode(state)}`)).toEqual(state)
    }),
  )
})
