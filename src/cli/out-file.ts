/**
 * Writes a file that is there whole or not at all: beside it first, then in its place. What is no regular file (a
 * device, a pipe: `/dev/stdout`) is written to as it is.
 */
import {
  closeSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { CliError, EXIT } from './exit.ts'
import type { OutStep } from './words/en.ts'

/** The file that was asked for could not be written. `exit`: whose fault that was. */
export class OutError extends CliError {
  override name = 'OutError'
  readonly exit: number
  readonly #what: OutFailure
  constructor(what: OutFailure, printed = false) {
    super('OUT_UNWRITABLE', ['outUnwritable', what.file, what.step, what.why, printed])
    this.exit = what.step === null ? EXIT.ours : EXIT.usage
    this.#what = what
  }

  /** The same, where what belongs into the file stands on standard output. */
  printedInstead(): OutError {
    return new OutError(this.#what, true)
  }
}

/** `step`: what the writer of the path can mend; null for the machine's trouble. `why`: the system's words. */
type OutFailure = { file: string; step: OutStep | null; why: string }

/** What the writer of the path can mend, and how; anything else is the machine's trouble. */
const STEPS: Record<string, OutStep> = {
  ENOENT: 'noFolder',
  ENOTDIR: 'fileOnTheWay',
  EISDIR: 'isFolder',
  EACCES: 'denied',
  EPERM: 'denied',
  EROFS: 'readOnly',
  ELOOP: 'loop',
  ENAMETOOLONG: 'longName',
}

/** The way to standard output that every system of ours has; where it is a socket it cannot be opened by name. */
const STDOUT = '/dev/stdout'

/** Throws OutError; then what was there before is untouched. */
export function writeOut(file: string, text: string): void {
  if (file === STDOUT) {
    process.stdout.write(text)
    return
  }
  try {
    const target = followed(file)
    const status = statSync(target, { throwIfNoEntry: false })
    if (status?.isDirectory()) throw Object.assign(new Error(file), { code: 'EISDIR' })
    if (status && !status.isFile()) writeFileSync(target, text)
    else replace(target, text, status?.mode)
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    throw new OutError({ file, step: STEPS[code] ?? null, why: message })
  }
}

/** A link stays a link: what it leads to is replaced. */
function followed(file: string): string {
  try {
    return realpathSync(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return resolve(file)
    throw error
  }
}

function replace(target: string, text: string, mode = 0o666): void {
  const beside = join(dirname(target), `.${basename(target).slice(0, 100)}.${process.pid}.part`)
  try {
    const descriptor = openSync(beside, 'wx', mode & 0o777)
    try {
      for (let bytes = Buffer.from(text); bytes.length > 0; ) bytes = bytes.subarray(writeSync(descriptor, bytes))
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    renameSync(beside, target)
  } catch (error) {
    rmSync(beside, { force: true })
    throw error
  }
}
