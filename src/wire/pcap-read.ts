/** Reads the classic pcap format: either byte order, times in microseconds or nanoseconds. */
import type { CaptureFile, CaptureProblem, FilePacket } from './capture-types.ts'
import { FileTimes } from './file-times.ts'

const MICROSECONDS = 0xa1b2c3d4
const NANOSECONDS = 0xa1b23c4d
const FILE_HEADER = 24
const RECORD_HEADER = 16
/** The largest packet libpcap itself believes; a larger one means that the file is damaged. */
const LARGEST = 262_144

export function readPcap(bytes: Uint8Array): CaptureFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const magic = bytes.length < 4 ? 0 : view.getUint32(0)
  const swapped = bytes.length < 4 ? 0 : view.getUint32(0, true)
  const little = swapped === MICROSECONDS || swapped === NANOSECONDS
  if (!little && magic !== MICROSECONDS && magic !== NANOSECONDS)
    return broken('unknown', {
      offset: 0,
      why: `no capture: the first ${Math.min(4, bytes.length)} bytes are of no known format`,
    })
  if (bytes.length < FILE_HEADER)
    return broken('pcap', { offset: 0, why: `a file header of ${FILE_HEADER} bytes, ${bytes.length} are there` })
  const perSecond = (little ? swapped : magic) === NANOSECONDS ? 1_000_000_000n : 1_000_000n
  const times = new FileTimes()
  const packets: FilePacket[] = []
  let problem: CaptureProblem | null = null
  let at = FILE_HEADER
  while (at < bytes.length) {
    const left = bytes.length - at
    if (left < RECORD_HEADER) {
      problem = { offset: at, why: `a packet header of ${RECORD_HEADER} bytes, ${left} are left` }
      break
    }
    const kept = view.getUint32(at + 8, little)
    if (kept > LARGEST) {
      problem = { offset: at + 8, why: `a packet of ${kept} bytes: more than any capture keeps` }
      break
    }
    const data = bytes.subarray(at + RECORD_HEADER, at + RECORD_HEADER + kept)
    if (data.length < kept) {
      problem = { offset: at, why: `a packet of ${kept} bytes, ${data.length} are left` }
      break
    }
    const time = BigInt(view.getUint32(at, little)) * perSecond + BigInt(view.getUint32(at + 4, little))
    const length = Math.max(kept, view.getUint32(at + 12, little))
    packets.push({ at: times.at(time, perSecond), link: 0, data, length })
    at += RECORD_HEADER + kept
  }
  // The upper bits of the link type tell of frame check sequences.
  const link = { name: '', linkType: view.getUint32(20, little) & 0xffff, snapLength: view.getUint32(16, little) }
  return { format: 'pcap', links: [link], epochMicros: times.epochMicros, packets, lost: 0, problem }
}

export function broken(format: CaptureFile['format'], problem: CaptureProblem): CaptureFile {
  return { format, links: [], epochMicros: 0, packets: [], lost: 0, problem }
}
