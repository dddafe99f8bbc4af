/** Starts the page. */
import { render } from 'preact'
import { App } from './app.tsx'
import { begin } from './state/store.ts'
import './styles/base.css'
import './styles/controls.css'
import './styles/descent.css'
import './styles/tape.css'
import './styles/classifier.css'

begin()
render(<App />, document.querySelector('#app')!)
