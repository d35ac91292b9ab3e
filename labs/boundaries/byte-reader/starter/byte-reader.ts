/** Turns chunks of any size into exact reads. */
export class ByteReader {
  /** Takes a chunk that has arrived. The caller may reuse its array afterwards. */
  push(chunk: Uint8Array): void {}

  /** No more chunks will come. */
  end(): void {}

  /** Exactly n bytes, as soon as they are there. Rejects with Error("eof") if the stream ends first. */
  async readExactly(n: number): Promise<Uint8Array> {
    return new Uint8Array(0)
  }

  /** What is there: 1 to max bytes, as soon as there is one; none at the end of the stream. */
  async readAvailable(max: number): Promise<Uint8Array> {
    return new Uint8Array(0)
  }
}
