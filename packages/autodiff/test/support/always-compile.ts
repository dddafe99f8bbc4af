/** The same tests once more, with every program compiled at its first run. */
import { setCompilation } from '@wengert/autodiff'

setCompilation('always')
