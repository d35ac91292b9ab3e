// Opens sockets of three families and looks them up among this process's open files.
import { readlinkSync, readSync, writeSync } from 'node:fs'
import { AF_INET, AF_UNIX, SOCK_DGRAM, SOCK_STREAM, socket, socketpair } from 'wirebook/socket'

const tcp = socket(AF_INET, SOCK_STREAM)
const udp = socket(AF_INET, SOCK_DGRAM)
const local = socket(AF_UNIX, SOCK_STREAM)
for (const [name, fd] of Object.entries({ TCP: tcp.fileno(), UDP: udp.fileno(), UNIX: local.fileno() }))
  console.log(`${name}: descriptor ${fd} is ${readlinkSync(`/proc/self/fd/${fd}`)}`)

const closed = udp.fileno()
udp.close()
console.log(`closed ${closed}; the next socket gets descriptor ${socket(AF_INET, SOCK_STREAM).fileno()}`)

// The calls of files work on it: what goes in here comes out there.
const [here, there] = socketpair()
writeSync(here.fileno(), 'written like a file')
const bytes = Buffer.alloc(64)
const count = readSync(there.fileno(), bytes)
console.log(`read like a file: ${bytes.subarray(0, count)}`)
try {
  readSync(there.fileno(), bytes, 0, 1, 0)
} catch (error) {
  console.log(`read at position 0: ${(error as NodeJS.ErrnoException).code}`)
}
