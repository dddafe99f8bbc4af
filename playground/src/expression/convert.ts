/** The allow-list: mathjs' nodes that have a meaning here, and a message for each that has none. */
import type {
  ConditionalNode,
  ConstantNode,
  FunctionNode,
  MathNode,
  OperatorNode,
  ParenthesisNode,
  RelationalNode,
  SymbolNode,
} from 'mathjs'
import type { Expression } from './syntax.ts'
import { aliases, constants, functions, isFunction, type FunctionName } from './vocabulary.ts'

/** Why a tree has no meaning, and the word of the text that is to blame. */
export class Refusal extends Error {
  readonly word: string | null

  constructor(message: string, word: string | null = null) {
    super(message)
    this.word = word
  }
}

/** How many terms all sums of an expression may have, those inside others multiplied. */
const mostTerms = 1_000_000

export function convert(root: MathNode): {
  readonly expression: Expression
  readonly uses: ReadonlySet<string>
} {
  const uses = new Set<string>()

  const visit = (node: MathNode, indices: readonly string[], terms: number): Expression => {
    const inside = (child: MathNode): Expression => visit(child, indices, terms)
    switch (node.type) {
      case 'ParenthesisNode':
        return inside((node as ParenthesisNode).content)
      case 'ConstantNode':
        return numberOf(node as ConstantNode)
      case 'SymbolNode':
        return symbolOf((node as SymbolNode).name, indices)
      case 'OperatorNode': {
        const { fn, args, op } = node as OperatorNode
        if (fn === ('unaryPlus' as string)) return inside(args[0])
        if (!isFunction(fn)) throw new Refusal(`The sign ${op} is not known here.`, op)
        return call(fn, args.map(inside))
      }
      case 'RelationalNode': {
        const { conditionals, params } = node as RelationalNode
        const list = params.map(inside)
        return conditionals
          .map((name, i) => call(name as FunctionName, [list[i], list[i + 1]]))
          .reduce((a, b) => call('and', [a, b]))
      }
      case 'ConditionalNode': {
        const { condition, trueExpr, falseExpr } = node as ConditionalNode
        return {
          kind: 'choice',
          test: inside(condition),
          yes: inside(trueExpr),
          no: inside(falseExpr),
        }
      }
      case 'FunctionNode':
        return functionOf(node as FunctionNode, indices, terms)
      case 'AssignmentNode':
      case 'FunctionAssignmentNode':
        throw new Refusal('Write the expression alone, without a name and = before it.', '=')
      default:
        throw new Refusal('Only one expression in x and y can be used; this has another form.')
    }
  }

  const symbolOf = (name: string, indices: readonly string[]): Expression => {
    if (Object.hasOwn(constants, name)) return { kind: 'number', value: constants[name] }
    if (name === 'x' || name === 'y' || indices.includes(name)) {
      uses.add(name)
      return { kind: 'variable', name }
    }
    throw new Refusal(unknownName(name), name)
  }

  const functionOf = (
    { fn, args }: FunctionNode,
    indices: readonly string[],
    terms: number,
  ): Expression => {
    const typed = fn.name
    if (typed === 'sum') return sumOf(args, indices, terms)
    const name = Object.hasOwn(aliases, typed) ? aliases[typed] : typed
    if (!isFunction(name)) throw new Refusal(unknownFunction(typed, indices), typed)
    const { least, most } = functions[name]
    if (args.length < least || args.length > most) {
      const wanted = most === Infinity ? `at least ${least}` : String(least)
      throw new Refusal(
        `${typed} takes ${wanted} argument${least === 1 ? '' : 's'}, not ${args.length}.`,
        typed,
      )
    }
    return call(
      name,
      args.map((arg) => visit(arg, indices, terms)),
    )
  }

  const sumOf = (
    args: readonly MathNode[],
    indices: readonly string[],
    outer: number,
  ): Expression => {
    const usage = 'write sum(k, 1, 10, …) with an index, whole limits and a body'
    if (args.length !== 4) throw new Refusal(`sum takes 4 arguments; ${usage}.`, 'sum')
    const index = args[0].type === 'SymbolNode' ? (args[0] as SymbolNode).name : ''
    if (!/^[a-z]\w*$/i.test(index) || index === 'x' || index === 'y' || indices.includes(index)) {
      throw new Refusal(`The index of a sum must be a new name, such as k; ${usage}.`, 'sum')
    }
    const [from, to] = args.slice(1, 3).map((arg) => wholeNumber(arg, usage))
    const terms = outer * (to - from + 1)
    if (terms < 1) throw new Refusal(`The sum over ${index} has no terms; ${usage}.`, 'sum')
    if (terms > mostTerms) {
      throw new Refusal(`The sums have ${terms} terms; at most ${mostTerms} are computed.`, 'sum')
    }
    return { kind: 'sum', index, from, to, body: visit(args[3], [...indices, index], terms) }
  }

  return { expression: visit(root, [], 1), uses }
}

function call(name: FunctionName, args: readonly Expression[]): Expression {
  return { kind: 'call', name, args }
}

function numberOf({ value }: ConstantNode): Expression {
  if (typeof value === 'number') return { kind: 'number', value }
  if (typeof value === 'string') throw new Refusal('Text in quotes has no meaning here.', value)
  throw new Refusal(`${String(value)} is not a number.`, String(value))
}

function wholeNumber(node: MathNode, usage: string): number {
  const isNegative =
    node.type === 'OperatorNode' && (node as OperatorNode).fn === ('unaryMinus' as string)
  const inner = isNegative ? (node as OperatorNode).args[0] : node
  const value = inner.type === 'ConstantNode' ? (inner as ConstantNode).value : null
  if (typeof value === 'number' && Number.isInteger(value)) return isNegative ? -value : value
  throw new Refusal(`The limits of a sum must be whole numbers; ${usage}.`, 'sum')
}

function unknownName(name: string): string {
  if (isFunction(name) || name === 'sum' || Object.hasOwn(aliases, name))
    return `${name} needs its argument in brackets: ${name}(x).`
  if (/^[xy]{2,}$/.test(name)) return `${name} reads as one name; write ${[...name].join('*')}.`
  const small = name.toLowerCase()
  if (small !== name && (small === 'x' || small === 'y' || Object.hasOwn(constants, small)))
    return `${name} is not known; write ${small}.`
  return `${name} is not known; the variables are x and y, the constants pi, e and tau.`
}

function unknownFunction(name: string, indices: readonly string[]): string {
  if (name === 'x' || name === 'y' || indices.includes(name) || Object.hasOwn(constants, name))
    return `${name} is not a function; for a product write ${name}*(…).`
  const near = nearest(name)
  return `${name} is not a function that is known here${near === null ? '' : `; did you mean ${near}?`}`.replace(
    /[^?]$/,
    '$&.',
  )
}

/** A function whose name begins alike. */
function nearest(name: string): string | null {
  const start = name.slice(0, 3).toLowerCase()
  return Object.keys(functions).find((known) => known.startsWith(start)) ?? null
}
