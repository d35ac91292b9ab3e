/**
 * The class networks of this process: at most one open for each cohort. What is done with them is noted in the audit and
 * told on the bus, so that pages ask anew; packets and counts go to pages straight from here (`watch`).
 *
 *     routes ──► ClassNetworks ──► Room ──► sandbox's class network
 *                     └──► Feed of each page that watches
 */

import type { LoadedLab } from '../../../course/load.ts'
import { networkOf } from '../../../course/network.ts'
import { hostOf } from '../../../course/programs.ts'
import type { JoinNetworkInput, NetworkInput, NetworkTold, NetworkView } from '../../../protocol/classroom/network.ts'
import { SandboxError } from '../../sandbox/error.ts'
import type { Sandbox } from '../../sandbox/types.ts'
import type { LentNetwork } from '../../session/bench.ts'
import { audited } from '../audit.ts'
import type { Classroom } from '../classroom.ts'
import { type Me, Refusal } from '../http/route.ts'
import { Feed, type Since } from './feed.ts'
import { NETWORK_LIMITS, type NetworkLimits } from './limits.ts'
import { Paced } from './pacing.ts'
import { type Party, Room } from './room.ts'

/** Labs that are open in this process, found by whose they are. Null: this person has not opened it. */
export type Labs = { lend(person: string, lab: LoadedLab): Promise<LentNetwork | null> }

export type NetworksOptions = {
  classroom: Pick<Classroom, 'database' | 'bus' | 'course' | 'clock' | 'log'>
  sandbox(): Promise<Sandbox>
  limits?: Partial<NetworkLimits>
}

type Open = { room: Room; end(): void }

export class ClassNetworks {
  readonly #options: NetworksOptions
  readonly #limits: NetworkLimits
  readonly #open = new Map<string, Promise<Open>>()
  readonly #feeds = new Map<string, Set<Feed>>()
  /** Person -> their latest attempt to join: one at a time, so that a lab comes into one network only. */
  readonly #joining = new Map<string, Promise<unknown>>()
  #labs: Labs | null = null
  #leaving = false

  constructor(options: NetworksOptions) {
    this.#options = options
    this.#limits = { ...NETWORK_LIMITS, ...options.limits }
  }

  /** Known only once the rest of the process stands. */
  useLabs(labs: Labs): void {
    this.#labs = labs
  }

  async view(cohort: string, me: Me): Promise<NetworkView> {
    const room = await this.#room(cohort)
    if (room === null) return { open: false, possible: (await this.#sandbox()) !== null }
    return room.viewFor(partyOf(me, cohort), await room.state())
  }

  /** Opens it, or sets who may join the one that is open: those who no longer may, leave. True when it was opened. */
  async open(cohort: string, { who }: NetworkInput, by: string): Promise<boolean> {
    const present = this.#open.get(cohort)
    if (present !== undefined) {
      const { room } = await present
      room.who = who === 'all' ? who : new Set(who)
      await this.#noted(cohort, 'who', by, cohort, { who })
      await this.#recheck(cohort)
      return false
    }
    if (this.#leaving) throw new Refusal(503, 'CLOSING', ['networkLeaving'])
    if (this.#open.size >= this.#limits.networks)
      throw new Refusal(409, 'TOO_MANY_NETWORKS', ['networkTooMany', this.#limits.networks])
    const opening = this.#make(cohort, who)
    this.#open.set(cohort, opening)
    try {
      await opening
      await this.#noted(cohort, 'open', by, cohort, { who })
    } catch (error) {
      await this.#end(cohort)
      throw error
    }
    return true
  }

  /** One that is closed is closed. `why`: when nobody asked for it. */
  async close(cohort: string, by: string | null, why?: string): Promise<void> {
    if (!(await this.#end(cohort))) return
    await this.#noted(cohort, 'close', by, cohort, why === undefined ? {} : { why })
  }

  async join(cohort: string, me: Me, input: JoinNetworkInput): Promise<NetworkView> {
    const before = this.#joining.get(me.id) ?? Promise.resolve()
    const joining = before.then(() => this.#join(cohort, me, input))
    const settled = joining.catch(() => {})
    this.#joining.set(me.id, settled)
    try {
      return await joining
    } finally {
      if (this.#joining.get(me.id) === settled) this.#joining.delete(me.id)
    }
  }

  async #join(cohort: string, me: Me, { lab: id, host }: JoinNetworkInput): Promise<NetworkView> {
    const { course } = this.#options.classroom
    const room = await this.#demand(cohort)
    const party = partyOf(me, cohort)
    if (this.#leaving) throw new Refusal(503, 'CLOSING', ['networkLeaving'])
    const lab = course.lab(id)
    if (lab === null) throw new Refusal(400, 'LAB_UNKNOWN', ['noSuchLab', id], { where: 'lab' })
    const place = placeIn(lab, host)
    if (room.labOf(me.id) === id && host === undefined) return this.view(cohort, me)
    room.admit(party)
    await this.#demandFree(cohort, me.id, id)
    const lent = (await this.#labs?.lend(me.id, lab)) ?? null
    if (lent === null) throw new Refusal(409, 'LAB_CLOSED', ['networkLabClosed', id], { where: 'lab' })
    await room.join(party, lab, lent, place).catch((error: unknown) => {
      if (error instanceof SandboxError) throw new Refusal(409, 'LAB_BROKE', ['networkLabBroke', error.code])
      throw error
    })
    try {
      // Who was taken out while the lab was fetched is out.
      await this.#recheck(cohort)
      await this.#noted(cohort, 'join', me.id, me.id, { lab: id })
    } catch (error) {
      await room.leave(me.id)
      throw error
    }
    return this.view(cohort, me)
  }

  /** False when they were not in it. */
  async leave(cohort: string, person: string, by: string | null, why?: string): Promise<boolean> {
    const room = await this.#room(cohort)
    if (room === null || !(await room.leave(person))) return false
    await this.#noted(cohort, 'leave', by, person, why === undefined ? {} : { why })
    return true
  }

  /** Whoever signs out, or may not come in any more, takes their lab with them. */
  signOut(person: string): void {
    for (const cohort of this.#open.keys())
      this.leave(cohort, person, null, 'signed-out').catch((error: unknown) => this.#warn(error))
  }

  /** Tells what `me` may see from now on. Gives what ends it. */
  watch(cohort: string, me: Me, since: Since | null, send: (told: NetworkTold) => void): () => void {
    const feed = new Feed(partyOf(me, cohort), since, send)
    const feeds = this.#feeds.get(cohort) ?? new Set()
    this.#feeds.set(cohort, feeds.add(feed))
    void this.#tellFeeds(cohort, [feed])
    return () => {
      feeds.delete(feed)
      if (feeds.size === 0) this.#feeds.delete(cohort)
    }
  }

  /** Takes nobody on any more; without a time, all are closed. */
  async leaveAll(withinMs?: number): Promise<void> {
    this.#leaving = true
    if (withinMs !== undefined) return
    for (const cohort of this.#open.keys())
      await this.close(cohort, null, 'the server ended').catch((error: unknown) => this.#warn(error))
  }

  async #make(cohort: string, who: NetworkInput['who']): Promise<Open> {
    const { bus, clock } = this.#options.classroom
    const sandbox = await this.#sandbox()
    if (sandbox === null) throw new Refusal(409, 'NETWORK_NOT_HERE', ['networkNotHere'])
    const network = await sandbox.openClassNetwork!().catch((error: unknown) => {
      if (error instanceof SandboxError && error.code === 'SANDBOX_NO_CONTAINMENT')
        throw new Refusal(409, 'NETWORK_NOT_HERE', ['networkNotHere'])
      throw error
    })
    const views = new Paced(this.#limits.viewMs, () => this.#tellFeeds(cohort))
    const packets = new Paced(this.#limits.packetsMs, async () => {
      if (this.#tellPackets(cohort, room)) packets.soon()
    })
    const changed = () => {
      views.soon()
      packets.soon()
    }
    const room = new Room(network, { who, now: clock(), limits: this.#limits, changed })
    network.onNews((news) => {
      if (news.type === 'dropped') changed()
      else if (news.type === 'ended') void this.close(cohort, null, 'the helper ended').catch((e) => this.#warn(e))
      else {
        const person = room.labLeft(news.handle)
        // Of a server that ends, its own end is told, once.
        if (person && !this.#leaving)
          this.#noted(cohort, 'leave', null, person.id, { why: 'lab-closed' }).catch((e) => this.#warn(e))
      }
    })
    const late = setTimeout(() => {
      this.close(cohort, null, 'open too long').catch((error: unknown) => this.#warn(error))
    }, this.#limits.openMs)
    late.unref()
    const deaf = await bus.subscribe(`cohort:${cohort}`, ({ body }) => {
      if (body.type === 'members' || body.type === 'cohort') this.#recheck(cohort).catch((e) => this.#warn(e))
    })
    return {
      room,
      end() {
        deaf()
        clearTimeout(late)
        views.end()
        packets.end()
      },
    }
  }

  /** False when none was open. */
  async #end(cohort: string): Promise<boolean> {
    const opening = this.#open.get(cohort)
    const open = await opening?.catch(() => null)
    if (!open || this.#open.get(cohort) !== opening) {
      if (opening && this.#open.get(cohort) === opening) this.#open.delete(cohort)
      return false
    }
    this.#open.delete(cohort)
    await open.room.flush().catch(() => {})
    this.#tellPackets(cohort, open.room)
    open.end()
    await open.room.close()
    return true
  }

  async #room(cohort: string): Promise<Room | null> {
    return (await this.#open.get(cohort)?.catch(() => null))?.room ?? null
  }

  /** Throws Refusal NETWORK_CLOSED. */
  async #demand(cohort: string): Promise<Room> {
    const room = await this.#room(cohort)
    if (room === null) throw new Refusal(409, 'NETWORK_CLOSED', ['networkClosed'])
    return room
  }

  /** A lab is in one class at a time. */
  async #demandFree(cohort: string, person: string, lab: string): Promise<void> {
    for (const other of this.#open.keys())
      if (other !== cohort && (await this.#room(other))?.labOf(person) === lab)
        throw new Refusal(409, 'LAB_ELSEWHERE', ['networkLabElsewhere', lab], { where: 'lab' })
  }

  async #sandbox(): Promise<Sandbox | null> {
    const sandbox = await this.#options.sandbox()
    return sandbox.tier === 'full' && sandbox.openClassNetwork !== undefined ? sandbox : null
  }

  /** Members of the cohort stay in, as their role now is; an archived cohort has none. */
  async #recheck(cohort: string): Promise<void> {
    const room = await this.#room(cohort)
    if (room === null) return
    const { db } = this.#options.classroom.database
    const row = await db.selectFrom('cohort').select('archived_at').where('id', '=', cohort).executeTakeFirst()
    if (!row || row.archived_at !== null) return this.close(cohort, null, 'archived')
    const rows = await db
      .selectFrom('membership')
      .innerJoin('person', 'person.id', 'membership.person_id')
      .select(['person_id', 'role'])
      .where('cohort_id', '=', cohort)
      .where('active', '=', 1)
      .execute()
    const roles = new Map(rows.map(({ person_id, role }) => [person_id, role]))
    for (const person of room.people) {
      const role = roles.get(person)
      const stays =
        role !== undefined && room.mayJoin({ id: person, name: '', handle: '', teaches: role !== 'learner' })
      if (!stays) await this.leave(cohort, person, null, role === undefined ? 'not-a-member' : 'not-among-them')
    }
    const feeds = this.#feeds.get(cohort)
    for (const feed of feeds ?? []) {
      const role = roles.get(feed.party.id)
      // Their page is let go by its socket, and comes back as what it now is.
      if (role === undefined || (role !== 'learner') !== feed.party.teaches) feeds!.delete(feed)
    }
    void this.#tellFeeds(cohort)
  }

  async #tellFeeds(cohort: string, to?: Iterable<Feed>): Promise<void> {
    const feeds = [...(to ?? this.#feeds.get(cohort) ?? [])]
    if (feeds.length === 0) return
    try {
      const room = await this.#room(cohort)
      if (room === null) {
        const possible = (await this.#sandbox()) !== null
        for (const feed of feeds) feed.tellView({ open: false, possible })
        return
      }
      const state = await room.state()
      for (const feed of feeds) {
        feed.tellView(room.viewFor(feed.party, state))
        if (to) feed.tellPackets(room, this.#limits)
      }
    } catch (error) {
      // Closed meanwhile: that is told next.
      this.#warn(error)
    }
  }

  #tellPackets(cohort: string, room: Room): boolean {
    let more = false
    for (const feed of this.#feeds.get(cohort) ?? []) more = feed.tellPackets(room, this.#limits) || more
    return more
  }

  async #noted(
    cohort: string,
    verb: 'open' | 'who' | 'close' | 'join' | 'leave',
    by: string | null,
    subject: string,
    detail: object,
  ): Promise<void> {
    const { database, bus, clock } = this.#options.classroom
    await database.db.transaction().execute(async (trx) => {
      await audited(trx, { at: clock(), by, cohort, action: `network.${verb}`, subject, detail })
      await bus.publish(trx, `cohort:${cohort}`, { type: 'network' })
    })
    void this.#tellFeeds(cohort)
  }

  #warn(error: unknown): void {
    this.#options.classroom.log.warn({ why: String(error) }, 'a class network')
  }
}

function partyOf({ id, name, handle, roles }: Me, cohort: string): Party {
  return { id, name, handle, teaches: (roles.get(cohort) ?? 'learner') !== 'learner' }
}

/** The host that others reach: the one named, or the server's. Throws Refusal HOST_UNKNOWN. */
function placeIn({ lab, id }: LoadedLab, named: string | undefined): string {
  const plan = networkOf(lab)
  const names = plan.hosts.map(({ name }) => name)
  if (named !== undefined && !names.includes(named))
    throw new Refusal(400, 'HOST_UNKNOWN', ['networkNoHost', id, named, names.join(', ')], { where: 'host' })
  const program = lab.programs.find(({ ready }) => ready !== undefined) ?? lab.programs[0]
  return named ?? (program && hostOf(program, plan)) ?? names[0]!
}
