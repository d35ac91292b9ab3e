/** When is a conversation over? When no host has a TCP socket left that still owes or awaits a segment. */
import { setTimeout as pause } from 'node:timers/promises'
import type { LabNetwork, SocketRow } from '../sandbox/types.ts'

export const FLOW_LIMITS = {
  /** Time given to open flows once all clients have exited, ms. */
  graceMs: 5_000,
  /** After that, time for servers to print what they print last; a wire's delay is added, both ways, ms. */
  settleMs: 50,
  /** Between two looks at the socket tables, ms. */
  lookEveryMs: 15,
}

/** States in which a TCP socket has nothing more to say: none yet, or only memory of a finished connection. */
const QUIET = new Set(['LISTEN', 'CLOSE', 'CLOSED', 'TIME_WAIT'])

/** A datagram that nobody has read yet is unfinished too. */
function isQuiet({ protocol, state, receiveQueue }: SocketRow): boolean {
  if (protocol === 'tcp') return QUIET.has(state)
  return protocol !== 'udp' || receiveQueue === 0
}

/** True when all flows are closed, false when the grace is over or the signal aborts first. */
export async function flowsClosed(network: LabNetwork, signal: AbortSignal): Promise<boolean> {
  const deadline = performance.now() + FLOW_LIMITS.graceMs
  while (!signal.aborted && performance.now() < deadline) {
    const tables = await Promise.all(network.hosts.map(({ name }) => network.sockets(name)))
    if (tables.flat().every(isQuiet)) return true
    await pause(FLOW_LIMITS.lookEveryMs, undefined, { signal }).catch(() => {})
  }
  return false
}
