/** Binds the server's port, or says in one sentence why not and what to do. */
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { portOwner } from './port-owner.ts'

/** We cannot serve here. */
export class ServeError extends Error {
  override name = 'ServeError'
  readonly code: 'PORT_TAKEN' | 'PORT_REFUSED' | 'HOST_REFUSED' | 'HOST_UNKNOWN'
  constructor(code: ServeError['code'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** Resolves to the port bound (`port` may be 0). Throws ServeError. */
export async function listen(server: Server, port: number, host: string): Promise<number> {
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (error) {
    throw explained(error as NodeJS.ErrnoException, port, host)
  }
  return (server.address() as AddressInfo).port
}

function explained(error: NodeJS.ErrnoException, port: number, host: string): Error {
  const { code } = error
  const another = `choose another with --port, e.g. --port ${port >= 65_535 ? 4321 : Math.max(port + 1, 1_024)}`
  if (code === 'EADDRINUSE') {
    const owner = portOwner(port)
    return new ServeError('PORT_TAKEN', `port ${port} is in use${owner ? ` by ${owner}` : ''}; ${another}`, {
      cause: error,
    })
  }
  if (code === 'EACCES')
    return new ServeError('PORT_REFUSED', `this user may not listen on port ${port}; ${another}`, { cause: error })
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new ServeError('HOST_UNKNOWN', `this machine has no address ${host}; leave --host out for 127.0.0.1`, {
      cause: error,
    })
  return error
}
