// A page that imports no more than `grad`: it asks for the compiler when it first has a program to compile.
import { untilCompiled } from './turns.mjs'
import { grad } from '@wengert/autodiff'
import { linspace } from '@wengert/tensor'

const gradient = grad((x) => x.tanh().mul(x.exp()).sum())
const x = linspace(-2, 2, 50)
globalThis.report = untilCompiled(() => gradient(x))
