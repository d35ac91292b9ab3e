/** The hosts of an exercise's network, and sockets of the spec on any of them. */
import { SpecFault } from './faults.ts'
import { Grading } from './grading.ts'
import { HOST } from './meeting.ts'
import { visiting } from './namespace.ts'

/** `address` is the first of `addresses`. */
export type HostOfNetwork = { name: string; address: string; addresses: string[] }

/**
 * A host of the exercise's network by its name, such as `h3` of a `lan`; without a name the one the submission runs on.
 * Where all are on one host (`solo`, and the reduced tier) that is `lab`. Throws SpecFault for a host that is not there.
 */
export function host(name?: string): HostOfNetwork {
  const { wire } = Grading.current().link.given
  if (!wire) return { name: 'lab', address: HOST, addresses: [HOST] }
  const found = wire.hosts.find((one) => one.name === (name ?? wire.host))
  if (!found) throw noHost(name, wire.hosts)
  return { name: found.name, address: found.address, addresses: found.addresses }
}

/** Does something synchronous on a host; without a name on that of the spec. */
export function onHost<T>(name: string | undefined, act: () => T): T {
  const { wire } = Grading.current().link.given
  if (name === undefined || !wire) return act()
  const found = wire.hosts.find((one) => one.name === name)
  if (!found) throw noHost(name, wire.hosts)
  return visiting(found.netns, act)
}

/** The address at which a peer of the spec on this host is met. */
export function addressOn(name: string | undefined): string {
  const { wire } = Grading.current().link.given
  return wire ? host(name ?? wire.spec).address : HOST
}

/** Path of the namespace the submission is in; null: the one where the spec is. */
export function placeOfSubmission(): string | null {
  const { wire } = Grading.current().link.given
  return wire?.hosts.find(({ name }) => name === wire.host)?.netns ?? null
}

function noHost(name: string | undefined, hosts: { name: string }[]): SpecFault {
  return new SpecFault(
    `there is no host "${name}" on this exercise's network; there are ${hosts.map((one) => one.name).join(', ')}`,
  )
}
