/** Networks made ahead, so that opening a lab does not wait for the kernel. */
import { isDeepStrictEqual } from 'node:util'
import type { NetworkPlan } from '../../../protocol/network.ts'
import { createFabric } from './create.ts'
import type { Fabric } from './fabric.ts'

/** How many are kept of a network. */
export type Spare = { network: NetworkPlan; count: number }

export class Spares {
  readonly #snapLength: number
  readonly #kept: { network: NetworkPlan; count: number; fabrics: Fabric[] }[]
  #refilling: NodeJS.Immediate | undefined

  constructor(snapLength: number, wanted: Spare[]) {
    this.#snapLength = snapLength
    this.#kept = wanted.map((spare) => ({ ...spare, fabrics: [] }))
    this.#refillLater()
  }

  /** One as wanted: a spare one, otherwise a new one. */
  take(network: NetworkPlan, snapLength: number, capture?: string[]): Fabric {
    const kept = this.#kept.find((one) => isDeepStrictEqual(one.network, network))
    const fits = snapLength === this.#snapLength && capture === undefined
    const spare = fits ? kept?.fabrics.pop() : undefined
    this.#refillLater()
    return spare ?? createFabric(network, { snapLength, capture })
  }

  close(): void {
    clearImmediate(this.#refilling)
    for (const { fabrics } of this.#kept.splice(0)) for (const fabric of fabrics) fabric.close()
  }

  /** One at a time, so that whatever waits comes in between. */
  #refillLater(): void {
    clearImmediate(this.#refilling)
    this.#refilling = setImmediate(() => {
      const short = this.#kept.find(({ count, fabrics }) => fabrics.length < count)
      if (short === undefined) return
      short.fabrics.push(createFabric(short.network, { snapLength: this.#snapLength }))
      this.#refillLater()
    })
  }
}
