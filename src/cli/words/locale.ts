/** In which language the command line speaks. Pure. */
import type { Locale } from '../../course/schema.ts'

/** Names under which each language is asked for; what `--locale` says it takes are the first of each. */
const NAMES: Record<Locale, RegExp> = {
  en: /^en([-_][a-z0-9]+)*$/i,
  'zh-cn': /^zh([-_][a-z0-9]+)*$/i,
}
const OPTION = '--locale'
/** `check --locale` chooses lessons, not the language of what is said. */
const OWN_LOCALE = 'check'

/** `zh`, `zh-CN`, `zh_CN` …; null for a language that there is none of. */
export function localeNamed(name: string): Locale | null {
  const found = Object.entries(NAMES).find(([, names]) => names.test(name))
  return found ? (found[0] as Locale) : null
}

/**
 * `--locale` where it names a language of ours (that it names another is said by the parser of options), otherwise the
 * first of LC_ALL, LC_MESSAGES and LANG that is set (POSIX.1-2024, XBD 8.2), otherwise English.
 */
export function localeOf(words: readonly string[], env: NodeJS.ProcessEnv): Locale {
  const asked = askedFor(words)
  const ours = asked === undefined ? null : localeNamed(asked)
  if (ours !== null) return ours
  const set = env.LC_ALL || env.LC_MESSAGES || env.LANG || ''
  return localeNamed(set.replace(/[.@].*$/, '')) ?? 'en'
}

/** The value of `--locale` wherever it stands; undefined without it. */
function askedFor(words: readonly string[]): string | undefined {
  let asked: string | undefined
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at]!
    if (word === '--' || word === OWN_LOCALE) break
    if (word.startsWith(`${OPTION}=`)) asked = word.slice(OPTION.length + 1)
    else if (word === OPTION) {
      at += 1
      asked = words[at]
    }
  }
  return asked
}
