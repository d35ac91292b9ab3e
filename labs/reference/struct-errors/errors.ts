// Every kind of StructError, and the calls that read and write in place.
import { calcsize, iter_unpack, pack, pack_into, Struct, StructError, unpack, unpack_from } from 'wirebook/struct'

function attempt(words: string, act: () => unknown): void {
  try {
    console.log(`${words}: ${act()}`)
  } catch (error) {
    if (!(error instanceof StructError)) throw error
    console.log(`${words}: ${error.code}, ${error.message}`)
  }
}

attempt('a letter there is not', () => calcsize('!k'))
attempt('n with a standard prefix', () => calcsize('!n'))
attempt('too few values', () => pack('!HH', 1))
attempt('text for bytes', () => pack('!4s', 'text' as unknown as Buffer))
attempt('half a number', () => pack('!H', 1.5))
attempt('too large for B', () => pack('!B', 256))
attempt('too large for f', () => pack('!f', 1e39))
attempt('5 bytes for I', () => unpack('!I', Buffer.alloc(5)))

const buffer = Buffer.alloc(6)
pack_into('!H', buffer, 2, 0xabcd)
console.log(
  `pack_into at 2: ${buffer.toString('hex')}, unpack_from there: ${unpack_from('!H', buffer, 2)[0].toString(16)}`,
)
attempt('pack_into beyond the end', () => pack_into('!I', buffer, 4, 1))
console.log(`iter_unpack: ${[...iter_unpack('!Bb', Buffer.from('01ff02fe', 'hex'))].join(' | ')}`)
const header = new Struct('!IB')
console.log(`Struct: ${header.format}, ${header.size} bytes, ${header.pack(5, 1).toString('hex')}`)
console.log(`q is a bigint: ${typeof unpack('!q', Buffer.alloc(8))[0]}`)
