/** Who is on a learner's page: a sign and words, for as long as they are there. */
import type { Visit } from '../../../../protocol/classroom/beside.ts'
import { Icon } from '../../shared/icons.tsx'
import type { BarWords } from './words.ts'

type WatchedProps = { visits: readonly Visit[]; words: BarWords; onEnd(): void }

/** Who is on this learner's pages, for as long as they are. */
export function Watched({ visits, words, onEnd }: WatchedProps) {
  const by = (edits: boolean) =>
    [...new Set(visits.filter((one) => one.edits === edits).map((one) => one.by))].join(', ')
  const [watching, joined] = [by(false), by(true)]
  return (
    <span class="watched" role="status">
      {watching && (
        <span>
          <Eye />
          {words.watched(watching)}
        </span>
      )}
      {joined && (
        <span>
          <Icon name="pencil" />
          {words.joined(joined)}{' '}
          <button class="btn" type="button" onClick={onEnd}>
            {words.endJoin}
          </button>
        </span>
      )}
    </span>
  )
}

/** Like those of `icons.tsx`, which every lesson loads. */
export function Eye() {
  return (
    <svg class="i" viewBox="0 0 16 16" aria-hidden="true">
      <path d="M1.500 8c2-3.500 4-4.500 6.500-4.500s4.500 1 6.500 4.500c-2 3.500-4 4.500-6.500 4.500s-4.500-1-6.500-4.500M8 6a2 2 0 1 0 0 4a2 2 0 0 0 0-4" />
    </svg>
  )
}
