// An ordinary server. It says how many connections its kernel holds half-open.
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { AF_INET, SOCK_STREAM, socket } from 'wirebook/socket'

const SYN_RECV = '03' // as /proc/net/tcp writes it (proc_pid_net(5))
const backlog = Number(process.argv.find((arg) => arg.startsWith('backlog='))?.slice(8) ?? 16)

using listener = socket(AF_INET, SOCK_STREAM)
listener.bind(['0.0.0.0', 9999])
listener.listen(backlog)

const halfOpen = () =>
  readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .filter((line) => line.trim().split(/\s+/)[3] === SYN_RECV).length

/** Says the number once it has stood still for half a second. */
async function count(): Promise<void> {
  let most = 0
  for (let still = 0; most === 0 || still < 5; still += 1) {
    const now = halfOpen()
    if (now > most) still = 0
    most = Math.max(most, now)
    await sleep(100)
  }
  console.log(`listen(${backlog}): ${most} half-open connections`)
}

void count()
for (;;) {
  using connection = (await listener.acceptAsync())[0]
  connection.sendall('welcome\n')
}
