/**
 * A folder that submission and spec share: in the submission's own /tmp, reached by the spec through /proc.
 *
 * The submission may put links there, pipes, or something else in the folder's place, at any moment. A link would be
 * followed in the spec's own view of the machine, and a pipe waits until somebody opens its other end. So the folder is
 * held by a descriptor from its beginning, names have no slash, and whatever is there already is opened without following
 * links and without waiting, and looked at, before anything is done with it.
 */
import { randomUUID } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { mainProcess } from './doing.ts'
import { NotSeen, SpecFault } from './faults.ts'
import { Grading, type Opened } from './grading.ts'
import { abandonedSocket } from './listening.ts'
import { say } from './say.ts'

const { O_APPEND, O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants
/** Not in Node's constants: fcntl-linux.h. */
const O_PATH = 0o10000000
/** Longest file read. */
const MOST_BYTES = 64 << 20
const OPEN_TO_ALL = 0o777
const OPEN_FILE = 0o666

export class Folder implements Opened {
  /** As the submission sees it. */
  readonly path: string
  readonly #fd: number
  readonly #held: number[] = []

  constructor(path: string, fd: number) {
    this.path = path
    this.#fd = fd
  }

  /** Path of an entry that the spec makes, by a call that takes nothing that is there: bind(2), symlink(2), unlink(2). */
  here(name: string): string {
    if (name === '' || name === '.' || name === '..' || name.includes('/'))
      throw new SpecFault(`"${name}" is no name in a folder`)
    return `/proc/self/fd/${this.#fd}/${name}`
  }

  /** Names in it, sorted. */
  list(): string[] {
    return readdirSync(`/proc/self/fd/${this.#fd}`).sort()
  }

  /** Throws NotSeen where no file of this name is, or something else. */
  read(name: string): Uint8Array {
    const fd = this.#file(name, O_RDONLY)
    try {
      const { size } = fstatSync(fd)
      if (size > MOST_BYTES) throw new NotSeen(say(`${name} has ${size} bytes.`, `${name} 有 ${size} 字节。`))
      return Uint8Array.from(readFileSync(fd))
    } finally {
      closeSync(fd)
    }
  }

  /** More bytes at the end of a file that is there. Throws NotSeen where none is, or something else. */
  append(name: string, bytes: Uint8Array): void {
    this.#wrote(name, this.#file(name, O_WRONLY | O_APPEND), bytes)
  }

  /** A new file. Throws NotSeen where it cannot be made: the submission may have taken the name, or all room there is. */
  write(name: string, bytes: Uint8Array | string): void {
    const fd = this.#opened(name, O_WRONLY | O_CREAT | O_EXCL)
    this.#wrote(name, fd, bytes)
  }

  /** A new symbolic link. */
  link(name: string, target: string): void {
    symlinkSync(target, this.here(name))
  }

  /** No folder: what is in one could become a link while it is gone through. Nothing happens where nothing is. */
  remove(name: string): void {
    try {
      unlinkSync(this.here(name))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw this.#unseen(name, error)
    }
  }

  /** The file of a UNIX socket that nobody listens on any more, as a crash leaves it. */
  abandon(name: string): void {
    abandonedSocket(this.here(name))
    this.open(name)
  }

  /** Lets the submission use a socket that the spec listens on there. */
  open(name: string): void {
    const fd = this.#opened(name, O_PATH)
    try {
      // chmod(2) would follow a link that has come in its place, and fchmod(2) takes no such descriptor.
      if (fstatSync(fd).isSocket()) chmodSync(`/proc/self/fd/${fd}`, OPEN_TO_ALL)
    } finally {
      closeSync(fd)
    }
  }

  /** What to connect to for a socket there, whatever becomes of its name. Throws NotSeen where no socket is. */
  socket(name: string): string {
    const fd = this.#opened(name, O_PATH)
    this.#held.push(fd)
    if (!fstatSync(fd).isSocket()) {
      throw new NotSeen(say(`${this.path}/${name} is no socket.`, `${this.path}/${name} 不是套接字。`))
    }
    return `/proc/self/fd/${fd}`
  }

  destroy(): void {
    for (const fd of [...this.#held.splice(0), this.#fd]) closeSync(fd)
  }

  pending(): string {
    return ''
  }

  #file(name: string, flags: number): number {
    const fd = this.#opened(name, flags)
    if (fstatSync(fd).isFile()) return fd
    closeSync(fd)
    throw new NotSeen(say(`${this.path}/${name} is no file.`, `${this.path}/${name} 不是文件。`))
  }

  #opened(name: string, flags: number): number {
    try {
      return openSync(this.here(name), flags | O_NOFOLLOW | O_NONBLOCK, OPEN_FILE)
    } catch (error) {
      throw this.#unseen(name, error)
    }
  }

  /** Closes it. */
  #wrote(name: string, fd: number, bytes: Uint8Array | string): void {
    try {
      writeFileSync(fd, bytes)
      fchmodSync(fd, OPEN_FILE)
    } catch (error) {
      throw this.#unseen(name, error)
    } finally {
      closeSync(fd)
    }
  }

  #unseen(name: string, error: unknown): NotSeen {
    const { code } = error as NodeJS.ErrnoException
    const why =
      code === 'ENOENT' ? say('is not there', '不存在') : say(`cannot be opened (${code})`, `无法打开（${code}）`)
    return new NotSeen(say(`${this.path}/${name} ${why}.`, `${this.path}/${name} ${why}。`))
  }
}

/** A new, empty folder until the test ends. Throws NotSeen in the reduced tier, where programs may write no file. */
export function folder(): Folder {
  const grading = Grading.current()
  const pid = grading.job.learner.netns === null ? null : mainProcess()
  if (pid === null) {
    throw new NotSeen(
      say(
        'Programs may write no files in the reduced tier; "npx wirebook doctor" tells how to get more.',
        '受限模式下程序不能写文件；运行“npx wirebook doctor”，看看怎样得到完整功能。',
      ),
    )
  }
  const name = `wirebook-${randomUUID().slice(0, 8)}`
  const here = `/proc/${pid}/root/tmp/${name}`
  mkdirSync(here)
  const fd = openSync(here, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
  fchmodSync(fd, OPEN_TO_ALL)
  return grading.opened(new Folder(`/tmp/${name}`, fd))
}
