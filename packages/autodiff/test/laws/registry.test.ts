import { describe, expect, test } from 'vitest'
import { allPrimitives } from '@wengert/tensor/internal'
import { cases } from '../support/cases.ts'

describe('the registry', () => {
  test('has a law case for every primitive, and no case without a primitive', () => {
    const names = allPrimitives().map(({ name }) => name)
    expect(Object.keys(cases).sort()).toEqual([...names].sort())
  })

  test('names each primitive once', () => {
    const names = allPrimitives().map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })

  test('has a transpose rule for every primitive that is linear in itself', () => {
    const linear = [
      'add',
      'sub',
      'neg',
      'sum',
      'reshape',
      'transpose',
      'broadcastTo',
      'slice',
      'pad',
    ]
    const more = [
      'concatenate',
      'flip',
      'gather',
      'scatterAdd',
      'where',
      'cast',
      'mul',
      'div',
      'dotGeneral',
      'cumsum',
      'recurrence',
      'fourier',
      'windows',
      'overlapAdd',
      'triangularSolve',
      'solve',
    ]
    const withRule = allPrimitives().filter(({ transpose }) => transpose !== undefined)
    expect(withRule.map(({ name }) => name).sort()).toEqual([...linear, ...more].sort())
  })
})
