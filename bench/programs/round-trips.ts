/**
 * `serve` prints its port and echoes one connection. `blocking PORT N`, `awaiting PORT N` make N round trips of 64
 * bytes for each line that they read, and print the ms these took.
 */
import { createInterface } from 'node:readline'
import { IPPROTO_TCP, type Socket, socket, TCP_NODELAY } from '../../src/socket/index.ts'

const MESSAGE = Buffer.alloc(64, 'x')
const [mode, port, count] = process.argv.slice(2)

if (mode === 'serve') {
  const listener = socket()
  listener.bind(['127.0.0.1', 0])
  listener.listen()
  console.log(listener.getsockname()[1])
  const [connection] = listener.accept()
  connection.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
  for (let data = connection.recv(1024); data.length > 0; data = connection.recv(1024)) connection.sendall(data)
} else {
  const client = socket()
  client.connect(['127.0.0.1', Number(port)])
  client.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
  for await (const _ of createInterface(process.stdin)) {
    const began = performance.now()
    if (mode === 'blocking') roundTrips(client)
    else await awaitedRoundTrips(client)
    console.log(performance.now() - began)
  }
}

function roundTrips(client: Socket): void {
  for (let i = 0; i < Number(count); i++) {
    client.sendall(MESSAGE)
    for (let missing = MESSAGE.length; missing > 0; ) missing -= client.recv(missing).length
  }
}

async function awaitedRoundTrips(client: Socket): Promise<void> {
  for (let i = 0; i < Number(count); i++) {
    await client.sendallAsync(MESSAGE)
    for (let missing = MESSAGE.length; missing > 0; ) missing -= (await client.recvAsync(missing)).length
  }
}
