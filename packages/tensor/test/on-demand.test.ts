import { expect, test, vi } from 'vitest'
import { OnDemand } from '../src/on-demand.ts'

test('it is fetched once, when it is first asked for', async () => {
  const fetch = vi.fn(async () => {
    await Promise.resolve()
    thing.install('there')
  })
  const thing = new OnDemand<string>()
  thing.fetchBy(fetch)
  expect(fetch).not.toHaveBeenCalled()
  expect([thing.get(), thing.get()]).toEqual([null, null])
  await thing.load()
  expect(thing.get()).toBe('there')
  expect(fetch).toHaveBeenCalledTimes(1)
})

test('what is installed is not fetched', async () => {
  const fetch = vi.fn(async () => {})
  const thing = new OnDemand<string>()
  thing.fetchBy(fetch)
  thing.install('here')
  expect(thing.get()).toBe('here')
  await thing.load()
  expect(fetch).not.toHaveBeenCalled()
})

test('who asks goes without where it cannot be fetched, who waits hears why', async () => {
  const thing = new OnDemand<string>()
  thing.fetchBy(() => Promise.reject(new Error('offline')))
  expect(thing.get()).toBeNull()
  await expect(thing.load()).rejects.toThrow('offline')
  expect(thing.get()).toBeNull()
})
