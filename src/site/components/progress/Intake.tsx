/** Bringing in a file: it is read, what it would change is shown, and nothing happens until the learner says so. */
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Locale } from '../../../course/schema.ts'
import type { WorkFile, WorkPlan } from '../../../protocol/work.ts'
import { draftPlan, giveWork, remember, remembered } from './browser.ts'
import { dateText } from './dates.ts'
import { type MergePlan, merged } from './merge.ts'
import type { ProgressWords } from './words.ts'

type Props = { locale: Locale; words: ProgressWords; onTaken: () => void }
type Found = { file: WorkFile; texts: WorkPlan; page: MergePlan; server: boolean }

export function Intake({ locale, words, onTaken }: Props) {
  const input = useRef<HTMLInputElement>(null)
  const [found, setFound] = useState<Found | null>(null)
  const [said, setSaid] = useState<{ text: string; detail: string; bad: boolean } | null>(null)

  const look = async (chosen: File | undefined) => {
    setSaid(null)
    setFound(null)
    if (!chosen) return
    // The parser brings its schemas: only who brings a file needs them.
    const { parseWorkFile, WORK_LIMITS } = await import('../../../protocol/work.ts')
    const read = chosen.size > WORK_LIMITS.bytes ? null : parseWorkFile(await chosen.text())
    if (read === null) return setSaid({ text: words.problems['too-large'], detail: '', bad: true })
    if (!read.ok) return setSaid({ text: words.problems[read.problem], detail: read.detail, bad: true })
    try {
      const plan = await giveWork(read.file.work, true)
      const texts = plan ?? draftPlan(read.file.work.texts).plan
      setFound({ file: read.file, texts, page: merged(remembered(), read.file.remembered).plan, server: plan !== null })
    } catch (error) {
      setSaid({ text: words.failed, detail: (error as Error).message, bad: true })
    }
  }
  const done = () => {
    setFound(null)
    if (input.current) input.current.value = ''
    input.current?.focus()
  }
  const takeIn = async () => {
    if (!found) return
    try {
      // The server first: when it refuses, nothing has changed anywhere.
      if ((await giveWork(found.file.work, false)) === null) draftPlan(found.file.work.texts).write()
      remember(merged(remembered(), found.file.remembered).next)
      setSaid({ text: words.taken, detail: '', bad: false })
      onTaken()
    } catch (error) {
      setSaid({ text: words.failed, detail: (error as Error).message, bad: true })
    }
    done()
  }

  return (
    <>
      <label class="btn file">
        {words.importFile}
        <input
          ref={input}
          type="file"
          accept=".json,application/json"
          onChange={(event) => void look(event.currentTarget.files?.[0])}
        />
      </label>
      <div class="told" role="status">
        {said && (
          <p class={said.bad ? 'problem' : undefined}>
            {said.text} {said.detail !== '' && <code>{said.detail}</code>}
          </p>
        )}
      </div>
      {found && <Preview {...{ found, words, locale, takeIn, leave: done }} />}
    </>
  )
}

type PreviewProps = { found: Found; words: ProgressWords; locale: Locale; takeIn: () => void; leave: () => void }

function Preview({ found, words, locale, takeIn, leave }: PreviewProps) {
  const { file, texts, page, server } = found
  const head = useRef<HTMLHeadingElement>(null)
  useEffect(() => head.current?.focus(), [])
  const names = (targets: WorkPlan['added']) => targets.map(({ id, file }) => `${id}/${file}`)
  const lines: [string, string[]][] = [
    ...some(texts.added.length, words.added, names(texts.added)),
    ...some(texts.beside.length, server ? words.beside : words.left, names(texts.beside)),
    ...some(texts.versions, words.versions),
    ...some(texts.attempts, words.newAttempts),
    ...some(page.progress, words.states2),
    ...some(page.answers, words.newAnswers),
    ...some(page.otherwise, words.otherwise),
    ...some(page.dates, words.dates),
  ]
  return (
    <section class="preview" aria-labelledby="preview-title">
      <h3 id="preview-title" ref={head} tabIndex={-1}>
        {words.preview}
      </h3>
      <p class="leadin">{words.from(dateText(file.at, locale))}</p>
      {lines.length === 0 ? (
        <p>{words.unchanged}</p>
      ) : (
        <ul>
          {lines.map(([text, which]) => (
            <li key={text}>
              {text}
              {which.length > 0 && (
                <details>
                  <summary>{words.which}</summary>
                  <ul>
                    {which.map((name) => (
                      <li key={name}>
                        <code>{name}</code>
                      </li>
                    ))}
                  </ul>
                </details>
              )}
            </li>
          ))}
        </ul>
      )}
      <div class="acts">
        {lines.length > 0 && (
          <button class="btn go" type="button" onClick={takeIn}>
            {words.takeIn}
          </button>
        )}
        <button class="btn" type="button" onClick={leave}>
          {words.leave}
        </button>
      </div>
    </section>
  )
}

function some(n: number, told: (n: number) => string, which: string[] = []): [string, string[]][] {
  return n === 0 ? [] : [[told(n), which]]
}
