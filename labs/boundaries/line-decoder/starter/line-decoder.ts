/** Cuts a byte stream into the lines it holds: UTF-8, each ended by \n or \r\n. */
export class LineDecoder {
  /** `max`: bytes a line may have, without its end. */
  constructor(max = 65_536) {}

  /** Takes the next chunk, returns the lines it completed. Throws Error("too long") or Error("utf8"). */
  push(chunk: Uint8Array): string[] {
    // Your turn: look for byte 10, keep what is behind the last one, decode whole lines.
    return []
  }

  /** The stream has ended. Throws Error("unterminated") if it ended inside a line. */
  end(): void {}
}
