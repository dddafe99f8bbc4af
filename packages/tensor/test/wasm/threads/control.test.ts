import { describe, expect, test } from 'vitest'
import { Control } from '../../../src/wasm/threads/control.ts'

const nobody = (): null => null

describe('a job', () => {
  test('is divided among those who work on it, each piece once', () => {
    const control = new Control()
    const other = new Control(control.buffer)
    control.publish({ code: 3, part: 1, pieces: 5, args: [10, -20] })
    const taken: number[][] = []
    other.work(1, (code, part) => (piece, thread, ...args) => {
      taken.push([code, part, piece, thread, ...args])
      // While a piece is being computed, others are taken.
      if (piece === 1)
        control.work(
          0,
          () =>
            (...own) =>
              taken.push([3, 1, ...own]),
        )
    })
    const args = [10, -20, 0, 0]
    expect(taken).toEqual([
      [3, 1, 0, 1, ...args],
      [3, 1, 1, 1, ...args],
      [3, 1, 2, 0, ...args],
      [3, 1, 3, 0, ...args],
      [3, 1, 4, 0, ...args],
    ])
    expect(control.join(5, 0)).toBe(true)
    expect(control.helped).toBe(2)
  })

  test('is not waited for beyond the limit', () => {
    const control = new Control()
    control.publish({ code: 0, part: 0, pieces: 2, args: [] })
    control.work(0, nobody)
    const began = Date.now()
    expect(control.join(2, 50)).toBe(false)
    expect(Date.now() - began).toBeGreaterThanOrEqual(49)
  })

  test('has failed where a piece throws', () => {
    const control = new Control()
    control.publish({ code: 0, part: 0, pieces: 2, args: [] })
    control.work(0, () => (piece) => {
      if (piece === 1) throw new Error('no')
    })
    expect(control.join(2, 0)).toBe(false)
  })

  test('is left alone by those who do not know its code', () => {
    const control = new Control()
    control.publish({ code: 8, part: 0, pieces: 1, args: [] })
    control.work(1, (code) => (code === 8 ? null : () => {}))
    let done = 0
    control.work(0, () => () => void done++)
    expect(done).toBe(1)
    expect(control.join(1, 0)).toBe(true)
  })
})

describe('a thread that sleeps between reading a job and taking a piece', () => {
  test('takes none of another job for it', () => {
    const control = new Control()
    const late = new Control(control.buffer)
    control.publish({ code: 1, part: 0, pieces: 1, args: [111] })
    const seen: [code: number, argument: number][] = []
    let isFirst = true
    late.work(1, (code) => {
      if (isFirst) {
        // Meanwhile the job is done by others, and the next one is published.
        isFirst = false
        control.work(0, () => () => {})
        expect(control.join(1, 0)).toBe(true)
        control.publish({ code: 2, part: 0, pieces: 1, args: [222] })
      }
      return (_piece, _thread, argument) => seen.push([code, argument])
    })
    expect(seen).toEqual([[2, 222]])
    expect(control.join(1, 0)).toBe(true)
  })
})

test('a sleeper is woken by a job and by a message', () => {
  const control = new Control()
  for (const call of [
    () => control.ring(),
    () => control.publish({ code: 0, part: 0, pieces: 0, args: [] }),
  ]) {
    const { signal } = control
    call()
    expect(control.signal).not.toBe(signal)
    control.sleep(signal)
  }
  expect(control.posted).toBe(1)
})
