// Sends three names, each after the reply to the one before. `connect` fixes whom the socket talks to.
import { createSocket, type RemoteInfo } from 'node:dgram'
import { once } from 'node:events'

const arg = (name: string) => process.argv.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1)
const port = Number(arg('port') ?? 9999)
const connected = arg('connect') === 'yes'
const client = createSocket('udp4')

/** The next datagram from the server, within half a second. Rejects when the kernel reports an error, too. */
async function reply(): Promise<Buffer> {
  const signal = AbortSignal.timeout(500)
  for (;;) {
    const [data, from] = (await once(client, 'message', { signal })) as [Buffer, RemoteInfo]
    if (from.address === '127.0.0.1' && from.port === port) return data
  }
}

if (connected) {
  client.connect(port, '127.0.0.1')
  await once(client, 'connect') // an entry in our own kernel: nothing is sent
  console.log('connected')
}
for (const name of ['Michael', 'Tracy', 'Sarah']) {
  if (connected) client.send(name)
  else client.send(name, port, '127.0.0.1')
  try {
    console.log((await reply()).toString())
  } catch (error) {
    const late = error instanceof Error && error.name === 'AbortError'
    console.log(late ? 'timeout' : String(error))
  }
}
client.close()
