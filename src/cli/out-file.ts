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
import { EXIT } from './exit.ts'

/** The file that was asked for could not be written. `exit`: whose fault that was. */
export class OutError extends Error {
  override name = 'OutError'
  readonly code = 'OUT_UNWRITABLE'
  readonly exit: number
  constructor(message: string, exit: number) {
    super(message)
    this.exit = exit
  }
}

/** What the writer of the path can mend, and how; anything else is the machine's trouble. */
const STEPS: Record<string, string> = {
  ENOENT: 'there is no such folder; make it first',
  ENOTDIR: 'a part of that path is a file; name another folder',
  EISDIR: 'that is a folder; name a file in it',
  EACCES: 'this user may not write there; name another place',
  EPERM: 'this user may not write there; name another place',
  EROFS: 'that file system is read-only; name another place',
  ELOOP: 'its links lead in a circle; name another place',
  ENAMETOOLONG: 'that name is too long; name a shorter one',
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
    if (status?.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' })
    if (status && !status.isFile()) writeFileSync(target, text)
    else replace(target, text, status?.mode)
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    const step = STEPS[code]
    throw new OutError(`--out ${file}: ${step ?? message}`, step === undefined ? EXIT.ours : EXIT.usage)
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
