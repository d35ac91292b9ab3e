/** Three messages in a row, cut anywhere: which reads a receiver could see, and what its decoder answers. */
import { useRef, useState } from 'preact/hooks'
import { type Belief, beliefs, believed } from '../../../workbench/belief.ts'
import { allCuts, type Read, readsOf } from '../../../workbench/cut.ts'
import type { Values } from '../../../workbench/frame.ts'
import type { Plan } from '../../../workbench/plan.ts'
import { typedOf } from '../../../workbench/typed.ts'
import { Choice } from './Choice.tsx'
import { fillOf, pair } from './look.ts'
import type { Sent } from './sent.ts'
import { streamOf } from './sent.ts'
import type { WorkbenchWords } from './words.ts'

/** More are no picture any more. */
const DRAWN = 160
/** Characters of a value in an answer. */
const SHOWN = 40
/** Reads that are listed. */
const LISTED = 200
/** Bytes of a read that are shown. */
const READ_BYTES = 32

type Props = { plan: Plan; sent: readonly Sent[]; words: WorkbenchWords }
type Stream = NonNullable<ReturnType<typeof streamOf>>

export function StreamCut({ plan, sent, words }: Props) {
  const stream = streamOf(sent)
  const broken = sent.findIndex(({ ok }) => !ok)
  return (
    <section class="panel" aria-labelledby="wb-stream">
      <h2 id="wb-stream">{words.stream}</h2>
      {stream === null ? (
        <p class="sentence bad">{words.mendMessage(broken + 1)}</p>
      ) : (
        <Cutter plan={plan} sent={sent} stream={stream} words={words} />
      )}
    </section>
  )
}

function Cutter({ plan, sent, stream, words }: Props & { stream: Stream }) {
  const { bytes, ends } = stream
  const [chosen, setChosen] = useState<ReadonlySet<number> | null>(null)
  const [belief, setBelief] = useState<Belief>('same')
  const possible = beliefs(plan)
  const held = possible.includes(belief) ? belief : 'same'
  const written = ends.slice(0, -1)
  // Two cuts that show both sides of it: a message split, and two merged.
  const cuts = chosen ?? new Set([Math.min(3, bytes.length - 1), Math.max(1, (ends[1] ?? 0) - 1)])
  const { reads, end } = readsOf(believed(plan, held), bytes, cuts)
  const frames = reads.flatMap(({ pushed }) => pushed.frames.map(({ values }) => values))
  const asSent = sent.filter((one, n) => one.ok && same(one.values, frames[n])).length
  const cutAt = (some: Iterable<number>) => setChosen(new Set(some))
  return (
    <>
      <p class="how">{words.how}</p>
      {bytes.length > DRAWN ? (
        <p class="how">{words.tooLong(bytes.length, DRAWN)}</p>
      ) : (
        <Strip stream={stream} cuts={cuts} onCut={cutAt} words={words} />
      )}
      <div class="fields">
        <fieldset class="presets">
          <legend class="sr">{words.ready}</legend>
          <button class="btn" type="button" onClick={() => cutAt(written)}>
            {words.asWritten}
          </button>
          <button class="btn" type="button" onClick={() => cutAt([])}>
            {words.once}
          </button>
          <button class="btn" type="button" onClick={() => cutAt(allCuts(bytes.length))}>
            {words.each}
          </button>
          <button class="btn" type="button" onClick={() => cutAt([0, ...written].map((at) => at + 1))}>
            {words.inHeads}
          </button>
          <button
            class="btn"
            type="button"
            onClick={() => cutAt(allCuts(bytes.length).filter(() => Math.random() < 0.2))}
          >
            {words.chance}
          </button>
        </fieldset>
        {possible.length > 1 && (
          <Choice
            wide
            label={words.belief}
            value={held}
            options={possible.map((one) => ({ value: one, text: words.beliefs[one] }))}
            onChange={setBelief}
          />
        )}
      </div>
      <p class="sentence" aria-live="polite">
        {words.outcome(reads.length, frames.length, asSent)}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must do so by keyboard */}
      <ol class="answers" aria-label={words.reads} tabIndex={0}>
        {reads.slice(0, LISTED).map((read, n) => (
          <Answer
            key={read.from}
            {...{ plan, read, n, stream, words }}
            before={reads.slice(0, n).reduce((sum, { pushed }) => sum + pushed.frames.length, 0)}
          />
        ))}
        {reads.length > LISTED && <li>{words.moreReads(reads.length - LISTED)}</li>}
      </ol>
      <p class="hintline">{words.ends[end]}</p>
    </>
  )
}

type StripProps = {
  stream: Stream
  cuts: ReadonlySet<number>
  onCut: (cuts: Iterable<number>) => void
  words: WorkbenchWords
}

function Strip({ stream: { bytes, fields, ends }, cuts, onCut, words }: StripProps) {
  const row = useRef<HTMLDivElement>(null)
  const [focus, setFocus] = useState(1)
  const last = bytes.length - 1
  const current = Math.min(Math.max(1, focus), last)
  const toggle = (at: number) => {
    const next = new Set(cuts)
    if (!next.delete(at)) next.add(at)
    onCut(next)
  }
  const move = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -8, ArrowDown: 8, Home: -last, End: last }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const next = Math.min(last, Math.max(1, current + step))
    setFocus(next)
    row.current?.querySelector<HTMLButtonElement>(`[data-cut="${next}"]`)?.focus()
  }
  return (
    <div class="strip" role="toolbar" aria-label={words.gaps} ref={row} onKeyDown={move}>
      {Array.from(bytes, (byte, at) => {
        const border = ends.indexOf(at)
        return (
          <span key={at} class={border >= 0 ? 'unit first' : 'unit'}>
            {at > 0 && (
              <button
                type="button"
                class="snip"
                data-cut={at}
                aria-pressed={cuts.has(at)}
                aria-label={border >= 0 ? words.cutBorder(at, border + 1) : words.cut(at)}
                tabIndex={current === at ? 0 : -1}
                onClick={() => {
                  setFocus(at)
                  toggle(at)
                }}
              />
            )}
            <span class={`cell ${fillOf(fields[at] ?? 0)}`}>
              {pair(byte)}
              <i aria-hidden="true">{at === 0 ? 1 : border >= 0 ? border + 2 : ''}</i>
            </span>
          </span>
        )
      })}
    </div>
  )
}

type AnswerProps = { plan: Plan; read: Read; n: number; before: number; stream: Stream; words: WorkbenchWords }

function Answer({ plan, read: { from, to, pushed }, n, before, stream, words }: AnswerProps) {
  const { bytes, fields } = stream
  const { next, frames } = pushed
  return (
    <li class={next.state === 'fault' ? 'refused' : undefined}>
      <span class="which">{words.read(n + 1, to - from)}</span>
      <code>
        {Array.from(bytes.subarray(from, Math.min(to, from + READ_BYTES)), (byte, i) => (
          <span key={from + i} class={fillOf(fields[from + i] ?? 0)}>
            {pair(byte)}
          </span>
        ))}
        {to - from > READ_BYTES && <span>{words.more(to - from - READ_BYTES)}</span>}
      </code>
      <span class="told">
        {frames.map(({ values }, i) => (
          <span key={before + i} class="got">
            <b>{words.got(before + i + 1)}</b> {valuesText(values, words)}
          </span>
        ))}
        <span class={next.state === 'fault' ? 'bad' : 'then'}>{nextText(plan, next, words)}</span>
      </span>
    </li>
  )
}

function nextText(plan: Plan, next: Read['pushed']['next'], words: WorkbenchWords): string {
  switch (next.state) {
    case 'border':
      return words.border
    case 'more':
      return words.waits(next.atLeast, plan.fields[next.field]!.name)
    case 'fault':
      return words.refused(words.fault(next.fault, plan.fields[next.fault.field]!.name), next.fault.at)
  }
}

function valuesText(values: Values, words: WorkbenchWords): string {
  const parts = Object.entries(values).map(([name, value]) => {
    const text = value === '' ? words.empty : typedOf(value)
    return `${name}: ${text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text}`
  })
  return parts.join(' · ')
}

function same(sent: Values, got: Values | undefined): boolean {
  return got !== undefined && Object.entries(sent).every(([name, value]) => typedOf(value) === typedOf(got[name] ?? ''))
}
