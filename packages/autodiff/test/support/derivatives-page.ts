/**
 * docs/derivatives.md, made of what the laws measure. Cases have fixed seeds and nothing depends on the
 * machine; errors are rounded up to a power of ten, so that the page changes only when a rule does.
 */
import fc from 'fast-check'
import { jvp, simplify, trace } from '@wengert/autodiff'
import type { Tensor } from '@wengert/tensor'
import { allPrimitives, type Primitive } from '@wengert/tensor/internal'
import { compareDerivatives, type Comparison } from '../../src/check-derivatives.ts'
import { freshInputs, planProgram } from '../../src/wasm/planner.ts'
import { applyPrimitive, cases } from './cases.ts'
import { patternLike, subjectOf, type LawSubject } from './law.ts'
import {
  isSmooth,
  relativeError,
  singlePairs,
  vmapDerivativePairs,
  vmapPairs,
  type Pair,
} from './measured.ts'

const casesEach = 25

/** What the page says of one primitive. */
interface Row {
  readonly name: string
  readonly jvp: string
  readonly vjp: string
  readonly hvp: string
  readonly vmap: string
  readonly float32: string
  readonly compiled: string
}

export function derivativesPage(): string {
  const rows = allPrimitives().map(rowOf)
  rows.sort((a, b) => (a.name < b.name ? -1 : 1))
  const cells = rows.map((row) => [
    `\`${row.name}\``,
    row.jvp,
    row.vjp,
    row.hvp,
    row.vmap,
    row.float32,
    row.compiled,
  ])
  const header = ['Primitive', 'JVP', 'VJP', 'HVP', 'vmap', 'float32', 'Compiled']
  return introduction + table([header, ...cells])
}

function rowOf(primitive: Primitive): Row {
  const sample = fc.sample(cases[primitive.name], { numRuns: casesEach, seed: 20_240 })
  const subjects = sample.map((lawCase) => subjectOf(primitive, lawCase))
  const smooth = subjects.filter(isSmooth)
  return {
    name: primitive.name,
    ...derivatives(primitive, smooth),
    vmap: order(worst(subjects.flatMap((s) => [...vmapPairs(s), ...vmapDerivativePairs(s)]))),
    float32: smooth.length === 0 ? '—' : order(worst(smooth.flatMap(singleAsDouble))),
    compiled: wayOf(primitive, subjects),
  }
}

function derivatives(
  primitive: Primitive,
  subjects: readonly LawSubject[],
): Pick<Row, 'jvp' | 'vjp' | 'hvp'> {
  if (subjects.length === 0) return { jvp: '—', vjp: '—', hvp: '—' }
  if (primitive.jvp === null) {
    if (!subjects.every(hasZeroTangents))
      throw new Error(`${primitive.name}: tangents are not zero`)
    return { jvp: 'zero', vjp: 'zero', hvp: 'zero' }
  }
  const comparisons = subjects.flatMap(({ f, floats, operands }) =>
    compareDerivatives(
      f,
      floats.map((i) => operands[i]),
      { directions: 1 },
    ),
  )
  const of = (...checks: Comparison['check'][]): string =>
    order(
      comparisons
        .filter(({ check }) => checks.includes(check))
        .reduce((most, { error, size }) => Math.max(most, error / size), 0),
    )
  return { jvp: of('J v'), vjp: of('⟨Jᵀu, v⟩'), hvp: of('H v', '⟨w, H v⟩') }
}

function hasZeroTangents({ f, floats, operands }: LawSubject): boolean {
  const xs = floats.map((i) => operands[i])
  const vs = xs.map((x, i) => patternLike(x, i))
  const [, tangents] = jvp(f as (...args: Tensor[]) => Tensor[], xs, vs)
  return tangents.every((t) => t.notEqual(0).sum().item() === 0)
}

function singleAsDouble(subject: LawSubject): Pair[] {
  return singlePairs(subject).map(({ actual, expected }) => ({
    actual: actual.cast('float64'),
    expected,
  }))
}

function worst(pairs: readonly Pair[]): number {
  return pairs.reduce((most, pair) => Math.max(most, relativeError(pair)), 0)
}

/** The least power of ten that is not below; what is beyond every law is no error but a fault. */
function order(error: number): string {
  if (error === 0) return '0'
  if (!(error < 1e-4)) throw new Error(`an error of ${error}`)
  return `1e${Math.ceil(Math.log10(error))}`
}

/** How a compiled program computes it, by the plans of the programs that it alone makes. */
function wayOf(primitive: Primitive, subjects: readonly LawSubject[]): string {
  const programs = subjects.map(({ operands, params }) => {
    const f = (...xs: Tensor[]): Tensor[] => applyPrimitive(primitive, xs, params)
    return simplify(trace(f, ...(operands as [Tensor])))
  })
  const withoutIntegers = programs.filter((program) =>
    program.avals.every(({ dtype }) => dtype !== 'int32'),
  )
  const steps = (withoutIntegers.length > 0 ? withoutIntegers : programs).flatMap(
    (program) => planProgram(program, freshInputs(program), new Map()).steps,
  )
  if (steps.some(({ kind }) => kind === 'host')) return 'host'
  const isLane = (step: (typeof steps)[number]): boolean =>
    step.kind === 'loop' && step.operations.some((operation) => operation.primitive === primitive)
  return steps.some(isLane) ? 'lanes' : 'loops'
}

const introduction = `---
title: Derivatives
---

# Derivatives

The table has one row for each primitive: the elementary operations of which everything else is composed, and which alone carry rules. \`npm run derivatives\` writes it from what the tests measure, and the tests fail when it differs from what they measure now.

Each entry is the largest error observed on ${casesEach} generated cases (empty, scalar and stretched shapes among them), rounded up to a power of ten; it is relative to the largest entry of what is expected, or absolute where that is below 1. A 0 means that not a bit differed. The oracles:

- **JVP**: \`J v\` beside central differences, extrapolated to step zero (Ridders). The differences themselves are good to twelve digits or so.
- **VJP**: \`⟨Jᵀu, v⟩\` beside \`⟨u, J v⟩\`.
- **HVP**: \`H v\` beside such differences of the gradient, and \`⟨w, H v⟩\` beside \`⟨v, H w⟩\`.
- **vmap**: values, pushforwards and pullbacks of a batch beside a loop over its entries, for every choice of batched operands.
- **float32**: values, JVP, VJP and HVP in float32 beside those in float64 at the same point; half a unit in the last place of float32 is 6e-8.
- **Compiled**: how a WebAssembly module computes it. _lanes_: elementwise, fused with its neighbours into loops of SIMD vectors; _loops_: a loop of its own, or a layout that costs nothing; _host_: the module calls the kernel that the interpreter runs. Values and derivatives have the interpreter's bits in every case.

_zero_: piecewise constant, and every derivative is exactly 0. —: no operand or no result is a floating-point number, so nothing is differentiated.

Elementwise functions themselves are within 2 units in the last place of the exact value, special functions within 1e-14 of it; the tests hold them against computations with a hundred digits and more.

`

/** As the formatter writes tables. */
function table([header, ...rows]: readonly (readonly string[])[]): string {
  const widths = header.map((_, i) => Math.max(3, ...[header, ...rows].map((row) => row[i].length)))
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |\n`
  return [header, widths.map((n) => '-'.repeat(n)), ...rows].map(line).join('')
}
