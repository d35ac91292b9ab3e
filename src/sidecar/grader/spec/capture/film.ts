/** What was captured of one learner's network until now, decoded. Loaded only by specs that look at packets. */
import type { CapturedPacket } from '../../../../protocol/lab.ts'
import { packetsOf, type ReadPacket } from '../../../runner/read-packets.ts'
import { Grading } from '../grading.ts'
import type { Peer } from '../peer.ts'
import { askPackets } from '../port.ts'
import { CapturedDatagrams } from './datagrams.ts'
import { CapturedFlow } from './flow.ts'

export class Film {
  readonly #key: number
  readonly #captured: CapturedPacket[] = []
  #read = packetsOf([])

  constructor(key: number) {
    this.#key = key
  }

  /** Takes in what has come since. */
  async refresh(): Promise<void> {
    const { packets } = await askPackets(this.#key, this.#captured.length)
    if (packets.length === 0) return
    this.#captured.push(...packets)
    this.#read = packetsOf(this.#captured)
  }

  get packets(): ReadPacket[] {
    return this.#read.packets
  }

  /** TCP connections in the order in which they began. */
  flows(): CapturedFlow[] {
    const { packets, flows } = this.#read
    return flows
      .filter(({ protocol }) => protocol === 'tcp')
      .map((flow) => {
        const own = packets.filter(({ n, segment }) => segment?.flow === flow.id && segment.n === n)
        return new CapturedFlow(flow, own, this.#isSubmission(flow.client, flow.server))
      })
  }

  flowOf({ local, remote }: Pick<Peer, 'local' | 'remote'>): CapturedFlow | undefined {
    const ends = ({ flow: { client, server } }: CapturedFlow) =>
      (client === local && server === remote) || (client === remote && server === local)
    const found = this.flows().findLast(ends)
    return found && new CapturedFlow(found.flow, found.packets, found.flow.client === remote)
  }

  datagrams(): CapturedDatagrams {
    const list = this.packets.flatMap((packet) => {
      const { decoded, segment } = packet
      const { udp, ip, ethernet } = decoded
      if (!udp || !ip || segment?.n !== packet.n) return []
      const source = { address: ip.source, port: udp.sourcePort }
      const destination = { address: ip.destination, port: udp.destinationPort, hardware: ethernet?.destination ?? '' }
      const from = this.#sentBySubmission(source) ? ('submission' as const) : ('spec' as const)
      return [{ packet, from, source, destination, bytes: Uint8Array.from(decoded.payload), at: packet.at / 1_000 }]
    })
    return new CapturedDatagrams(list)
  }

  /** Is the client of a connection the submission? On one host ends are told by what the exercise is. */
  #isSubmission(client: string, server: string): boolean {
    const { link, job } = Grading.current()
    const own = link.given.wire?.hosts.find(({ name }) => name === link.given.wire?.host)?.addresses
    if (!own) return job.kind === 'client'
    const has = (end: string) => own.some((address) => end.startsWith(`${address}:`) || end.startsWith(`[${address}]:`))
    return has(client) && !has(server)
  }

  #sentBySubmission({ address, port }: { address: string; port: number }): boolean {
    const grading = Grading.current()
    const { wire } = grading.link.given
    if (!wire) return !grading.ports.has(port)
    return wire.hosts.find(({ name }) => name === wire.host)?.addresses.includes(address) ?? false
  }
}
