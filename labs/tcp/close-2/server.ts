// Greets the client, then tells how the client's end looks from here: recv until the end, then two sends.
import { setTimeout as sleep } from 'node:timers/promises'
import { AF_INET, SOCK_STREAM, type Socket, socket } from 'wirebook/socket'

async function attempt(what: string, call: () => Promise<string>): Promise<boolean> {
  try {
    console.log(`${what}: ${await call()}`)
    return true
  } catch (error) {
    console.log(`${what}: ${(error as { code?: string }).code ?? error}`)
    return false
  }
}

async function recv(connection: Socket): Promise<string> {
  const data = await connection.recvAsync(1024)
  return data.length === 0 ? '0 bytes, the end' : `"${data}"`
}

using listener = socket(AF_INET, SOCK_STREAM)
listener.bind(['10.0.0.2', 9999])
listener.listen()
console.log('listening')
using connection = (await listener.acceptAsync())[0]
connection.sendall('Welcome!')

await attempt('recv', () => recv(connection))
for (const turn of ['first', 'second']) {
  await attempt(`${turn} send`, async () => `${connection.send('news')} bytes taken`)
  await sleep(50)
}
