/** Tabs after the ARIA pattern: one stop for Tab, arrows, Home and End between them. */
interface TabsProps<N extends string> {
  readonly names: readonly (readonly [name: N, title: string])[]
  readonly current: N
  readonly onChoose: (name: N) => void
}

export function Tabs<N extends string>({ names, current, onChoose }: TabsProps<N>) {
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = names.findIndex(([name]) => name === current)
    const last = names.length - 1
    const targets: Record<string, number> = {
      ArrowRight: at === last ? 0 : at + 1,
      ArrowLeft: at === 0 ? last : at - 1,
      Home: 0,
      End: last,
    }
    const target = targets[event.key]
    if (target === undefined) return
    event.preventDefault()
    onChoose(names[target][0])
    document.getElementById(`tab-${names[target][0]}`)?.focus()
  }
  return (
    <div class="tabs" role="tablist" aria-label="Parts of the playground" onKeyDown={onKeyDown}>
      {names.map(([name, title]) => (
        <button
          key={name}
          id={`tab-${name}`}
          type="button"
          role="tab"
          aria-selected={name === current}
          aria-controls={name === current ? `panel-${name}` : undefined}
          tabIndex={name === current ? 0 : -1}
          onClick={() => onChoose(name)}
        >
          {title}
        </button>
      ))}
    </div>
  )
}
