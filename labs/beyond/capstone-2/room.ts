// The upper two layers: login, who, bye. The rest of the protocol is your project.
import type { Socket } from 'node:net'
import { frame, type Message } from './frames.ts'

const names = new Map<Socket, string>()

export function leave(socket: Socket): void {
  names.delete(socket)
}

export function answer(socket: Socket, request: Message): void {
  const name = names.get(socket)
  console.log(`${name ?? 'somebody'}: ${JSON.stringify(request)}`)
  if (request.type === 'login' && request.name) {
    names.set(socket, request.name)
    socket.write(frame({ type: 'welcome', names: [...names.values()].sort() }))
  } else if (name === undefined) socket.write(frame({ type: 'error', code: 'login' }))
  else if (request.type === 'who') socket.write(frame({ type: 'names', names: [...names.values()].sort() }))
  else if (request.type === 'bye') socket.end(frame({ type: 'bye' }))
  else socket.write(frame({ type: 'error', code: 'bad' }))
}
