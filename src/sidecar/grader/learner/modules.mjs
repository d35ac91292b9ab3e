// @ts-check
/**
 * Lets a submission be imported from memory: the grader sends its files with types already stripped, so a learner's
 * process needs neither files on disk nor the type stripper (which would cost every process 30 ms).
 */
import { registerHooks } from 'node:module'

/** Where submissions seem to lie: frames of their stack traces start so. */
export const SUBMISSION = 'file:///submission/'
/** Where the exercise's own driver seems to lie; not a place whose frames are shown. */
export const DRIVER = 'file:///exercise/driver.ts'

/** @type {{ files: Record<string, string>, packages: string | null }} */
let provided = { files: {}, packages: null }

/** What `provide` was given, beside the driver. */
export function given() {
  return provided
}

/**
 * @param {Record<string, string>} files name -> JavaScript
 * @param {string | null} driver JavaScript of the exercise's driver
 * @param {string | null} packages URL of a folder from which bare names (`wirebook/socket`) are looked up
 */
export function provide(files, driver, packages) {
  provided = { files, packages }
  const sources = new Map(Object.entries(files).map(([name, code]) => [SUBMISSION + name, code]))
  if (driver !== null) sources.set(DRIVER, driver)
  registerHooks({
    resolve(specifier, context, next) {
      const url = URL.canParse(specifier, context.parentURL) ? new URL(specifier, context.parentURL).href : ''
      if (sources.has(url)) return { url, format: 'module', shortCircuit: true }
      const bare = /^[a-z@]/.test(specifier) && !URL.canParse(specifier)
      return next(specifier, bare && packages !== null ? { ...context, parentURL: packages } : context)
    },
    load(url, context, next) {
      const source = sources.get(url)
      return source === undefined ? next(url, context) : { format: 'module', source, shortCircuit: true }
    },
  })
}
