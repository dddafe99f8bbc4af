// Counts the modules that are compiled, and keeps what the page's policy refused. Loaded before the
// packages.
const watched = { modules: 0, violations: [] }
globalThis.watched = watched

document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
  watched.violations.push(`${violatedDirective}: ${blockedURI}`)
})

WebAssembly.Module = class extends WebAssembly.Module {
  constructor(bytes) {
    super(bytes)
    watched.modules++
  }
}
