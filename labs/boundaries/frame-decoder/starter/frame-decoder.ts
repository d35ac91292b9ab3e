export type Order = 'be' | 'le'

/** One frame: the payload's length in 4 bytes (be: unsigned, le: signed as struct's "i"), then the payload. */
export function encode(payload: Uint8Array, order: Order = 'be'): Uint8Array {
  return new Uint8Array(0)
}

/** Cuts a byte stream into the payloads of its frames. After an error every push throws. */
export class FrameDecoder {
  /** `max`: the largest payload accepted, in bytes. */
  constructor(options: { order?: Order; max?: number } = {}) {}

  /** Takes the next chunk, returns the payloads it completed. Throws Error("too large") or Error("negative"). */
  push(chunk: Uint8Array): Uint8Array[] {
    return []
  }

  /** The stream has ended. Throws Error("truncated") if it ended inside a frame. */
  end(): void {}
}
