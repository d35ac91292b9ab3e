/** One lab on the page: its store, documents and settings, and what the buttons do. Browser only. */
import { batch, computed, effect, signal } from '@preact/signals'
import type { ComponentType } from 'preact'
import type { Lab, Locale } from '../../../course/schema.ts'
import type { FaultPlan } from '../../../protocol/faults.ts'
import { type BridgeClient, bridge } from '../../bridge-client.ts'
import { type Document, documentOf } from '../shared/document.ts'
import { isStatic } from '../shared/static.ts'
import { LabStore } from './lab-store.ts'
import type { Playback, Recorded } from './recorded/play.ts'
import { argumentsOf, defaultSettings, faultPlanOf, type Settings } from './settings.ts'

export type BenchProgram = { name: string; file: string; server: boolean; stdin: boolean }

/** Recorded runs are numbered from here: no session comes this far. */
const FIRST_RECORDED_RUN = 1_000_000_000

export class Bench {
  readonly id: string
  readonly lab: Lab
  readonly programs: BenchProgram[]
  readonly store = new LabStore()
  readonly bridge: BridgeClient
  readonly documents: Document[]
  readonly settings
  /** File -> text with which it was started; what is typed since makes the run stale. */
  readonly ran = signal<Record<string, string>>({})
  readonly stale = computed(() => this.#staleFiles.value.length > 0)
  readonly #staleFiles = computed(() => this.documents.flatMap((one) => (this.#isStale(one) ? [one.target.file] : [])))
  /** Run was pressed on this page, not only told of by the sidecar. */
  readonly asked = signal(false)
  /** Programs whose system calls are told from the next run on; undefined: as the lab says. */
  trace: Record<string, 'network' | 'io'> | undefined
  /** Why the sidecar did not carry out the latest Run. */
  readonly refused = signal<{ code: string; message: string } | null>(null)
  /** What is shown was recorded; null: it ran here, or nothing is shown. */
  readonly recorded = signal<Recorded | null>(null)
  /** What tells of it, once it was loaded with it. */
  readonly Recorded = signal<ComponentType<{ bench: Bench; locale: Locale }> | null>(null)
  /** A recording was wanted and is not to be had. */
  readonly unrecorded = signal(false)
  #playback: Playback | null = null
  #recordedRuns = FIRST_RECORDED_RUN
  #wanted: string[] | 'all' | null = null
  /** The Run that was sent and not answered. */
  #pressed: { programs: string[] | undefined; faults: FaultPlan | undefined } | null = null
  #madeRoom = false
  readonly #leave: (() => void)[]

  constructor(id: string, lab: Lab, files: Record<string, string>) {
    this.id = id
    this.lab = lab
    this.programs = programsOf(lab)
    this.settings = signal<Settings>(defaultSettings(lab))
    this.bridge = bridge()
    this.documents = filesOf(lab, files).map((file) =>
      documentOf({ kind: 'lab', id, file }, files[file] ?? '', this.bridge),
    )
    this.#leave = [
      this.bridge.onLab(id, (event) => {
        if (event.type === 'runStarted' || event.type === 'forget') this.#endPlayback()
        this.store.apply(event)
      }),
      this.bridge.onOpened(() => this.#opened()),
      this.bridge.onRefused(({ of, code, message }) => {
        if (of === 'run') this.#refusedRun(code, message)
      }),
      this.store.run.subscribe(() => {
        this.#pressed = null
        this.#madeRoom = false
      }),
      effect(() => this.#noteRan()),
    ]
    onPage.add(this)
  }

  document(file: string): Document {
    return this.documents.find(({ target }) => target.file === file)!
  }

  fileIsStale(file: string): boolean {
    return this.#staleFiles.value.includes(file)
  }

  /** All programs, or those named joined to what runs. Without a connection it waits for one. */
  run(programs?: string[], faults = faultPlanOf(this.lab, this.settings.value)): void {
    if (isStatic()) {
      void this.play()
      return
    }
    this.asked.value = true
    for (const document of this.documents) document.flush()
    const sent = this.bridge.send({
      type: 'run',
      lab: this.id,
      options: argumentsOf(this.lab, this.settings.value),
      ...(programs ? { programs } : {}),
      ...(faults ? { faults } : {}),
      ...(this.trace ? { trace: this.trace } : {}),
    })
    this.refused.value = null
    if (sent) {
      this.#pressed = { programs, faults }
      return
    }
    this.#wanted = programs ?? 'all'
    this.bridge.retryNow()
  }

  /** A lesson may run only so many labs at once; one that has nothing but waiting servers left makes room. */
  #refusedRun(code: string, message: string): void {
    const pressed = this.#pressed
    this.#pressed = null
    if (!pressed) return
    const idle = code === 'TOO_MANY' && !this.#madeRoom ? longestIdle(this) : null
    this.#madeRoom = idle !== null
    if (!idle) {
      this.refused.value = { code, message }
      return
    }
    idle.stop()
    const done = idle.store.phase.subscribe((phase) => {
      if (phase === 'running') return
      queueMicrotask(() => done())
      this.run(pressed.programs, pressed.faults)
    })
  }

  /** Shows the lab's recording, made with the course's own programs; nothing is run. */
  async play(): Promise<void> {
    this.#wanted = null
    this.#endPlayback()
    this.asked.value = true
    try {
      const [{ fetchRecording, playRecording }, { RecordedNotice }] = await Promise.all([
        import('./recorded/play.ts'),
        import('./recorded/RecordedNotice.tsx'),
      ])
      this.Recorded.value = RecordedNotice
      const recording = await fetchRecording(this.id)
      this.unrecorded.value = recording === null
      if (!recording) return
      const args = argumentsOf(this.lab, this.settings.value)
      this.#playback = playRecording(recording, this.lab, args, ++this.#recordedRuns, (event) =>
        this.store.apply(event),
      )
      this.recorded.value = this.#playback.recorded
    } catch {
      this.unrecorded.value = true
    }
  }

  #endPlayback(): void {
    this.#playback?.stop()
    this.#playback = null
    this.recorded.value = null
  }

  stop(program?: string): void {
    if (this.#playback) {
      this.#playback.skip()
      return
    }
    this.#wanted = null
    this.bridge.send({ type: 'stop', lab: this.id, ...(program === undefined ? {} : { program }) })
  }

  /** The course's own text for every program; what was there stays in its versions. */
  reset(): void {
    for (const document of this.documents) document.replace(document.starter)
    this.settings.value = defaultSettings(this.lab)
    this.#endPlayback()
    if (!this.store.live) {
      this.bridge.send({ type: 'clear', lab: this.id })
      this.store.apply({ type: 'forget', lab: this.id })
    }
  }

  input(program: string, text: string): void {
    this.bridge.send({ type: 'input', lab: this.id, program, text: `${text}\n` })
  }

  set(changes: Partial<Settings>): void {
    this.settings.value = { ...this.settings.value, ...changes }
    const faults = faultPlanOf(this.lab, this.settings.value)
    const touchesWire = 'faults' in changes || 'seed' in changes
    if (faults && touchesWire && this.store.live) this.bridge.send({ type: 'faults', lab: this.id, faults })
  }

  /** Programs are kept warm from the moment the reader comes near. */
  warm(): void {
    if (!this.store.live) this.bridge.send({ type: 'warm', lab: this.id })
  }

  dispose(): void {
    onPage.delete(this)
    this.#endPlayback()
    for (const leave of this.#leave) leave()
  }

  #opened(): void {
    const wanted = this.#wanted
    this.#wanted = null
    // Documents send what was typed meanwhile in their own `opened`; the run comes after it.
    if (wanted) queueMicrotask(() => this.run(wanted === 'all' ? undefined : wanted))
  }

  /** Notes what each file read when it was started, as soon as the sidecar has confirmed the same revision. */
  #noteRan(): void {
    const revisions = this.store.revisions.value
    const known = this.ran.peek()
    if (this.store.phase.value === 'idle') {
      if (Object.keys(known).length > 0) this.ran.value = {}
      return
    }
    const fresh: Record<string, string> = {}
    for (const { target, state } of this.documents) {
      const { base, dirty, text } = state.value
      if (!dirty && base === (revisions[target.file] ?? 0) && known[target.file] !== text) fresh[target.file] = text
    }
    if (Object.keys(fresh).length > 0) batch(() => (this.ran.value = { ...known, ...fresh }))
  }

  #isStale({ target, state }: Document): boolean {
    if (this.store.phase.value === 'idle') return false
    const { text, base, dirty } = state.value
    const ran = this.ran.value[target.file]
    if (ran !== undefined) return ran !== text
    return !dirty && base !== (this.store.revisions.value[target.file] ?? 0)
  }
}

const onPage = new Set<Bench>()

/** The lab of this page that was run longest ago and has only listening servers left. */
function longestIdle(except: Bench): Bench | null {
  const idle = [...onPage].filter((one) => one !== except && one.store.live && one.store.settled)
  return idle.toSorted((a, b) => a.store.began - b.store.began)[0] ?? null
}

/** Programs' files in their order, then what they import: each once. */
export function filesOf(lab: Lab, files: Record<string, string>): string[] {
  return [...new Set([...lab.programs.map(({ file }) => file), ...Object.keys(files).sort()])]
}

/** A program that others wait for is drawn on the right, as a server. */
export function programsOf(lab: Lab): BenchProgram[] {
  return lab.programs.map(({ name, file, ready, stdin }) => ({ name, file, server: ready !== undefined, stdin }))
}
