/** Something to hand on: readable, and copied by a press. */
import { useState } from 'preact/hooks'

type Props = { text: string; words: { copy: string; copied: string } /** For readers: whose it is. */; of?: string }

export function Copied({ text, words, of }: Props) {
  const [done, setDone] = useState(false)
  return (
    <span class="copied">
      <code>{text}</code>{' '}
      {navigator.clipboard && (
        <button
          class="btn quiet"
          type="button"
          onClick={() => void navigator.clipboard.writeText(text).then(() => setDone(true))}
        >
          {words.copy}
          {of !== undefined && <span class="sr"> ({of})</span>}
        </button>
      )}
      <span role="status">{done ? words.copied : ''}</span>
    </span>
  )
}
