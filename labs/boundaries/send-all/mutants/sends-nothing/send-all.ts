/** What `sendall` needs of a socket. */
export type Sender = {
  /** Takes some of the bytes and returns how many; throws `{ code: "EAGAIN" }` when it can take none just now. */
  send(bytes: Uint8Array): number
  /** Resolves when the socket can take bytes again. */
  writable(): Promise<void>
}

/** Sends all of `data`, in order, each byte once; rejects with the error of `send` unless that is EAGAIN. */
export async function sendall(socket: Sender, data: Uint8Array): Promise<void> {
  let sent = 0
  do {
    try {
      sent += socket.send(data.subarray(sent))
    } catch (error) {
      if ((error as { code?: string }).code !== 'EAGAIN') throw error
      await socket.writable()
    }
  } while (sent < data.length)
}
