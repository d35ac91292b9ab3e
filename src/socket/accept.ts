/** accept(2): takes an opened connection out of the listening socket's queue. */
import type { AnyAddress } from './address.ts'
import { nameOf, tryAccept, withoutBlocking } from './descriptor.ts'
import { type Handle, newHandle } from './handle.ts'
import { awaiting, blocking, type Waiting } from './wait.ts'
import { shownEnd, watched, watchedAsync } from './watched.ts'

export type Accepted = { handle: Handle; address: AnyAddress }

export function accept(handle: Handle): Accepted {
  const attempts = new Attempts(handle)
  const run = () => attempts.accepted(blocking(waitingFor(handle), () => attempts.once()))
  return watched('accept', handle, run, outcome)
}

export async function acceptAsync(handle: Handle): Promise<Accepted> {
  const attempts = new Attempts(handle)
  const once = () => withoutBlocking(handle.fd, () => attempts.once())
  const run = async () => attempts.accepted(await awaiting(waitingFor(handle), once))
  return watchedAsync('accept', handle, run, outcome)
}

/** Remembers the peer of the attempt that succeeds. */
class Attempts {
  readonly #handle: Handle
  #address: AnyAddress = ''

  constructor(handle: Handle) {
    this.#handle = handle
  }

  once(): number {
    const { result, address } = tryAccept(this.#handle.fd, this.#handle.family)
    this.#address = address
    return result
  }

  /** The connection has no time limit, whatever the listening socket has. */
  accepted(fd: number): Accepted {
    const { family, type, protocol } = this.#handle
    return { handle: newHandle(fd, family, type, protocol, null), address: this.#address }
  }
}

function waitingFor(handle: Handle): Waiting {
  return { handle, syscall: 'accept', direction: 'in' }
}

function outcome({ handle, address }: Accepted) {
  const local = shownEnd(nameOf(handle.fd, handle.family, 'getsockname'))
  return { local, remote: shownEnd(address), result: `fd ${handle.fd}` }
}
