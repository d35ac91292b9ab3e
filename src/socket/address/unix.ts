/** `struct sockaddr_un` (unix(7)): a path, or an abstract name, which begins with NUL and is no file. */
import { AF_UNIX } from '../constants.ts'
import { shown, sockaddr } from './sockaddr.ts'

const PATH_BYTES = 108

export function toUnix(address: unknown): Buffer {
  if (typeof address !== 'string') throw new TypeError(`an AF_UNIX address is a path, not ${shown(address)}`)
  const bytes = Buffer.from(address)
  const abstract = bytes[0] === 0
  const most = abstract ? PATH_BYTES : PATH_BYTES - 1
  if (bytes.length > most) throw new RangeError(`a socket's path has at most ${most} bytes, not ${bytes.length}`)
  // An abstract name is as long as it says; a path ends with NUL. No name at all asks the kernel for one (autobind).
  const result = sockaddr(2 + bytes.length + (abstract || bytes.length === 0 ? 0 : 1), AF_UNIX)
  result.set(bytes, 2)
  return result
}

export function fromUnix(bytes: Buffer): string {
  const path = bytes.subarray(2)
  const end = path[0] === 0 ? path.length : path.indexOf(0)
  return path.toString('utf8', 0, end < 0 ? path.length : end)
}
