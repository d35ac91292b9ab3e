/** The chosen bytes read as numbers, by a struct format and as text, and copied as source code. Loaded when asked for. */
import { useSignal } from '@preact/signals'
import { useEffect, useId } from 'preact/hooks'
import type { Locale } from '../../../../../../course/schema.ts'
import { Icon } from '../../../../shared/icons.tsx'
import type { TraceRow } from '../../../trace.ts'
import type { View } from '../../view.ts'
import { hexOf, readable } from '../readable.ts'
import { asText, formatFor, nodeBuffer, pythonBytes, readings, unpack } from './read.ts'
import { inspectWords } from './words.ts'
import './inspect.css'

export type InspectProps = { view: View; row: TraceRow; locale: Locale }

export default function Inspect({ view, row, locale }: InspectProps) {
  const words = inspectWords[locale]
  const title = useId()
  const { from, to } = view.picked.value ?? { from: 0, to: 0 }
  const bytes = row.bytes.subarray(from, to)
  const set = (start: number, length: number) => {
    const first = Math.max(0, Math.min(row.bytes.length - 1, start || 0))
    view.picked.value = { from: first, to: Math.max(first + 1, Math.min(row.bytes.length, first + (length || 1))) }
  }
  const number = (label: string, value: number, max: number, change: (value: number) => void) => (
    <label>
      {label}
      <input
        type="number"
        inputMode="numeric"
        min={0}
        max={max}
        value={value}
        onInput={(event) => change(event.currentTarget.valueAsNumber)}
      />
    </label>
  )
  const text = asText(bytes)
  return (
    <section class="inspect" aria-labelledby={title}>
      <header>
        <h5 id={title}>{words.title}</h5>
        {number(words.from, from, row.bytes.length - 1, (value) => set(value, to - from))}
        {number(words.length, to - from, row.bytes.length - from, (value) => set(from, value))}
        <span class="sp" />
        <button
          type="button"
          class="btn quiet sign"
          aria-label={words.close}
          title={words.close}
          onClick={() => {
            view.picked.value = null
          }}
        >
          <Icon name="cross" />
        </button>
      </header>
      <div class="readings">
        <Numbers bytes={row.bytes.subarray(from)} length={to - from} locale={locale} />
        <div>
          <dl>
            <dt>{words.text}</dt>
            <dd>{'text' in text ? <code>{readable(bytes)}</code> : words.noText(text.wrongAt)}</dd>
            <Format bytes={bytes} locale={locale} />
          </dl>
          <Copies bytes={bytes} locale={locale} />
        </div>
      </div>
    </section>
  )
}

type Props = { bytes: Uint8Array; locale: Locale }

/** `bytes` from the first chosen one to the packet's end; `length` of them are chosen. */
function Numbers({ bytes, length, locale }: Props & { length: number }) {
  const words = inspectWords[locale]
  const all = readings(bytes)
  const names = [...new Set(all.map(({ name }) => name))]
  return (
    <table>
      <caption>{words.numbers}</caption>
      <thead>
        <tr>
          {words.columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {names.map((name) => {
          const [big, little] = all.filter((one) => one.name === name)
          const exact = big!.bits === length * 8
          return (
            <tr key={name} class={exact ? 'exact' : undefined}>
              <th scope="row">
                {name}
                {exact && <span class="sr"> ({words.exact})</span>}
              </th>
              {[big!, little!].map(({ order, value, letter }) => (
                <td key={order}>
                  {value === null ? '–' : <code>{value}</code>} <small>{letter}</small>
                </td>
              ))}
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

function Format({ bytes, locale }: Props) {
  const words = inspectWords[locale]
  const id = useId()
  const typed = useSignal<string | null>(null)
  const format = typed.value ?? formatFor(bytes.length)
  const read = unpack(format, bytes)
  return (
    <>
      <dt>
        <label for={id}>{words.format}</label>
      </dt>
      <dd>
        <input
          id={id}
          type="text"
          spellcheck={false}
          autocapitalize="off"
          value={format}
          aria-invalid={'problem' in read}
          onInput={(event) => {
            typed.value = event.currentTarget.value
          }}
        />{' '}
        <span role="status">
          {'values' in read ? (
            <code>{words.values(read.values.join(', '))}</code>
          ) : read.problem === 'letter' ? (
            words.badLetter(read.at)
          ) : (
            words.tooShort(read.at, bytes.length)
          )}
        </span>
      </dd>
    </>
  )
}

/** So long it is said that something was copied, ms. */
const SAID_MS = 2_000

function Copies({ bytes, locale }: Props) {
  const words = inspectWords[locale]
  const said = useSignal('')
  useEffect(() => {
    if (said.value === '') return
    const timer = setTimeout(() => {
      said.value = ''
    }, SAID_MS)
    return () => clearTimeout(timer)
  }, [said.value])
  const copy = (text: string) =>
    void navigator.clipboard.writeText(text).then(
      () => {
        said.value = words.copied
      },
      () => {
        said.value = words.refused
      },
    )
  const forms = [
    { name: words.copyHex, text: hexOf(bytes) },
    { name: 'Buffer.from(…)', text: nodeBuffer(bytes) },
    { name: 'Python', text: pythonBytes(bytes) },
  ]
  return (
    <div class="copies">
      <span>{words.copyAs}</span>
      {forms.map(({ name, text }) => (
        <button key={name} type="button" class="btn" title={text.slice(0, 200)} onClick={() => copy(text)}>
          {name}
        </button>
      ))}
      <span role="status">{said.value}</span>
    </div>
  )
}
