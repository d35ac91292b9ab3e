/**
 * Why a submission could not be loaded, as a problem of the verdict:
 *
 *   SUBMISSION_IMPORT  it imports what is not there      SUBMISSION_EXITED  it ended the program
 *   SUBMISSION_HANGS   it was not done loading in time   SUBMISSION_FLOODS  it printed without end
 *   SUBMISSION_LOAD    it threw, or anything else
 */
import type { Files } from '../../../course/load.ts'
import { printable } from '../learner/values.mjs'
import type { FromGrader } from '../slot/control.ts'
import type { Place, Problem } from '../types.ts'
import { LearnerGone } from './faults.ts'
import { placeOf } from './place.ts'
import { told } from './say.ts'

type Exit = Extract<FromGrader, { type: 'exited' }>

/** Characters shown of a name that an import gave. */
const NAME_TEXT = 80

/** `files`: as they were loaded. `within`: milliseconds they had. `stderr`: the end of what was printed there. */
export type Loading = { files: Files; exit: Exit | undefined; within: number; stderr: string }

export function loadProblem(error: Error, loading: Loading): Problem {
  const imported = importProblem(error.message, loading.files)
  if (imported) return imported
  if (error instanceof LearnerGone) return goneProblem(error, loading)
  const frames = 'frames' in error && Array.isArray(error.frames) ? error.frames.map(String) : []
  const { at } = placeOf([error.message, ...frames].join('\n'))
  return { code: 'SUBMISSION_LOAD', message: told().loadFailed(`${error.name}: ${error.message}`), ...at }
}

function goneProblem(error: LearnerGone, { exit, within, stderr }: Loading): Problem {
  const { at, summary } = placeOf(stderr)
  if (error.code === 'LEARNER_LATE') return { code: 'SUBMISSION_HANGS', message: told().loadHangs(Math.round(within)) }
  if (exit?.stopped === 'output') return { code: 'SUBMISSION_FLOODS', message: told().floods() }
  if (error.code === 'LEARNER_EXITED' && exit?.stopped === null && exit.code !== null) {
    const message = [told().loadExits(exit.code), summary].filter((row) => row !== '').join('\n')
    return { code: 'SUBMISSION_EXITED', message, ...at }
  }
  return { code: 'SUBMISSION_LOAD', message: told().loadFailed(error.message), ...at }
}

/** What Node says of imports that lead nowhere; where they stand it does not say. */
function importProblem(message: string, files: Files): Problem | undefined {
  const [, bare, name] =
    /Cannot find (?:package '([^']+)'|module '(?:file:\/\/)?[^']*?([^'/]+)') imported from/.exec(message) ?? []
  const [, builtin] = /No such built-in module: (\S+)/.exec(message) ?? []
  const [, subpath] = /Package subpath '\.([^']+)' is not defined by "exports"/.exec(message) ?? []
  const path = bare ?? builtin ?? (subpath === undefined ? undefined : `wirebook${subpath}`)
  const [, from, wanted] = /requested module '([^']+)' does not provide an export named '([^']+)'/.exec(message) ?? []
  if (from !== undefined && wanted !== undefined)
    return problem(told().noExport(shown(wanted), shown(from)), importOf(files, from, wanted))
  if (path !== undefined) return problem(told().noPackage(shown(path)), importOf(files, path))
  if (name === undefined) return undefined
  return problem(told().noFile(specifierOf(files, name), Object.keys(files).join(', ')), importOf(files, name))
}

function problem(message: string, place: Place | undefined): Problem {
  return { code: 'SUBMISSION_IMPORT', message, ...place }
}

const shown = (name: string): string => printable(name.slice(0, NAME_TEXT))

/** How the import spells a file that Node names by its path. */
function specifierOf(files: Files, name: string): string {
  for (const text of Object.values(files)) {
    const [, found] = new RegExp(`['"]([^'"\\n]*${literal(name)})['"]`).exec(text) ?? []
    if (found !== undefined) return shown(found)
  }
  return shown(name)
}

/** Where a submission imports from `specifier` (or something that ends so): at that name, or at `word` in the same line. */
function importOf(files: Files, specifier: string, word?: string): Place | undefined {
  const pattern = new RegExp(`(?:from|import)\\b[^\\n]*['"]([^'"\\n]*${literal(specifier)})['"]`, 'd')
  for (const [file, text] of Object.entries(files)) {
    for (const [index, row] of text.split('\n').entries()) {
      const found = pattern.exec(row)
      if (!found) continue
      const at = word === undefined ? found.indices?.[1]?.[0] : row.indexOf(word)
      return { file, line: index + 1, column: Math.max(0, at ?? 0) + 1 }
    }
  }
  return undefined
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
