// Sends one datagram to whoever `to` means. For a broadcast address the program must say that it means it.
import { AF_INET, SO_BROADCAST, SOCK_DGRAM, SOCK_STREAM, SOL_SOCKET, SocketError, socket } from 'wirebook/socket'

const arg = (name: string) => process.argv.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1)
const to = arg('to') ?? '10.0.0.255'

try {
  if (arg('over') === 'tcp') {
    const stream = socket(AF_INET, SOCK_STREAM)
    stream.connect([to, 9999])
    stream.close()
  } else {
    const shouter = socket(AF_INET, SOCK_DGRAM)
    if (arg('option') !== 'off') shouter.setsockopt(SOL_SOCKET, SO_BROADCAST, 1)
    shouter.sendto('hello, everybody', [to, 9999])
    shouter.close()
    console.log(`sent to ${to}`)
  }
} catch (error) {
  if (!(error instanceof SocketError)) throw error
  console.log(`${error.syscall} to ${to}: ${error.code}`)
}
