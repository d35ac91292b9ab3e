/** A member as the class itself knows it. */
import { Allowance } from './allowance.ts'
import type { ClassCable } from './cable.ts'
import type { ClassLimits } from './limits.ts'
import type { Party } from './ruling.ts'
import type { ClassDrops, ClassMember, ClassMemberState } from './types.ts'

/** A host that a lab lent. */
export type LentHost = {
  /** Writes who else is found by name there. */
  name(others: { name: string; addresses: string[] }[]): void
  /** The lab may be lent again; nobody else is found by name. */
  giveBack(): void
}

const NONE: ClassDrops = { overLimit: 0, spoofed: 0, refused: 0 }

export class Member implements Party {
  readonly known: ClassMember
  readonly cable: ClassCable
  readonly lent: LentHost
  readonly hardware: Buffer
  readonly address: number
  readonly allowance: Allowance
  readonly carried = { frames: 0, bytes: 0 }
  /** Not heard until then; settles when its descriptor is polled no more. */
  muted: { polled: Promise<void>; timer: NodeJS.Timeout } | null = null
  readonly #drops = { ...NONE }
  #untold = { ...NONE }

  constructor(known: ClassMember, cable: ClassCable, lent: LentHost, limits: ClassLimits) {
    this.known = known
    this.cable = cable
    this.lent = lent
    this.hardware = Buffer.from(known.hardware.replaceAll(':', ''), 'hex')
    this.address = Buffer.from(known.address.split('.').map(Number)).readUInt32BE(0)
    this.allowance = new Allowance(limits, performance.now())
  }

  drop(why: keyof ClassDrops, count = 1): void {
    this.#drops[why] += count
    this.#untold[why] += count
  }

  /** What was dropped since this was asked; null: nothing. */
  takeUntold(): ClassDrops | null {
    const untold = this.#untold
    if (untold.overLimit + untold.spoofed + untold.refused === 0) return null
    this.#untold = { ...NONE }
    return untold
  }

  state(): ClassMemberState {
    return { ...this.known, carried: { ...this.carried }, drops: { ...this.#drops } }
  }
}
