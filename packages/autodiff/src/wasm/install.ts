/**
 * Makes the compiler known to all who have use for it: programs, and operations outside of them. This file
 * is what a page fetches. What imports it outright brings the compiler along, so the index must not:
 * bundlers that keep or move whole files would put the compiler into every page.
 */
import { compiledKernels } from '@wengert/tensor/internal'
import { eagerKernels, setThreads } from '@wengert/tensor/internal/wasm'
import { compiler } from '../executable.ts'
import { compileProgram } from './compiled-program.ts'
import { loopsOf } from './loops-of.ts'
import { planWhole } from './whole-plan.ts'

export function install(): void {
  compiledKernels.install(eagerKernels)
  compiler.install({ compile: compileProgram, plan: planWhole, loopsOf, setThreads })
}
