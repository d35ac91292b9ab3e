/** TCP options to bytes, padded with end-of-list to a multiple of four. */
import { OPTION } from './tcp-options.ts'
import type { TcpOption } from './types.ts'

const MAX_OPTION_BYTES = 40

/** Throws RangeError when the options do not fit a TCP header. */
export function encodeOptions(options: readonly TcpOption[]): Uint8Array {
  const bytes = options.flatMap(option)
  const padded = Math.ceil(bytes.length / 4) * 4
  if (padded > MAX_OPTION_BYTES) throw new RangeError(`${bytes.length} bytes of TCP options; ${MAX_OPTION_BYTES} fit`)
  const encoded = new Uint8Array(padded)
  encoded.set(bytes)
  return encoded
}

function option(option: TcpOption): number[] {
  switch (option.kind) {
    case 'nop':
      return [OPTION.nop]
    case 'mss':
      return [OPTION.mss, 4, option.value >> 8, option.value & 0xff]
    case 'window-scale':
      return [OPTION.windowScale, 3, option.shift]
    case 'sack-permitted':
      return [OPTION.sackPermitted, 2]
    case 'sack':
      return [
        OPTION.sack,
        2 + 8 * option.blocks.length,
        ...option.blocks.flatMap((b) => [...word(b.left), ...word(b.right)]),
      ]
    case 'timestamps':
      return [OPTION.timestamps, 10, ...word(option.value), ...word(option.echo)]
    case 'other':
      return [option.number, option.length, ...Array<number>(Math.max(0, option.length - 2)).fill(0)]
    default:
      return option satisfies never
  }
}

function word(value: number): number[] {
  return [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff]
}
