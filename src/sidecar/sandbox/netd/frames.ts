/** Messages between a sidecar and its helper: u32 big-endian length, then that many bytes of UTF-8 JSON. */

const HEADER_BYTES = 4

export function frame(message: unknown): Buffer {
  const body = Buffer.from(JSON.stringify(message))
  const header = Buffer.alloc(HEADER_BYTES)
  header.writeUInt32BE(body.length)
  return Buffer.concat([header, body])
}

/** Cuts a byte stream from one of our own processes into messages. */
export class FrameReader<Message> {
  #chunks: Buffer[] = []
  #have = 0
  #need = HEADER_BYTES
  #header = true

  push(chunk: Buffer, take: (message: Message) => void): void {
    this.#chunks.push(chunk)
    this.#have += chunk.length
    while (this.#have >= this.#need) {
      const all = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks)
      const part = all.subarray(0, this.#need)
      this.#chunks = [all.subarray(this.#need)]
      this.#have -= this.#need
      if (this.#header) this.#need = part.readUInt32BE()
      else {
        this.#need = HEADER_BYTES
        take(JSON.parse(part.toString()) as Message)
      }
      this.#header = !this.#header
    }
  }
}
