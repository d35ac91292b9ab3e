/** The hosts of each topology. */
import type { Topology } from '../types.ts'

export const SOLO_HOST = { name: 'lab', address: '127.0.0.1' } as const
export const PAIR_HOSTS = [
  { name: 'client', address: '10.0.0.1', hardware: '02:00:00:00:00:01' },
  { name: 'server', address: '10.0.0.2', hardware: '02:00:00:00:00:02' },
] as const

export function hostsOf(topology: Topology): { name: string; address: string }[] {
  const hosts = topology === 'solo' ? [SOLO_HOST] : PAIR_HOSTS
  return hosts.map(({ name, address }) => ({ name, address }))
}
