/** A format, laid out once and used many times: Python's `struct.Struct`. */
import { read, write } from './codec.ts'
import { StructError } from './error.ts'
import { type Layout, parse } from './parse.ts'
import type { Unpacked } from './unpacked.ts'
import type { StructValue } from './values.ts'

export class Struct<Format extends string = string> {
  readonly format: Format
  /** Bytes of the whole, what `calcsize` gives. */
  readonly size: number
  readonly #layout: Layout

  /** Throws StructError `FORMAT` for what is no format. */
  constructor(format: Format) {
    this.#layout = parse(format)
    this.format = format
    this.size = this.#layout.size
  }

  /** New bytes; pad bytes are 0. Throws StructError `COUNT`, `TYPE` or `RANGE`. */
  pack(...values: StructValue[]): Buffer {
    this.#count(values)
    const { items } = this.#layout
    const buffer = Buffer.alloc(this.size)
    let index = 0
    for (const item of items)
      for (let n = 0; n < item.repeat; n++, index++)
        write(buffer, item.offset + n * item.size, values[index], { layout: this.#layout, item, index })
    return buffer
  }

  /**
   * Packs into `buffer` from `offset` on; a negative offset counts from the end. Where it throws (as `pack`, and `SIZE`
   * where there is no room) nothing has been written.
   */
  pack_into(buffer: Uint8Array, offset: number, ...values: StructValue[]): void {
    this.#count(values)
    this.#window(buffer, offset, 'pack').set(this.pack(...values))
  }

  /** The values of exactly `size` bytes. Throws StructError `SIZE` for fewer or more. */
  unpack(buffer: Uint8Array): Unpacked<Format> {
    const bytes = bufferOf(buffer)
    if (bytes.length !== this.size) {
      const wanted = `${JSON.stringify(this.format)} unpacks exactly ${bytesOf(this.size)}`
      throw new StructError('SIZE', `${wanted}; the buffer has ${bytes.length}`, { format: this.format })
    }
    return this.#read(bytes)
  }

  /** The values of the `size` bytes from `offset` on; a negative offset counts from the end. */
  unpack_from(buffer: Uint8Array, offset = 0): Unpacked<Format> {
    return this.#read(this.#window(buffer, offset, 'unpack'))
  }

  /** The values of each `size` bytes in turn. Throws at once, `SIZE`, unless the buffer is a whole number of them. */
  iter_unpack(buffer: Uint8Array): IterableIterator<Unpacked<Format>> {
    const bytes = bufferOf(buffer)
    const { format, size } = this
    if (size === 0) throw new StructError('SIZE', `${JSON.stringify(format)} has no bytes to go on by`, { format })
    if (bytes.length % size !== 0) {
      const wanted = `${JSON.stringify(format)} iterates over a multiple of ${bytesOf(size)}`
      throw new StructError('SIZE', `${wanted}; the buffer has ${bytes.length}`, { format })
    }
    return this.#each(bytes)
  }

  *#each(bytes: Buffer): IterableIterator<Unpacked<Format>> {
    for (let at = 0; at < bytes.length; at += this.size) yield this.#read(bytes.subarray(at, at + this.size))
  }

  #read(bytes: Buffer): Unpacked<Format> {
    const values: StructValue[] = []
    for (const item of this.#layout.items)
      for (let n = 0; n < item.repeat; n++) values.push(read(bytes, item.offset + n * item.size, item, this.#layout))
    return values as Unpacked<Format>
  }

  #count({ length }: StructValue[]): void {
    const { values, format } = this.#layout
    if (length === values) return
    throw new StructError('COUNT', `${JSON.stringify(format)} takes ${valuesOf(values)}, not ${length}`, { format })
  }

  #window(buffer: Uint8Array, offset: number, verb: 'pack' | 'unpack'): Buffer {
    const bytes = bufferOf(buffer)
    if (!Number.isInteger(offset)) throw new TypeError(`an offset is a whole number, not ${String(offset)}`)
    const from = offset < 0 ? bytes.length + offset : offset
    if (from >= 0 && from + this.size <= bytes.length) return bytes.subarray(from, from + this.size)
    const wanted = `${JSON.stringify(this.format)} needs ${bytesOf(this.size)} to ${verb} at offset ${offset}`
    throw new StructError('SIZE', `${wanted}; the buffer has ${bytes.length} in all`, { format: this.format })
  }
}

function bufferOf(buffer: Uint8Array): Buffer {
  if (!(buffer instanceof Uint8Array)) throw new TypeError('bytes are a Buffer or another Uint8Array')
  return Buffer.from(buffer.buffer, buffer.byteOffset, buffer.byteLength)
}

function bytesOf(count: number): string {
  return count === 1 ? '1 byte' : `${count} bytes`
}

function valuesOf(count: number): string {
  return count === 1 ? '1 value' : `${count} values`
}
