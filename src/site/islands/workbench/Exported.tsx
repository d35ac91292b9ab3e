/** Files made of the definition: shown, copied, downloaded. */
import { useState } from 'preact/hooks'
import { codecText } from '../../../workbench/export/codec.ts'
import { EXERCISE_ID, exerciseFiles } from '../../../workbench/export/exercise.ts'
import type { Plan } from '../../../workbench/plan.ts'
import type { BenchState } from '../../../workbench/state.ts'
import { save } from '../shared/save.ts'
import { Choice, TextField } from './Choice.tsx'
import type { WorkbenchWords } from './words.ts'

export type ExportKind = 'codec' | 'skeleton' | 'definition'
type Props = { kind: ExportKind; plan: Plan; state: BenchState; words: WorkbenchWords }

export function Exported({ kind, plan, state, words }: Props) {
  if (kind === 'skeleton') return <Skeleton plan={plan} words={words} />
  const dashed = dashes(plan.name)
  return kind === 'codec' ? (
    <>
      <p class="how">{words.codecNote}</p>
      <File name={`${dashed}.ts`} text={codecText(plan)} words={words} />
    </>
  ) : (
    <>
      <p class="how">{words.definitionNote}</p>
      <File name={`${dashed}.json`} text={`${JSON.stringify(state.definition, null, 2)}\n`} words={words} />
    </>
  )
}

function Skeleton({ plan, words }: { plan: Plan; words: WorkbenchWords }) {
  const [id, setId] = useState(`boundaries/${dashes(plan.name)}-codec`)
  const [chosen, setChosen] = useState('exercise.spec.ts')
  const right = EXERCISE_ID.test(id)
  const files = right ? exerciseFiles(plan, id) : null
  const names = Object.keys(files ?? {})
  const name = names.includes(chosen) ? chosen : (names[0] ?? '')
  return (
    <>
      <p class="how">{words.skeletonNote}</p>
      <div class="fields">
        <TextField
          label={words.exerciseId}
          value={id}
          most={60}
          wide
          invalid={!right}
          describedBy={right ? undefined : 'wb-id-problem'}
          onInput={setId}
        />
        {files && (
          <>
            <Choice
              label={words.file}
              value={name}
              options={names.map((one) => ({ value: one, text: one }))}
              onChange={setChosen}
            />
            <button type="button" class="btn" onClick={() => void zipped(id, files)}>
              {words.downloadZip}
            </button>
          </>
        )}
      </div>
      {!right && (
        <p class="bad" id="wb-id-problem">
          {words.badId}
        </p>
      )}
      {right && files === null && <p class="bad">{words.tiny}</p>}
      {files && <File key={name} name={name.split('/').at(-1) ?? name} text={files[name] ?? ''} words={words} />}
    </>
  )
}

/** With the paths that the files have in a course. */
async function zipped(id: string, files: Record<string, string>): Promise<void> {
  const { strToU8, zipSync } = await import('fflate')
  const entries = Object.entries(files).map(([path, text]) => [`labs/${id}/${path}`, strToU8(text)] as const)
  save(
    new Blob([zipSync(Object.fromEntries(entries)) as BlobPart], { type: 'application/zip' }),
    `${id.replace('/', '-')}.zip`,
  )
}

function File({ name, text, words }: { name: string; text: string; words: WorkbenchWords }) {
  const [said, setSaid] = useState('')
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setSaid(words.copied)
    } catch {
      setSaid(words.notCopied)
    }
  }
  return (
    <div class="file">
      <div class="filehead">
        <code>{name}</code>
        <span role="status">{said}</span>
        <button type="button" class="btn" onClick={() => void copy()}>
          {words.copy}
        </button>
        <button type="button" class="btn" onClick={() => save(new Blob([text], { type: 'text/plain' }), name)}>
          {words.download}
        </button>
      </div>
      <section aria-label={`${words.code} ${name}`}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must do so by keyboard */}
        <pre tabIndex={0}>{text}</pre>
      </section>
    </div>
  )
}

/** `wsFrame` as `ws-frame`. */
const dashes = (name: string) => name.replaceAll(/([A-Z])/g, '-$1').toLowerCase()
