/** Finds English sentences in a text that should hold none. */

/** A command with its words, a path, an option, a placeholder, quoted output: what is typed or printed as it is. */
const AS_TYPED =
  /(?:npx )?wirebook [a-z]+(?: \S+)*|npm (?:install|start)|--[a-z-]+(?:[= ][^\s，。；：（）]+)?|<[^>]+>|\$[A-Z_]+|(?:\.{0,2}\/)[^\s，。；：（）]+|“[^”]*”/g
/** Three words of lower case in a row, or two where nothing else stands between Han. */
const PROSE = /(?<![\w./=-])[A-Za-z]?[a-z']+,? [a-z']{2,},? [a-z']{2,}(?![\w/=])/

/** The first English words in a text that is not typed as it is; null when there are none. */
export function englishIn(text: string): string | null {
  return PROSE.exec(text.replace(AS_TYPED, ' · '))?.[0] ?? null
}

export const hasHan = (text: string): boolean => /\p{Script=Han}/u.test(text)
