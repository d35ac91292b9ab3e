/** One version: when it was written, how much it differs, a line by which it is recognised; opened, the comparison. */
import { useSignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { changesOf, extentOf, type LineChange } from '../diff/changes.ts'
import { Diff } from '../diff/Diff.tsx'
import { diffWords } from '../diff/words.ts'
import { pageLocale } from '../page-locale.ts'
import { excerptOf, type Listed } from './listed.ts'
import { moment } from './moment.ts'
import type { VersionsWords } from './words.ts'

export type Against = 'now' | 'starter' | 'before'

type Props = {
  /** Null: the course's own text. */
  version: Listed | null
  /** The one before it; null when there is none. */
  earlier: Listed | null
  against: Against
  now: string
  starter: string
  words: VersionsWords
  restore: (text: string) => void
}

/** Longer texts are compared only when their row is opened, UTF-16 units. */
const COMPARED = 40_000

export function Version({ version, earlier, against, now, starter, words, restore }: Props) {
  const open = useSignal(false)
  const text = version?.text ?? starter
  const own = version ? words.titles.version(moment(version.at)) : words.titles.starter
  const pair = pairOf({ version, earlier, against, now, starter, words }, own)
  const compared = open.value || pair.before.length + pair.after.length <= COMPARED
  const changes = useMemo(
    () => (compared ? changesOf(pair.before, pair.after) : null),
    [compared, pair.before, pair.after],
  )
  return (
    <li>
      <details
        onToggle={(event) => {
          open.value = event.currentTarget.open
        }}
      >
        <summary>
          {version ? <time dateTime={version.at}>{moment(version.at)}</time> : <span>{words.starter}</span>}
          {version?.local && <small class="local">{words.local}</small>}
          {version?.author !== undefined && <small class="author">{words.by(version.author)}</small>}
          {changes && <small class="differs">{sentence(changes, pair.against, words)}</small>}
          {changes && <code class="excerpt">{excerptOf(linesOf(changes, pair.against, text))}</code>}
        </summary>
        {open.value && <Diff titles={pair.titles} before={pair.before} after={pair.after} />}
      </details>
      {text === now ? (
        <small>{words.current}</small>
      ) : (
        <button type="button" class="btn" onClick={() => restore(text)}>
          {words.restore}
          <span class="sr"> {own}</span>
        </button>
      )}
    </li>
  )
}

type Pair = { against: Against; before: string; after: string; titles: { before: string; after: string } }

/** The earlier text is always the one on the left. The course's text has nothing before it but is compared with now. */
function pairOf({ version, earlier, against, now, starter, words }: Omit<Props, 'restore'>, own: string): Pair {
  const { titles } = words
  if (version === null || against === 'now')
    return { against: 'now', before: version?.text ?? starter, after: now, titles: { before: own, after: titles.now } }
  if (against === 'starter' || earlier === null)
    return {
      against: 'starter',
      before: starter,
      after: version.text,
      titles: { before: titles.starter, after: own },
    }
  return {
    against,
    before: earlier.text,
    after: version.text,
    titles: { before: titles.before(moment(earlier.at)), after: own },
  }
}

function sentence(changes: LineChange[], against: Against, words: VersionsWords): string {
  const extent = extentOf(changes)
  if (!extent) return words.same[against]
  return `${words.since[against]}${diffWords[pageLocale()].extent(extent)}`
}

/** Of the lines that differ those that this version has; where it has none, its first ones. */
function linesOf(changes: LineChange[], against: Against, text: string): string[] {
  const own = changes.flatMap(({ removed, added }) => (against === 'now' ? removed : added))
  return own.some((line) => line.trim() !== '') ? own : text.split('\n')
}
