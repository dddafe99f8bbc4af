/** What the elementwise primitives take, by their names. */
const arithmetic = ['add', 'sub', 'mul', 'div', 'maximum', 'minimum', 'atan2', 'pow']
const comparing = ['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual']
const binary = new Set([...arithmetic, ...comparing, 'logicalAnd', 'logicalOr'])

export function arityOf(name: string): number {
  return name === 'where' ? 3 : binary.has(name) ? 2 : 1
}

/** Whether operand i is a bool. */
export function takesBool(name: string, i: number): boolean {
  return name.startsWith('logical') || (name === 'where' && i === 0)
}
