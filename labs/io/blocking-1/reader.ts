// Waits for one message in a blocking recv(), and tells what the waiting has cost.
import { AF_INET, SOCK_STREAM, SocketError, socket } from 'wirebook/socket'

const limited = process.argv.includes('limit=0.5')

using connection = socket(AF_INET, SOCK_STREAM)
connection.connect(['10.0.0.2', 9999])
if (limited) connection.settimeout(0.5)

const cpu = process.cpuUsage()
const began = performance.now()
let calls = 0
for (;;) {
  try {
    calls += 1
    const data = connection.recv(1024)
    console.log(`recv returned ${data.length} bytes: "${data}"`)
    break
  } catch (error) {
    if (!(error instanceof SocketError) || error.code !== 'ETIMEDOUT') throw error
    console.log('ETIMEDOUT: nothing within 0.5 s')
  }
}
const waited = performance.now() - began
const { user, system } = process.cpuUsage(cpu)
console.log(`calls of recv: ${calls}`)
console.log(`waited ${Math.round(waited)} ms, of which it computed ${Math.round((user + system) / 1000)} ms`)
