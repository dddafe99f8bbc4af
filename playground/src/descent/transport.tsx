/** Step, play, scrub: which iteration is shown. */
import { useEffect } from 'preact/hooks'
import { isPlaying, lastStep, set, step } from '../state/store.ts'

const milliseconds = 420

export function Transport() {
  useEffect(() => {
    if (!isPlaying.value) return
    const timer = setInterval(() => {
      if (step.value >= lastStep.value) isPlaying.value = false
      else set({ step: step.value + 1 })
    }, milliseconds)
    return () => clearInterval(timer)
  }, [isPlaying.value])
  const go = (to: number): void => {
    isPlaying.value = false
    set({ step: Math.max(0, Math.min(lastStep.value, to)) })
  }
  const play = (): void => {
    if (!isPlaying.value && step.value >= lastStep.value) set({ step: 0 })
    isPlaying.value = !isPlaying.value
  }
  return (
    <div class="transport" role="group" aria-label="Steps">
      <button type="button" aria-label="Step back" onClick={() => go(step.value - 1)}>
        ‹
      </button>
      <button type="button" class="play" aria-pressed={isPlaying.value} onClick={play}>
        {isPlaying.value ? 'Pause' : 'Play'}
      </button>
      <button type="button" aria-label="Step forward" onClick={() => go(step.value + 1)}>
        ›
      </button>
      <input
        type="range"
        aria-label="Iteration"
        min="0"
        max={lastStep.value}
        value={step.value}
        onInput={(event) => go(Number(event.currentTarget.value))}
      />
      <output>
        {step.value}
        <small> / {lastStep.value}</small>
      </output>
    </div>
  )
}
