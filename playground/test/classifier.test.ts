import { describe, expect, test } from 'vitest'
import { dataNames, optimizerNames, optimizers } from '../src/classifier/choices.ts'
import { makePoints } from '../src/classifier/data.ts'
import { batchOf, createNetwork } from '../src/classifier/network.ts'
import { extent } from '../src/classifier/protocol.ts'
import { train } from '../src/classifier/trainers.ts'

describe('data', () => {
  test.each(dataNames)(
    '%s: as many points of each class, inside the picture, repeatable',
    (name) => {
      const { xs, labels } = makePoints(name, 0.1, 200, 5)
      expect(labels.filter((label) => label === 1).length).toBe(100)
      expect(labels.filter((label) => label === -1).length).toBe(100)
      expect(xs.every((x) => Math.abs(x) < extent)).toBe(true)
      expect(makePoints(name, 0.1, 200, 5).xs).toEqual(xs)
      expect(makePoints(name, 0.1, 200, 6).xs).not.toEqual(xs)
    },
  )

  test('without noise each point of the other class is away from every point of the first', () => {
    for (const name of dataNames.filter((d) => d !== 'checkers' && d !== 'blobs')) {
      const { xs, labels } = makePoints(name, 0, 100, 1)
      for (let i = 0; i < 100; i++)
        for (let j = 0; j < 100; j++)
          if (labels[i] !== labels[j])
            expect(
              Math.hypot(xs[2 * i] - xs[2 * j], xs[2 * i + 1] - xs[2 * j + 1]),
            ).toBeGreaterThan(0.1)
    }
  })
})

describe('training', () => {
  const network = createNetwork(8)
  const batch = batchOf(makePoints('moons', 0.05, 120, 1))

  test.each(optimizerNames)(
    '%s lowers the loss at its own rate, and counts what it costs',
    (name) => {
      const iterator = train(name, network, network.init(3), batch, optimizers[name].rate ?? 0)
      const first = iterator.next().value!
      let last = first
      for (let i = 0; i < 80; i++) {
        const { value, done } = iterator.next()
        if (done === true) break
        last = value
      }
      expect(first.loss).toBeCloseTo(network.loss(network.init(3), batch).item(), 12)
      expect(last.loss).toBeLessThan(0.75 * first.loss)
      expect(last.loss).toBeCloseTo(network.loss(last.params, batch).item(), 10)
      expect(last.cost).toBeGreaterThan(first.cost)
    },
  )
})
