/** What a spec waits for on one connection, socket or listener; a wait that fails says what the program was doing. */
import { doing } from './doing.ts'
import { NotSeen } from './faults.ts'
import { say } from './say.ts'

/** A wait's limit unless the spec says another, ms. */
export const WITHIN_MS = 2_000

export type Within = {
  /** How long to wait, ms. Default 2,000. */
  within?: number
}

export class Waits {
  readonly #waiting = new Map<symbol, { what: string; look(): void }>()

  /**
   * Resolves when `came` is true. Rejects with NotSeen: when `came` answers a text, with that text; when the time is up,
   * with what was waited for, what `soFar` says, and what the program was doing.
   */
  for(what: string, within: number, came: () => boolean | string, soFar: () => string = () => ''): Promise<void> {
    const key = Symbol(what)
    return new Promise((resolve, reject) => {
      const settle = (error?: Error) => {
        clearTimeout(timer)
        this.#waiting.delete(key)
        if (error) reject(error)
        else resolve()
      }
      const look = () => {
        const now = came()
        if (now === true) settle()
        else if (typeof now === 'string') settle(new NotSeen(now))
      }
      const timer = setTimeout(() => settle(new NotSeen(waitedText(what, within, soFar()))), within)
      this.#waiting.set(key, { what, look })
      look()
    })
  }

  /** True as soon as `came`, false when it did not within the time. */
  until(came: () => boolean, within: number): Promise<boolean> {
    const key = Symbol('until')
    return new Promise((resolve) => {
      const settle = (now: boolean) => {
        clearTimeout(timer)
        this.#waiting.delete(key)
        resolve(now)
      }
      const look = () => {
        if (came()) settle(true)
      }
      const timer = setTimeout(() => settle(false), within)
      this.#waiting.set(key, { what: '', look })
      look()
    })
  }

  /** Something may have come. */
  look(): void {
    for (const { look } of [...this.#waiting.values()]) look()
  }

  clear(): void {
    this.#waiting.clear()
  }

  /** In words; empty when nothing is waited for. */
  pending(): string {
    return Array.from(this.#waiting.values(), ({ what }) => what)
      .filter((what) => what !== '')
      .join(', ')
  }
}

function waitedText(what: string, within: number, soFar: string): string {
  const waited = say(`Waited ${Math.round(within)} ms for ${what}.`, `等待${what}，已等 ${Math.round(within)} 毫秒。`)
  return [waited, soFar, doing()].filter((part) => part !== '').join('\n')
}
