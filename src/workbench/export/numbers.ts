/** How the generated code reads and writes numbers: by DataView, or by a helper for 3 and 6 bytes. */
import type { PlannedNumber } from '../plan.ts'

const NAMES = { uint: 'Uint', int: 'Int', float: 'Float' } as const
type NumberLike = Pick<PlannedNumber, 'type' | 'width' | 'little'>

const isOdd = ({ width }: NumberLike): boolean => width === 3 || width === 6
export const isBig = ({ type, width }: NumberLike): boolean => type !== 'float' && width === 8

const method = ({ type, width }: NumberLike) =>
  `${isBig({ type, width, little: false }) ? 'Big' : ''}${NAMES[type]}${8 * width}`
const flag = ({ width, little }: NumberLike) => (little && width > 1 ? ', true' : '')

export function readCall(number: NumberLike, at: string): string {
  if (isOdd(number)) return `read${typeOf(number)}(view, ${at}, ${number.width}, ${number.little})`
  return `view.get${method(number)}(${at}${flag(number)})`
}

export function writeCall(number: NumberLike, at: string, value: string): string {
  if (isOdd(number)) return `writeInteger(view, ${at}, ${number.width}, ${value}, ${number.little})`
  return `view.set${method(number)}(${at}, ${value}${flag(number)})`
}

const typeOf = ({ type }: NumberLike) => (type === 'int' ? 'Signed' : 'Unsigned')

export const ODD_READ_UNSIGNED = `/** A whole number of a width that DataView does not know. */
function readUnsigned(view: DataView, at: number, width: number, little: boolean): number {
  let value = 0
  for (let i = 0; i < width; i++) value = value * 256 + view.getUint8(at + (little ? width - 1 - i : i))
  return value
}`

export const ODD_READ_SIGNED = `/** A whole number in two's complement. */
function readSigned(view: DataView, at: number, width: number, little: boolean): number {
  const value = readUnsigned(view, at, width, little)
  return value < 2 ** (8 * width - 1) ? value : value - 2 ** (8 * width)
}`

export const ODD_WRITE = `/** Writes a whole number of a width that DataView does not know; one below zero in two's complement. */
function writeInteger(view: DataView, at: number, width: number, value: number, little: boolean): void {
  let rest = value < 0 ? value + 2 ** (8 * width) : value
  for (let i = 0; i < width; i++) {
    view.setUint8(at + (little ? i : width - 1 - i), rest % 256)
    rest = Math.floor(rest / 256)
  }
}`
