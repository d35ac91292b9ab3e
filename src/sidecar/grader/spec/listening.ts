/** Descriptors of listening sockets, made on a host: Node's own `listen` makes its own too late for that. */
import { libc } from '../../sandbox/system/libc.ts'
import { onHost } from './network.ts'

const AF_UNIX = 1
const AF_INET = 2
/** struct sockaddr_un */
const UNIX_NAME_BYTES = 110
const SOCK_STREAM_NONBLOCK_CLOEXEC = 1 | 0x800 | 0x80000
const SOL_SOCKET = 1
const SO_REUSEADDR = 2

/** A TCP socket bound there, for `server.listen({ fd })`. Null where the address is taken or not the host's. */
export function boundSocket(on: string | undefined, address: string, port: number): number | null {
  return onHost(on, () => {
    const fd = libc.socket(AF_INET, SOCK_STREAM_NONBLOCK_CLOEXEC, 0)
    const one = Buffer.from([1, 0, 0, 0])
    libc.setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, one, one.length)
    const name = Buffer.alloc(16)
    name.writeUInt16LE(AF_INET, 0)
    name.writeUInt16BE(port, 2)
    name.set(address.split('.').map(Number), 4)
    if (libc.bind(fd, name, name.length) === 0) return fd
    libc.close(fd)
    return null
  })
}

/** The file of a UNIX socket that nobody listens on, as a crashed server leaves it. */
export function abandonedSocket(path: string): void {
  const fd = libc.socket(AF_UNIX, SOCK_STREAM_NONBLOCK_CLOEXEC, 0)
  const name = Buffer.alloc(UNIX_NAME_BYTES)
  name.writeUInt16LE(AF_UNIX, 0)
  name.write(path, 2)
  libc.bind(fd, name, name.length)
  libc.close(fd)
}
