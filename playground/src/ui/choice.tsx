/** One of a few, side by side: radio buttons that look like one control. */
import { useId } from 'preact/hooks'

interface ChoiceProps<N extends string> {
  readonly label: string
  readonly options: readonly (readonly [name: N, title: string])[]
  readonly current: N
  readonly onChoose: (name: N) => void
}

export function Choice<N extends string>({ label, options, current, onChoose }: ChoiceProps<N>) {
  const id = useId()
  return (
    <fieldset class="choice">
      <legend class="unseen">{label}</legend>
      {options.map(([name, title]) => (
        <label key={name}>
          <input
            type="radio"
            name={id}
            value={name}
            checked={name === current}
            onChange={() => onChoose(name)}
          />
          <span>{title}</span>
        </label>
      ))}
    </fieldset>
  )
}
