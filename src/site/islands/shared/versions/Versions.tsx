/** Earlier versions of one file, newest first, with the course's own at the end: what each differs in, and Restore. */
import { useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import type { SavedText } from '../../../../protocol/messages.ts'
import { type BridgeClient, keyOf } from '../../../bridge-client.ts'
import type { Document } from '../document.ts'
import { pageLocale } from '../page-locale.ts'
import { isStatic } from '../static.ts'
import { Baseline } from './Baseline.tsx'
import { listed } from './listed.ts'
import { pageStorage, pageVersions } from './page-versions.ts'
import { type Against, Version } from './Version.tsx'
import { versionsWords } from './words.ts'
import './versions.css'

export type VersionsProps = { bridge: BridgeClient; document: Document; onClose: () => void }

/** The text may be typed in while versions are shown: they are compared again when it rests, ms. */
const REST_MS = 400

export function Versions({ bridge, document, onClose }: VersionsProps) {
  const words = versionsWords[pageLocale()]
  const { target, starter } = document
  const saved = useSignal<SavedText[] | null>(null)
  const against = useSignal<Against>('now')
  const now = useRested(document.state.value.text)
  useEffect(() => {
    document.flush()
    saved.value = null
    const ask = () => bridge.send({ type: 'history', target })
    const leave = [
      bridge.onHistory((message) => {
        if (keyOf(message.target) === keyOf(target)) saved.value = message.versions
      }),
      bridge.onOpened(ask),
    ]
    return () => {
      for (const one of leave) one()
    }
  }, [document])
  const local = useMemo(() => {
    const storage = pageStorage()
    return storage ? pageVersions(storage, target) : []
  }, [document, now])
  const versions = useMemo(() => listed(saved.value ?? [], local), [saved.value, local])
  const restore = (text: string) => {
    document.replace(text)
    onClose()
  }
  const rest = { words, against: against.value, now, starter, restore }
  return (
    <section class="versions" aria-label={words.title(target.file)}>
      <div class="ph">
        <h4>{words.title(target.file)}</h4>
        <span class="sp" />
        <button type="button" class="btn quiet" onClick={onClose}>
          {words.close}
        </button>
      </div>
      {!bridge.ready && <p class="empty">{isStatic() ? words.offlineStatic : words.offline}</p>}
      {saved.value?.length === 0 && versions.length === 0 && <p class="empty">{words.empty}</p>}
      <Baseline words={words} against={against} />
      <ul>
        {versions.map((version, index) => (
          <Version key={version.key} version={version} earlier={versions[index + 1] ?? null} {...rest} />
        ))}
        <Version key="starter" version={null} earlier={null} {...rest} />
      </ul>
    </section>
  )
}

/** The text, `REST_MS` after it was last changed. */
function useRested(text: string): string {
  const rested = useSignal(text)
  useEffect(() => {
    const timer = setTimeout(() => {
      rested.value = text
    }, REST_MS)
    return () => clearTimeout(timer)
  }, [text])
  return rested.value
}
