/** What `import … from 'wirebook/socket'` gives. */
export type { Address } from './address.ts'
export * from './constants.ts'
export { SocketError } from './errors.ts'
export { Socket, sleep, socket } from './socket.ts'
