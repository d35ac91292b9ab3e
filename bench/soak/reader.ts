/** Somebody who reads one lesson: runs its labs, breaks them, hands in its exercises, goes away and comes back. */
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { LoadedLab } from '../../src/course/load.ts'
import { hasWire } from '../../src/course/network.ts'
import type { Lab } from '../../src/course/schema.ts'
import type { FaultPlan } from '../../src/protocol/lab.ts'
import type { ServerMessage } from '../../src/protocol/messages.ts'
import { COURSE } from '../../src/sidecar/session/course.ts'
import { Tab } from './tab.ts'
import { BAD_PROGRAMS, SORTS, type Sort, submission } from './texts.ts'

export type Around = {
  url: string
  lingerMs: number
  /** 0 to 1. */
  random(): number
  /** Told of what should not have happened. */
  complain(what: string): void
  /** Told of each thing that was done. */
  did(what: string): void
}

/** Longest that a reader looks on between two steps, ms. */
const LOOK_MS = 800
/** A run that is not over by then is stopped, ms. */
const RUN_MS = 2_500
const BAD = Object.keys(BAD_PROGRAMS) as (keyof typeof BAD_PROGRAMS)[]

export class Reader {
  readonly #lesson: string
  readonly #around: Around
  readonly #labs: LoadedLab[]
  readonly #exercises: string[]
  #tab: Tab | null = null

  /** Throws when there is no such lesson. */
  constructor(lesson: string, around: Around) {
    const contents = COURSE.lesson(lesson)
    if (contents === null) throw new Error(`there is no lesson ${lesson}`)
    this.#lesson = lesson
    this.#around = around
    this.#labs = contents.labs.flatMap((id) => COURSE.lab(id) ?? [])
    this.#exercises = contents.exercises
  }

  /** Each of what a reader can do; of `readers`, the `nth` does every so manieth. */
  async everything(nth = 0, readers = 1): Promise<void> {
    const all = [
      ...ACTS.map((act) => () => this.act(act)),
      ...BAD.map((text) => () => this.#breakLab(text)),
      ...SORTS.map((sort) => () => this.#submit(sort)),
    ]
    for (const one of all.filter((_, at) => at % readers === nth)) await one()
  }

  /** Something, by the dice. */
  async anything(): Promise<void> {
    await this.act(this.#pick(ACTS))
  }

  async act(act: (typeof ACTS)[number]): Promise<void> {
    this.#around.did(act)
    switch (act) {
      case 'run':
        return this.#run()
      case 'run with faults':
        return this.#run(this.#faults())
      case 'broken program':
        return this.#breakLab(this.#pick(BAD))
      case 'reconnect in a run':
        return this.#comeBack()
      case 'vanish in a run':
        return this.#vanish()
      case 'second tab':
        return this.#secondTab()
      case 'grading':
        return this.#submit(this.#pick(SORTS))
      case 'grading cancelled':
        return this.#cancelled()
      case 'vanish in a grading':
        return this.#vanishGraded()
      default:
        act satisfies never
    }
  }

  async leave(): Promise<void> {
    await this.#tab?.close()
    this.#tab = null
  }

  async #run(faults?: FaultPlan): Promise<void> {
    const { tab, lab, ended } = await this.#started(faults)
    await this.#looksOn()
    tab.say({ type: 'sockets', lab })
    tab.say({ type: 'tables', lab })
    if (faults && hasWire(this.#labOf(lab))) tab.say({ type: 'faults', lab, faults: this.#faults() })
    await this.#stopped(tab, lab, ended)
    if (this.#around.random() < 0.2) tab.say({ type: 'clear', lab })
    if (this.#around.random() < 0.3) tab.say({ type: 'warm', lab })
  }

  async #breakLab(text: keyof typeof BAD_PROGRAMS): Promise<void> {
    const tab = await this.#open()
    const { id, lab } = this.#pick(this.#labs)
    const { file } = this.#pick(lab.programs)
    const target = { kind: 'lab' as const, id, file }
    await tab.edit(target, BAD_PROGRAMS[text])
    const { ended } = await this.#startedIn(tab, id)
    await this.#looksOn()
    await this.#stopped(tab, id, ended)
    const whole = tab.event((event) => event.type === 'saved' && event.by === 'reset', 'the text to be reset')
    tab.say({ type: 'reset', target })
    await whole
  }

  /** The line breaks in the middle of a run, and is there again before the session has ended. */
  async #comeBack(): Promise<void> {
    const { tab, lab } = await this.#started()
    await this.#looksOn()
    const gone = performance.now()
    tab.drop()
    await pause((this.#around.random() * this.#around.lingerMs) / 4)
    const back = await this.#open(tab)
    if (!back.resumed && performance.now() - gone < this.#around.lingerMs)
      this.#around.complain(`${this.#lesson} did not go on where it was`)
    // It may have ended while nobody listened.
    back.say({ type: 'stop', lab })
    await this.#looksOn()
  }

  /** Gone in the middle of a run, for longer or shorter than a session waits. */
  async #vanish(): Promise<void> {
    const { tab } = await this.#started()
    await this.#looksOn()
    tab.drop()
    this.#tab = null
    await pause(this.#around.random() * 2 * this.#around.lingerMs)
  }

  async #secondTab(): Promise<void> {
    const { tab, lab, ended } = await this.#started()
    const second = await Tab.open(this.#around.url, this.#lesson, this.#around.complain)
    const { file } = this.#labOf(lab).programs[0]!
    second.say({ type: 'history', target: { kind: 'lab', id: lab, file } })
    await this.#looksOn()
    await second.close()
    await this.#stopped(tab, lab, ended)
  }

  async #submit(sort: Sort): Promise<void> {
    const { exercise, verdict } = await this.#handedIn(sort)
    const given = await verdict
    const wanted = sort === 'right' ? 'pass' : 'fail'
    if (given !== wanted) this.#around.complain(`${exercise}, ${sort}: ${given}`)
  }

  async #cancelled(): Promise<void> {
    const { tab, exercise, verdict } = await this.#handedIn('hanging')
    await this.#looksOn()
    tab.say({ type: 'cancelGrade', exercise })
    await verdict
  }

  async #vanishGraded(): Promise<void> {
    const { tab } = await this.#handedIn('right')
    tab.drop()
    this.#tab = null
    await pause(this.#around.random() * 2 * this.#around.lingerMs)
  }

  /** `verdict` is `gradeCancelled` where there is none. */
  async #handedIn(sort: Sort): Promise<{ tab: Tab; exercise: string; verdict: Promise<string> }> {
    const tab = await this.#open()
    const exercise = this.#pick(this.#exercises)
    const loaded = COURSE.exercise(exercise)!
    const file = Object.keys(loaded.starter)[0]!
    await tab.edit({ kind: 'exercise', id: exercise, file }, submission(loaded, file, sort))
    for (;;) {
      const id = randomUUID()
      const verdict = tab.until((message) => verdictOf(message, exercise, id), `the verdict of ${exercise}`)
      verdict.catch(() => {})
      const begun = tab.until((message) => begunOr(message, exercise), `the grading of ${exercise}`)
      tab.say({ type: 'grade', exercise, id })
      if (await begun) return { tab, exercise, verdict }
      // From before the reader went away one is still under way.
      await pause(LOOK_MS)
    }
  }

  async #started(faults?: FaultPlan): Promise<{ tab: Tab; lab: string; ended: Promise<unknown> }> {
    const tab = await this.#open()
    const wired = this.#labs.filter(({ lab }) => hasWire(lab))
    const disturbed = faults && wired.length > 0
    const { id: lab } = this.#pick(disturbed ? wired : this.#labs)
    return { tab, lab, ...(await this.#startedIn(tab, lab, disturbed ? faults : undefined)) }
  }

  async #startedIn(tab: Tab, lab: string, faults?: FaultPlan): Promise<{ ended: Promise<unknown> }> {
    const { begun, ended } = tab.run(lab)
    tab.say({ type: 'run', lab, ...(faults && { faults }) })
    await begun
    return { ended }
  }

  async #stopped(tab: Tab, lab: string, ended: Promise<unknown>): Promise<void> {
    const isOver = await Promise.race([ended.then(() => true), pause(this.#around.random() * RUN_MS, false)])
    if (isOver) return
    tab.say({ type: 'stop', lab })
    await ended
  }

  async #open(earlier?: Tab): Promise<Tab> {
    if (this.#tab === null || earlier !== undefined)
      this.#tab = await Tab.open(this.#around.url, this.#lesson, this.#around.complain, earlier)
    return this.#tab
  }

  #faults(): FaultPlan {
    const { random } = this.#around
    const rules: FaultPlan['rules'] = [
      { kind: 'loss', probability: random() * 0.2 },
      { kind: 'delay', ms: Math.round(random() * 40) },
      { kind: 'duplicate', probability: random() * 0.1 },
    ]
    return { seed: Math.floor(random() * 2 ** 31), rules }
  }

  #labOf(id: string): Lab {
    return this.#labs.find((loaded) => loaded.id === id)!.lab
  }

  #looksOn(): Promise<void> {
    return pause(this.#around.random() * LOOK_MS)
  }

  #pick<T>(all: readonly T[]): T {
    return all[Math.floor(this.#around.random() * all.length)]!
  }
}

export const ACTS = [
  'run',
  'run with faults',
  'broken program',
  'reconnect in a run',
  'vanish in a run',
  'second tab',
  'grading',
  'grading cancelled',
  'vanish in a grading',
] as const

function verdictOf(message: ServerMessage, exercise: string, id: string): string | undefined {
  if (message.type !== 'event') return undefined
  const { event } = message
  if (event.type === 'graded' && event.attempt.id === id) return event.attempt.verdict
  const ended = event.type === 'gradeCancelled' || event.type === 'problem'
  return ended && event.exercise === exercise ? event.type : undefined
}

/** False: it was not taken. */
function begunOr(message: ServerMessage, exercise: string): boolean | undefined {
  if (message.type === 'refused' && message.of === 'grade') return false
  if (message.type !== 'event') return undefined
  const { event } = message
  return event.type === 'gradeStarted' && event.exercise === exercise ? true : undefined
}
