/** A C call's failure, thrown. */
import { constants } from 'node:os'

const CODES = new Map(Object.entries(constants.errno).map(([code, errno]) => [errno, code]))
// Linux gives both names one number; BSD programs say EAGAIN.
CODES.set(constants.errno.EAGAIN, 'EAGAIN')
CODES.set(constants.errno.EOPNOTSUPP, 'EOPNOTSUPP')
/** Linux has them, Node's list does not. */
const UNLISTED: [number, string][] = [
  [6, 'ENXIO'],
  [92, 'ENOPROTOOPT'],
  [94, 'ESOCKTNOSUPPORT'],
  [96, 'EPFNOSUPPORT'],
  [108, 'ESHUTDOWN'],
  [109, 'ETOOMANYREFS'],
  [112, 'EHOSTDOWN'],
]
if (process.platform === 'linux') for (const [errno, code] of UNLISTED) if (!CODES.has(errno)) CODES.set(errno, code)

/**
 * `connect ECONNREFUSED 127.0.0.1:9999`: what was called, what came of it, with whom. All of BSD's errors are of this
 * class; `code` tells them apart. A time limit that has passed is `ETIMEDOUT`, a call that would have had to wait
 * `EAGAIN`, one on a closed socket `EBADF`. Source: errno(3) and the call's own man page.
 */
export class SocketError extends Error {
  override name = 'SocketError'
  /** `ECONNREFUSED`. */
  readonly code: string
  /** The number of `code`, positive, as in C. */
  readonly errno: number
  /** The call: `connect`. */
  readonly syscall: string

  constructor(errno: number, syscall: string, about?: string) {
    const code = CODES.get(errno) ?? `E${errno}`
    super(about ? `${syscall} ${code} ${about}` : `${syscall} ${code}`)
    this.code = code
    this.errno = errno
    this.syscall = syscall
  }
}

/** `getaddrinfo ENOTFOUND nowhere`: a name that cannot be resolved. `errno` is getaddrinfo(3)'s EAI_… number. */
export class AddressError extends Error {
  override name = 'AddressError'
  /** `ENOTFOUND`, as Node's own lookup says, or the name of the EAI_… number. */
  readonly code: string
  readonly errno: number
  readonly syscall = 'getaddrinfo'

  constructor(code: string, errno: number, about: string) {
    super(`getaddrinfo ${code} ${about}`)
    this.code = code
    this.errno = errno
  }
}
