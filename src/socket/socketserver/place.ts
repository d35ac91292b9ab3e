/**
 * Where this module has been loaded: in the program, or in a worker that loads the program's file once more in order
 * to find the handler class (see threads/worker.ts). There servers are only stand-ins: they bind nothing, and
 * `serve_forever` hands the thread over to the connections instead of waiting for them.
 */
import type { Socket } from '../socket.ts'
import type { ServerAddress } from './address.ts'
import type { Control } from './control.ts'

/** What a stand-in knows of the server it stands for. */
export type Original = {
  /** Which server of the program it is, in the order in which they were constructed. */
  index: number
  server_address: ServerAddress
  /** Null where requests bring sockets of their own. */
  socket: Socket<ServerAddress> | null
  control: Control
}

/** Thrown by a stand-in's `serve_forever`, so that what follows it in the file is not run again. */
export class HandedOver extends Error {
  override name = 'HandedOver'
}

type Place = {
  /** Null in the program itself. */
  original: Original | null
  /** While the program's file is loaded in a worker. */
  loading: boolean
  /** Servers constructed in this thread. */
  servers: object[]
}

export const place: Place = { original: null, loading: false, servers: [] }

/** Counts a server, which is now being constructed. */
export function register(server: object): { index: number; standsIn: boolean; original: Original | null } {
  const index = place.servers.push(server) - 1
  const original = place.loading && place.original?.index === index ? place.original : null
  return { index, standsIn: place.loading, original }
}
