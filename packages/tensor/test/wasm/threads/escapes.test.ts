import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { LaneFunction } from '../../../src/emitter.ts'
import { ModuleBuilder } from '../../../src/wasm/assembler.ts'
import { LaneLibrary } from '../../../src/wasm/lanes/library.ts'
import { escapesByName } from '../../../src/wasm/threads/escapes.ts'

test('every function that code may ask the host for is known to workers by its name', async () => {
  const folder = new URL('../../../src/math/', import.meta.url)
  const names = new Set<string>()
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.ts'))) {
    const exported = (await import(new URL(file, folder).href)) as Record<string, unknown>
    for (const value of Object.values(exported)) {
      const f = value as LaneFunction
      if (typeof f?.scalar !== 'function') continue
      const library = new LaneLibrary(new ModuleBuilder())
      library.scalarFunction(f, 'f64', f.scalar.length)
      library.vectorFunction(f, 'f64', f.scalar.length)
      const asked = library.escapes.map(({ name }) => name)
      asked.forEach((name) => names.add(name))
      expect(escapesByName(asked)).toEqual(library.escapes)
    }
  }
  expect(names.size).toBeGreaterThan(5)
  expect(() => escapesByName(['no such function'])).toThrow(/no such function/)
})
