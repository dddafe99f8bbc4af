/** In a browser, with the compiler from the start as in Node. */
import '@wengert/autodiff/compiler'
