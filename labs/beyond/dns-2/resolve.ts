// Looks up two names: one that this host knows itself, and one that a name server has to be asked for.
import { lookup, Resolver } from 'node:dns/promises'

const resolver = new Resolver({ timeout: 300, tries: 3 }) // ms before it asks again, and how often in all
resolver.setServers(['10.0.0.2:5353'])

try {
  const { address } = await lookup('server', 4) // getaddrinfo: first /etc/hosts, then DNS
  console.log(`server is ${address}, and no packet was needed`)
  const began = performance.now()
  const records = await resolver.resolve4('www.wirebook.test', { ttl: true })
  const took = performance.now() - began
  for (const { address, ttl } of records) console.log(`www.wirebook.test is ${address}, for ${ttl} s`)
  console.log(`took ${took.toFixed(0)} ms`)
} catch (error) {
  console.log(`failed: ${error instanceof Error ? error.message : String(error)}`)
}
