/**
 * The text of one file, with nothing believed of it: it is opened without waiting (a fifo would), judged by its
 * descriptor and read up to the limit. Within a folder a link may not lead out of it: who grades other people's folders
 * must not have files of the own machine read into a verdict.
 */
import { closeSync, constants, fstatSync, openSync, readSync, realpathSync, type Stats } from 'node:fs'
import { sep } from 'node:path'
import { GRADER_LIMITS } from '../sidecar/grader/limits.ts'
import type { Words } from '../sidecar/grader/words/index.ts'
import type { OddFile } from './words/en.ts'

const CHUNK_BYTES = 64 << 10
/** Errors of the system that say: not you. */
const DENIED = ['EACCES', 'EPERM']

/** Why a file is not graded: the submission's fault. */
export class Refused extends Error {
  override name = 'Refused'
  readonly code: string
  readonly say: (words: Words) => string
  constructor(code: string, say: (words: Words) => string) {
    super(code)
    this.code = code
    this.say = say
  }
}

/** `folder`: that of the submission, when it is one. Throws Refused. */
export function readText(path: string, folder?: string): string {
  let descriptor: number
  try {
    const real = realpathSync(path)
    if (folder !== undefined && !within(realpathSync(folder), real))
      throw new Refused('SUBMISSION_LINK', (words) => words.leadsOut(real))
    descriptor = openSync(real, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW)
  } catch (error) {
    throw error instanceof Refused ? error : refusedBy(error as NodeJS.ErrnoException)
  }
  try {
    const status = fstatSync(descriptor)
    if (status.isDirectory()) throw new Refused('SUBMISSION_NOT_FILE', (words) => words.isFolder())
    if (!status.isFile()) throw new Refused('SUBMISSION_NOT_FILE', (words) => words.notRegular(kindOf(status)))
    if (status.size > GRADER_LIMITS.submissionBytes)
      throw new Refused('SUBMISSION_TOO_LARGE', (words) => words.tooLarge(status.size, GRADER_LIMITS.submissionBytes))
    return readTextFrom(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** What an open descriptor gives to its end, or more than the limit. Throws Refused. */
export function readTextFrom(descriptor: number): string {
  const chunks: Buffer[] = []
  let length = 0
  while (length <= GRADER_LIMITS.submissionBytes) {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES)
    const read = readOnce(descriptor, chunk)
    if (read === 0) return textOf(Buffer.concat(chunks))
    chunks.push(chunk.subarray(0, read))
    length += read
  }
  throw new Refused('SUBMISSION_TOO_LARGE', (words) => words.tooMany(GRADER_LIMITS.submissionBytes))
}

/** Bytes read; 0 at the end. A terminal or pipe that has nothing yet is waited for. */
function readOnce(descriptor: number, chunk: Buffer): number {
  for (;;) {
    try {
      return readSync(descriptor, chunk)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EOF') return 0
      if (code !== 'EAGAIN') throw refusedBy(error as NodeJS.ErrnoException)
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
    }
  }
}

function textOf(bytes: Buffer): string {
  if (bytes.includes(0)) throw new Refused('SUBMISSION_BINARY', (words) => words.binary())
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new Refused('SUBMISSION_NOT_UTF8', (words) => words.notUtf8(firstWrongByte(bytes)))
  }
}

/** Where decoding first puts a replacement character that the bytes do not spell themselves. */
function firstWrongByte(bytes: Buffer): number {
  const again = Buffer.from(bytes.toString('utf8'))
  const at = bytes.findIndex((byte, index) => byte !== again[index])
  return at < 0 ? bytes.length : at
}

function refusedBy({ code = '', message }: NodeJS.ErrnoException): Refused {
  if (DENIED.includes(code)) return new Refused('SUBMISSION_DENIED', (words) => words.denied(code))
  if (code === 'ENXIO') return new Refused('SUBMISSION_NOT_FILE', (words) => words.notRegular('socket'))
  return new Refused('SUBMISSION_UNREADABLE', (words) => words.unreadable(code || message))
}

export function kindOf(status: Stats): OddFile {
  if (status.isFIFO()) return 'fifo'
  if (status.isSocket()) return 'socket'
  if (status.isCharacterDevice() || status.isBlockDevice()) return 'device'
  return 'special file'
}

/** Does a path lie in a folder, both without links? */
function within(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}
