/**
 * The functions that compiled code may ask the host for, by their names: a worker is told names, since
 * functions cannot be posted.
 */
import type { LaneFunction } from '../../emitter.ts'
import { atan2Function } from '../../math/arctangent.ts'
import { log1pFunction, logFunction } from '../../math/log.ts'
import { powFunction } from '../../math/pow.ts'
import { cosFunction, sinFunction } from '../../math/sine.ts'
import { coshFunction, sinhFunction } from '../../math/sinh.ts'
import { tanFunction } from '../../math/tangent.ts'

const functions = new Map(
  [
    atan2Function,
    cosFunction,
    coshFunction,
    log1pFunction,
    logFunction,
    powFunction,
    sinFunction,
    sinhFunction,
    tanFunction,
  ].map((f) => [f.name, f]),
)

/** @throws where a name is not known: the code is then left to the threads that know it. */
export function escapesByName(names: readonly string[]): LaneFunction[] {
  return names.map((name) => {
    const f = functions.get(name)
    if (f === undefined) throw new Error(`no function is known as ${name}`)
    return f
  })
}
