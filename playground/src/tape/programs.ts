/** The programs that the tape tab can show. */
export const programNames = ['function', 'gradient', 'hvp'] as const

export type ProgramChoice = (typeof programNames)[number]

export const programTitles: { readonly [P in ProgramChoice]: string } = {
  function: 'Function',
  gradient: 'Gradient',
  hvp: 'Hessian · v',
}
