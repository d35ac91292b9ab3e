/** Binds the server's port, or says in one sentence why not and what to do. */
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { en, type SidecarSentence, type Told, told } from '../words/index.ts'
import { portOwner } from './port-owner.ts'

/** We cannot serve here. */
export class ServeError extends Error implements Told {
  override name = 'ServeError'
  readonly code: 'PORT_TAKEN' | 'PORT_REFUSED' | 'HOST_REFUSED' | 'HOST_UNKNOWN'
  readonly told: SidecarSentence
  constructor(code: ServeError['code'], what: SidecarSentence, options?: ErrorOptions) {
    super(told(en, what), options)
    this.code = code
    this.told = what
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
  const other = port >= 65_535 ? 4321 : Math.max(port + 1, 1_024)
  if (code === 'EADDRINUSE')
    return new ServeError('PORT_TAKEN', ['portTaken', port, portOwner(port), other], { cause: error })
  if (code === 'EACCES') return new ServeError('PORT_REFUSED', ['portRefused', port, other], { cause: error })
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new ServeError('HOST_UNKNOWN', ['noSuchAddress', host], { cause: error })
  return error
}
