/**
 * Asks for the compiler as soon as a page imports a solver. A run is one turn of the event loop, in which
 * nothing arrives: so the first one that an event starts finds it there. In Node it is from the start.
 */
import { loadCompiler } from '@wengert/autodiff'

// A page that cannot fetch it reports so itself, and interprets.
loadCompiler().catch(() => {})
