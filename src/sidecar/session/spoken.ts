/** What a connection is sent of a fault of ours: in the language of its page. Pure. */
import type { Locale } from '../../course/schema.ts'
import type { ServerMessage } from '../../protocol/messages.ts'
import { SIDECAR_WORDS } from '../words/both.ts'
import { type SidecarSentence, told } from '../words/index.ts'

/** Whether every connection may be sent the same. */
export const isWordless = (message: ServerMessage): boolean =>
  message.type !== 'event' || message.event.type !== 'problem'

export function spoken(message: ServerMessage, locale: Locale): ServerMessage {
  if (message.type !== 'event' || message.event.type !== 'problem') return message
  const { told: sentence, ...problem } = message.event
  if (sentence === undefined) return message
  // Every sentence of an event comes from problem.ts.
  const text = told(SIDECAR_WORDS[locale], sentence as SidecarSentence)
  return { ...message, event: { ...problem, message: locale === 'en' ? problem.message : text } }
}
