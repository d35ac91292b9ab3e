import type { Address, UnixAddress } from '../address.ts'

/** `['127.0.0.1', 9000]`, or a UNIX socket's path; `''` for a client that has none. */
export type ServerAddress = Address | UnixAddress
