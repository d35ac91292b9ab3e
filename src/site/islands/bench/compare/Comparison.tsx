/** Two runs of one lab beside each other: what changed in sentences, both ladders, and every number. */
import { useComputed } from '@preact/signals'
import { Fragment } from 'preact'
import { useId } from 'preact/hooks'
import type { Locale } from '../../../../course/schema.ts'
import { formatFaults } from '../../../../protocol/fault-format.ts'
import type { Bench } from '../bench.ts'
import { type Strip, stripOfTrace } from '../wire/strip/strip.ts'
import { stripSvg } from '../wire/strip/svg.ts'
import { differencesOf, type Row } from './differences.ts'
import { factsOf, traceOf } from './facts.ts'
import type { OneRun, Pair } from './runs.ts'
import { sentencesOf } from './sentences.ts'
import { type CompareWords, compareWords } from './words.ts'
import '../wire/strip/strip.css'

/** Packets drawn of each run; of more the first. */
const DRAWN = 120

type Side = { strip: Strip; packets: number; micros: number }
export type Compared = {
  rows: Row[]
  sides: readonly [Side, Side]
  /** The faults as they are written on the command line, and the seed. */
  faults: string
  seed: number
  cut: boolean
  /** Code and settings with which it was run. */
  state: string
}
export type ComparisonProps = { bench: Bench; locale: Locale; compared: Compared; onClose: () => void }

export function comparedOf(bench: Bench, { plan, without, faulted }: Pair, locale: Locale): Compared {
  const sideOf = (run: OneRun) => {
    const trace = traceOf(run)
    const facts = factsOf(bench.lab, run, trace)
    const strip = stripOfTrace(
      bench.lab,
      trace,
      { from: 1, to: trace.rows[DRAWN - 1]?.n ?? Number.MAX_SAFE_INTEGER },
      locale,
    )
    return { facts, side: { strip, packets: trace.rows.length, micros: facts.micros } }
  }
  const [one, other] = [sideOf(without), sideOf(faulted)]
  return {
    rows: differencesOf(one.facts, other.facts),
    sides: [one.side, other.side],
    faults: formatFaults(plan.rules),
    seed: plan.seed,
    cut: without.cut || faulted.cut,
    state: stateOf(bench),
  }
}

function stateOf({ documents, settings }: Bench): string {
  return JSON.stringify([settings.value, documents.map(({ state }) => state.value.text)])
}

export function Comparison({ bench, locale, compared, onClose }: ComparisonProps) {
  const words = compareWords(locale)
  const id = useId()
  const outdated = useComputed(() => stateOf(bench) !== compared.state)
  const { rows, sides, faults, seed, cut } = compared
  return (
    <section class="cmp-result" aria-labelledby={id}>
      <div class="cmp-head">
        <h4 id={id}>{words.title}</h4>
        <button type="button" class="btn quiet" onClick={onClose}>
          {words.close}
        </button>
      </div>
      <p class="cmp-said">{sentencesOf(rows, words).join(words.space)}</p>
      {cut && <p class="cmp-note">{words.cut}</p>}
      {outdated.value && <p class="cmp-note warn">{words.outdated}</p>}
      <div class="cmp-sides">
        {sides.map((side, index) => (
          <SideOf
            key={words.sides[index]}
            side={side}
            name={words.sides[index] ?? ''}
            faults={index === 1 ? faults : ''}
            words={words}
          />
        ))}
      </div>
      <Numbers rows={rows} words={words} />
      <p class="cmp-note">{words.same(seed)}</p>
    </section>
  )
}

function SideOf({ side, name, faults, words }: { side: Side; name: string; faults: string; words: CompareWords }) {
  const { strip, packets, micros } = side
  const left = packets - strip.rows.length
  return (
    <figure>
      <figcaption>
        <b>{name}</b> <span>{words.side(packets, micros)}</span> {faults && <code>{faults}</code>}
      </figcaption>
      {packets === 0 ? (
        <p class="empty">{words.noPackets}</p>
      ) : (
        // biome-ignore lint/a11y/useSemanticElements: a picture that scrolls, not a form
        // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolls
        <div class="cmp-ladder" role="group" tabIndex={0} aria-label={words.ladder(name)}>
          {/* Made by stripSvg, which escapes what was captured. */}
          <div dangerouslySetInnerHTML={{ __html: stripSvg(strip) }} />
          <ol class="sr">
            {strip.rows.map((row) => (
              <li key={row.n}>{row.text ? `${row.spoken}: ${row.text}` : row.spoken}</li>
            ))}
          </ol>
          {left > 0 && <p class="cmp-note">{words.more(left)}</p>}
        </div>
      )}
    </figure>
  )
}

function Numbers({ rows, words }: { rows: readonly Row[]; words: CompareWords }) {
  return (
    <table class="cmp-table">
      <caption>{words.caption}</caption>
      <thead>
        <tr>
          <th scope="col">{words.measure}</th>
          <th scope="col">{words.sides[0]}</th>
          <th scope="col">{words.sides[1]}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const [title, without, faulted] = cells(row, words)
          return (
            <tr key={title} data-differs={row.differs || undefined}>
              <th scope="row">{title}</th>
              <td>{lines(without)}</td>
              <td>
                {row.differs && (
                  <span class="cmp-differs" title={words.differs}>
                    <span aria-hidden="true">≠</span>
                    <span class="sr">{words.differently}</span>
                  </span>
                )}
                {lines(faulted)}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

function lines(text: string) {
  return text.split('\n').map((line, index) => (
    <Fragment key={index}>
      {index > 0 && <br />}
      {line}
    </Fragment>
  ))
}

/** A row's name and both its values, in words. */
function cells(row: Row, words: CompareWords): [title: string, without: string, faulted: string] {
  switch (row.kind) {
    case 'count':
      return [words.counts[row.what], words.count(row.what, row.values[0]), words.count(row.what, row.values[1])]
    case 'reads':
      return [words.readsOf(row.program), words.reads(row.values[0]), words.reads(row.values[1])]
    case 'time':
      return [words.time, words.duration(row.values[0]), words.duration(row.values[1])]
    case 'connection':
      return [words.connectionOf(row.index + 1), words.connection(row.values[0]), words.connection(row.values[1])]
    case 'end':
      return [words.endOf(row.program), words.state(row.values[0]), words.state(row.values[1])]
    case 'printed': {
      const told = row.differs ? words.printedOther : words.printed
      return [words.printedBy(row.program), cropped(told(row.values[0])), cropped(told(row.values[1]))]
    }
    default:
      return row satisfies never
  }
}

/** Of what a program printed the table has the beginning: the consoles have all. */
function cropped(text: string): string {
  const all = text.split('\n')
  const few = all.slice(0, 8).map((line) => (line.length > 90 ? `${line.slice(0, 89)}…` : line))
  return [...few, ...(all.length > few.length ? ['…'] : [])].join('\n')
}
