/**
 * From typed text to a checked expression. mathjs parses; its tree is read here by an allow-list, so that
 * what we have no operation for is refused with a message that says what to write instead. Nothing of
 * the text is ever run.
 */
import { create, parseDependencies, type MathNode } from 'mathjs'
import { convert, Refusal } from './convert.ts'
import type { Parsed } from './syntax.ts'

const { parse: parseText } = create({ parseDependencies })

const longest = 2000

export function parse(text: string): Parsed {
  const problem = (message: string, from = 0, to = text.length): Parsed => {
    const start = Math.max(0, Math.min(from, text.length - 1))
    const end = Math.min(text.length, Math.max(start, to))
    return { ok: false, problem: { message, from: start, to: end } }
  }
  if (text.trim() === '') return problem('Type a function of x and y, such as x^2 + 3 y^2.')
  if (text.length > longest) {
    return problem(`The text has ${text.length} characters; at most ${longest} are read.`)
  }
  let node: MathNode
  try {
    node = parseText(text) as MathNode
  } catch (error) {
    return error instanceof RangeError
      ? problem('Brackets are nested too deeply; write a shorter expression.')
      : problem(...describe(error as Error & { char?: number }, text))
  }
  try {
    const { expression, uses } = convert(node)
    if (uses.has('x') || uses.has('y')) return { ok: true, expression }
    return problem('The function uses neither x nor y; use at least one of them.')
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return problem(error.message, ...placeOf(text, error.word))
  }
}

/** The words of a syntax error, and the place it names (from 1). */
function describe(
  error: Error & { char?: number },
  text: string,
): [message: string, from: number, to: number] {
  const message = error.message.replace(/ \(char \d+\)$/, '')
  const at = (error.char ?? text.length) - 1
  if (message.startsWith('Unexpected end'))
    return [
      'The expression ends too early; something is missing here.',
      text.length - 1,
      text.length,
    ]
  if (message.startsWith('Parenthesis )')) return ['A closing bracket ) is missing.', at, at + 1]
  return [`${message.replace(/\.?$/, '')}; check this place.`, at, at + 1]
}

/** Where a word stands by itself, or a sign anywhere; the whole text when there is none. */
function placeOf(text: string, word: string | null): [from: number, to: number] | [] {
  if (word === null) return []
  const literal = word.replaceAll(/\W/g, '\\$&')
  const found = new RegExp(/^\w/.test(word) ? `(?<!\\w)${literal}(?!\\w)` : literal).exec(text)
  return found === null ? [] : [found.index, found.index + word.length]
}
