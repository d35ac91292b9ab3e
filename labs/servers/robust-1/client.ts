// Two clients: one asks in time, the other when the server is already stopping.
import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'

async function ask(who: string): Promise<void> {
  const socket = connect(9000, '10.0.0.2')
  await once(socket, 'connect')
  socket.write('report\n')
  let promised = 0
  let rows = 0
  for await (const line of createInterface({ input: socket })) {
    if (line.startsWith('rows ')) promised = Number(line.slice(5))
    else rows += 1
  }
  console.log(`${who}: ${rows} of ${promised} rows, then the end${rows < promised ? ': cut off' : ''}`)
}

const failed = (who: string) => (error: NodeJS.ErrnoException) => console.log(`${who}: ${error.code ?? error.message}`)

const first = ask('first').catch(failed('first'))
await pause(500)
await ask('late').catch(failed('late'))
await first
