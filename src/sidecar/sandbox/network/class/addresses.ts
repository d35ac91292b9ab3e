/** Who is where in a class: the n-th who joined, from 1, has an address and a hardware address of that number. Pure. */

/** 10.200.0.0/16: none that labs of the course use. */
const NET = [10, 200] as const
export const CLASS_PREFIX = 16
/** Locally administered (RFC 9542 §2.1), and told from labs' own, which begin with 02:00. */
const HARDWARE = [0x02, 0xc1, 0xa5, 0x50] as const
/** Of each 256 neither the first nor the last: they look like a network's own. */
const PER_BLOCK = 254
export const MOST_NUMBERS = 256 * PER_BLOCK

const HANDLE = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/

export function isHandle(text: string): boolean {
  return HANDLE.test(text)
}

function last(number: number): [number, number] {
  return [Math.floor((number - 1) / PER_BLOCK), ((number - 1) % PER_BLOCK) + 1]
}

export function classAddress(number: number): string {
  return [...NET, ...last(number)].join('.')
}

export function classHardware(number: number): string {
  return [...HARDWARE, ...last(number)].map((byte) => byte.toString(16).padStart(2, '0')).join(':')
}

export function inClassRange(address: string): boolean {
  return address.startsWith(`${NET.join('.')}.`)
}
