/** What of a lab one machine without it cannot show: found in its network, its programs' texts and their arguments. Pure. */
import type { NetworkPlan } from '../../protocol/network.ts'
import { hostOf } from '../programs.ts'
import type { Lab } from '../schema.ts'

export type LimitedProgram = { program: string; limits: Record<string, number> }

/** In the order in which they are told. */
export type Differences = {
  /** Programs that open raw or packet sockets: on one's own machine only root may. */
  raw: string[]
  /** Addresses of many: a broadcast's, a group's. */
  many: string[]
  /** Addresses in the lab's networks that nobody has. */
  nobody: string[]
  /** Addresses that lie elsewhere: outside a lab packets to them leave the machine. */
  outside: string[]
  /** Hosts that forward packets. */
  routers: string[]
  /** Programs on several hosts for which 127.0.0.1 and the network's address are not the same. */
  loopback: boolean
  /** Programs that print the name of their host. */
  names: string[]
  /** The wire can be disturbed. */
  faults: boolean
  /** Programs with limits of their own. */
  limited: LimitedProgram[]
}

export function differencesOf(lab: Lab, network: NetworkPlan, files: Readonly<Record<string, string>>): Differences {
  const text = [...Object.values(files).map(withoutComments), ...lab.programs.flatMap(({ args }) => args)].join('\n')
  const values = lab.options.flatMap((option) => option.values).join('\n')
  const said = [...new Set(`${text}\n${values}`.match(IPV4) ?? [])].filter(isAddress)
  const own = new Set(network.hosts.flatMap(({ interfaces }) => interfaces.flatMap((one) => one.addresses.map(bare))))
  const nets = network.hosts.flatMap(({ interfaces }) => interfaces.flatMap(({ addresses }) => addresses))
  const strange = said.filter((address) => !own.has(address) && !isLocal(address))
  const inNets = (address: string) => nets.some((net) => sameNet(address, net))
  const several = network.hosts.length > 1
  return {
    raw: lab.programs.filter(({ capabilities }) => capabilities?.includes('NET_RAW')).map(({ name }) => name),
    many: strange.filter((address) => isToMany(address)),
    nobody: strange.filter((address) => !isToMany(address) && inNets(address)),
    outside: strange.filter((address) => !isToMany(address) && !inNets(address)),
    routers: network.hosts.filter(({ forwards }) => forwards).map(({ name }) => name),
    loopback: several && said.some(isLoopback) && said.some((address) => own.has(address) && !isLoopback(address)),
    names: lab.programs.filter(({ file }) => /\b(get)?hostname\(/.test(files[file] ?? '')).map(({ name }) => name),
    faults: lab.faults !== undefined,
    limited: lab.programs.flatMap(({ name, limits }) => {
      const told = Object.entries(limits ?? {}).filter(([limit]) => TOLD.has(limit)) as [string, number][]
      return told.length > 0 ? [{ program: name, limits: Object.fromEntries(told) }] : []
    }),
  }
}

/** Does it show on one machine what it shows in the lab, up to times and sizes? */
export function isAlike({ faults: _, ...rest }: Differences): boolean {
  return Object.values(rest).every((one) => one === false || (Array.isArray(one) && one.length === 0))
}

/** Hosts whose programs wait on one port: on one machine each needs an address of its own. */
export function sharesPort(lab: Lab, network: NetworkPlan): boolean {
  const places = new Map<string, string>()
  return lab.programs.some((program) => {
    const at = program.ready?.listen
    const host = hostOf(program, network) ?? ''
    if (at === undefined || at.startsWith('unix:')) return false
    const other = places.get(at)
    places.set(at, host)
    return other !== undefined && other !== host
  })
}

/** Limits that a program can meet: the others are there to protect the machine. */
const TOLD = new Set(['descriptors', 'memoryMiB', 'heapMiB', 'processes', 'fileMiB'])

const IPV4 = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?!\d|\.\d)/g

const isAddress = (text: string) => text.split('.').every((part) => Number(part) <= 255)
const bare = (address: string) => address.replace(/\/\d+$/, '')
const isLoopback = (address: string) => address.startsWith('127.')
/** Every address of one's own. */
const isLocal = (address: string) => isLoopback(address) || address === '0.0.0.0'
const isToMany = (address: string) => /^(22[4-9]|23\d)\./.test(address) || /\.255$/.test(address)

function sameNet(address: string, net: string): boolean {
  const [base, prefix] = net.split('/')
  if (base === undefined || base.includes(':')) return false
  const bits = Number(prefix)
  const shift = 32 - bits
  return bits > 0 && number(address) >>> shift === number(base) >>> shift
}

function number(address: string): number {
  return address.split('.').reduce((sum, part) => ((sum << 8) | Number(part)) >>> 0, 0)
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:])\/\/.*$/gm, '$1')
}
