/** The C functions, loaded once. Pointers are Buffers; koffi passes their memory as it is. */
import { constants } from 'node:os'
import koffi from 'koffi'
import { SocketError } from './errors.ts'

const { EINTR } = constants.errno

export type Libc = ReturnType<typeof load>

let loaded: Libc | undefined

/** Throws where there is no Linux libc. */
export function libc(): Libc {
  loaded ??= load()
  return loaded
}

function load() {
  if (process.platform !== 'linux') throw new Error('SOCKET_UNSUPPORTED: wirebook/socket needs Linux')
  const c = koffi.load(null)
  return {
    // ssize_t is declared 64-bit: as an int, an error would read as 4294967295.
    socket: c.func('int socket(int, int, int)'),
    socketpair: c.func('int socketpair(int, int, int, _Inout_ void *)'),
    bind: c.func('int bind(int, void *, uint32)'),
    listen: c.func('int listen(int, int)'),
    accept4: c.func('int accept4(int, _Inout_ void *, _Inout_ void *, int)'),
    connect: c.func('int connect(int, void *, uint32)'),
    recv: c.func('int64 recv(int, _Inout_ void *, uint64, int)'),
    recvfrom: c.func('int64 recvfrom(int, _Inout_ void *, uint64, int, _Inout_ void *, _Inout_ void *)'),
    send: c.func('int64 send(int, void *, uint64, int)'),
    sendto: c.func('int64 sendto(int, void *, uint64, int, void *, uint32)'),
    shutdown: c.func('int shutdown(int, int)'),
    close: c.func('int close(int)'),
    getsockname: c.func('int getsockname(int, _Inout_ void *, _Inout_ void *)'),
    getpeername: c.func('int getpeername(int, _Inout_ void *, _Inout_ void *)'),
    setsockopt: c.func('int setsockopt(int, int, int, void *, uint32)'),
    getsockopt: c.func('int getsockopt(int, int, int, _Inout_ void *, _Inout_ void *)'),
    fcntl: c.func('int fcntl(int, int, ...)'),
    select: c.func('int select(int, _Inout_ void *, _Inout_ void *, _Inout_ void *, _Inout_ void *)'),
    poll: c.func('int poll(_Inout_ void *, uint64, int)'),
    epollCreate: c.func('int epoll_create1(int)'),
    epollControl: c.func('int epoll_ctl(int, int, int, void *)'),
    epollWait: c.func('int epoll_wait(int, _Inout_ void *, int, int)'),
    eventfd: c.func('int eventfd(uint32, int)'),
    read: c.func('int64 read(int, _Inout_ void *, uint64)'),
    write: c.func('int64 write(int, void *, uint64)'),
    if_nametoindex: c.func('uint32 if_nametoindex(const char *)'),
    if_indextoname: c.func('void *if_indextoname(uint32, _Inout_ void *)'),
  }
}

/** Result of a C call, or minus its errno. */
export function once(call: () => number | bigint): number {
  const result = Number(call())
  return result >= 0 ? result : -koffi.errno()
}

/** The same, where an interrupted call is made again. */
export function retried(call: () => number | bigint): number {
  for (;;) {
    const result = once(call)
    if (result !== -EINTR) return result
  }
}

/** Result of a C call; throws SocketError where it is negative. `about`: the address it was made with. */
export function must(syscall: string, call: () => number | bigint, about?: string): number {
  const result = retried(call)
  if (result < 0) throw new SocketError(-result, syscall, about)
  return result
}
