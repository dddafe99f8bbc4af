/** Functions to begin with, each with a start and a view that show what it is known for. */
import type { Point, View } from '../plot/view.ts'

export interface Example {
  readonly title: string
  readonly formula: string
  readonly start: Point
  readonly view: View
  readonly note: string
}

export const examples: readonly Example[] = [
  {
    title: 'Rosenbrock’s valley',
    formula: '(1 - x)^2 + 100 (y - x^2)^2',
    start: [-1.2, 1],
    view: [0, 0.6, 1.9],
    note: 'A narrow bent valley: the slope points across it, curvature along it.',
  },
  {
    title: 'A long ellipse',
    formula: 'x^2 + 25 y^2 + 6 x y',
    start: [-2.6, 1.3],
    view: [0, 0, 3],
    note: 'A quadratic with condition number 41: Newton needs one step, descent zigzags.',
  },
  {
    title: 'Himmelblau’s four minima',
    formula: '(x^2 + y - 11)^2 + (x + y^2 - 7)^2',
    start: [-0.4, -1],
    view: [0, 0, 5.5],
    note: 'Four minima, four saddles, one maximum: the methods need not agree where to go.',
  },
  {
    title: 'Beale’s plateau',
    formula: '(1.5 - x + x y)^2 + (2.25 - x + x y^2)^2 + (2.625 - x + x y^3)^2',
    start: [1, 1.5],
    view: [1, 0.2, 3.4],
    note: 'Flat in the middle, steep at the corners; from the left a valley runs down without an end.',
  },
  {
    title: 'A saddle between two wells',
    formula: '(x^2 - 1)^2 + y^2 + 0.2 x',
    start: [0.06, 1.4],
    view: [0, 0, 2],
    note: 'Along the ridge the curvature is negative: see what each method makes of it.',
  },
  {
    title: 'A smooth corner',
    formula: 'log(exp(x + 3y - 0.1) + exp(x - 3y - 0.1) + exp(-x - 0.1))',
    start: [1.6, 1.1],
    view: [0, 0, 2.2],
    note: 'Convex, and nearly linear far out, where the model is too hopeful.',
  },
  {
    title: 'Egg box',
    formula: 'x^2 + y^2 + 3 (2 - cos(3x) - cos(3y))',
    start: [2.4, 1.5],
    view: [0, 0, 3.4],
    note: 'Many minima; a long step may leave one valley for another.',
  },
  {
    title: 'Twelve waves',
    formula: '0.2 (x^2 + y^2) - sum(k, 1, 12, sin(k x) sin(k y) / k^2)',
    start: [-1.2, 0.9],
    view: [0, 0, 3],
    note: 'A sum over k: on its tape, one operation over all twelve terms.',
  },
  {
    title: 'A kink',
    formula: 'abs(x - y) + 0.1 (x^2 + y^2)',
    start: [-1.7, 1.4],
    view: [0, 0, 2.2],
    note: 'Not smooth on a line; second derivatives do not see it.',
  },
  {
    title: 'A wall of NaN',
    formula: 'x + y - 0.3 log(x) - 0.3 log(y) + sqrt(x^2 + y^2)',
    start: [1.5, 0.4],
    view: [0.8, 0.8, 1.2],
    note: 'Not defined left of and below 0: searches step back from there.',
  },
]
