import { connect } from 'node:net'

export type Target = { host: string; port: number }

/** What each target is: `open`, `closed`, `filtered`, `unreachable` or `badport`; in the order of the targets. */
export async function probe(targets: Target[]): Promise<string[]> {
  // Your turn. This only tries the first one, and believes in the best.
  const [first] = targets
  if (first !== undefined && first.port > 0 && first.port < 65_536) {
    const socket = connect(first.port, first.host)
    socket.on('error', () => {})
    setTimeout(() => socket.destroy(), 100)
  }
  return targets.map(() => 'open')
}
