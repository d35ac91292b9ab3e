/** Title, the state sentence, and the buttons. Run is the only solid one. */
import { useSignal, useSignalEffect } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Words } from '../i18n.ts'
import { Icon } from '../shared/icons.tsx'
import type { Bench } from './bench.ts'
import { type Status, statusOf } from './status.ts'

type Props = {
  title: string
  titleId: string
  bench: Bench | null
  words: Words
  onVersions: () => void
  onShare: () => void
  onExpand: () => void
}

export function Bar({ title, titleId, bench, words, onVersions, onShare, onExpand }: Props) {
  const status = useStatus(bench, words)
  const live = bench?.store.live ?? false
  const busy = live && (status.kind === 'running' || status.kind === 'blocked')
  const other = bench && status.kind === 'blocked' ? waitingProgram(bench) : null
  const run = () => {
    if (other) bench!.run([other.name])
    else if (!busy) bench?.run()
  }
  const label = other
    ? words.runOnly(other.file)
    : ['stale', 'settled', 'exited', 'stopped', 'limit', 'crashed'].includes(status.kind)
      ? words.runAgain
      : words.run
  const off = !bench || (busy && !other)
  return (
    <div class="bar">
      <h3 id={titleId}>{title}</h3>
      <p class={`st ${status.kind}`}>
        <Icon name={status.icon} />
        <span>{status.text}</span>
      </p>
      <Announcer text={status.text} />
      <span class="sp" />
      <button
        type="button"
        class="btn go"
        data-run
        aria-disabled={off}
        onClick={run}
        onPointerEnter={() => bench?.warm()}
        onFocus={() => bench?.warm()}
      >
        <Icon name="run" />
        {label}
      </button>
      <button type="button" class="btn" data-stop aria-disabled={!live} onClick={() => live && bench?.stop()}>
        <Icon name="stop" />
        {words.stop}
      </button>
      <button type="button" class="btn" aria-disabled={!bench} onClick={() => bench?.reset()}>
        <Icon name="reset" />
        {words.reset}
      </button>
      <button
        type="button"
        class="btn quiet sign"
        title={words.history}
        aria-label={words.history}
        onClick={onVersions}
      >
        <Icon name="history" />
      </button>
      <button type="button" class="btn quiet sign" title={words.share} aria-label={words.share} onClick={onShare}>
        <Icon name="share" />
      </button>
      <button
        type="button"
        class="btn quiet sign wide"
        title={words.fullScreen}
        aria-label={words.fullScreen}
        onClick={onExpand}
      >
        <Icon name="expand" />
      </button>
    </div>
  )
}

/** While a server waits and a program that would call it has not run: that one. */
function waitingProgram({ programs, store }: Bench) {
  const states = store.programs.value
  return programs.find(({ name, server }) => !server && !states[name]) ?? null
}

function useStatus(bench: Bench | null, words: Words): Status {
  const tick = useSignal(0)
  useEffect(() => {
    const timer = setInterval(() => {
      if (bench?.store.live) tick.value += 1
    }, 200)
    return () => clearInterval(timer)
  }, [bench])
  if (!bench) return { kind: 'idle', icon: 'idle', text: words.idle }
  const { store, programs } = bench
  void tick.value
  return statusOf(
    {
      phase: store.phase.value,
      programs,
      states: store.programs.value,
      calls: store.calls.value,
      errors: bench.errors.value,
      packets: store.packets.value.length + store.lost.value,
      stale: bench.stale.value,
      elapsed: store.live ? (Date.now() - store.began) * 1_000 : lastMoment(bench),
    },
    words,
  )
}

/** µs from the run's first sign of life on the wire, in a call or in output to its last. */
function lastMoment({ store }: Bench): number {
  const outputs = Object.values(store.outputs.value).flatMap((chunks) => [chunks[0]!.at, chunks.at(-1)!.at])
  const calls = store.calls.value.flatMap(({ at, until }) => [at, until ?? at])
  const packets = store.packets.value.length > 0 ? [store.packets.value[0]!.at, store.packets.value.at(-1)!.at] : []
  const moments = [...outputs, ...calls, ...packets]
  return moments.length === 0 ? 0 : moments.reduce((a, b) => Math.max(a, b)) - moments.reduce((a, b) => Math.min(a, b))
}

/** Says the sentence politely, at most once a second, and not for each packet or tick of a clock. */
function Announcer({ text }: { text: string }) {
  const said = useSignal('')
  const wanted = useSignal(text)
  wanted.value = text
  useSignalEffect(() => {
    const next = wanted.value
    if (withoutFigures(next) === withoutFigures(said.peek())) return
    const timer = setTimeout(() => {
      said.value = next
    }, 1_000)
    return () => clearTimeout(timer)
  })
  return (
    <span class="sr" role="status">
      {said.value}
    </span>
  )
}

function withoutFigures(text: string): string {
  return text.replace(/[\d.,]+/g, '')
}
