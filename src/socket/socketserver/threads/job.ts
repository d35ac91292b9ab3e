/** What is posted to a worker. */
import type { ServerAddress } from '../address.ts'
import type { GivenRequest } from '../servers.ts'

/** What a worker knows from its beginning. */
export type WorkerStart = {
  /** File to load, where the handler class is. */
  file: string
  /** Name of the handler class, in case only its export leads to it. */
  handler: string
  /** Which server of the program it works for; a descriptor of its socket that the worker has to close. */
  server: { index: number; address: ServerAddress; descriptor: number | null; control: SharedArrayBuffer }
  slots: SharedArrayBuffer
  slot: number
}

/** Null: there will be no more. */
export type Job = { request: GivenRequest; client_address: ServerAddress } | null
