/** Order the handshake and fill in its numbers: those of the reader's own run. Until there is one, a sentence. */
import { useEffect, useState } from 'preact/hooks'
import type { Locale } from '../../../course/schema.ts'
import type { HandshakePuzzle } from './HandshakePuzzle.tsx'
import type { RunSegment } from './handshake.ts'
import { wordsOf } from './words.ts'

const WORDS = {
  en: {
    title: 'The handshake, with your numbers',
    first: 'Run the lab above first. This diagram is made of the numbers of your own run.',
  },
  'zh-cn': {
    title: '用你的序号画出握手',
    first: '先运行上面的实验。这张图用的是你自己那次运行的序号。',
  },
}

/** `count` tells runs apart: with each the puzzle begins anew. */
type Told = { Puzzle: typeof HandshakePuzzle; segments: readonly RunSegment[]; count: number }

export default function ArrowDiagram({ locale, lab }: { locale: Locale; lab: string }) {
  const words = wordsOf(WORDS, locale)
  const [told, setTold] = useState<Told | null>(null)

  useEffect(() => {
    let count = 0
    const listen = (event: Event) => {
      const { detail } = event as CustomEvent<{ lab: string; segments: RunSegment[] }>
      if (detail.lab !== lab) return
      const own = ++count
      import('./HandshakePuzzle.tsx').then(
        ({ HandshakePuzzle: Puzzle }) => {
          if (own === count) setTold({ Puzzle, segments: detail.segments, count })
        },
        () => {}, // out of reach: the next run tries again
      )
    }
    document.addEventListener('wirebook:packets', listen)
    return () => document.removeEventListener('wirebook:packets', listen)
  }, [lab])

  if (told) return <told.Puzzle key={told.count} locale={locale} title={words.title} segments={told.segments} />
  return (
    <section class="panel" aria-label={words.title}>
      <h3>{words.title}</h3>
      <p class="how" role="status">
        {words.first}
      </p>
    </section>
  )
}
