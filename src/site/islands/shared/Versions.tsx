/** Earlier versions of one file, newest first, with the starter at the end. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { SavedText } from '../../../protocol/messages.ts'
import { type BridgeClient, keyOf } from '../../bridge-client.ts'
import type { Words } from '../i18n.ts'
import type { Document } from './document.ts'

type Props = { bridge: BridgeClient; document: Document; words: Words; onClose: () => void }

export function Versions({ bridge, document, words, onClose }: Props) {
  const versions = useSignal<SavedText[] | null>(null)
  const { target } = document
  useEffect(() => {
    document.flush()
    const leave = bridge.onHistory((message) => {
      if (keyOf(message.target) === keyOf(target)) {
        versions.value = message.versions.toSorted((a, b) => b.at.localeCompare(a.at) || b.revision - a.revision)
      }
    })
    bridge.send({ type: 'history', target })
    return leave
  }, [document])
  const restore = (text: string) => {
    document.replace(text)
    onClose()
  }
  const now = document.state.value.text
  return (
    <div class="versions">
      <div class="ph">
        <h4>{words.historyTitle(target.file)}</h4>
        <span class="sp" />
        <button type="button" class="btn quiet" onClick={onClose}>
          {words.close}
        </button>
      </div>
      {!bridge.ready && <p class="empty">{words.historyOffline}</p>}
      {versions.value?.length === 0 && <p class="empty">{words.historyEmpty}</p>}
      <ul>
        {versions.value?.map(({ at, text, revision }) => (
          <Version key={revision} when={<time dateTime={at}>{moment(at)}</time>} {...{ text, now, words, restore }} />
        ))}
        <Version when={words.starter} text={document.starter} {...{ now, words, restore }} />
      </ul>
    </div>
  )
}

type VersionProps = {
  when: preact.ComponentChildren
  text: string
  now: string
  words: Words
  restore: (text: string) => void
}

function Version({ when, text, now, words, restore }: VersionProps) {
  return (
    <li>
      <details>
        <summary>
          <span>{when}</span>
          <small>{words.lines(text.split('\n').length)}</small>
        </summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrolls */}
        <pre tabIndex={0}>{text}</pre>
      </details>
      {text === now ? (
        <small>{words.current}</small>
      ) : (
        <button type="button" class="btn" onClick={() => restore(text)}>
          {words.restore}
        </button>
      )}
    </li>
  )
}

function moment(at: string): string {
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return at
  return new Intl.DateTimeFormat(globalThis.document.documentElement.lang, {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).format(date)
}
