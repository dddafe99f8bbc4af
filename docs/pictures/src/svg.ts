/**
 * What the pictures share. They stand on white pages and on dark ones, so nothing has a background, and every
 * colour is of middle lightness: the tests hold its contrast against both.
 */

export const ink = '#7b828c'

/** By method, the same in every picture. */
export const colours = {
  'gradient-descent': '#d9534f',
  'nonlinear-cg': '#c27a12',
  bfgs: '#2f9e5f',
  'l-bfgs': '#1295a8',
  'newton-cg': '#4b83e6',
  'trust-ncg': '#a666e0',
} as const

export type MethodName = keyof typeof colours

export const methods = Object.keys(colours) as MethodName[]

/** A tenth of a pixel is all that can be seen. */
export const tenths = (x: number): number => Math.round(x * 10) / 10

export const short = (x: number): string => String(tenths(x))

export function svg(
  width: number,
  height: number,
  title: string,
  content: readonly string[],
): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="13" fill="${ink}" role="img" aria-label="${escaped(title)}">`,
    ...content,
    '</svg>',
    '',
  ].join('\n')
}

export function text(x: number, y: number, content: string, attributes = ''): string {
  return `<text x="${short(x)}" y="${short(y)}"${attributes && ` ${attributes}`}>${escaped(content)}</text>`
}

export function rule(x1: number, y1: number, x2: number, y2: number): string {
  return `<path d="M${short(x1)},${short(y1)}L${short(x2)},${short(y2)}" stroke="${ink}" stroke-opacity="0.35"/>`
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
