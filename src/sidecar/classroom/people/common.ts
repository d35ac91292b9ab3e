/**
 * Passphrases long enough that are still among the first tried: well-known words with digits behind, rows of a keyboard,
 * repetitions and sequences. Small on purpose: tries are few (http/rate-limits.ts).
 */
const WORDS = [
  'password',
  'passphrase',
  'passwort',
  'letmein',
  'welcome',
  'qwerty',
  'qwertyuiop',
  'qwertz',
  'azerty',
  'asdfghjkl',
  'asdfgh',
  'zxcvbnm',
  'iloveyou',
  'woaini',
  'mima',
  'monkey',
  'dragon',
  'football',
  'baseball',
  'superman',
  'batman',
  'princess',
  'sunshine',
  'starwars',
  'whatever',
  'trustno',
  'computer',
  'internet',
  'network',
  'wirebook',
  'classroom',
  'student',
  'teacher',
  'school',
  'changeme',
  'default',
  'secret',
  'admin',
  'administrator',
  'abcdefgh',
  'abc',
  'qazwsxedc',
  'correcthorsebatterystaple',
]
const ROWS = [
  '01234567890123456789',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiopasdfghjklzxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn',
]

/** `text` in small letters. Pure. */
export function isCommon(text: string): boolean {
  const bare = text.replace(/[\s._-]/g, '')
  const core = bare.replace(/[\d!?#*.+]+$/, '')
  const letters = core.replaceAll('@', 'a').replaceAll('0', 'o').replaceAll('$', 's')
  const known = WORDS.some((word) => [bare, letters].some((one) => isWordWithDigits(one, word)))
  return known || isRepetition(bare) || ROWS.some((row) => isWithin(bare, row) || isWithin(bare, reversed(row)))
}

/** The word once or more, with digits and signs around. */
function isWordWithDigits(text: string, word: string): boolean {
  if (!text.includes(word)) return false
  return /^[\d!?#*.+]*$/.test(text.replaceAll(word, ''))
}

/** `aaaaaaaaaa`, `abcabcabcabc`: at least three times the same. */
function isRepetition(text: string): boolean {
  return /^(.{1,4})\1{2,}.?$/su.test(text)
}

function isWithin(text: string, row: string): boolean {
  return text.length > 0 && row.includes(text)
}

function reversed(text: string): string {
  return [...text].reverse().join('')
}
