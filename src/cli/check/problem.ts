export { lineAt } from '../../course/cells.ts'

/** Something in the course that is not as it must be. `where` is an id or a path within the repository, perhaps with a line. */
export type Problem = { code: string; where: string; message: string }

/** Problems make the course wrong; warnings are for the author's judgement. */
export type Findings = { problems: Problem[]; warnings: Problem[] }

export function noFindings(): Findings {
  return { problems: [], warnings: [] }
}

export function addFindings(to: Findings, more: Findings): void {
  to.problems.push(...more.problems)
  to.warnings.push(...more.warnings)
}
