/**
 * The page's state as signals: what is shared by links, and what the worker makes of it. Effects keep the
 * address in step with the first, and ask for the second when what it depends on changes.
 */
import { computed, effect, signal } from '@preact/signals'
import type { Field } from '../compute/field.ts'
import type { Local } from '../compute/local.ts'
import type { Path, Step } from '../compute/paths.ts'
import { methodNames, type MethodName } from '../descent/methods.ts'
import { parse } from '../expression/parse.ts'
import type { Expression } from '../expression/syntax.ts'
import type { Point } from '../plot/view.ts'
import { abandon, ask } from '../worker/client.ts'
import { decode, encode, type Shared } from './url.ts'

export const shared = signal<Shared>(decode(location.hash))

export function set(change: Partial<Shared>): void {
  shared.value = { ...shared.value, ...change }
}

/** One entry of the shared state, which changes only when the entry does. */
export function pick<K extends keyof Shared>(key: K): { readonly value: Shared[K] } {
  return computed(() => shared.value[key])
}

export const formula = pick('formula')
export const start = pick('start')
export const view = pick('view')
export const focus = pick('focus')
export const tab = pick('tab')

export const parsed = computed(() => parse(formula.value))

/** The last text that made sense: what is drawn while another is being typed. */
export const expression = signal<Expression | null>(null)

export const field = signal<Field | null>(null)
export const paths = signal<readonly Path[]>([])
/** The function at the cursor, and at the step in focus. */
export const atCursor = signal<Local | null>(null)
export const atStep = signal<Local | null>(null)
export const cursor = signal<Point | null>(null)
/** What went wrong in the worker, to be said to the user. */
export const failure = signal<string | null>(null)
export const isPlaying = signal(false)

export const shownPaths = computed(() => {
  const { methods } = shared.value
  return paths.value.filter(({ method }) => methods.includes(method))
})

/** The last step of the longest path that is shown. */
export const lastStep = computed(() =>
  Math.max(0, ...shownPaths.value.map(({ steps }) => steps.length - 1)),
)

export const step = computed(() => Math.min(shared.value.step, lastStep.value))

export function stepOf(path: Path, at: number): Step | undefined {
  return path.steps[Math.min(at, path.steps.length - 1)]
}

/** The path whose model is drawn: that in focus, or the first that is shown. */
export const focused = computed(
  () =>
    shownPaths.value.find(({ method }) => method === focus.value) ?? shownPaths.value[0] ?? null,
)

export const focusedStep = computed(() =>
  focused.value === null ? null : (stepOf(focused.value, step.value) ?? null),
)

const report = (error: unknown): void => {
  failure.value = error instanceof Error ? error.message : String(error)
}

/** Starts what keeps everything in step; called once. */
export function begin(): void {
  effect(() => {
    const hash = encode(shared.value)
    const address = `${location.pathname}${location.search}${hash === '' ? '' : `#${hash}`}`
    history.replaceState(null, '', address)
  })
  window.addEventListener('hashchange', () => (shared.value = decode(location.hash)))
  effect(() => {
    failure.value = null
    if (!parsed.value.ok) return
    abandon()
    expression.value = parsed.value.expression
  })
  const isDescent = computed(() => tab.value === 'descent')
  effect(() => {
    if (expression.value === null || !isDescent.value) return
    const request = { expression: expression.value, view: view.value, side: 140 }
    ask('field', request)
      .then((result) => (field.value = result))
      .catch((error: unknown) => {
        field.value = null
        report(error)
      })
  })
  effect(() => {
    if (expression.value === null || !isDescent.value) return
    const request = { expression: expression.value, start: start.value, methods: methodNames }
    ask('paths', request)
      .then((result) => (paths.value = result))
      .catch((error: unknown) => {
        paths.value = []
        report(error)
      })
  })
  followPoint(cursor, 'local', atCursor, isDescent)
  followPoint(
    computed(() => focusedStep.value?.at ?? null),
    'model',
    atStep,
    isDescent,
  )
}

function followPoint(
  point: { readonly value: Point | null },
  job: 'local' | 'model',
  result: { value: Local | null },
  isOn: { readonly value: boolean },
): void {
  effect(() => {
    const at = point.value
    if (at === null || expression.value === null || !isOn.value) return void (result.value = null)
    ask(job, { expression: expression.value, at })
      .then((local) => (result.value = local))
      .catch(report)
  })
}

export function toggle(method: MethodName): void {
  const { methods } = shared.value
  const next = methodNames.filter((name) => methods.includes(name) !== (name === method))
  set({ methods: next })
}
