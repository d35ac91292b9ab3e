/**
 * What commander says of a command that is used wrongly, in the reader's words. It tells its sentences in English only,
 * as text; one that is not known here stays as it is. Pure.
 */
import type { HelpWords } from './words/index.ts'

const SUGGESTION = /\n\(Did you mean (?:one of )?(.+)\?\)$/

/** The sentences of commander's lib/command.js and lib/option.js, and what to say instead. */
const SENTENCES: [RegExp, (words: HelpWords, ...found: string[]) => string][] = [
  [/^unknown option '(.*)'$/, (words, flag) => words.unknownOption(flag!)],
  [/^unknown command '(.*)'$/, (words, name) => words.unknownCommand(name!)],
  [/^missing required argument '(.*)'$/, (words, name) => words.missingArgument(name!)],
  [/^required option '(.*)' not specified$/, (words, flags) => words.missingOption(flags!)],
  [/^option '(.*)' argument missing$/, (words, flags) => words.missingValue(flags!)],
  [
    /^too many arguments(?: for '(.*)')?\. Expected (\d+) arguments? but got (\d+): .*$/s,
    (words, command, expected, got) => words.tooManyArguments(command ?? null, Number(expected), Number(got)),
  ],
  [
    /^option '(.*)' argument '(.*)' is invalid\. (.*)$/s,
    (words, flags, value, why) => words.wrongValue(flags!, value!, reason(why!, words)),
  ],
  [
    /^option '(.*)' value '(.*)' from env '(.*)' is invalid\. (.*)$/s,
    (words, flags, value, name, why) => words.wrongEnvironment(flags!, name!, value!, reason(why!, words)),
  ],
]

/** `text`: as commander hands it to `outputError`. Gives `USAGE: what is wrong`, with where to look. */
export function wrongUsage(text: string, words: HelpWords): string {
  const all = text.replace(/^error: /, '').trimEnd()
  const near = SUGGESTION.exec(all)?.[1]
  const what = all.replace(SUGGESTION, '').replace(/\.$/, '')
  const said = worded(what, words) + (near === undefined ? '' : words.didYouMean(near))
  return `USAGE: ${words.wrong(said)}`
}

function worded(what: string, words: HelpWords): string {
  for (const [pattern, say] of SENTENCES) {
    const found = pattern.exec(what)
    if (found) return say(words, ...found.slice(1))
  }
  return what
}

/** Ours are in the reader's words already; what choices there are is commander's. */
function reason(why: string, words: HelpWords): string {
  const choices = /^Allowed choices are (.*?)\.?$/.exec(why)?.[1]
  return choices === undefined ? why : words.allowed(choices)
}
