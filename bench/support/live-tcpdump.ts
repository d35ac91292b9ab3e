/** tcpdump on the interface of a lab's network: how many packets of a burst it gets. */
import { spawnSync } from 'node:child_process'
import { externalCommand } from '../../src/sidecar/runner/external.ts'
import type { Host } from '../../src/sidecar/sandbox/types.ts'
import { STAMPS_PORT } from './stamped.ts'

/** It ends by itself after so long, s. */
const LONGEST_S = 8

export type Counting = {
  /** Packets captured once it has `count` of them, or has listened for long enough. */
  captured: Promise<number>
}

/** Why tcpdump cannot be had here; null where it can. */
export function tcpdumpMissing(host: Host): string | null {
  if (host.netns === null) return 'the lab has no network of its own'
  return spawnSync('tcpdump', ['--version']).status === 0 ? null : 'tcpdump is not installed'
}

/** Resolves when it listens; rejects with what it said where it does not. Packets go to a file that keeps nothing. */
export async function countByTcpdump(host: Host, count: number): Promise<Counting> {
  const command = `exec timeout -s INT ${LONGEST_S} tcpdump -i lo -n -Z root -w /dev/null -c ${count} 'udp dst port ${STAMPS_PORT}'`
  const { promise: listening, resolve, reject } = Promise.withResolvers<void>()
  let said = ''
  const hear = (_stream: string, text: string) => {
    said += text
    if (said.includes('listening on')) resolve()
  }
  const { exited } = externalCommand(command).start(host, { output: hear }, [host])
  const captured = exited.then(() => {
    const [, packets] = /^(\d+) packets? captured/m.exec(said) ?? []
    if (packets === undefined) throw new Error(`tcpdump: ${said}`)
    return Number(packets)
  })
  captured.catch(reject)
  await listening
  return { captured }
}
