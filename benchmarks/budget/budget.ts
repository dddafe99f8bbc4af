/**
 * The budget: deterministic costs, in a file that whoever changes them updates on purpose. Counts of
 * programs are exact. Sizes of bundles move with every line and with the version of zlib: they may differ
 * by one per cent.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { bundleSizes } from './bundle.ts'
import { countProgram, type Counts } from './count.ts'
import { budgetedPrograms } from './programs.ts'

export interface Budget {
  readonly programs: Readonly<Record<string, Counts>>
  /** Bytes, minified and gzipped. */
  readonly bundles: Readonly<Record<string, number>>
}

const file = new URL('./budget.json', import.meta.url)

export function readBudget(): Budget {
  return JSON.parse(readFileSync(file, 'utf8')) as Budget
}

export function writeBudget(budget: Budget): void {
  writeFileSync(file, `${JSON.stringify(budget, null, 2)}\n`)
}

export function countPrograms(): Record<string, Counts> {
  return Object.fromEntries(
    Object.entries(budgetedPrograms()).map(([name, program]) => [name, countProgram(program)]),
  )
}

export async function measureBudget(): Promise<Budget> {
  return { programs: countPrograms(), bundles: await bundleSizes() }
}

/** Whether a bundle's size is what the budget says. */
export function isWithin(size: number, budgeted: number): boolean {
  return Math.abs(size - budgeted) <= 0.01 * budgeted
}

/** What differs from the budget, a line each. */
export function differences(actual: Budget, budget: Budget): string[] {
  const names = new Set([...Object.keys(budget.programs), ...Object.keys(actual.programs)])
  const programs = [...names].flatMap((name) => {
    const [now, then] = [actual.programs[name], budget.programs[name]].map((counts) =>
      JSON.stringify(counts),
    )
    return now === then ? [] : [`${name}: ${now}, budgeted ${then}`]
  })
  const bundles = Object.entries(actual.bundles).flatMap(([name, size]) =>
    isWithin(size, budget.bundles[name])
      ? []
      : [`${name}: ${size} B, budgeted ${budget.bundles[name]} B`],
  )
  return [...programs, ...bundles]
}
