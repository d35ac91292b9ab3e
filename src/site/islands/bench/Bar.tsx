/** Title, the state sentence, and the buttons. Run is the only solid one. */
import { useSignal, useSignalEffect } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Words } from '../i18n.ts'
import { Icon } from '../shared/icons.tsx'
import type { Bench } from './bench.ts'
import type { Instruments } from './instruments.tsx'
import type { Status } from './status.ts'

type Props = {
  title: string
  titleId: string
  bench: Bench | null
  /** Null until they are loaded. */
  tools: Instruments | null
  words: Words
  onVersions: () => void
  onShare: () => void
  onExpand: () => void
}

export function Bar({ title, titleId, bench, tools, words, onVersions, onShare, onExpand }: Props) {
  const status = useStatus(bench, tools, words)
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

function useStatus(bench: Bench | null, tools: Instruments | null, words: Words): Status {
  const tick = useSignal(0)
  useEffect(() => {
    const timer = setInterval(() => {
      if (bench?.store.live) tick.value += 1
    }, 200)
    return () => clearInterval(timer)
  }, [bench])
  if (!bench || bench.store.phase.value === 'idle') return { kind: 'idle', icon: 'idle', text: words.idle }
  void tick.value
  // What tells of a run is on its way.
  return tools?.status() ?? { kind: 'running', icon: 'flow', text: words.starting }
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
