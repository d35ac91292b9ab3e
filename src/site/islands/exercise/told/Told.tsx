/** What is told of a submission before its verdict: its place in the queue, or why it was not taken. */
import type { ServerMessage, SessionEvent } from '../../../../protocol/messages.ts'
import { Notice } from '../../shared/Notices.tsx'
import { pageLocale } from '../../shared/page-locale.ts'
import { toldWords } from './words.ts'

export type Telling = Extract<SessionEvent, { type: 'gradeQueued' }> | Extract<ServerMessage, { type: 'refused' }>

export function told(telling: Telling) {
  const words = toldWords[pageLocale()]
  if (telling.type === 'refused')
    return (
      <div role="alert">
        <Notice
          kind="plain"
          icon="warn"
          title={words.refused}
          text={telling.code === 'TOO_MANY' ? words.busy : telling.message}
        />
      </div>
    )
  const { ahead, expectedMs } = telling
  const text = [words.ahead(ahead), ...(expectedMs === null ? [] : [words.expected(expectedMs)])].join(words.gap)
  return (
    <div role="status" data-queued={ahead}>
      <Notice kind="plain" icon="wait" title={words.waiting} text={text} />
    </div>
  )
}
