// The same wait with a socket that never waits: it is asked again and again.
import { AF_INET, SOCK_STREAM, SocketError, sleep, socket } from 'wirebook/socket'

const given = process.argv.find((argument) => argument.startsWith('pause='))
const pauseMs = Number(given?.slice('pause='.length) ?? 0)

using connection = socket(AF_INET, SOCK_STREAM)
connection.connect(['10.0.0.2', 9999])
connection.setblocking(false)

const cpu = process.cpuUsage()
const began = performance.now()
let refused = 0
for (;;) {
  try {
    const data = connection.recv(1024)
    console.log(`recv returned ${data.length} bytes: "${data}"`)
    break
  } catch (error) {
    if (!(error instanceof SocketError) || error.code !== 'EAGAIN') throw error
    refused += 1
    if (pauseMs > 0) sleep(pauseMs / 1000)
  }
}
const waited = performance.now() - began
const { user, system } = process.cpuUsage(cpu)
console.log(`answers of EAGAIN: ${refused}`)
console.log(`waited ${Math.round(waited)} ms, of which it computed ${Math.round((user + system) / 1000)} ms`)
