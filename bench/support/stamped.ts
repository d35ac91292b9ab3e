/** Datagrams of programs/stamps.ts, found in captured frames. */
import type { CapturedPacket } from '../../src/protocol/lab.ts'
import { decode } from '../../src/wire/decode.ts'

export const STAMPS_PORT = 9000

/** When the datagram was sent, ms of this machine's monotonic clock; null for any other frame. */
export function sentAt({ data }: CapturedPacket): number | null {
  const { udp, payload } = decode(Buffer.from(data, 'base64'))
  if (udp?.destinationPort !== STAMPS_PORT) return null
  return stampOf(Buffer.from(payload).toString('hex'))
}

/** `hex`: the payload. */
export const stampOf = (hex: string): number => Number(BigInt(`0x${hex}`)) / 1e6

/** Milliseconds of the same clock, which programs in the sandbox share. */
export const monotonicNow = (): number => Number(process.hrtime.bigint()) / 1e6
