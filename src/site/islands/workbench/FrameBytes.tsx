/** One message as bytes, in groups of a colour and a pattern a field; and as a format of Python's struct. */
import { useState } from 'preact/hooks'
import { hexOf } from '../../../workbench/byte-text.ts'
import { readNumber } from '../../../workbench/decode.ts'
import type { Plan, PlannedField } from '../../../workbench/plan.ts'
import { structFormat } from '../../../workbench/struct.ts'
import { typedOf } from '../../../workbench/typed.ts'
import { fillOf, pair } from './look.ts'
import type { Sent } from './sent.ts'
import type { WorkbenchWords } from './words.ts'

/** Bytes of one field that are drawn. */
const DRAWN = 48

type Props = { plan: Plan; sent: readonly Sent[]; words: WorkbenchWords }

export function FrameBytes({ plan, sent, words }: Props) {
  const [chosen, setChosen] = useState(0)
  const one = sent[chosen]
  return (
    <section class="panel" aria-labelledby="wb-bytes">
      <div class="headrow">
        <h2 id="wb-bytes">{words.bytesOf}</h2>
        <fieldset class="seg">
          <legend class="sr">{words.messages}</legend>
          {sent.map((_, n) => (
            <button key={n} type="button" aria-pressed={chosen === n} onClick={() => setChosen(n)}>
              {words.message(n + 1)}
            </button>
          ))}
        </fieldset>
      </div>
      {one?.ok ? (
        <Drawn plan={plan} one={one} words={words} />
      ) : (
        <p class="sentence bad">{words.mendMessage(chosen + 1)}</p>
      )}
      <Struct plan={plan} words={words} />
    </section>
  )
}

function Drawn({ plan, one, words }: { plan: Plan; one: Extract<Sent, { ok: true }>; words: WorkbenchWords }) {
  const { bytes, spans, values } = one
  return (
    <>
      <p class="sentence" aria-live="polite">
        {words.sentence(bytes.length, spans.length)}
      </p>
      <div class="runs" aria-hidden="true">
        {spans.map(({ field, from, to }) => (
          <div key={field} class="run">
            <b>{plan.fields[field]!.name}</b>
            <span class="cells">
              {Array.from(bytes.subarray(from, Math.min(to, from + DRAWN)), (byte, i) => (
                <span key={from + i} class={`cell ${fillOf(field)}`}>
                  {pair(byte)}
                  <i>{from + i}</i>
                </span>
              ))}
              {from === to && <span class="cell none">–</span>}
              {to - from > DRAWN && <span class="cell none">{words.more(to - from - DRAWN)}</span>}
            </span>
          </div>
        ))}
      </div>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.table.field}</th>
            <th scope="col">{words.table.offset}</th>
            <th scope="col">{words.table.value}</th>
            <th scope="col">{words.table.bytes}</th>
          </tr>
        </thead>
        <tbody>
          {spans.map(({ field, from, to }) => {
            const planned = plan.fields[field]!
            const own = bytes.subarray(from, to)
            return (
              <tr key={field}>
                <th scope="row">
                  <span class={`chip ${fillOf(field)}`}>{planned.name}</span>
                </th>
                <td class="num">{from}</td>
                <td>{valueText(planned, own, values)}</td>
                <td>
                  {hexOf(own.subarray(0, DRAWN))}
                  {own.length > DRAWN && ` ${words.more(own.length - DRAWN)}`}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </>
  )
}

function valueText(field: PlannedField, own: Uint8Array, values: Extract<Sent, { ok: true }>['values']): string {
  if (field.kind === 'crc32') return `0x${Number(readNumber(field, own)).toString(16).padStart(8, '0')}`
  const number = readNumber(field, own)
  if (number !== null) return String(number)
  return field.kind === 'magic' ? '' : typedOf(values[field.name] ?? '')
}

function Struct({ plan, words }: { plan: Plan; words: WorkbenchWords }) {
  const format = structFormat(plan)
  const name = format.ok ? '' : plan.fields[format.why.field]!.name
  return (
    <div class="struct">
      <h3>{words.struct}</h3>
      {format.ok ? (
        <p>
          {words.structIs} <code>struct.unpack('{format.format}', frame)</code>
        </p>
      ) : (
        <>
          <p>
            {words.structNot}
            {words.whyNot(format.why, name)}
          </p>
          {format.head !== null && (
            <p>
              {words.structHead(name)} <code>struct.unpack_from('{format.head}', frame)</code>
            </p>
          )}
        </>
      )}
    </div>
  )
}
