/** IP addresses between text and the bytes of the kernel's structures. */
import { isIP } from 'node:net'
import { SandboxError } from '../error.ts'

const MAPPED = Buffer.from('00000000000000000000ffff', 'hex')

/** 4 or 16 bytes. Throws SANDBOX_BAD_REQUEST. */
export function ipBytes(text: string): Buffer {
  const family = isIP(text)
  if (family === 4) return Buffer.from(text.split('.').map(Number))
  if (family !== 6) throw new SandboxError('SANDBOX_BAD_REQUEST', `"${text}" is no IP address`)
  const [head = '', tail] = text.split('::')
  const groups = (half: string) => (half === '' ? [] : half.split(':').flatMap(groupBytes))
  const before = groups(head)
  const after = groups(tail ?? '')
  return Buffer.from([...before, ...Array<number>(16 - before.length - after.length).fill(0), ...after])
}

function groupBytes(group: string): number[] {
  if (group.includes('.')) return group.split('.').map(Number)
  const value = Number.parseInt(group, 16)
  return [value >> 8, value & 255]
}

/** IPv6 as RFC 5952 writes it, an IPv4 address in it with dots. */
export function ipText(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join('.')
  if (bytes.subarray(0, MAPPED.length).equals(MAPPED)) return `::ffff:${bytes.subarray(12).join('.')}`
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(2 * index).toString(16))
  let best = { at: 0, length: 1 }
  for (let at = 0; at < 8; at++) {
    let length = 0
    while (groups[at + length] === '0') length++
    if (length > best.length) best = { at, length }
  }
  if (best.length === 1) return groups.join(':')
  return `${groups.slice(0, best.at).join(':')}::${groups.slice(best.at + best.length).join(':')}`
}

export function hardwareText(bytes: Buffer): string {
  return (bytes.toString('hex').match(/../g) ?? []).join(':')
}
