/** What a spec waits for on one connection, socket or listener; a wait that fails says what the program was doing. */
import { doing } from './doing.ts'
import { NotSeen } from './faults.ts'
import { Grading } from './grading.ts'
import { MOST_EXTRA } from './link.ts'
import { say } from './say.ts'

/** A wait's limit unless the spec says another, ms. */
export const WITHIN_MS = 2_000

export type Within = {
  /** How long to wait, ms. Default 2,000. */
  within?: number
  /** The time is part of what is asked: when it is up, the program did something wrong and was not merely slow. */
  due?: boolean
}

export class Waits {
  readonly #waiting = new Map<symbol, { what: string; look(): void }>()

  /**
   * Resolves when `came` is true. Rejects with NotSeen: when `came` answers a text, with that text; when the time is up,
   * with what was waited for, what `soFar` says, and what the program was doing. Time in which the program had no
   * processor is given again.
   */
  for(
    what: string,
    most: number,
    came: () => boolean | string,
    soFar: () => string = () => '',
    due = false,
  ): Promise<void> {
    const key = Symbol(what)
    const grading = Grading.current()
    const within = grading.limit(most)
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
      const late = async (extra: number) => {
        // Asking lets in what has come and was not read yet.
        const more = await grading.link.grace(extra)
        if (!this.#waiting.has(key)) return
        if (more > 0) {
          timer = setTimeout(() => void late(extra - more), more)
          return
        }
        await grading.waited()
        if (this.#waiting.has(key)) settle(new NotSeen(waitedText(what, within, soFar()), { late: !due }))
      }
      let timer = setTimeout(() => void late(within * MOST_EXTRA), within)
      this.#waiting.set(key, { what, look })
      look()
    })
  }

  /** True as soon as `came`, false when it did not within the time, of which a busy machine's part is given again. */
  within(most: number, came: () => boolean): Promise<boolean> {
    return this.for('', most, came).then(
      () => true,
      (error: unknown) => {
        if (error instanceof NotSeen && error.late) return false
        throw error
      },
    )
  }

  /** True as soon as `came`, false when it did not within the time: for what is not to come. */
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

/** The same of something that nobody tells: looked at again and again. */
export async function lookUntil(came: () => boolean, within: number, everyMs: number): Promise<boolean> {
  const waits = new Waits()
  const looks = setInterval(() => waits.look(), everyMs)
  return waits.within(within, came).finally(() => clearInterval(looks))
}
