// The fenced code blocks of Markdown files and of the comments of sources, and the assertions in them: a line
// `expression // → text` says how the expression reads.

/**
 * Each with what stands after its fence, and the line on which it begins; the ` * ` of comments is taken off.
 *
 * @param {string} text
 */
export function blocksOf(text) {
  const blocks = []
  let open = null
  text.split('\n').forEach((raw, i) => {
    const line = raw.replace(/^\s*\* ?/, '')
    const fence = line.match(/^\s*```(.*)$/)
    if (open !== null && line.startsWith('```')) {
      blocks.push(open)
      open = null
    } else if (open !== null) open.code.push(line)
    else if (fence !== null) open = { info: fence[1].trim(), line: i + 2, code: [] }
  })
  return blocks
}

export function separateImports(code) {
  const imports = []
  const body = []
  let inside = false
  for (const line of code) {
    inside ||= line.startsWith('import ')
    ;(inside ? imports : body).push(line)
    if (inside && / from '[^']+'|^import '[^']+'/.test(line)) inside = false
  }
  return { imports, body }
}

export function asserted(line, i, lines) {
  const match = line.match(/^(\s*)(.*?);?\s*\/\/ ([→≈])(.*)$/)
  if (match === null) return line
  const [, indent, expression, sign, rest] = match
  const text = rest.trim() || commentAfter(lines, i)
  const digits = sign === '≈' ? ", 'as written'" : ''
  return `${indent}expectText(${expression}, ${JSON.stringify(text)}${digits})`
}

function commentAfter(lines, i) {
  const after = lines.slice(i + 1).map((line) => line.match(/^\s*\/\/ ?(.*)$/)?.[1])
  const end = after.indexOf(undefined)
  return after.slice(0, end < 0 ? after.length : end).join('\n')
}
