// Sends three names, each after the reply to the one before. Nobody promises a reply, so every wait has an end.
import { createSocket, type RemoteInfo } from 'node:dgram'
import { once } from 'node:events'

const client = createSocket('udp4')

/** The next datagram from the server. Anybody may write to this port, so the sender is checked. */
async function reply(): Promise<Buffer> {
  const signal = AbortSignal.timeout(1000)
  for (;;) {
    const [data, from] = (await once(client, 'message', { signal })) as [Buffer, RemoteInfo]
    if (from.address === '127.0.0.1' && from.port === 9999) return data
  }
}

for (const name of ['Michael', 'Tracy', 'Sarah']) {
  client.send(name, 9999, '127.0.0.1') // the first send picks a port of our own
  try {
    console.log((await reply()).toString())
  } catch (error) {
    const late = error instanceof Error && error.name === 'AbortError'
    console.log(late ? 'timeout' : String(error))
  }
}
client.close()
