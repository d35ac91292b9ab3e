/**
 * A class network in the process that owns the namespaces: a switch of ours with one cable to each member's host.
 *
 *     ada's lab   class0 ══ end1 │ class │ end2 ══ class0   bob's lab
 *
 * The ends lie in a namespace of the class's own. Each has its own socket, hence its own queue in the kernel: a member
 * that floods fills its own and is not heard for a while, and the others' frames wait for nobody.
 */
import { encodeArp } from '../../../../wire/encode.ts'
import { SandboxError } from '../../error.ts'
import { realtimeNs } from '../../system/libc.ts'
import { closeNetns, createNetns, inside, type Netns } from '../../system/netns.ts'
import type { CapturedFrame } from '../../system/packet-socket.ts'
import type { Poller } from '../../system/poller.ts'
import { finishChecksum } from '../checksum.ts'
import type { LocalNetwork } from '../local-network.ts'
import { linkSettings } from '../settings.ts'
import { classAddress, classHardware, inClassRange, isHandle, MOST_NUMBERS } from './addresses.ts'
import { layCable } from './cable.ts'
import { CLASS_LIMITS, type ClassLimits } from './limits.ts'
import { Member } from './member.ts'
import { ClassRecord } from './record.ts'
import { rule } from './ruling.ts'
import {
  CLASS_DOMAIN,
  type ClassMember,
  type ClassMemberState,
  type ClassNews,
  type ClassOptions,
  type ClassPacketsListener,
} from './types.ts'

/** Frames of one member taken at once: the others' turn comes. */
const TURN_FRAMES = 64
/** More than a member's queue can hold. */
const QUEUE_FRAMES = 4_096

export type ClassListeners = { packets: ClassPacketsListener; news(news: ClassNews): void }

export class LocalClassNetwork {
  readonly #poller: Poller
  readonly #limits: ClassLimits
  readonly #listeners: ClassListeners
  readonly #netns: Netns
  readonly #record: ClassRecord
  readonly #members = new Map<string, Member>()
  readonly #byAddress = new Map<number, Member>()
  readonly #leaving = new Map<string, Promise<void>>()
  /** Whoever comes back is where they were. */
  readonly #numbers = new Map<string, number>()
  /** A cable's number, which is never given again. */
  #cables = 0
  #notice: NodeJS.Timeout | null = null
  #closing: Promise<void> | null = null

  constructor(poller: Poller, listeners: ClassListeners, { limits }: ClassOptions = {}) {
    this.#poller = poller
    this.#limits = { ...CLASS_LIMITS, ...limits }
    this.#listeners = listeners
    this.#netns = createNetns()
    inside(this.#netns, linkSettings)
    this.#record = new ClassRecord(this.#limits.batchMs, listeners.packets)
  }

  async join(lab: LocalNetwork, handle: string, host = lab.hosts[0]!.name): Promise<ClassMember> {
    await this.#leaving.get(handle)
    this.#admit(lab, handle)
    const number = this.#numberOf(handle)
    const [address, hardware] = [classAddress(number), classHardware(number)]
    const { netns, ...lent } = lab.lendHost(host, () => this.#labCloses(handle))
    const known = { handle, name: `${handle}.${CLASS_DOMAIN}`, address, hardware }
    try {
      const cable = layCable(this.#netns, ++this.#cables, { netns, address, hardware })
      const member = new Member(known, cable, lent, this.#limits)
      this.#members.set(handle, member)
      this.#byAddress.set(member.address, member)
      this.#hear(member)
    } catch (error) {
      lent.giveBack()
      throw error
    }
    try {
      this.#nameAll()
    } catch (error) {
      await this.leave(handle).catch(() => {})
      throw error
    }
    return known
  }

  /** A handle that is no member has left, or is about to. */
  leave(handle: string): Promise<void> {
    const member = this.#members.get(handle)
    if (member === undefined) return this.#leaving.get(handle) ?? Promise.resolve()
    this.#members.delete(handle)
    this.#byAddress.delete(member.address)
    const leaving = this.#unplug(member).finally(() => this.#leaving.delete(handle))
    this.#leaving.set(handle, leaving)
    return leaving
  }

  async #unplug(member: Member): Promise<void> {
    if (member.muted === null) await this.#poller.unwatch(member.cable.socket.fd)
    else {
      clearTimeout(member.muted.timer)
      await member.muted.polled
    }
    try {
      member.cable.remove()
      this.#nameAll()
    } finally {
      member.lent.giveBack()
    }
  }

  state(): ClassMemberState[] {
    return [...this.#members.values()].map((member) => {
      this.#countLost(member)
      return member.state()
    })
  }

  /** Tells all that was seen until now. */
  flush(): void {
    for (const member of this.#members.values()) this.#drain(member, QUEUE_FRAMES)
    this.#record.publish()
  }

  get closes(): boolean {
    return this.#closing !== null
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    // One after the other: the kernel takes its time for each, and whatever else waits comes in between.
    for (const handle of [...this.#members.keys(), ...this.#leaving.keys()]) await this.leave(handle)
    if (this.#notice !== null) clearTimeout(this.#notice)
    this.#record.publish()
    this.#record.close()
    closeNetns(this.#netns)
  }

  #admit(lab: LocalNetwork, handle: string): void {
    if (this.#closing !== null) throw new SandboxError('SANDBOX_CLOSED', ['networkClosed'])
    const refuse = (why: string) => {
      throw new SandboxError('SANDBOX_BAD_REQUEST', why)
    }
    if (!isHandle(handle) || handle === CLASS_DOMAIN)
      refuse(`"${handle}" is no handle: up to 32 of a-z, 0-9 and inner hyphens`)
    if (this.#members.has(handle)) refuse(`"${handle}" is in the class network already`)
    if (this.#members.size >= this.#limits.members) refuse(`the class network has room for ${this.#limits.members}`)
    const taken = lab.hosts.flatMap(({ addresses }) => addresses).find(inClassRange)
    if (taken !== undefined) refuse(`the lab uses ${taken}, an address of class networks`)
  }

  #numberOf(handle: string): number {
    const number = this.#numbers.get(handle) ?? this.#numbers.size + 1
    if (number > MOST_NUMBERS) throw new SandboxError('SANDBOX_BAD_REQUEST', 'the class network has no address left')
    this.#numbers.set(handle, number)
    return number
  }

  async #labCloses(handle: string): Promise<void> {
    await this.leave(handle)
    this.#listeners.news({ type: 'left', handle })
  }

  #nameAll(): void {
    const all = [...this.#members.values()].map(({ known }) => ({ name: known.name, addresses: [known.address] }))
    for (const { lent } of this.#members.values()) lent.name(all)
  }

  #hear(member: Member): void {
    this.#poller.watch(member.cable.socket.fd, () => this.#drain(member, TURN_FRAMES))
  }

  #drain(member: Member, most: number): void {
    member.cable.socket.drain((frame) => this.#carry(member, frame), most)
  }

  #carry(sender: Member, { time, bytes, length, checksummed }: CapturedFrame): void {
    if (!sender.allowance.take(length, performance.now())) {
      this.#drop(sender, 'overLimit')
      this.#mute(sender)
      return
    }
    const ruling = rule(bytes, length, sender, (address) => this.#byAddress.get(address))
    const data = Buffer.from(bytes)
    const from = sender.known.handle
    const seen = { time, from, data, length }
    switch (ruling.to) {
      case 'member': {
        const receiver = this.#byAddress.get(ruling.address)!
        if (!checksummed) finishChecksum(data)
        const sent = this.#send(receiver, data)
        if (sent) {
          sender.carried.frames++
          sender.carried.bytes += length
        }
        this.#record.add({ ...seen, to: receiver.known.handle, arrived: sent ? realtimeNs() : null })
        return
      }
      case 'asker':
        this.#record.add({ ...seen, to: CLASS_DOMAIN, arrived: realtimeNs() })
        this.#answer(sender, ruling.address)
        return
      case 'nobody':
        this.#record.add({ ...seen, to: CLASS_DOMAIN, arrived: realtimeNs() })
        return
      case 'spoofed':
      case 'refused':
        this.#drop(sender, ruling.to)
        this.#record.add({ ...seen, to: CLASS_DOMAIN, arrived: null })
        return
      default:
        ruling satisfies never
    }
  }

  /** In the place of the one who was asked for, who does not hear of it. */
  #answer(asker: Member, address: number): void {
    const asked = this.#byAddress.get(address)!
    const frame = Buffer.from(
      encodeArp({
        operation: 2,
        senderMac: asked.known.hardware,
        senderIp: asked.known.address,
        targetMac: asker.known.hardware,
        targetIp: asker.known.address,
      }),
    )
    const time = realtimeNs()
    const sent = this.#send(asker, frame)
    const arrived = sent ? realtimeNs() : null
    const { handle } = asker.known
    this.#record.add({ time, arrived, from: CLASS_DOMAIN, to: handle, data: frame, length: frame.length })
  }

  #send({ cable }: Member, frame: Buffer): boolean {
    return cable.socket.send(cable.index, frame)
  }

  #drop(member: Member, why: Parameters<Member['drop']>[0]): void {
    member.drop(why)
    this.#notice ??= setTimeout(() => this.#tellDrops(), this.#limits.noticeMs)
  }

  #tellDrops(): void {
    this.#notice = null
    for (const member of this.#members.values()) {
      this.#countLost(member)
      const drops = member.takeUntold()
      if (drops !== null) this.#listeners.news({ type: 'dropped', handle: member.known.handle, drops })
    }
  }

  /** What did not fit into the member's own queue, which only its own rate can fill. */
  #countLost(member: Member): void {
    const lost = member.cable.socket.lost()
    if (lost > 0) member.drop('overLimit', lost)
  }

  #mute(member: Member): void {
    if (member.muted !== null) return
    const polled = this.#poller.unwatch(member.cable.socket.fd)
    const timer = setTimeout(() => {
      member.muted = null
      this.#hear(member)
    }, this.#limits.muteMs)
    member.muted = { polled, timer }
  }
}
