/** What a sidecar asks of netd about class networks, numbered by the sidecar like labs' (netd/messages.ts). */
import type { CapturedPacket } from '../../../../protocol/lab.ts'
import type { ClassMember, ClassMemberState, ClassNews, ClassOptions } from './types.ts'

/** `lab` is the number of a lab's network. */
export type ClassRequest =
  | { ask: 'open'; class: number; options: ClassOptions }
  | { ask: 'join'; class: number; lab: number; handle: string; host?: string | undefined }
  | { ask: 'leave'; class: number; handle: string }
  | { ask: 'state'; class: number }
  | { ask: 'flush'; class: number }
  | { ask: 'close'; class: number }

/** The rest answer null. */
type ClassAnswers = { join: ClassMember; state: ClassMemberState[] }
export type ClassAnswer<Ask extends ClassRequest['ask']> = Ask extends keyof ClassAnswers ? ClassAnswers[Ask] : null

export type ClassEvent = { class: number; packets: CapturedPacket[] } | { class: number; news: ClassNews }
