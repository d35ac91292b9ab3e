// A value for each letter, in network order and in the order and sizes of this machine.
import { calcsize, pack, type StructValue, unpack } from 'wirebook/struct'

const text = Buffer.from('ab')
const VALUES: [letter: string, value: StructValue][] = [
  ['c', Buffer.from('a')],
  ['b', -1],
  ['B', 255],
  ['?', true],
  ['h', -2],
  ['H', 9999],
  ['i', -2],
  ['I', 9999],
  ['l', -2],
  ['L', 9999],
  ['q', -2],
  ['Q', 9999],
  ['n', -2],
  ['N', 9999],
  ['P', 4096],
  ['e', 1.5],
  ['f', 1.5],
  ['d', 1.5],
  ['3s', text],
  ['3p', text],
]

const hex = (bytes: Buffer) => bytes.toString('hex').replace(/..(?=.)/g, '$& ')
for (const [letter, value] of VALUES) {
  const standard = 'nNP'.includes(letter) ? '(native only)' : hex(pack(`!${letter}`, value))
  const native = pack(letter, value)
  console.log(`${letter.padEnd(2)} ! ${standard.padEnd(23)}  @ ${hex(native).padEnd(23)}  ${unpack(letter, native)[0]}`)
}
console.log(`sizes of bI: @ ${calcsize('@bI')}, = ${calcsize('=bI')}; of xI: ! ${hex(pack('!xI', 1))}`)
console.log(`10000 as <i: ${hex(pack('<i', 10_000))}, as !i: ${hex(pack('!i', 10_000))}`)
