/**
 * IEEE 754 half precision (binary16): 1 sign bit, 5 of exponent, 10 of fraction. Written out because Node 22, which
 * the course also runs on, has no `setFloat16`.
 */

const INFINITE = 0x7c00
const NOT_A_NUMBER = 0x7e00
const SIGN = 0x8000
const FRACTION_BITS = 10
const BIAS = 15
/** Exponent of the smallest normal numbers; smaller ones share its step. */
const LOWEST = 1 - BIAS

/** The nearest half, ties to even, as 16 bits; `INFINITE` also stands for finite numbers from 65,520 on. */
export function halfBits(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? SIGN : 0
  const size = Math.abs(value)
  if (Number.isNaN(value)) return NOT_A_NUMBER
  if (size === Number.POSITIVE_INFINITY) return sign | INFINITE
  const exponent = Math.max(exponentOf(size), LOWEST)
  // Exact: a power of two is taken out. The step of the fraction's last bit becomes 1.
  const steps = roundHalfEven(size * 2 ** (FRACTION_BITS - exponent))
  // The fraction's leading 1 and a carry out of it both count into the exponent, as they should.
  const bits = ((exponent - LOWEST) << FRACTION_BITS) + steps
  return sign | Math.min(bits, INFINITE)
}

export function halfValue(bits: number): number {
  const sign = bits & SIGN ? -1 : 1
  const exponent = (bits & INFINITE) >> FRACTION_BITS
  const fraction = bits & ((1 << FRACTION_BITS) - 1)
  if (exponent === INFINITE >> FRACTION_BITS) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  const leading = exponent === 0 ? 0 : 1 << FRACTION_BITS
  return sign * (leading + fraction) * 2 ** (Math.max(exponent, 1) - BIAS - FRACTION_BITS)
}

/** Of a positive double: -1023 for those too small to matter here. */
function exponentOf(size: number): number {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, size)
  return (view.getUint16(0) >> 4) - 1023
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value)
  const rest = value - floor
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor
}
