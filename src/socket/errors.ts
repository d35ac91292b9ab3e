/** A C call's failure, thrown. */
import { constants } from 'node:os'

const CODES = new Map(Object.entries(constants.errno).map(([code, errno]) => [errno, code]))
// Linux gives both names one number; BSD programs say EAGAIN.
CODES.set(constants.errno.EAGAIN, 'EAGAIN')
CODES.set(constants.errno.EOPNOTSUPP, 'EOPNOTSUPP')
/** Linux has it, Node's list does not. */
CODES.set(94, 'ESOCKTNOSUPPORT')
CODES.set(96, 'EPFNOSUPPORT')

/** `connect ECONNREFUSED 127.0.0.1:9999`, with `code`, `errno` (positive, as in C) and `syscall`. */
export class SocketError extends Error {
  override name = 'SocketError'
  readonly code: string
  readonly errno: number
  readonly syscall: string

  constructor(errno: number, syscall: string, about?: string) {
    const code = CODES.get(errno) ?? `E${errno}`
    super(about ? `${syscall} ${code} ${about}` : `${syscall} ${code}`)
    this.code = code
    this.errno = errno
    this.syscall = syscall
  }
}
