/**
 * What runs in a worker thread: it takes pieces of jobs, and sleeps until there is another job or a
 * message. Messages reach it when it returns to its event loop, which it does when it is rung for one.
 */
import { wasmEngine, type WasmFunction } from '../engine.ts'
import { escapeImports } from '../lanes/library.ts'
import { Control, type Part } from './control.ts'
import { escapesByName } from './escapes.ts'
import { partName, type AddMessage, type Message, type StartMessage } from './messages.ts'
import { listen } from './platform.ts'

const exportsOf = new Map<number, Record<string, WasmFunction>>()

let control: Control
let thread = 0
/** Messages that have been dealt with. */
let received = 0

const post = listen((data) => {
  const message = data as Message
  if (message.kind === 'start') start(message)
  else {
    received++
    if (message.kind === 'remove') exportsOf.delete(message.code)
    else add(message)
  }
  serve()
})

function start(message: StartMessage): void {
  control = new Control(message.control)
  thread = message.thread
  post('ready')
}

function add({ code, module, memory, escapes }: AddMessage): void {
  const notHere = (): never => {
    throw new Error('only the first thread may call this')
  }
  const { Instance } = wasmEngine()!
  try {
    const { exports } = new Instance(module, {
      ...escapeImports(escapesByName(escapes)),
      program: { memory, host: notHere, fork: notHere },
    })
    exportsOf.set(code, exports)
  } catch {
    // Jobs of this code go without this worker.
  }
}

/** Works until there is a message to be received. */
function serve(): void {
  while (control.posted === received) {
    const seen = control.signal
    control.work(thread, partOf)
    if (control.posted === received) control.sleep(seen)
  }
}

function partOf(code: number, part: number): Part | null {
  return exportsOf.get(code)?.[partName(part)] ?? null
}
