/** Copies the address, which holds the whole state. */
import { useSignal } from '@preact/signals'

export function CopyLink() {
  const said = useSignal('')
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(location.href)
      said.value = 'Copied'
    } catch {
      said.value = 'Copy it from the address bar'
    }
    setTimeout(() => (said.value = ''), 2500)
  }
  return (
    <div class="copy-link">
      <span role="status">{said.value}</span>
      <button type="button" onClick={copy}>
        Copy link
      </button>
    </div>
  )
}
