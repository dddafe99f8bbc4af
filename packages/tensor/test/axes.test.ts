/** Axes and counts are a number or a list of numbers; what is neither is named, not tripped over. */
import { describe, expect, test } from 'vitest'
import * as T from '@wengert/tensor'
import { ArgumentError, tensor } from '@wengert/tensor'

const x = tensor([
  [1, 2, 3],
  [4, 5, 6],
])
const object = { keepDims: true } as never
const text = 'rows' as never

const cases: [string, () => unknown, string][] = [
  ['options in place of axes', () => x.sum(object), 'sum: axes is an object'],
  ['a text for an axis', () => x.mean(text), "mean: axes is the string 'rows'"],
  ['a tensor for an axis', () => x.max(x as never), 'max: axes is a tensor'],
  ['a truth for an axis', () => T.flip(x, true as never), 'flip: axes is true'],
  ['squeeze', () => T.squeeze(x, object), 'squeeze: axes is an object'],
  ['expandDims', () => T.expandDims(x, null as never), 'expandDims: axes is null'],
  ['moveAxis, from', () => T.moveAxis(x, object, 0), 'moveAxis: source is an object'],
  [
    'moveAxis, to',
    () => T.moveAxis(x, 0, undefined as never),
    'moveAxis: destination is undefined',
  ],
  ['transpose', () => T.transpose(x, text), "transpose: permutation is the string 'rows'"],
  ['tile', () => T.tile(x, object), 'tile: counts is an object'],
  ['repeat', () => T.repeat(x, null as never), 'repeat: counts is null'],
  ['roll', () => T.roll(x, object), 'roll: shift is an object'],
  ['roll along', () => T.roll(x, 1, object), 'roll: axis is an object'],
  ['split', () => T.split(x, object), 'split: sections is an object'],
]

describe('wrong axes and counts', () => {
  test.each(cases)('%s', (_, run, message) => {
    expect(run).toThrow(ArgumentError)
    expect(run).toThrow(`${message}; give an integer or an array of integers`)
  })

  test('tensordot pairs two lists', () => {
    for (const axes of [null, object, [[0]], [0, 1]])
      expect(() => T.tensordot(x, x, axes as never)).toThrow(
        /^tensordot: axes must be a number of axes or two lists of them/,
      )
  })

  test('mapTree maps by a function', () => {
    expect(() => T.mapTree(x as never, () => 1)).toThrow(
      'mapTree: the first argument is object, not a function; write mapTree(f, tree).',
    )
  })
})
