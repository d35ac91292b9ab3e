export type WsEvent =
  | { type: 'text'; data: string }
  | { type: 'binary' | 'ping' | 'pong'; data: Uint8Array }
  | { type: 'close'; code: number | null; reason: string }
  | { type: 'error'; code: 1002 | 1007 | 1009 }

/** The value of Sec-WebSocket-Accept that answers this key (RFC 6455 §4.2.2). */
export function acceptKey(key: string): string {
  return ''
}

/** Turns the bytes of one direction into whole messages. Nothing comes after a close or an error. */
export class WsDecoder {
  /** `role`: whose decoder this is. A server's reads masked frames, a client's unmasked ones. `maxMessage`: bytes. */
  constructor(options: { role: 'server' | 'client'; maxMessage?: number }) {}

  /** Takes the next chunk, cut anywhere; returns what it completed, in order. */
  push(chunk: Uint8Array): WsEvent[] {
    return []
  }
}
