/** The learner's work as this browser has it, and the sidecar's part of it over HTTP. Browser only. */
import type { Target } from '../../../protocol/messages.ts'
import {
  type Remembered,
  WORK_VERSION,
  type Work,
  type WorkFile,
  type WorkPlan,
  type WorkText,
} from '../../../protocol/work.ts'
import { DAYS, readDays } from '../../scripts/days.ts'
import { PROGRESS, read, readProgress, write } from '../../scripts/stored.ts'

const ANSWERS = 'wirebook.ask'
const OTHER_ANSWERS = 'wirebook.ask.other'
const DRAFT = 'wirebook.draft:'

type Answers = Remembered['answers']

export function remembered(): Remembered {
  const answers = (value: unknown) => (typeof value === 'object' && value !== null ? Object.entries(value) : [])
  const isAnswer = (one: unknown): one is Answers[string] =>
    typeof (one as Answers[string] | null)?.answer === 'string' && typeof (one as Answers[string]).shown === 'boolean'
  return {
    progress: readProgress(),
    answers: Object.fromEntries(answers(read(ANSWERS)).filter(([, one]) => isAnswer(one))) as Answers,
    otherAnswers: Object.fromEntries(
      answers(read(OTHER_ANSWERS)).filter(([, list]) => Array.isArray(list) && list.every(isAnswer)),
    ) as Remembered['otherAnswers'],
    ...readDays(),
  }
}

export function remember({ progress, answers, otherAnswers, lessons, exercises }: Remembered): void {
  write(PROGRESS, progress)
  write(ANSWERS, answers)
  write(OTHER_ANSWERS, otherAnswers)
  write(DAYS, { lessons, exercises })
  document.dispatchEvent(new CustomEvent('wirebook:progress'))
}

/** null where no sidecar serves the page. Throws with what the sidecar said otherwise. */
export async function sidecarWork(): Promise<Work | null> {
  const response = await ask('GET')
  return response && ((await response.json()) as Work)
}

/** `preview`: only says what would change. null where no sidecar serves the page. */
export async function giveWork(work: Work, preview: boolean): Promise<WorkPlan | null> {
  const response = await ask('POST', work, preview ? '?preview' : '')
  return response && ((await response.json()) as WorkPlan)
}

async function ask(method: 'GET' | 'POST', work?: Work, query = ''): Promise<Response | null> {
  const { base = '/', static: exported } = document.documentElement.dataset
  if (exported !== undefined) return null
  const response = await fetch(`${base}api/work${query}`, {
    method,
    ...(work && { body: JSON.stringify(work), headers: { 'Content-Type': 'application/json' } }),
  }).catch(() => null)
  if (response === null || response.status === 404) return null
  if (response.ok) return response
  const { code = `HTTP ${response.status}`, message = '' } = (await response.json().catch(() => ({}))) as {
    code?: string
    message?: string
  }
  throw new Error(`${code}: ${message}`)
}

/** Texts that the sidecar has not got yet, and, without one, all that were typed here. */
export function ownDrafts(all: boolean): WorkText[] {
  const at = new Date().toISOString()
  return draftKeys().flatMap(([key, target]) => {
    const draft = read(key) as { text?: unknown; dirty?: unknown; base?: unknown } | null
    if (typeof draft?.text !== 'string' || !(all || draft.dirty === true)) return []
    return [{ target, text: draft.text, at, by: 'browser', aside: false }]
  })
}

/** Where no sidecar keeps texts: those that are not here, as drafts. What differs is told and left, for there is no history. */
export function draftPlan(texts: readonly WorkText[]): { plan: WorkPlan; write: () => void } {
  const plan: WorkPlan = { added: [], beside: [], same: 0, versions: 0, attempts: 0 }
  const current = new Map(texts.filter(({ aside }) => !aside).map((text) => [keyOf(text.target), text]))
  const fresh: WorkText[] = []
  for (const [key, text] of current) {
    const draft = read(key) as { text?: unknown } | null
    if (draft === null) {
      plan.added.push(text.target)
      fresh.push(text)
    } else if (draft.text === text.text) plan.same += 1
    else plan.beside.push(text.target)
  }
  return {
    plan,
    write: () => {
      for (const { target, text } of fresh) write(keyOf(target), { text, base: 0, dirty: true })
    },
  }
}

export function workFile(remembered: Remembered, work: Work): WorkFile {
  return { format: 'wirebook-work', version: WORK_VERSION, at: new Date().toISOString(), remembered, work }
}

function keyOf({ kind, id, file }: Target): string {
  return `${DRAFT}${kind}:${id}/${file}`
}

function draftKeys(): [string, Target][] {
  try {
    return Object.keys(localStorage).flatMap((key): [string, Target][] => {
      const [, kind, id, file] = /^wirebook\.draft:(lab|exercise):([^/]+\/[^/]+)\/([^/]+)$/.exec(key) ?? []
      return kind && id && file ? [[key, { kind: kind as Target['kind'], id, file }]] : []
    })
  } catch {
    return []
  }
}
