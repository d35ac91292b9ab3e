// The server with recvfrom and sendto. What does not fit into recvfrom(size) is lost, as in C and in Python.
import { AF_INET, SOCK_DGRAM, socket } from 'wirebook/socket'

export function serveWithRecvfrom(size: number): never {
  const server = socket(AF_INET, SOCK_DGRAM)
  server.bind(['127.0.0.1', 9999])
  console.log('Bind UDP on 9999...')
  for (;;) {
    const [data, from] = server.recvfrom(size)
    const peer = `${from[0]}:${from[1]}`
    console.log(`Received from ${peer}.`)
    const reply = Buffer.concat([Buffer.from('Hello, '), data, Buffer.from('!')])
    try {
      server.sendto(reply, from)
    } catch (error) {
      console.error(`no reply to ${peer}: ${error instanceof Error ? error.message : error}`)
    }
  }
}
