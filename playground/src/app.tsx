/** The page: its head with the tabs, and the panel of the tab that is open. */
import { ClassifierPanel } from './classifier/panel.tsx'
import { DescentPanel } from './descent/panel.tsx'
import { set, tab } from './state/store.ts'
import type { TabName } from './state/url.ts'
import { TapePanel } from './tape/panel.tsx'
import { CopyLink } from './ui/copy-link.tsx'
import { Tabs } from './ui/tabs.tsx'

const titles: readonly (readonly [TabName, string])[] = [
  ['descent', 'Descent'],
  ['tape', 'Tape'],
  ['classifier', 'Classifier'],
]

const panels = { descent: DescentPanel, tape: TapePanel, classifier: ClassifierPanel }

export function App() {
  const Panel = panels[tab.value]
  return (
    <>
      <header class="masthead">
        <h1>
          <a href="./" class="brand">
            Wengert
          </a>{' '}
          <span class="place">playground</span>
        </h1>
        <Tabs names={titles} current={tab.value} onChoose={(name) => set({ tab: name })} />
        <CopyLink />
      </header>
      <main>
        <div
          id={`panel-${tab.value}`}
          role="tabpanel"
          aria-labelledby={`tab-${tab.value}`}
          class={`panel ${tab.value}`}
        >
          <Panel key={tab.value} />
        </div>
      </main>
    </>
  )
}
