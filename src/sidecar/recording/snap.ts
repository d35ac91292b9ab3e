/** Cuts frames so that a recording stays small; what was cut is still counted in `length`. Pure. */
import type { CapturedPacket } from '../../protocol/lab.ts'
import { RECORDING_LIMITS } from './limits.ts'

/** The longest snap length with which the frames of each of these runs fit the limit. */
export function snapLengthFor(runs: CapturedPacket[][]): number {
  const { snapLengths, frameBytes } = RECORDING_LIMITS
  const fits = (most: number) =>
    runs.every((packets) => packets.reduce((sum, { length }) => sum + Math.min(length, most), 0) <= frameBytes)
  return snapLengths.find(fits) ?? snapLengths.at(-1)!
}

export function snapped(packet: CapturedPacket, most: number): CapturedPacket {
  const bytes = Buffer.from(packet.data, 'base64')
  return bytes.length <= most ? packet : { ...packet, data: bytes.subarray(0, most).toString('base64') }
}
