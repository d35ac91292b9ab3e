// Proves itself, logs in, asks who is there, says bye. client.py does the same in Python.
import { createHmac } from 'node:crypto'
import { AF_INET, SOCK_STREAM, type Socket, socket } from 'wirebook/socket'
import { frame, type Message } from './frames.ts'

const SECRET = process.argv.find((arg) => arg.startsWith('secret='))?.slice(7) ?? 'wirebook'

async function exactly(connection: Socket, n: number): Promise<Buffer> {
  let data = Buffer.alloc(0)
  while (data.length < n) {
    const part = await connection.recvAsync(n - data.length)
    if (part.length === 0) throw new Error('the server has ended the connection')
    data = Buffer.concat([data, part])
  }
  return data
}

async function ask(connection: Socket, request: Message): Promise<void> {
  await connection.sendallAsync(frame(request))
  const length = (await exactly(connection, 4)).readUInt32BE()
  console.log(`${request.type} -> ${await exactly(connection, length)}`)
}

using connection = socket(AF_INET, SOCK_STREAM)
try {
  await connection.connectAsync(['10.0.0.2', 9000])
  const challenge = await exactly(connection, 32)
  await connection.sendallAsync(createHmac('sha256', SECRET).update(challenge).digest())
  console.log(`verdict ${(await exactly(connection, 3)).toString().trim()}`)
  for (const request of [{ type: 'login', name: 'Ada' }, { type: 'who' }, { type: 'bye' }])
    await ask(connection, request)
  if ((await connection.recvAsync(1)).length === 0) console.log('the server closed first')
} catch (error) {
  console.log(error instanceof Error ? error.message : String(error))
}
