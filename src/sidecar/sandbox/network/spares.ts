/** Networks made ahead, so that opening a lab does not wait for the kernel. */
import type { Topology } from '../types.ts'
import type { Fabric } from './fabric.ts'
import { createPair } from './pair.ts'
import { createSolo } from './solo.ts'

export class Spares {
  readonly #snapLength: number
  readonly #wanted: Record<Topology, number>
  readonly #spare: Record<Topology, Fabric[]> = { solo: [], pair: [] }
  #refilling: NodeJS.Immediate | undefined

  constructor(snapLength: number, wanted: Record<Topology, number>) {
    this.#snapLength = snapLength
    this.#wanted = wanted
    this.#refillLater()
  }

  take(topology: Topology, snapLength: number): Fabric {
    const spare = snapLength === this.#snapLength ? this.#spare[topology].pop() : undefined
    this.#refillLater()
    return spare ?? create(topology, snapLength)
  }

  close(): void {
    clearImmediate(this.#refilling)
    this.#wanted.solo = 0
    this.#wanted.pair = 0
    for (const fabric of [...this.#spare.solo.splice(0), ...this.#spare.pair.splice(0)]) fabric.close()
  }

  /** One at a time, so that whatever waits comes in between. */
  #refillLater(): void {
    clearImmediate(this.#refilling)
    this.#refilling = setImmediate(() => {
      const topology = (['solo', 'pair'] as const).find((kind) => this.#spare[kind].length < this.#wanted[kind])
      if (topology === undefined) return
      this.#spare[topology].push(create(topology, this.#snapLength))
      this.#refillLater()
    })
  }
}

function create(topology: Topology, snapLength: number): Fabric {
  return topology === 'solo' ? createSolo(snapLength) : createPair(snapLength)
}
