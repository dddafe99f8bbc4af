import { expect, test } from 'vitest'
import { ArgumentError, backend, setBackend, tensor } from '@wengert/tensor'

test('setBackend puts every eager operation through the backend', () => {
  const host = backend()
  const names: string[] = []
  setBackend({
    name: 'listening',
    run(primitive, ...rest) {
      names.push(primitive.name)
      return host.run(primitive, ...rest)
    },
  })
  try {
    expect(tensor([1, 2]).add(1).sum().item()).toBe(5)
  } finally {
    setBackend(host)
  }
  expect(names).toEqual(['add', 'sum'])
})

test.each([null, undefined, 'host', {}])('setBackend refuses %s and keeps the old one', (value) => {
  const host = backend()
  expect(() => setBackend(value as never)).toThrow(ArgumentError)
  expect(() => setBackend(value as never)).toThrow(
    /^setBackend: .* is no backend; give an object with a name and a run function\./,
  )
  expect(backend()).toBe(host)
})
