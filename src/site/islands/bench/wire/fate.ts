/** What the link's faults made of a packet, in words. */
import type { Locale } from '../../../../course/schema.ts'
import type { MadeFrame } from '../../../../protocol/lab.ts'
import type { TraceRow } from '../trace.ts'

type FateWords = Record<MadeFrame, (of: string) => string> & { replaced: string; and: string }

const WORDS: Record<Locale, FateWords> = {
  en: {
    replaced: 'others travel in its place',
    duplicate: (of) => `a copy of ${of}`,
    piece: (of) => `a piece of ${of}`,
    joined: (of) => `${of} joined`,
    reset: () => 'made by the wire, sent by neither host',
    and: ', ',
  },
  'zh-cn': {
    replaced: '由别的帧代替它传送',
    duplicate: (of) => `${of} 的副本`,
    piece: (of) => `${of} 的一部分`,
    joined: (of) => `由 ${of} 合并而成`,
    reset: () => '由线路产生，两台主机都没有发送',
    and: '、',
  },
}

/** Empty for a packet that travelled as it was sent. */
export function fate({ replaced, made, of }: Pick<TraceRow, 'replaced' | 'made' | 'of'>, locale: Locale): string {
  const words = WORDS[locale]
  if (made) return words[made](of.join(words.and))
  return replaced ? words.replaced : ''
}
