/** Is a text in the language it is filed under? */
import type { Text } from '../../course/schema.ts'

const HAN = /\p{Script=Han}/u
/** Words of the trade stand in both languages alike; two ordinary words in a row do not. */
const ENGLISH = /\b[a-z]{3,}\s+[a-z]{2,}\b/

/** What is wrong with a bilingual text; null when nothing is. */
export function untranslated({ en, 'zh-cn': zh }: Text): string | null {
  if (HAN.test(en) && !/[A-Za-z]{3}/.test(en)) return `the English text is Chinese: "${en}"`
  if (!HAN.test(zh) && ENGLISH.test(zh)) return `the Chinese text is English: "${zh}"`
  return null
}
