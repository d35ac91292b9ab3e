/** A connection as its own host sees it: local and remote address and port. */
export type Tuple = { lip: string; lport: number; rip: string; rport: number }

/** Finds the socket that an incoming segment is for, as a kernel does. */
export class Demux {
  /** A socket `id` listens at this address (0.0.0.0 is any) and port. Throws Error("EADDRINUSE") when one does already. */
  listen(id: string, ip: string, port: number): void {
    // Your turn.
  }

  /** A socket `id` is one end of this connection. */
  established(id: string, t: Tuple): void {
    // Your turn.
  }

  /** The socket `id` is gone. */
  close(id: string): void {
    // Your turn.
  }

  /** The id of the socket that gets a segment which arrived for t.lip:t.lport from t.rip:t.rport, or "RST". */
  route(t: Tuple, flags: 'SYN' | 'DATA'): string {
    // Your turn.
    return ''
  }
}
