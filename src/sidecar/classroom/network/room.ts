/** One open class network: who is in it with which lab, and what of its packets each may see. */
import type { LoadedLab } from '../../../course/load.ts'
import type { NetworkMember, NetworkTraffic, NetworkView } from '../../../protocol/classroom/network.ts'
import type { CapturedPacket } from '../../../protocol/lab.ts'
import { Bucket } from '../../bridge/bucket.ts'
import { newId } from '../../database/id.ts'
import { inClassRange } from '../../sandbox/network/class/addresses.ts'
import {
  CLASS_DOMAIN,
  type ClassMember,
  type ClassMemberState,
  type ClassNetwork,
} from '../../sandbox/network/class/types.ts'
import type { LentNetwork } from '../../session/bench.ts'
import { Turns } from '../../session/turns.ts'
import { Refusal } from '../http/route.ts'
import { hostHandle } from './handle.ts'
import type { NetworkLimits } from './limits.ts'
import { Recent } from './recent.ts'

/** Somebody as the network knows them; `teaches`: sees all, and may always join. */
export type Party = { id: string; name: string; handle: string; teaches: boolean }

type Joined = { person: Party; lab: string; known: ClassMember; lent: LentNetwork }

export class Room {
  readonly id = newId()
  readonly openedAt: number
  readonly #network: ClassNetwork
  readonly #limits: NetworkLimits
  /** The members, the counts or who may join: something of the view has changed. */
  readonly #changed: () => void
  readonly #turns = new Turns()
  /** Person -> where they are in it. */
  readonly #joined = new Map<string, Joined>()
  /** Person -> what they are called, also when they have left: whoever comes back is who they were. */
  readonly #handles = new Map<string, string>()
  readonly #own = new Map<string, Recent>()
  readonly #all: Recent
  readonly #senders = new Map<string, Bucket>()
  readonly #joins = new Map<string, Bucket>()
  who: 'all' | ReadonlySet<string>

  constructor(
    network: ClassNetwork,
    { who, now, limits, changed }: { who: 'all' | string[]; now: number; limits: NetworkLimits; changed: () => void },
  ) {
    this.#network = network
    this.#limits = limits
    this.#changed = changed
    this.openedAt = now
    this.who = who === 'all' ? who : new Set(who)
    this.#all = new Recent({ packets: limits.packets, bytes: limits.packetBytes })
    network.onPackets((packets) => this.#record(packets))
  }

  get people(): string[] {
    return [...this.#joined.keys()]
  }

  labOf(person: string): string | null {
    return this.#joined.get(person)?.lab ?? null
  }

  mayJoin({ id, teaches }: Party): boolean {
    return teaches || this.who === 'all' || this.who.has(id)
  }

  /** Throws Refusal NETWORK_FULL, NETWORK_NOT_YOU, TOO_MANY: before a lab is looked for. */
  admit(person: Party): void {
    if (!this.mayJoin(person)) throw new Refusal(403, 'NETWORK_NOT_YOU', ['networkNotYou'])
    this.#demandRoom(person)
    const { joinsAtOnce, joinEveryMs } = this.#limits
    const now = performance.now()
    const bucket = this.#joins.get(person.id) ?? new Bucket(1_000 / joinEveryMs, joinsAtOnce, now)
    this.#joins.set(person.id, bucket)
    if (!bucket.take(now))
      throw new Refusal(429, 'TOO_MANY', ['tooMany', Math.ceil(joinEveryMs / 1_000)], { retryAfterMs: joinEveryMs })
  }

  #demandRoom(person: Party): void {
    const { members } = this.#limits
    if (this.#joined.size >= members && !this.#joined.has(person.id))
      throw new Refusal(409, 'NETWORK_FULL', ['networkFull', members])
  }

  /** With another lab than before, the first one leaves. Takes the loan over, and gives it back when this throws. */
  async join(person: Party, lab: LoadedLab, lent: LentNetwork, host: string): Promise<ClassMember> {
    return this.#turns.take(async () => {
      try {
        this.#demandRoom(person) // others came while the lab was fetched
        if (this.#joined.has(person.id)) await this.#leave(person.id)
        const used = lent.network.hosts.flatMap(({ addresses }) => addresses).find(inClassRange)
        if (used !== undefined)
          throw new Refusal(409, 'NETWORK_LAB_ADDRESS', ['networkLabAddress', lab.id, used], { where: 'lab' })
        const handle = this.handleOf(person)
        const known = await this.#network.join(lent.network, handle, host)
        this.#joined.set(person.id, { person, lab: lab.id, known, lent })
        const own = this.#own.get(person.id) ?? this.#newOwn(person.id)
        this.#network.onOwnPackets(handle, (packets) => {
          for (const packet of packets) own.add(packet)
          this.#changed()
        })
        return known
      } catch (error) {
        lent.giveBack()
        throw error
      }
    })
  }

  /** What they are called here; the first who asks for a name has it. */
  handleOf({ id, handle }: Pick<Party, 'id' | 'handle'>): string {
    const known = this.#handles.get(id) ?? hostHandle(handle, new Set(this.#handles.values()))
    this.#handles.set(id, known)
    return known
  }

  /** The lab is then as it was. False when they were not in it. */
  leave(person: string): Promise<boolean> {
    return this.#turns.take(() => this.#leave(person))
  }

  async #leave(person: string): Promise<boolean> {
    const joined = this.#joined.get(person)
    if (joined === undefined) return false
    this.#joined.delete(person)
    try {
      await this.#network.leave(joined.known.handle)
    } finally {
      joined.lent.giveBack()
    }
    return true
  }

  /** Their lab was closed, and has left by itself. Gives who it was. */
  labLeft(handle: string): Party | null {
    const found = [...this.#joined.values()].find(({ known }) => known.handle === handle)
    if (found === undefined) return null
    this.#joined.delete(found.person.id)
    found.lent.giveBack()
    return found.person
  }

  async close(): Promise<void> {
    await this.#turns.take(async () => {
      const lent = [...this.#joined.values()].map((joined) => joined.lent)
      this.#joined.clear()
      try {
        await this.#network.close()
      } finally {
        for (const one of lent) one.giveBack()
      }
    })
  }

  /** Null: they never were in it. */
  packetsFor({ id, teaches }: Party): Recent | null {
    return teaches ? this.#all : (this.#own.get(id) ?? null)
  }

  /** Asked of the sandbox once for however many views are made of it. */
  state(): Promise<ClassMemberState[]> {
    return this.#network.state()
  }

  flush(): Promise<void> {
    return this.#network.flush()
  }

  viewFor(party: Party, state: readonly ClassMemberState[]): NetworkView {
    const traffic = new Map(state.map((one) => [one.handle, trafficOf(one)]))
    const own = this.#joined.get(party.id)
    const members = [...this.#joined.values()].map(({ person, lab, known }): NetworkMember => {
      const { name: host, address, handle } = known
      const shown = { host, address, name: person.name }
      return party.teaches ? { ...shown, person: person.id, lab, traffic: traffic.get(handle) ?? NONE } : shown
    })
    return {
      open: true,
      id: this.id,
      openedAt: this.openedAt,
      as: `${this.handleOf(party)}.${CLASS_DOMAIN}`,
      mayJoin: this.mayJoin(party),
      own: own ? { lab: own.lab, traffic: traffic.get(own.known.handle) ?? NONE } : null,
      members: members.toSorted((a, b) => (a.host < b.host ? -1 : 1)),
      ...(party.teaches && { who: this.who === 'all' ? this.who : [...this.who] }),
    }
  }

  /** One sender's flood does not push the others' packets off the timeline of all. */
  #record(packets: CapturedPacket[]): void {
    const now = performance.now()
    const { senderPackets, senderPacketsAtOnce } = this.#limits
    for (const packet of packets) {
      const from = packet.from ?? ''
      const bucket = this.#senders.get(from) ?? new Bucket(senderPackets, senderPacketsAtOnce, now)
      this.#senders.set(from, bucket)
      this.#all.add(packet, bucket.take(now))
    }
    this.#changed()
  }

  #newOwn(person: string): Recent {
    const own = new Recent({ packets: this.#limits.ownPackets, bytes: this.#limits.ownPacketBytes })
    this.#own.set(person, own)
    return own
  }
}

const NONE: NetworkTraffic = { frames: 0, bytes: 0, overLimit: 0, spoofed: 0, refused: 0 }

function trafficOf({ carried, drops }: ClassMemberState): NetworkTraffic {
  return { ...carried, ...drops }
}
