/** A number to type: what is not a number is marked and not taken. */
import { useSignal } from '@preact/signals'

interface NumberFieldProps {
  readonly label: string
  readonly value: number
  readonly onChange: (value: number) => void
  readonly least?: number
  readonly most?: number
}

export function NumberField({
  label,
  value,
  onChange,
  least = -1e6,
  most = 1e6,
}: NumberFieldProps) {
  const typed = useSignal<string | null>(null)
  const text = typed.value ?? String(value)
  const isGood = (entry: string): boolean =>
    entry.trim() !== '' && Number(entry) >= least && Number(entry) <= most
  const onInput = (entry: string): void => {
    typed.value = entry
    if (isGood(entry)) onChange(Number(entry))
  }
  return (
    <label class="number-field">
      <span>{label}</span>
      <input
        type="text"
        inputMode="decimal"
        value={text}
        aria-invalid={!isGood(text)}
        onInput={(event) => onInput(event.currentTarget.value)}
        onBlur={() => (typed.value = null)}
      />
    </label>
  )
}
