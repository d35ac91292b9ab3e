/** Attempts as small multiples: one column of boxes each, one box a test, oldest first. */
import type { Attempt } from '../../../protocol/messages.ts'
import type { Words } from '../i18n.ts'

/** The latest ones; the count tells of the rest. */
const SHOWN = 6

export function Attempts({ attempts, words }: { attempts: Attempt[]; words: Words }) {
  const latest = attempts.at(-1)
  if (!latest) return null
  const passed = latest.tests.filter(({ state }) => state === 'passed').length
  const label = words.attempts(attempts.length, passed, latest.tests.length)
  return (
    <span class="att" role="img" aria-label={label} title={label}>
      {attempts.slice(-SHOWN).map(({ at, tests }) => (
        <span key={at}>
          {tests.map(({ id, state }) => (
            <i key={id} class={state} />
          ))}
        </span>
      ))}
    </span>
  )
}
