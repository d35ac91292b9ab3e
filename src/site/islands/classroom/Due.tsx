/** A due time on the class's clocks, how far off it is, and, where the reader's clocks differ, also on theirs. */
import type { Locale } from '../../../course/schema.ts'
import type { ClassWords } from './words/index.ts'
import { offsetAt, ownZone, spanOf, whenIn } from './zone.ts'

type Props = { at: number | null; zone: string; locale: Locale; now: number; words: ClassWords }

export function Due({ at, zone, locale, now, words }: Props) {
  if (at === null) return <span class="due">{words.noDue}</span>
  const own = ownZone()
  const differs = offsetAt(at, zone) !== offsetAt(at, own)
  return (
    <span class={`due${at < now ? ' over' : ''}`}>
      {words.due}{' '}
      <time dateTime={new Date(at).toISOString()} title={zone}>
        {whenIn(at, zone, locale)}
      </time>{' '}
      <small>
        {at < now ? words.over(spanOf(now - at)) : words.left(spanOf(at - now))}
        {differs && ` · ${zone} · ${words.forYou(whenIn(at, own, locale))}`}
      </small>
    </span>
  )
}
