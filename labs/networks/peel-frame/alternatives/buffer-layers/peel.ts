export type Peeled = {
  eth: { src: string; dst: string; type: number }
  ip?: { src: string; dst: string; ttl: number; proto: number }
  tcp?: { sport: number; dport: number; seq: number; ack: number; flags: string[] }
  udp?: { sport: number; dport: number }
  payload: Uint8Array
  error?: string
}
type Upper = Omit<Peeled, 'eth'>

/** Each layer is a function from its bytes to all that is above: it reads its own header and hands on the rest. */
export function peel(frame: Uint8Array): Peeled {
  const bytes = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength)
  if (bytes.length < 14) return { eth: { src: '', dst: '', type: 0 }, payload: frame, error: 'no Ethernet header' }
  const mac = (at: number) => bytes.toString('hex', at, at + 6).replace(/..(?!$)/g, '$&:')
  const eth = { dst: mac(0), src: mac(6), type: bytes.readUInt16BE(12) }
  const rest = bytes.subarray(14)
  return { eth, ...(eth.type === 0x0800 ? internet(rest) : { payload: rest }) }
}

function internet(bytes: Buffer): Upper {
  const length = bytes.length < 20 ? 0 : (bytes.readUInt8(0) % 16) * 4
  const total = bytes.length < 20 ? 0 : bytes.readUInt16BE(2)
  if (length < 20 || total < length || total > bytes.length) return { payload: bytes, error: 'no whole IP packet' }
  const address = (at: number) => [...bytes.subarray(at, at + 4)].join('.')
  const proto = bytes.readUInt8(9)
  const ip = { src: address(12), dst: address(16), ttl: bytes.readUInt8(8), proto }
  const rest = bytes.subarray(length, total)
  const above = proto === 6 ? stream(rest) : proto === 17 ? datagram(rest) : { payload: rest }
  return { ip, ...above }
}

function stream(bytes: Buffer): Upper {
  const length = bytes.length < 20 ? 0 : Math.floor(bytes.readUInt8(12) / 16) * 4
  if (length < 20 || length > bytes.length) return { payload: bytes, error: 'no whole TCP header' }
  const set = bytes.readUInt8(13).toString(2).padStart(8, '0')
  const names = ['CWR', 'ECE', 'URG', 'ACK', 'PSH', 'RST', 'SYN', 'FIN']
  const flags = names.filter((_, index) => set[index] === '1').reverse()
  const [sport, dport] = [bytes.readUInt16BE(0), bytes.readUInt16BE(2)]
  return {
    tcp: { sport, dport, seq: bytes.readUInt32BE(4), ack: bytes.readUInt32BE(8), flags },
    payload: bytes.subarray(length),
  }
}

function datagram(bytes: Buffer): Upper {
  if (bytes.length < 8) return { payload: bytes, error: 'no whole UDP header' }
  return { udp: { sport: bytes.readUInt16BE(0), dport: bytes.readUInt16BE(2) }, payload: bytes.subarray(8) }
}
