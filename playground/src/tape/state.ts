/** The drawing of the program that is chosen, and the node that is looked at. */
import { computed, effect, signal } from '@preact/signals'
import type { Drawing } from '../compute/drawing.ts'
import { expression, failure, shared, start } from '../state/store.ts'
import { ask } from '../worker/client.ts'
import { layOut } from './layout.ts'

export const drawing = signal<Drawing | null>(null)
export const looked = signal<string | null>(null)

/** More would neither be seen nor laid out in reasonable time. */
export const mostNodes = 400

export const laid = computed(() =>
  drawing.value === null || drawing.value.nodes.length > mostNodes ? null : layOut(drawing.value),
)

/** Asks for the drawing as long as the tab is open; returns what ends it. */
export function follow(): () => void {
  const inputs = computed(() => {
    const { program, direction, seed } = shared.value
    return JSON.stringify({ program, direction, seed, at: start.value })
  })
  return effect(() => {
    if (expression.value === null) return
    const { program, direction, seed, at } = JSON.parse(inputs.value)
    ask('drawing', {
      expression: expression.value,
      program,
      direction,
      at,
      seed: program === 'function' ? 0 : seed,
    })
      .then((result) => {
        drawing.value = result
        failure.value = null
        if (!result.nodes.some(({ id }) => id === looked.value)) looked.value = null
      })
      .catch((error: Error) => {
        drawing.value = null
        failure.value = error.message
      })
  })
}
