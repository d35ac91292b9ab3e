/** Words of what reads the chosen bytes. */
import type { Locale } from '../../../../../../course/schema.ts'

const en = {
  title: 'Chosen bytes',
  from: 'First byte',
  length: 'How many',
  close: 'Close',
  numbers: 'Numbers that begin at the first of them',
  columns: ['type', 'big endian', 'little endian'],
  exact: 'as wide as what is chosen',
  format: 'struct format',
  values: (values: string) => `(${values})`,
  badLetter: (letter: string) => `“${letter}” is no format letter read here.`,
  tooShort: (wanted: string, there: number) => `The format takes ${wanted} bytes; ${there} are chosen.`,
  text: 'UTF-8',
  noText: (at: number) => `no UTF-8: byte ${at} of the chosen ones fits no character`,
  copyAs: 'Copy as',
  copyHex: 'hex',
  copied: 'Copied.',
  refused: 'The browser does not allow it: select the text instead.',
  /** Where a copy cannot be made, it stands here to be selected. */
  copyText: 'Copy',
}
type Words = typeof en

const zh: Words = {
  title: '选中的字节',
  from: '第一个字节',
  length: '字节数',
  close: '关闭',
  numbers: '从其中第一个字节开始的数',
  columns: ['类型', '大端', '小端'],
  exact: '与选中的字节一样宽',
  format: 'struct 格式',
  values: (values) => `(${values})`,
  badLetter: (letter) => `“${letter}”不是这里能读的格式字符。`,
  tooShort: (wanted, there) => `这个格式需要 ${wanted} 字节；选中了 ${there} 字节。`,
  text: 'UTF-8',
  noText: (at) => `不是 UTF-8：选中字节里的第 ${at} 个不属于任何字符`,
  copyAs: '复制为',
  copyHex: '十六进制',
  copied: '已复制。',
  refused: '浏览器不允许：请手动选中文本。',
  copyText: '复制',
}

export const inspectWords: Record<Locale, Words> = { en, 'zh-cn': zh }
