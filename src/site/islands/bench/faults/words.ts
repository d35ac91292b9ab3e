/** Words of the fault panel, which are loaded with it. */

import type { Knob } from '../../../../course/fault-knobs.ts'
import type { Locale } from '../../../../course/schema.ts'

type FaultWords = {
  knobs: Record<Knob, string>
  none: string
  on: string
  off: string
  seed: string
  seedWhy: string
  /** Where a rule holds: `of` is a protocol's name, hosts and links have their own. */
  from: (host: string) => string
  to: (host: string) => string
  /** The same plan on the command line. */
  asText: string
}

const en: FaultWords = {
  knobs: {
    delay: 'One-way delay',
    jitter: 'Jitter',
    loss: 'Lost',
    duplicate: 'Doubled',
    reorder: 'Overtaken',
    dropFirst: 'First ones lost',
    rate: 'Rate',
    cut: 'Cable cut',
    split: 'Segments split into',
    coalesce: 'Segments joined to',
    reset: 'Reset after',
  },
  none: 'no',
  on: 'yes',
  off: 'no',
  seed: 'Seed',
  seedWhy: 'The same seed disturbs the same frames.',
  from: (host) => `from ${host}`,
  to: (host) => `to ${host}`,
  asText: 'On the command line',
}

const zh: FaultWords = {
  knobs: {
    delay: '单程延迟',
    jitter: '抖动',
    loss: '丢包',
    duplicate: '重复',
    reorder: '乱序',
    dropFirst: '丢弃开头几个',
    rate: '速率',
    cut: '断开网线',
    split: '报文段拆成',
    coalesce: '报文段合并到',
    reset: '复位位置',
  },
  none: '无',
  on: '是',
  off: '否',
  seed: '种子',
  seedWhy: '种子相同，受干扰的帧也相同。',
  from: (host) => `来自 ${host}`,
  to: (host) => `发往 ${host}`,
  asText: '命令行写法',
}

export function faultWords(locale: Locale): FaultWords {
  return locale === 'zh-cn' ? zh : en
}
