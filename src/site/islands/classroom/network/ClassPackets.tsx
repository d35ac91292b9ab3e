/** The class network's packets in the panes of a lab's. Loaded when they are first to be seen. */
import { useEffect, useMemo } from 'preact/hooks'
import type { Locale } from '../../../../course/schema.ts'
import { Bytes } from '../../bench/wire/Bytes.tsx'
import { Packets } from '../../bench/wire/Packets.tsx'
import { View } from '../../bench/wire/view.ts'
import { benchWords } from '../../bench/words.ts'
import { words as wordsOf } from '../../i18n.ts'
import type { Capture } from './capture.ts'
import { networkWords } from './words.ts'

export default function ClassPackets({ capture, locale }: { capture: Capture; locale: Locale }) {
  const hosts = capture.hosts.value
  const view = useMemo(() => new View(capture.seen(), locale), [capture, hosts])
  useEffect(() => {
    view.asTable.value = capture.crowded.peek()
    return () => view.dispose()
  }, [view])
  const words = useMemo(
    () => ({
      ...benchWords(wordsOf(locale), locale),
      packetsEmpty: networkWords[locale].noPackets,
      lost: networkWords[locale].lost,
    }),
    [locale],
  )
  return (
    // What the panes have computed is of the view they began with: another view has panes of its own.
    <div class="bench classpackets" data-pane="pkts" key={hosts.join(' ')}>
      <div class="pane p-pkts">
        <Packets view={view} words={words} />
      </div>
      {capture.store.packets.value.length > 0 && (
        <div class="pane p-hex">
          <Bytes view={view} words={words} locale={locale} />
        </div>
      )}
    </div>
  )
}
