/**
 * What printing and drawing show of an equation's params: plain values as one line of text, nested
 * programs apart, each under the name of its param.
 */
import { Program } from './program.ts'

export interface DescribedParams {
  /** `name: value`, joined by commas; empty when there is nothing plain. */
  readonly plain: string
  readonly programs: readonly (readonly [name: string, program: Program])[]
}

export function describeParams(params: unknown): DescribedParams {
  const plain: string[] = []
  const programs: [string, Program][] = []
  for (const [key, value] of Object.entries(params as Record<string, unknown>)) {
    if (value instanceof Program) programs.push([key, value])
    else if (isProgramList(value)) value.forEach((x, i) => programs.push([`${key}[${i}]`, x]))
    else plain.push(`${key}: ${text(value)}`)
  }
  return { plain: plain.join(', '), programs }
}

function isProgramList(value: unknown): value is readonly Program[] {
  return Array.isArray(value) && value.length > 0 && value.every((x) => x instanceof Program)
}

function text(value: unknown): string {
  if (typeof value === 'function') return value.name === '' ? 'function' : value.name
  return JSON.stringify(value)
}
