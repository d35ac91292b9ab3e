// Two UDP sockets: what fits, what is cut, what is empty, and what comes back from an empty port.
import { AF_INET, MSG_TRUNC, SO_BROADCAST, SOCK_DGRAM, SOL_SOCKET, SocketError, sleep, socket } from 'wirebook/socket'

/** Says what became of a call. */
function attempt(words: string, act: () => unknown): void {
  try {
    console.log(`${words}: ${act() ?? 'fine'}`)
  } catch (error) {
    if (!(error instanceof SocketError)) throw error
    console.log(`${words}: ${error.code}`)
  }
}

const receiver = socket(AF_INET, SOCK_DGRAM)
receiver.bind(['127.0.0.1', 9000])
const sender = socket(AF_INET, SOCK_DGRAM)
const to = ['127.0.0.1', 9000] as [string, number]

console.log(`sendto returned ${sender.sendto('hello, world', to)}`)
sender.sendto('second', to)
const [data, from] = receiver.recvfrom(5)
console.log(`recvfrom(5): "${data}" from ${from[0]}, the sender's port: ${from[1] === sender.getsockname()[1]}`)
console.log(`recvfrom(1024): "${receiver.recvfrom(1024)[0]}", the rest of the first is lost`)

sender.sendto('twelve bytes', to)
const memory = Buffer.alloc(4)
console.log(`recvfrom_into of 4 bytes with MSG_TRUNC: ${receiver.recvfrom_into(memory, 0, MSG_TRUNC)[0]} "${memory}"`)
sender.sendto('', to)
console.log(`an empty datagram: ${receiver.recv(1024).length} bytes, and no end`)

sender.connect(['127.0.0.1', 9001])
attempt('send to an empty port', () => sender.send('anyone?'))
sleep(0.1)
attempt('recv then tells', () => sender.recv(1024))
const loud = socket(AF_INET, SOCK_DGRAM)
attempt('a broadcast address', () => loud.sendto('all', ['127.255.255.255', 9000]))
loud.setsockopt(SOL_SOCKET, SO_BROADCAST, 1)
attempt('with SO_BROADCAST', () => loud.sendto('all', ['127.255.255.255', 9000]))
