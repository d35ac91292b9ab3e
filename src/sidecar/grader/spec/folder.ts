/**
 * A folder that submission and spec share: in the submission's own /tmp, reached by the spec through /proc.
 *
 * The submission may put links there, or something else in the folder's place. So the folder is held by a descriptor
 * from its beginning, names have no slash, and what is read or connected to is never a link.
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
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { mainProcess } from './doing.ts'
import { NotSeen, SpecFault } from './faults.ts'
import { Grading, type Opened } from './grading.ts'
import { abandonedSocket } from './listening.ts'
import { say } from './say.ts'

const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_RDONLY, O_WRONLY } = constants
/** Not in Node's constants: fcntl-linux.h. */
const O_PATH = 0o10000000
/** Longest file read. */
const MOST_BYTES = 64 << 20
const OPEN_TO_ALL = 0o777

export class Folder implements Opened {
  /** As the submission sees it. */
  readonly path: string
  readonly #fd: number
  readonly #held: number[] = []

  constructor(path: string, fd: number) {
    this.path = path
    this.#fd = fd
  }

  /** Path of one of its entries for the spec. Whoever opens it must not follow links. */
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
    const fd = this.#opened(name, O_RDONLY)
    try {
      const { size } = fstatSync(fd)
      if (size > MOST_BYTES) throw new NotSeen(say(`${name} has ${size} bytes.`, `${name} 有 ${size} 字节。`))
      return Uint8Array.from(readFileSync(fd))
    } finally {
      closeSync(fd)
    }
  }

  /** A new file. */
  write(name: string, bytes: Uint8Array | string): void {
    const fd = openSync(this.here(name), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o666)
    writeFileSync(fd, bytes)
    fchmodSync(fd, 0o666)
    closeSync(fd)
  }

  /** A new symbolic link. */
  link(name: string, target: string): void {
    symlinkSync(target, this.here(name))
  }

  remove(name: string): void {
    rmSync(this.here(name), { force: true, recursive: true })
  }

  /** The file of a UNIX socket that nobody listens on any more, as a crash leaves it. */
  abandon(name: string): void {
    abandonedSocket(this.here(name))
    this.open(name)
  }

  /** Lets the submission use a socket that the spec listens on there. */
  open(name: string): void {
    chmodSync(this.here(name), OPEN_TO_ALL)
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

  #opened(name: string, flags: number): number {
    try {
      return openSync(this.here(name), flags | O_NOFOLLOW)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      const why =
        code === 'ENOENT' ? say('is not there', '不存在') : say(`cannot be opened (${code})`, `无法打开（${code}）`)
      throw new NotSeen(say(`${this.path}/${name} ${why}.`, `${this.path}/${name} ${why}。`))
    }
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
  const made = grading.opened(new Folder(`/tmp/${name}`, openSync(here, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)))
  chmodSync(here, OPEN_TO_ALL)
  return made
}
