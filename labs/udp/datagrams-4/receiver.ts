// Busy with other work when the datagrams come. Counts what it gets, and what its kernel threw away.
import { createSocket } from 'node:dgram'
import { readFileSync } from 'node:fs'

const buffer = Number(process.argv.find((arg) => arg.startsWith('buffer='))?.slice('buffer='.length) ?? 4096)
let received = 0
let quiet: NodeJS.Timeout | undefined

// Stands for a long computation: meanwhile nobody calls recvfrom.
const compute = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)

/** The last column of /proc/net/udp: datagrams that found the socket's buffer full. */
function dropped(): number {
  const rows = readFileSync('/proc/net/udp', 'utf8').split('\n')
  const ours = rows.find((row) => row.includes(`:${(9000).toString(16).toUpperCase()} `))
  return Number(ours?.trim().split(/\s+/).at(-1))
}

const receiver = createSocket({ type: 'udp4', recvBufferSize: buffer }, () => {
  received += 1
  if (received === 1) compute(400)
  clearTimeout(quiet)
  quiet = setTimeout(() => console.log(`received ${received}; dropped by the kernel: ${dropped()}`), 300)
})
receiver.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})
receiver.bind(9000, '10.0.0.2', () => console.log(`ready, buffer of ${receiver.getRecvBufferSize()} bytes`))
