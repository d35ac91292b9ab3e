// A packet socket: whole frames, with the device and whom each was for.
import { AF_PACKET, ETH_P_IP, htons, PACKET_HOST, SOCK_RAW, SocketError, socket } from 'wirebook/socket'

using s = socket(AF_PACKET, SOCK_RAW, htons(ETH_P_IP))
s.settimeout(4)
try {
  for (;;) {
    const [frame, [device, protocol, kind]] = s.recvfrom(2048)
    if (device === 'lo' || kind !== PACKET_HOST) continue
    console.log(`${device}, EtherType ${protocol.toString(16)}: ${frame.length} bytes for this host`)
    break
  }
} catch (error) {
  if (!(error instanceof SocketError)) throw error
  console.log(error.code)
}
