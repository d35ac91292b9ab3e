/** The changes one after the other, for reading without columns and colours. */
import type { LineChange } from './changes.ts'
import type { DiffWords } from './words.ts'

/** Changes shown in full; the others are counted. */
const SHOWN = 60

export function ChangeList({ changes, words }: { changes: LineChange[]; words: DiffWords }) {
  const rest = changes.length - SHOWN
  return (
    <details class="diff-list">
      <summary>{words.asList}</summary>
      <ol>
        {changes.slice(0, SHOWN).map((change) => (
          <li key={`${change.line.before} ${change.line.after}`}>
            {words.change(change)}
            <Lines kind="out" lines={change.removed} word={words.out} />
            <Lines kind="put" lines={change.added} word={words.put} />
          </li>
        ))}
      </ol>
      {rest > 0 && <p>{words.more(rest)}</p>}
    </details>
  )
}

function Lines({ kind, lines, word }: { kind: 'out' | 'put'; lines: string[]; word: string }) {
  if (lines.length === 0) return null
  const Mark = kind === 'out' ? 'del' : 'ins'
  return (
    <>
      <span class="sr">{word}</span>
      <pre class={kind}>
        <Mark>{lines.join('\n')}</Mark>
      </pre>
    </>
  )
}
