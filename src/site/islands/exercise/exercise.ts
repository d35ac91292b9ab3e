/** One exercise on the page: its files, its gradings, and what the reader has asked to see. Browser only. */
import { computed, effect, signal } from '@preact/signals'
import type { VNode } from 'preact'
import type { Attempt } from '../../../protocol/messages.ts'
import { type BridgeClient, bridge } from '../../bridge-client.ts'
import { type Document, documentOf } from '../shared/document.ts'
import { noteProgress } from '../shared/progress.ts'
import { isStatic } from '../shared/static.ts'
import type { ExerciseProps } from './props.ts'
import type { Telling } from './told/Told.tsx'

export type Grading = 'none' | 'wanted' | 'running'

export class ExerciseModel {
  readonly id: string
  readonly bridge: BridgeClient
  readonly documents: Document[]
  /** Counted attempts, oldest first: an error of ours is not one. */
  readonly attempts = signal<Attempt[]>([])
  readonly grading = signal<Grading>('none')
  /** Its place in the queue, or why it was not taken, in words; null when there is nothing of that to say. */
  readonly told = signal<VNode | null>(null)
  readonly problem = signal<{ code: string; message: string } | null>(null)
  readonly latest = computed(() => this.attempts.value.at(-1) ?? null)
  readonly passed = computed(() => this.attempts.value.some(({ verdict }) => verdict === 'pass'))
  /** Text of each file when it was last graded. */
  readonly graded = signal<Record<string, string>>({})
  readonly #leave: (() => void)[]
  #telling: Telling | null = null

  constructor(id: string, { files }: ExerciseProps, starter: Record<string, string>) {
    this.id = id
    this.bridge = bridge()
    this.documents = files.map((file) => documentOf({ kind: 'exercise', id, file }, starter[file] ?? '', this.bridge))
    this.#leave = [
      this.bridge.onExercise(id, (event) => this.#take(event)),
      this.bridge.onOpened(() => this.#opened()),
      this.bridge.onRefused((refused) => {
        if (refused.exercise !== id) return
        this.grading.value = 'none'
        this.#tell(refused)
      }),
      effect(() => {
        if (this.passed.value) noteProgress(id, 'passed')
        else if (this.attempts.value.length > 0) noteProgress(id, 'tried')
      }),
    ]
  }

  document(file: string): Document {
    return this.documents.find(({ target }) => target.file === file)!
  }

  /** Edited since the latest attempt: what it said may not hold any more. */
  readonly stale = computed(() => {
    const { value: graded } = this.graded
    return this.documents.some(({ target, state }) => {
      const text = graded[target.file]
      return text !== undefined && text !== state.value.text
    })
  })

  check(): void {
    if (this.grading.value !== 'none' || isStatic()) return
    for (const document of this.documents) document.flush()
    this.problem.value = null
    this.#tell(null)
    this.graded.value = Object.fromEntries(this.documents.map(({ target, text }) => [target.file, text]))
    const sent = this.bridge.send({ type: 'grade', exercise: this.id })
    this.grading.value = sent ? 'running' : 'wanted'
    if (!sent) this.bridge.retryNow()
  }

  cancel(): void {
    this.bridge.send({ type: 'cancelGrade', exercise: this.id })
    this.grading.value = 'none'
  }

  reset(): void {
    for (const document of this.documents) document.replace(document.starter)
  }

  dispose(): void {
    for (const leave of this.#leave) leave()
  }

  #opened(): void {
    this.attempts.value = this.bridge.attempts(this.id).filter(({ verdict }) => verdict !== 'error')
    const wanted = this.grading.value === 'wanted'
    // A grading that was under way is told again by the sidecar if it still is.
    this.grading.value = 'none'
    if (wanted) queueMicrotask(() => this.check())
  }

  #take(event: Parameters<Parameters<BridgeClient['onExercise']>[1]>[0]): void {
    switch (event.type) {
      case 'gradeQueued':
        this.#tell(event)
        return
      case 'gradeStarted':
        this.grading.value = 'running'
        return
      case 'gradeCancelled':
        this.grading.value = 'none'
        if (this.#telling?.type === 'gradeQueued') this.#tell(null)
        return
      case 'problem':
        this.grading.value = 'none'
        this.problem.value = { code: event.code, message: event.message }
        return
      case 'graded': {
        const { attempt } = event
        this.grading.value = 'none'
        this.#tell(null)
        if (attempt.verdict === 'error') this.problem.value = attempt.problem ?? { code: 'GRADER_ERROR', message: '' }
        else this.attempts.value = [...this.attempts.value, attempt]
        return
      }
      default:
        event satisfies never
    }
  }

  /** Its words are loaded when there is something to say: on one's own machine nobody waits. */
  #tell(telling: Telling | null): void {
    this.#telling = telling
    if (telling === null) this.told.value = null
    else
      void import('./told/Told.tsx').then(({ told }) => {
        if (this.#telling === telling) this.told.value = told(telling)
      })
  }
}
