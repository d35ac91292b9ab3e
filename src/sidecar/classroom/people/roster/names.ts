/**
 * A name in two columns and in one. Here people have one name, as they write it; how a file divides it is not kept, so
 * what is divided for export has to give the same whole again.
 */

/** Written without a space, the family's name first. */
const TOGETHER = /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]+$/u

export function wholeName(given: string, family: string): string {
  if (TOGETHER.test(given) && TOGETHER.test(family)) return `${family}${given}`
  return `${given} ${family}`.trim()
}

/** `wholeName` of it is `name`. */
export function dividedName(name: string): { given: string; family: string } {
  const divided = divide(name)
  return wholeName(divided.given, divided.family) === name ? divided : { given: name, family: '' }
}

function divide(name: string): { given: string; family: string } {
  if (TOGETHER.test(name)) {
    const [first = '', ...rest] = name
    return { given: rest.join(''), family: first }
  }
  const at = name.lastIndexOf(' ')
  return at < 0 ? { given: name, family: '' } : { given: name.slice(0, at), family: name.slice(at + 1) }
}
