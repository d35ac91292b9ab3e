/** The lab's addresses put into this machine's: in the programs' texts and in their arguments. Pure. */
import type { NetworkPlan } from '../../protocol/network.ts'
import type { Lab } from '../schema.ts'
import { sharesPort } from './differences.ts'

/** Address in the lab -> address here. */
export type Moved = ReadonlyMap<string, string>

/**
 * All to 127.0.0.1; where programs of several hosts wait on one port, each host to one of its own: 127.0.0.1, 127.0.0.2 …
 * in the order of the hosts. Nothing of a host that only has its loopback.
 */
export function movedAddresses(lab: Lab, network: NetworkPlan): Moved {
  const apart = sharesPort(lab, network)
  const pairs = network.hosts.flatMap(({ interfaces }, index) =>
    interfaces.flatMap(({ addresses }) =>
      addresses.map((address): [string, string] => {
        const own = address.replace(/\/\d+$/, '')
        return [own, own.includes(':') ? '::1' : `127.0.0.${apart ? index + 1 : 1}`]
      }),
    ),
  )
  return new Map(pairs.filter(([from, to]) => from !== to && !from.startsWith('127.') && from !== '::1'))
}

/** The text with each address as a whole in its new form. */
export function moved(text: string, addresses: Moved): string {
  return [...addresses].reduce((all, [from, to]) => all.replace(whole(from), to), text)
}

/** Of `addresses` those that the texts have. */
export function mentioned(texts: readonly string[], addresses: Moved): [from: string, to: string][] {
  return [...addresses].filter(([from]) => texts.some((text) => whole(from).test(text)))
}

function whole(address: string): RegExp {
  const escaped = address.replaceAll('.', '\\.')
  return address.includes(':')
    ? new RegExp(`(?<![\\w:])${escaped}(?![\\w:])`, 'g')
    : new RegExp(`(?<![\\d.])${escaped}(?!\\d|\\.\\d)`, 'g')
}
