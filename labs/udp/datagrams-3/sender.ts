// Sends one datagram of `size` bytes.
import { AF_INET, SOCK_DGRAM, SocketError, socket } from 'wirebook/socket'

const size = Number(process.argv.find((arg) => arg.startsWith('size='))?.slice('size='.length) ?? 1472)
const sender = socket(AF_INET, SOCK_DGRAM)

try {
  const taken = sender.sendto(Buffer.alloc(size, 'x'), ['10.0.0.2', 9000])
  console.log(`sendto took ${taken} bytes`)
} catch (error) {
  if (!(error instanceof SocketError)) throw error
  console.log(`sendto of ${size} bytes: ${error.code}`)
}
sender.close()
