/** The line searches by name. */
import { searchBacktracking } from './backtracking.ts'
import { searchHagerZhang } from './hager-zhang.ts'
import type { LineSearch } from './line.ts'
import { searchMoreThuente } from './more-thuente.ts'

export type LineSearchName = 'backtracking' | 'hager-zhang' | 'more-thuente'

export const lineSearches: { readonly [N in LineSearchName]: LineSearch } = {
  backtracking: searchBacktracking,
  'hager-zhang': searchHagerZhang,
  'more-thuente': searchMoreThuente,
}
