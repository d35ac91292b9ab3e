/** The column of system calls: what each program asked of the kernel, how long it sat in it, and what came back. */
import { useComputed, useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { duration, milliseconds } from '../../shared/time.ts'
import type { View } from '../wire/view.ts'
import { blocked, errnoOf, type FoldedCall, fold, latestOf, packetOf } from './fold.ts'
import { callWords, resultWords } from './words.ts'

type Words = ReturnType<typeof callWords>

/** Lines drawn; earlier ones are counted. */
const LINES = 400

export function SystemCalls({ view }: { view: View }) {
  const { bench } = view
  const { store, lab } = bench
  const words = callWords(view.locale)
  const lines = useComputed(() => fold(latestOf(store.syscalls.value)))
  const asked = useSignal(bench.trace ? Object.keys(bench.trace).length > 0 : lab.programs.some(({ trace }) => trace))
  const box = useRef<HTMLDivElement>(null)
  const reduced = bench.bridge.connection.value.tier === 'reduced'
  const shown = lines.value.slice(-LINES)
  const hidden = lines.value.length - shown.length
  return (
    <>
      {reduced ? (
        <p class="empty">{words.reduced}</p>
      ) : (
        <label class="follow">
          <input
            type="checkbox"
            checked={asked.value}
            onChange={({ currentTarget }) => {
              asked.value = currentTarget.checked
              bench.trace = currentTarget.checked ? scopesOf(view) : {}
            }}
          />
          <span>
            {words.show} <small>{words.fromNextRun}</small>
          </span>
        </label>
      )}
      {!reduced && shown.length === 0 && (
        <p class="empty">{store.phase.value === 'idle' || asked.value ? words.empty : words.off}</p>
      )}
      {shown.length > 0 && (
        <div class="scroller" ref={box}>
          {hidden > 0 && <p class="cut">{words.earlier(hidden)}</p>}
          <table class="so sys">
            <caption class="sr">{words.caption}</caption>
            <thead>
              <tr>
                <th scope="col">{words.columns.at}</th>
                <th scope="col">{words.columns.call}</th>
                <th scope="col">{words.columns.result}</th>
                <th scope="col" class="r">
                  {words.columns.took}
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map((line) => (
                <Line key={line.key} line={line} view={view} words={words} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  )
}

/** All programs; those of which the lab says how far, so far. */
function scopesOf({ bench }: View): Record<string, 'network' | 'io'> {
  return Object.fromEntries(bench.lab.programs.map(({ name, trace }) => [name, trace ?? 'network']))
}

function Line({ line, view, words }: { line: FoldedCall; view: View; words: Words }) {
  const { call, times, at, until } = line
  const n = packetOf(line, view.all.value)
  const chosen = n !== null && view.selected.value === n
  if (call.name === 'untold')
    return (
      <tr>
        <td colSpan={4} class="none">
          {call.program}: {words.untold}
        </td>
      </tr>
    )
  if (call.name === 'untraced')
    return (
      <tr>
        <td colSpan={4} class="none">
          {call.program}: {words.untraced} <small>{call.args}</small>
        </td>
      </tr>
    )
  const took = until === null ? null : until - at
  const held = blocked(line)
  const text = `${call.name}(${call.args})`
  return (
    <tr class={errnoOf(call.result) ? 'failed' : undefined} aria-current={chosen ? 'true' : undefined}>
      <td>{milliseconds(at - view.zero)}</td>
      <th scope="row">
        <small>{call.program}</small>
        {n === null ? (
          <code>{text}</code>
        ) : (
          <button type="button" title={`${text}\n${words.toPacket(n)}`} onClick={() => view.select(n)}>
            <code>{text}</code>
          </button>
        )}
      </th>
      <td>
        {resultWords(call, words)} {times > 1 && <b>{words.times(times)}</b>}
      </td>
      <td class={held ? 'r held' : 'r'}>
        {took === null ? words.stillIn : held ? words.blocked(duration(took)) : duration(took)}
      </td>
    </tr>
  )
}
