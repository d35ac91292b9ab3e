/** A datagram as a file: what `DatagramRequestHandler` reads from and writes to. */
import { IncomingBytes } from '../file/lines.ts'
import { bytesOf, type Data } from '../send.ts'

export class DatagramFile {
  readonly #incoming = new IncomingBytes()
  #written: Uint8Array[] = []

  constructor(data: Buffer = Buffer.alloc(0)) {
    if (data.length > 0) this.#incoming.add(data)
    this.#incoming.add(Buffer.alloc(0))
  }

  /** At most `count` bytes, without a count all that are left. */
  read(count?: number): Buffer {
    const taken = count === undefined ? this.#incoming.takeAll() : this.#incoming.take(count)
    return taken ?? Buffer.alloc(0)
  }

  /** The next line with its `\n`; empty at the end. */
  readline(): Buffer {
    return this.#incoming.takeLine(Number.POSITIVE_INFINITY) ?? Buffer.alloc(0)
  }

  write(data: Data): number {
    this.#written.push(Uint8Array.from(bytesOf(data)))
    return data.length
  }

  /** All that was written. */
  getvalue(): Buffer {
    return Buffer.concat(this.#written)
  }
}
