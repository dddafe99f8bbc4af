/**
 * Star colouring of a symmetric matrix, by which its entries can be read off products H v. Rows i and
 * j with an entry at (i, j) differ, and no path of four of them has two colours only: so of the two
 * places in which an entry appears, (i, colour of j) and (j, colour of i), it stands alone in at least
 * one. Symmetry saves most of the colours: an arrow needs two, whatever its size.
 *
 * The greedy rule keeps, for each vertex, which colours its neighbours have and where such a colour is
 * that of a star's hub, as A. Gebremedhin, A. Tarafdar, F. Manne and A. Pothen, "New acyclic and star
 * coloring algorithms with application to computing Hessians" (2007), so that a vertex with n
 * neighbours does not cost n².
 */
import { colourRows, longestFirst, type Colouring } from './colouring.ts'
import { longestRow, type Pattern } from './pattern.ts'

export interface StarColouring extends Colouring {
  /** Whether of the neighbours of a row, that column is the only one with its colour. */
  readonly standsAlone: (row: number, column: number) => boolean
}

/**
 * The best of three greedy colourings: short rows first, so that hubs, which come last, keep colours of
 * their own; in natural order, which suits bands and grids; and one that makes no use of symmetry.
 */
export function starColouring(pattern: Pattern): StarColouring {
  let best = new StarColourer(pattern).run(longestFirst(pattern).reverse(), Infinity)!
  // Hardly anything off the diagonal does with one colour.
  if (best.count <= 2) return best
  best = new StarColourer(pattern).run(null, best.count - 1) ?? best
  if (longestRow(pattern) >= best.count) return best
  const plain = colourRows(pattern, pattern, best.count - 1)
  return plain === null ? best : { ...plain, standsAlone: () => true }
}

/** The colours of a vertex's neighbours, and for each the one neighbour that has it, or `several`. */
class Neighbourhood {
  readonly colours: number[] = []
  private readonly owners: (number | undefined)[] = []

  /** The one neighbour of a colour, `several`, or `none`. */
  owner(colour: number): number {
    return this.owners[colour] ?? none
  }

  /** Adds a neighbour; returns the owner of that colour till now. */
  add(neighbour: number, colour: number): number {
    const before = this.owner(colour)
    if (before === none) this.colours.push(colour)
    this.owners[colour] = before === none ? neighbour : several
    return before
  }
}

const none = -1
const several = -2

class StarColourer {
  private readonly pattern: Pattern
  private readonly colours: Int32Array
  private readonly around: Neighbourhood[]
  /** For each vertex the colours of those neighbours that have others of this vertex's colour. */
  private readonly hubs: number[][]
  /** The last vertex for which a colour was forbidden. */
  private readonly forbidden: number[] = []

  constructor(pattern: Pattern) {
    const [size] = pattern.shape
    this.pattern = pattern
    this.colours = new Int32Array(size).fill(-1)
    this.around = Array.from({ length: size }, () => new Neighbourhood())
    this.hubs = Array.from({ length: size }, () => [])
  }

  /** Colours all in that order; null as soon as it needs more than `most` colours. */
  run(order: Int32Array | null, most: number): StarColouring | null {
    const { starts, shape } = this.pattern
    for (let n = 0; n < shape[0]; n++) {
      const v = order === null ? n : order[n]
      if (starts[v] < starts[v + 1]) this.place(v)
      if (this.forbidden.length > most) return null
    }
    const { colours, around, forbidden } = this
    return {
      colours,
      count: forbidden.length,
      standsAlone: (row, column) => around[row].owner(colours[column]) === column,
    }
  }

  private place(v: number): void {
    const { colours, around, hubs } = this
    this.forEachNeighbour(v, (w) => {
      this.forbid(colours[w], v)
      // v – w – x – y, where x has the colour asked for and y that of w.
      for (const colour of hubs[w]) this.forbid(colour, v)
      // w' – v – w – x, where w' and w have one colour.
      if (around[v].owner(colours[w]) === several) {
        for (const colour of around[w].colours) this.forbid(colour, v)
      }
    })
    const colour = this.firstAllowed(v)
    colours[v] = colour
    this.forEachNeighbour(v, (w) => {
      if (around[v].owner(colours[w]) === several) include(hubs[w], colour)
    })
    // The neighbours that are still to be coloured learn of v, too.
    const { starts, columns } = this.pattern
    for (let k = starts[v]; k < starts[v + 1]; k++) {
      const w = columns[k]
      if (w === v) continue
      const before = around[w].add(v, colour)
      if (before === none || colours[w] < 0) continue
      include(hubs[v], colours[w])
      if (before !== several) include(hubs[before], colours[w])
    }
  }

  private forEachNeighbour(v: number, visit: (w: number) => void): void {
    const { starts, columns } = this.pattern
    for (let k = starts[v]; k < starts[v + 1]; k++) {
      const w = columns[k]
      if (w !== v && this.colours[w] >= 0) visit(w)
    }
  }

  private forbid(colour: number, v: number): void {
    this.forbidden[colour] = v
  }

  private firstAllowed(v: number): number {
    const { forbidden } = this
    let colour = 0
    while (colour < forbidden.length && forbidden[colour] === v) colour++
    if (colour === forbidden.length) forbidden.push(none)
    return colour
  }
}

function include(list: number[], colour: number): void {
  if (!list.includes(colour)) list.push(colour)
}
