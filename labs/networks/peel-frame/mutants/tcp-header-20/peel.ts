/** What the headers of a frame say. A layer that is not there is absent. */
export type Peeled = {
  eth: { src: string; dst: string; type: number }
  ip?: { src: string; dst: string; ttl: number; proto: number }
  tcp?: { sport: number; dport: number; seq: number; ack: number; flags: string[] }
  udp?: { sport: number; dport: number }
  payload: Uint8Array
  /** What is wrong with the frame, if anything is. */
  error?: string
}

const ETHERNET_BYTES = 14
const IPV4 = 0x0800
const TCP = 6
const UDP = 17
/** From the lowest bit of the flags byte upwards (RFC 9293 §3.1). */
const FLAGS = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR']

/** Takes an Ethernet frame apart, as far as TCP or UDP over IPv4. Never throws. */
export function peel(frame: Uint8Array): Peeled {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
  const peeled: Peeled = { eth: { src: '', dst: '', type: 0 }, payload: frame }
  try {
    peeled.eth = { dst: mac(frame, 0), src: mac(frame, 6), type: view.getUint16(12) }
    peeled.payload = frame.subarray(ETHERNET_BYTES)
    if (peeled.eth.type === IPV4) peelIp(frame, view, peeled)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    peeled.error = `the frame ends too early: ${error.message}`
  }
  return peeled
}

function peelIp(frame: Uint8Array, view: DataView, peeled: Peeled): void {
  const at = ETHERNET_BYTES
  const header = (view.getUint8(at) & 15) * 4
  const end = at + view.getUint16(at + 2)
  if (header < 20 || end < at + header || end > frame.length) throw new RangeError('IP lengths do not fit')
  const proto = view.getUint8(at + 9)
  peeled.ip = { src: dotted(frame, at + 12), dst: dotted(frame, at + 16), ttl: view.getUint8(at + 8), proto }
  // Behind `end` there may be padding, which belongs to nobody.
  peeled.payload = frame.subarray(at + header, end)
  if (proto === TCP) peelTcp(peeled)
  if (proto === UDP) peelUdp(peeled)
}

function peelTcp(peeled: Peeled): void {
  const segment = peeled.payload
  const view = new DataView(segment.buffer, segment.byteOffset, segment.byteLength)
  const header = 20
  if (header > segment.length) throw new RangeError('the TCP header does not fit')
  const bits = view.getUint8(13)
  peeled.tcp = {
    sport: view.getUint16(0),
    dport: view.getUint16(2),
    seq: view.getUint32(4),
    ack: view.getUint32(8),
    flags: FLAGS.filter((_, bit) => (bits & (1 << bit)) !== 0),
  }
  peeled.payload = segment.subarray(header)
}

function peelUdp(peeled: Peeled): void {
  const datagram = peeled.payload
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength)
  view.getUint8(7)
  peeled.udp = { sport: view.getUint16(0), dport: view.getUint16(2) }
  peeled.payload = datagram.subarray(8)
}

function mac(frame: Uint8Array, at: number): string {
  return Array.from(frame.subarray(at, at + 6), (byte) => byte.toString(16).padStart(2, '0')).join(':')
}

function dotted(frame: Uint8Array, at: number): string {
  return frame.subarray(at, at + 4).join('.')
}
