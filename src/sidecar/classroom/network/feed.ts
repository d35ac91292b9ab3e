/** What one page is told of its cohort's class network: the view when it has changed, and packets as they come. */
import type { NetworkTold, NetworkView } from '../../../protocol/classroom/network.ts'
import type { NetworkLimits } from './limits.ts'
import type { Party, Room } from './room.ts'

export type Since = { id: string; after: number }

export class Feed {
  readonly party: Party
  readonly #send: (told: NetworkTold) => void
  #since: Since | null
  #view = ''

  constructor(party: Party, since: Since | null, send: (told: NetworkTold) => void) {
    this.party = party
    this.#since = since
    this.#send = send
  }

  /** Only when it is another than the one told before. */
  tellView(network: NetworkView): void {
    const view = JSON.stringify(network)
    if (view === this.#view) return
    this.#view = view
    this.#send({ type: 'network', network })
  }

  /** True when there are more than are told at once. */
  tellPackets(room: Room, { packetsAtOnce }: NetworkLimits): boolean {
    const recent = room.packetsFor(this.party)
    if (recent === null) return false
    const after = this.#since?.id === room.id ? this.#since.after : 0
    const { packets, lost, next, more } = recent.after(after, packetsAtOnce)
    this.#since = { id: room.id, after: next }
    if (packets.length > 0 || lost > 0) this.#send({ type: 'packets', network: room.id, packets, lost, upTo: next })
    return more
  }
}
