/** What is trained, on what, by which optimiser. */
import { set, shared } from '../state/store.ts'
import { NumberField } from '../ui/number-field.tsx'
import {
  dataNames,
  dataTitles,
  isSecondOrder,
  optimizerNames,
  optimizers,
  type DataName,
  type OptimizerName,
} from './choices.ts'

export function Controls() {
  const { data, noise, optimizer, rate, width } = shared.value
  const choose = (name: OptimizerName): void =>
    set({ optimizer: name, rate: optimizers[name].rate ?? rate })
  return (
    <div class="controls" role="group" aria-label="Settings">
      <label>
        <span>Data</span>
        <select
          value={data}
          onChange={(event) => set({ data: event.currentTarget.value as DataName })}
        >
          {dataNames.map((name) => (
            <option key={name} value={name}>
              {dataTitles[name]}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>Optimiser</span>
        <select
          value={optimizer}
          onChange={(event) => choose(event.currentTarget.value as OptimizerName)}
        >
          <optgroup label="First order">
            {optimizerNames.filter((name) => !isSecondOrder(name)).map(option)}
          </optgroup>
          <optgroup label="Second order, whole batch">
            {optimizerNames.filter(isSecondOrder).map(option)}
          </optgroup>
        </select>
      </label>
      {!isSecondOrder(optimizer) && (
        <NumberField
          label="Rate"
          value={rate}
          least={1e-5}
          most={10}
          onChange={(value) => set({ rate: value })}
        />
      )}
      <label>
        <span>Noise</span>
        <input
          type="range"
          min="0"
          max="0.5"
          step="0.05"
          value={noise}
          onInput={(event) => set({ noise: Number(event.currentTarget.value) })}
        />
      </label>
      <label>
        <span>Hidden units: {width}</span>
        <input
          type="range"
          min="2"
          max="32"
          step="2"
          value={width}
          onInput={(event) => set({ width: Number(event.currentTarget.value) })}
        />
      </label>
    </div>
  )
}

function option(name: OptimizerName) {
  return (
    <option key={name} value={name}>
      {optimizers[name].title}
    </option>
  )
}
