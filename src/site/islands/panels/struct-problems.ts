/** What is wrong with a format or its values, in a sentence. */
import type { Locale } from '../../../course/schema.ts'
import type { Problem } from './struct.ts'

const EN = (problem: Problem): string => {
  switch (problem.code) {
    case 'letter':
      return `“${problem.at}” is no letter of struct. Known are x c b B ? h H i I l L q Q f d and s.`
    case 'count':
      return `The format wants ${problem.wanted} ${problem.wanted === 1 ? 'value' : 'values'}; there ${problem.got === 1 ? 'is' : 'are'} ${problem.got}.`
    case 'integer':
      return `“${problem.value}” is no number, and ${problem.at} needs one.`
    case 'range':
      return `${problem.value} does not fit ${problem.at}: it holds ${problem.low} to ${problem.high}. struct refuses instead of cutting.`
    case 'size':
      return `More than ${problem.limit} bytes: too many to draw.`
  }
}

const ZH = (problem: Problem): string => {
  switch (problem.code) {
    case 'letter':
      return `struct 没有“${problem.at}”这个字母。可用的有 x c b B ? h H i I l L q Q f d 和 s。`
    case 'count':
      return `格式要 ${problem.wanted} 个值，这里有 ${problem.got} 个。`
    case 'integer':
      return `“${problem.value}”不是数字，而 ${problem.at} 需要一个数字。`
    case 'range':
      return `${problem.value} 放不进 ${problem.at}：它的范围是 ${problem.low} 到 ${problem.high}。struct 会拒绝，而不是截断。`
    case 'size':
      return `超过 ${problem.limit} 个字节，画不下了。`
  }
}

export const problemText = (problem: Problem, locale: Locale): string => (locale === 'zh-cn' ? ZH : EN)(problem)
