/** Values of options, for setsockopt(2) and getsockopt(2). */
import { shown } from './address/sockaddr.ts'
import { getOption, setOption } from './descriptor.ts'
import { INT_BYTES, int, readInt } from './memory.ts'

export type OptionValue = number | boolean | readonly number[] | Uint8Array

/** The most that may be asked for, as in Python. */
const MOST_BYTES = 1024

export function setSocketOption(fd: number, level: number, option: number, value: OptionValue): void {
  setOption(fd, numbered(level, 'a level'), numbered(option, 'an option'), optionBytes(value))
}

export function getSocketOption(fd: number, level: number, option: number): number {
  const bytes = getOption(fd, numbered(level, 'a level'), numbered(option, 'an option'), INT_BYTES)
  // The kernel may answer with fewer bytes: IP_MULTICAST_TTL is one.
  return bytes.length < INT_BYTES ? bytes.readUIntLE(0, bytes.length || 1) : readInt(bytes)
}

export function getSocketOptionBytes(fd: number, level: number, option: number, bytes: number): Buffer {
  const size = numbered(bytes, 'a number of bytes')
  if (size < 1 || size > MOST_BYTES) throw new RangeError(`an option has 1-${MOST_BYTES} bytes, not ${size}`)
  return getOption(fd, numbered(level, 'a level'), numbered(option, 'an option'), size)
}

function optionBytes(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value
  const ints: unknown[] = Array.isArray(value) ? value : [value]
  const wrong = ints.find((each) => typeof each !== 'number' && typeof each !== 'boolean')
  if (wrong !== undefined || ints.length === 0 || ints.includes(undefined))
    throw new TypeError(`an option's value is an int, a boolean, ints or bytes, not ${shown(value)}`)
  return Buffer.concat(ints.map((each) => int(Number(each))))
}

function numbered(value: unknown, what: string): number {
  if (typeof value !== 'number') throw new TypeError(`${what} is a number, not ${shown(value)}`)
  return value
}
