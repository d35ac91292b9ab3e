import type { Locale } from '../../../../../course/schema.ts'
import type { FilterProblem } from '../../../../../wire/filter/filter.ts'

const en = {
  filter: 'Filter packets',
  close: 'Close the filter: all packets',
  example: 'tcp && port 9999 && len > 0',
  matching: (shown: number, all: number) => `${shown} of ${all}`,
  none: 'No packet of this run matches.',
  words: 'Words that fit here',
  problem: ({ expected, found, at }: FilterProblem) => {
    const where = found === '' ? 'At the end' : `At “${found}” (character ${at + 1})`
    const wanted = {
      condition:
        'a condition is missing: a protocol (tcp, udp, arp), a flag (syn), or a field with a value (port 9999)',
      number: 'a number is missing',
      name: 'a name or an address is missing',
      bytes: 'a quoted text or bytes in hexadecimal are missing',
      closing: 'a closing parenthesis is missing',
      joint: 'a joint is missing: && or ||',
      sign: 'this sign means nothing here; joints are && and ||, texts stand in double quotes',
    }[expected]
    return `${where}: ${wanted}.`
  },
  near: (words: string[]) => `Perhaps: ${words.join(', ')}.`,
}
type Words = typeof en

const zh: Words = {
  filter: '过滤数据包',
  close: '关闭过滤：显示全部数据包',
  example: 'tcp && port 9999 && len > 0',
  matching: (shown, all) => `${shown} / ${all}`,
  none: '这次运行没有符合条件的数据包。',
  words: '这里可用的词',
  problem: ({ expected, found, at }) => {
    const where = found === '' ? '在末尾' : `在“${found}”处（第 ${at + 1} 个字符）`
    const wanted = {
      condition: '缺少条件：协议（tcp、udp、arp）、标志（syn），或带值的字段（port 9999）',
      number: '缺少一个数',
      name: '缺少名称或地址',
      bytes: '缺少引号中的文本或十六进制字节',
      closing: '缺少右括号',
      joint: '缺少连接符：&& 或 ||',
      sign: '这个符号在这里没有意义；连接符是 && 和 ||，文本写在双引号中',
    }[expected]
    return `${where}：${wanted}。`
  },
  near: (words) => `是不是：${words.join('、')}？`,
}

export const filterWords: Record<Locale, Words> = { en, 'zh-cn': zh }
