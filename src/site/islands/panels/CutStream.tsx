/** Cut eleven bytes anywhere: every way is a legal series of reads. */
import { useRef, useState } from 'preact/hooks'
import type { Locale } from '../../../course/schema.ts'
import { reads, STREAM, WRITE_ENDS, WRITES, wholeWrites, writeOf } from './cut.ts'
import { byteClass, wordsOf } from './words.ts'

const WAYS = 2 ** (STREAM.length - 1)

const WORDS = {
  en: {
    title: 'Cut the stream',
    how: 'Choose a gap between two bytes to cut there. Left and right move along the gaps.',
    cut: (at: number) => `Cut after byte ${at}`,
    gaps: 'Gaps between the bytes',
    presets: 'Ready-made cuts',
    asWritten: 'As written',
    once: 'All at once',
    each: 'Byte by byte',
    chance: 'By chance',
    read: (n: number, bytes: number) => `read ${n}: ${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`,
    events: 'The reads a program could get',
    sentence: (n: number, whole: number) =>
      `3 writes → ${n} ${n === 1 ? 'read' : 'reads'}. ${
        whole === 0 ? 'No message came out whole.' : `${whole} of 3 messages came out whole.`
      }`,
    ways: `One of ${WAYS} ways, all of them legal.`,
  },
  'zh-cn': {
    title: '切开字节流',
    how: '选择两个字节之间的缝隙，就在那里切开。左右方向键在缝隙之间移动。',
    cut: (at: number) => `在第 ${at} 个字节之后切开`,
    gaps: '字节之间的缝隙',
    presets: '现成的切法',
    asWritten: '按写入切',
    once: '一次全到',
    each: '逐个字节',
    chance: '随机',
    read: (n: number, bytes: number) => `第 ${n} 次读取：${bytes} 个字节`,
    events: '程序可能得到的读取',
    sentence: (n: number, whole: number) =>
      `3 次写入 → ${n} 次读取。${whole === 0 ? '没有一条消息完整到达。' : `3 条消息中有 ${whole} 条完整到达。`}`,
    ways: `这是 ${WAYS} 种切法中的一种，每一种都合法。`,
  },
}

const ALL = Array.from({ length: STREAM.length - 1 }, (_, at) => at + 1)

export default function CutStream({ locale }: { locale: Locale }) {
  const words = wordsOf(WORDS, locale)
  const [cuts, setCuts] = useState<ReadonlySet<number>>(new Set([3, 4]))
  const [focus, setFocus] = useState(1)
  const row = useRef<HTMLDivElement>(null)
  const pieces = reads(cuts)

  const toggle = (at: number) => {
    const next = new Set(cuts)
    if (!next.delete(at)) next.add(at)
    setCuts(next)
  }
  const move = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -ALL.length, End: ALL.length }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const next = Math.min(ALL.length, Math.max(1, focus + step))
    setFocus(next)
    row.current?.querySelector<HTMLButtonElement>(`[data-cut="${next}"]`)?.focus()
  }

  return (
    <section class="panel" aria-label={words.title}>
      <h3>{words.title}</h3>
      <p class="how">{words.how}</p>
      <div class="stream" role="toolbar" aria-label={words.gaps} ref={row} onKeyDown={move}>
        {[...STREAM].map((letter, at) => (
          <>
            {at > 0 && (
              <button
                type="button"
                class="snip"
                data-cut={at}
                aria-pressed={cuts.has(at)}
                aria-label={words.cut(at)}
                tabIndex={focus === at ? 0 : -1}
                onClick={() => {
                  setFocus(at)
                  toggle(at)
                }}
              />
            )}
            <span class={byteClass(writeOf(at))}>{letter}</span>
          </>
        ))}
      </div>
      <fieldset class="presets">
        <legend class="sr">{words.presets}</legend>
        <button class="btn" type="button" onClick={() => setCuts(new Set(WRITE_ENDS))}>
          {words.asWritten}
        </button>
        <button class="btn" type="button" onClick={() => setCuts(new Set())}>
          {words.once}
        </button>
        <button class="btn" type="button" onClick={() => setCuts(new Set(ALL))}>
          {words.each}
        </button>
        <button class="btn" type="button" onClick={() => setCuts(new Set(ALL.filter(() => Math.random() < 0.3)))}>
          {words.chance}
        </button>
      </fieldset>
      <p class="sentence" aria-live="polite">
        {words.sentence(pieces.length, wholeWrites(cuts))}
      </p>
      <ol class="reads" aria-label={words.events}>
        {pieces.map((read, n) => (
          <li key={read.from}>
            <span>{words.read(n + 1, read.text.length)}</span>
            <code>
              {[...read.text].map((letter, at) => (
                <span key={read.from + at} class={byteClass(writeOf(read.from + at))}>
                  {letter}
                </span>
              ))}
            </code>
          </li>
        ))}
      </ol>
      <p class="hintline">{words.ways}</p>
      <p class="sr">{WRITES.join(', ')}</p>
    </section>
  )
}
