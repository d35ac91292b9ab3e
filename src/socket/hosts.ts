/** Names to addresses, from the hosts file (hosts(5)): a lab's network has no name server. */
import { readFileSync } from 'node:fs'
import { isIPv4, isIPv6 } from 'node:net'
import { EAI_ADDRFAMILY, EAI_NONAME } from './constants.ts'
import { AddressError } from './errors.ts'

const LOCALHOST = { 4: '127.0.0.1', 6: '::1' }

/** The first address of a name. Throws AddressError: ENOTFOUND for a name that is not in the
 * file, EAI_ADDRFAMILY for an address of the other version. */
export function resolve(name: string, version: 4 | 6): string {
  const otherLiteral = version === 4 ? isIPv6 : isIPv4
  if (otherLiteral(name)) throw new AddressError('EAI_ADDRFAMILY', EAI_ADDRFAMILY, name)
  const [address] = addressesOf(name, version)
  if (address === undefined) throw new AddressError('ENOTFOUND', EAI_NONAME, name)
  return address
}

/** All addresses of a name, in the file's order; `localhost` needs no file (RFC 6761 §6.3). */
export function addressesOf(name: string, version: 4 | 6): string[] {
  const wanted = name.toLowerCase()
  const fits = version === 4 ? isIPv4 : isIPv6
  const found = entries()
    .filter(({ address, names }) => names.includes(wanted) && fits(address))
    .map(({ address }) => address)
  return found.length === 0 && wanted === 'localhost' ? [LOCALHOST[version]] : [...new Set(found)]
}

function entries(): { address: string; names: string[] }[] {
  const lines = hostsFile().split('\n')
  return lines.map((line) => {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().toLowerCase().split(/\s+/)
    return { address, names }
  })
}

function hostsFile(): string {
  try {
    return readFileSync('/etc/hosts', 'utf8')
  } catch {
    return ''
  }
}
