import { createSocket } from 'node:dgram'

/** Asks `<id> <question>` and gives the answer without its id; rejects with Error("timeout") after five tries. */
export async function ask(host: string, port: number, question: string): Promise<string> {
  const socket = createSocket('udp4')
  // Your turn: send, wait 200 ms for `<id> <answer>` from that host and port, send again; five times in all.
  socket.close()
  return ''
}
