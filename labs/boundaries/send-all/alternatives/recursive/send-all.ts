/** What `sendall` needs of a socket. */
export type Sender = {
  /** Takes some of the bytes and returns how many; throws `{ code: "EAGAIN" }` when it can take none just now. */
  send(bytes: Uint8Array): number
  /** Resolves when the socket can take bytes again. */
  writable(): Promise<void>
}

/** Sends what the socket takes, then the rest in the same way. */
export async function sendall(socket: Sender, data: Uint8Array): Promise<void> {
  if (data.length === 0) return
  const taken = take(socket, data)
  if (taken === undefined) await socket.writable()
  // A turn of the event loop now and then keeps a long recursion off the stack.
  else if (taken < 16) await Promise.resolve()
  return sendall(socket, data.subarray(taken ?? 0))
}

function take(socket: Sender, data: Uint8Array): number | undefined {
  try {
    return socket.send(data)
  } catch (error) {
    if (error !== null && typeof error === 'object' && 'code' in error && error.code === 'EAGAIN') return undefined
    throw error
  }
}
