import { connect } from 'node:net'

/** Sends the file at `path`; resolves when the server has answered that it is stored, otherwise rejects. */
export async function sendFile(host: string, port: number, path: string): Promise<void> {
  const socket = connect(port, host)
  // Your turn: the size of the file, the header with its length, the content, the answer.
  socket.destroy()
}
