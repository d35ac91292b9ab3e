/** What goes over stdin and stdout of the grader process: frames of channel.mjs, each one of these as JSON. */
import type { Tier } from '../../protocol/lab.ts'
import type { SidecarSentence } from '../words/index.ts'
import type { GradeRequest, Verdict } from './types.ts'

/** `job` goes into the verdict. */
export type ToProcess =
  | { type: 'grade'; id: number; job: string; request: GradeRequest }
  | { type: 'cancel'; id: number }

export type FromProcess =
  | { type: 'ready'; tier: Tier }
  | { type: 'verdict'; id: number; verdict: Verdict }
  /** The request named no exercise, or one whose files are wrong. */
  | { type: 'refused'; id: number; code: string; message: string }
  /** The process cannot work here at all. */
  | { type: 'unable'; code: string; message: string; told?: SidecarSentence | null }

/** The process's only argument, as JSON. `labs` may be relative to the repository, which it may see elsewhere. */
export type ProcessOptions = {
  labs: string
  slots: number
  spare: number
  tier: 'full' | 'reduced'
  withoutBubblewrap?: boolean
}
