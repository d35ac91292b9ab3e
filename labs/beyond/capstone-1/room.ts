// The upper two layers: messages, and the room. The dial takes their care away.
import type { Socket } from 'node:net'
import { frame, type Message } from './frames.ts'

export const care = process.argv.find((arg) => arg.startsWith('care='))?.slice(5) ?? 'all'
export const LIMITS = care === 'no-limits' ? { frame: 2 ** 32, queue: Infinity } : { frame: 65_536, queue: 16_384 }
/** Everybody who is connected, with the address. */
export const members = new Map<Socket, string>()
/** Bytes that waited for one member at the worst moment. */
export let longest = 0

function tell(message: Message): void {
  for (const [socket, name] of members) {
    socket.write(frame(message))
    longest = Math.max(longest, socket.writableLength)
    if (socket.writableLength <= LIMITS.queue) continue
    console.log(`${name} does not read: cut`)
    members.delete(socket)
    socket.destroy()
  }
}

export function hear(socket: Socket, from: string, payload: Buffer): void {
  try {
    tell({ type: 'said', from, text: (JSON.parse(payload.toString()) as Message).text })
  } catch (error) {
    if (care === 'no-try') throw error
    socket.write(frame({ type: 'error', code: 'bad' }))
  }
}
