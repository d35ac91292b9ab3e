/** What is bound where the submission runs, from the kernel's own table. */
import { readSockets } from '../../sandbox/network/socket-table.ts'
import { visiting } from './namespace.ts'
import { placeOfSubmission } from './network.ts'

/** Ports on which something listens, or UDP is bound; null where the system has no such table. */
export function boundPorts(protocol: 'tcp' | 'udp'): number[] | null {
  if (process.platform !== 'linux') return null
  return visiting(placeOfSubmission(), () =>
    readSockets()
      .filter((row) => row.protocol === protocol && (protocol === 'udp' || row.state === 'LISTEN'))
      .map(({ local }) => Number(local.slice(local.lastIndexOf(':') + 1))),
  )
}
