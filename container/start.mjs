// @ts-check
/**
 * Pid 1 of the container: serves the course on the container's loopback, as everywhere, and hands connections that come
 * to the container's own addresses on to it. What may reach those the docker command decides (-p 127.0.0.1:4321:4321).
 */
import { spawn } from 'node:child_process'
import { connect, createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'

const PORT = 4321
const LOOPBACK = '127.0.0.1'

const course = spawn('sh', [join(import.meta.dirname, '../bin/wirebook'), 'serve', '--port', `${PORT}`], {
  stdio: 'inherit',
})
course.once('exit', (code) => process.exit(code ?? 1))
for (const signal of /** @type {const} */ (['SIGTERM', 'SIGINT'])) process.on(signal, () => course.kill(signal))

// Link-local addresses need a scope to be bound, and nobody is sent to them.
for (const { address, internal } of Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []))
  if (!internal && !address.startsWith('fe80:')) createServer(handOn).listen(PORT, address)

/** @param {import('node:net').Socket} outside */
function handOn(outside) {
  const inside = connect(PORT, LOOPBACK)
  outside.pipe(inside).pipe(outside)
  outside.on('error', () => inside.destroy())
  inside.on('error', () => outside.destroy())
}
