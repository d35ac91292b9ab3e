/** Each member's part of what the class sees: the frames it sent or got, numbered on their own. Pure. */
import type { CapturedPacket } from '../../../../protocol/lab.ts'
import type { ClassPacketsListener } from './types.ts'

export class Shares {
  readonly #members = new Map<string, { listener: ClassPacketsListener; told: number }>()

  listen(handle: string, listener: ClassPacketsListener): void {
    this.#members.set(handle, { listener, told: this.#members.get(handle)?.told ?? 0 })
  }

  forget(handle: string): void {
    this.#members.delete(handle)
  }

  deal(packets: CapturedPacket[]): void {
    const dealt = new Map<string, CapturedPacket[]>()
    for (const packet of packets)
      for (const handle of new Set([packet.from, packet.to])) {
        const member = handle === undefined ? undefined : this.#members.get(handle)
        if (handle === undefined || member === undefined) continue
        const own = dealt.get(handle) ?? []
        own.push({ ...packet, n: ++member.told })
        dealt.set(handle, own)
      }
    for (const [handle, own] of dealt) this.#members.get(handle)?.listener(own)
  }
}
