/**
 * What Chinese text of the course looks like: full-width punctuation, a space between Han and Latin letters, digits or
 * code and none beside full-width punctuation, one term for one concept. Pure: a text in, flaws out.
 *
 * The rules follow W3C's Requirements for Chinese Text Layout (clreq) in which marks are full width, and the common
 * habit of technical writing for the space. A text without Han is not Chinese and has no flaws.
 */
import { CODE, isChinese, shown, VALUE } from './run.ts'
import { withoutQuotations, wrongTerms } from './terms.ts'

export type FlawCode =
  | 'ZH_HALF_WIDTH'
  | 'ZH_PARENTHESES'
  | 'ZH_QUOTES'
  | 'ZH_ELLIPSIS'
  | 'ZH_DASH'
  | 'ZH_SPACE_MISSING'
  | 'ZH_SPACE_STRAY'
  | 'ZH_FULL_WIDTH'
  | 'ZH_ADDRESS'
  | 'ZH_TRADITIONAL'
  | 'ZH_TERM'

/** `at`: UTF-16 unit of the text where the flaw begins. */
export type Flaw = { code: FlawCode; at: number; length: number; expected: string }

const HAN = '\\p{Script=Han}'
/** Marks that hold half a square of blank themselves; `·` and arrows stand between words and want their spaces. */
const OPENING = '（“《【'
const CLOSING = '，。：；？！、）”》】'
const WIDE = `${OPENING}${CLOSING}—`
const WORD = `\\p{Script=Latin}\\p{Script=Greek}0-9${CODE}`
const FULL: Record<string, string> = { ',': '，', '.': '。', ':': '：', ';': '；', '?': '？', '!': '！' }
const UNITS = 'ns|[µμ]s|ms|s|B|[kKMG]B|[KMG]iB|[kMG]bit|[kMG]?Hz'
/** Characters that are written so only in traditional Chinese. */
const TRADITIONAL =
  /[們個來時說對會發點過還沒網絡資訊數據連線軟體記憶實驗練習課關閉開讀寫運進應當與為從後臺務戶號區塊齊術語預設檔請選擇層協議傳輸處麼裡這樣間問題幾無種類東車長馬見學業書機]/g

type Rule = (text: string) => Flaw[]

/** A rule by a pattern: whatever it matches is wrong. */
function pattern(code: FlawCode, wrong: RegExp, expected: string | ((found: string) => string)): Rule {
  return (text) =>
    [...text.matchAll(wrong)].map(({ 0: found, index: at }) => ({
      code,
      at,
      length: Math.max(1, found.length),
      expected: typeof expected === 'string' ? expected : expected(found),
    }))
}

const re = (source: string): RegExp => new RegExp(source, 'gu')
const fullWidth = (found: string) => `full-width “${FULL[found.trim()] ?? found}”`

const RULES: readonly Rule[] = [
  // After Han, before Han (perhaps with the space that English has), and at the end of a text that is Chinese.
  pattern('ZH_HALF_WIDTH', re(`(?<=${HAN})(?:[,;!?:]|\\.(?![.${WORD}]))`), fullWidth),
  pattern('ZH_HALF_WIDTH', re(`(?<=[^\\s,;!?:，、（“《【…—${HAN}])[,;!?:](?=\\s?${HAN})`), fullWidth),
  pattern('ZH_HALF_WIDTH', re(`(?<=[${WORD})])(?<!(?:^|\\s)\\d{1,2})\\.(?=\\s?${HAN})`), fullWidth),
  pattern('ZH_HALF_WIDTH', re(`(?<=[${WORD}${VALUE})])[.,;?!](?=\\s*$)`), fullWidth),
  parentheses,
  pattern('ZH_QUOTES', re(`(?<=[${HAN}${WIDE}] ?)["'](?=\\S)|(?<=\\S)["'](?= ?[${HAN}${WIDE}])`), '“ ”'),
  pattern('ZH_QUOTES', /[「」『』]/g, '“ ”'),
  pattern('ZH_ELLIPSIS', re(`(?<=[${HAN}${WIDE}] ?)\\.{3,}(?![./])|\\.{3,}(?= ?${HAN})|。{2,}`), '“……”'),
  pattern('ZH_ELLIPSIS', re(`(?<=[${HAN}”）、，] ?)(?<!…)…(?!…)|(?<![…_${WORD}])…(?!…)(?= ?${HAN})`), '“……”'),
  pattern('ZH_DASH', re(`(?<=[${HAN}”）] ?)(?:--+|(?<= )-(?= )|(?<!—)—(?!—))(?= ?[${HAN}“（])`), '“——”'),
  pattern('ZH_SPACE_MISSING', re(`(?<=${HAN})(?=[${WORD}])|(?<=[${WORD}%])(?=${HAN})`), 'a space between the two'),
  pattern('ZH_SPACE_MISSING', re(`(?<![${WORD}.,])\\d[\\d.,]*(?:${UNITS})(?![${WORD}])`), 'a space before the unit'),
  pattern(
    'ZH_SPACE_STRAY',
    re(`(?<=\\S)\\s+(?=[${WIDE}]|……)|(?<=[${WIDE}]|……)\\s+(?=\\S)`),
    'no space beside full-width marks',
  ),
  pattern('ZH_SPACE_STRAY', re(`(?<=${HAN})\\s+(?=${HAN})`), 'no space between Han'),
  pattern('ZH_SPACE_STRAY', /(?<=\d) +(?=%)/g, 'no space before %'),
  pattern('ZH_FULL_WIDTH', /[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\u3000]/g, 'half-width letters, digits and spaces'),
  (text) => pattern('ZH_ADDRESS', /您/g, '你')(withoutQuotations(text)),
  pattern('ZH_TRADITIONAL', TRADITIONAL, 'simplified characters'),
  (text) =>
    wrongTerms(text).map(({ at, found, right }) => ({ code: 'ZH_TERM', at, length: found.length, expected: right })),
]

/** In the order in which they stand. */
export function flawsIn(text: string): Flaw[] {
  if (!isChinese(text)) return []
  const prose = asWords(text)
  return RULES.flatMap((rule) => rule(prose)).sort((a, b) => a.at - b.at)
}

/** Addresses of the web, calls such as `recv(n)` and quoted names such as 'data' are words of one piece. */
function asWords(text: string): string {
  return text
    .replace(/https?:\/\/[^\s\p{Script=Han}，。；）”]+/gu, (url) => CODE.repeat(url.length))
    .replace(/(?<![\w'"])(["'])[!#-&(-~]+\1(?![\w'"])/g, (literal) => CODE.repeat(literal.length))
    .replace(/[A-Za-z_$][\w$.]*\([^()\p{Script=Han}，。：；？！]*\)/gu, (call) => CODE.repeat(call.length))
}

/** Those that hold Han or stand beside it; what stands tight behind a word is a call's or an index. */
function parentheses(text: string): Flaw[] {
  const beside = re(`[${HAN}${WIDE}]`)
  return [...text.matchAll(/\(([^()]*)\)/g)].flatMap(({ 0: found, 1: inside = '', index: at }) => {
    const [before, after] = [text.slice(0, at), text.slice(at + found.length)]
    if (re(`[${WORD}${VALUE}\\]_$]$`).test(before)) return []
    const near = `${before.trimEnd().slice(-1)}${after.trimStart().slice(0, 1)}`
    if (!isChinese(inside) && near.search(beside) < 0) return []
    return [{ code: 'ZH_PARENTHESES' as const, at, length: found.length, expected: 'full-width （）' }]
  })
}

/** Units of text shown on either side of a flaw. */
const AROUND = 8

/** `“字节,然后”: expected full-width “，”`. */
export function told(text: string, { at, length, expected }: Flaw): string {
  const from = Math.max(0, at - AROUND)
  const to = Math.min(text.length, at + length + AROUND)
  return `“${shown(text.slice(from, to)).replaceAll('\n', ' ')}”: expected ${expected}`
}
