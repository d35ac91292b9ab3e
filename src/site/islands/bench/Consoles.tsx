/** One console a program: what it printed, the bytes it read in their colours, and its end in words. */
import { useComputed, useSignal } from '@preact/signals'
import { Component } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { ProgramState } from '../../../protocol/lab.ts'
import { Icon } from '../shared/icons.tsx'
import { bytes, duration } from '../shared/time.ts'
import { ansiHtml } from './ansi.ts'
import type { Bench, BenchProgram } from './bench.ts'
import { coloured, type Piece } from './console-bytes.ts'
import type { Chunk } from './lab-store.ts'
import { waits } from './ladder.ts'
import { colourOf, overlaps, slices } from './streams.ts'
import type { View } from './wire/view.ts'
import type { BenchWords } from './words.ts'

type Props = { bench: Bench; view: View; words: BenchWords }

export function Consoles({ bench, view, words }: Props) {
  return (
    <div class="cons">
      {bench.programs.map((program) => (
        <Console key={program.name} program={program} bench={bench} view={view} words={words} />
      ))}
    </div>
  )
}

function Console({ program, bench, view, words }: Props & { program: BenchProgram }) {
  const { name, stdin } = program
  const { store } = bench
  const title = titleOf(program, bench)
  const state = store.programs.value[name]
  const chunks = view.outputs.value[name] ?? []
  const cut = store.cut.value[name]
  const log = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (log.current) log.current.scrollTop = log.current.scrollHeight
  }, [chunks.length])
  return (
    <div class="con">
      <div class="ph">
        <span class="mono">{title}</span>
        <span class="sp" />
        <span class={`ex ${state?.state === 'exited' ? state.exit.reason : ''}`}>{stateWords(state, words)}</span>
        {chunks.length > 0 && <Copy file={title} chunks={chunks} words={words} />}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrolls */}
      <div class="log" role="log" aria-label={title} tabIndex={0} ref={log}>
        {chunks.length === 0 && !state && <span class="d">{words.consoleEmpty}</span>}
        <Output program={name} view={view} />
        {cut !== undefined && <span class="d">{words.cut(bytes(cut))}</span>}
        <Waiting program={name} bench={bench} view={view} words={words} />
      </div>
      {stdin && state && state.state !== 'exited' && <Input program={program} bench={bench} words={words} />}
    </div>
  )
}

/** Its file; where several programs are of one file, the program's name behind it tells them apart. */
function titleOf({ name, file }: BenchProgram, { programs }: Bench): string {
  return programs.filter((one) => one.file === file).length > 1 ? `${file} · ${name}` : file
}

/** What it printed, as plain text, without the escape sequences of colours. */
function Copy({ file, chunks, words }: { file: string; chunks: readonly Chunk[]; words: BenchWords }) {
  const state = useSignal<'idle' | 'copied' | 'refused'>('idle')
  const copy = async () => {
    const text = chunks.map((chunk) => chunk.text).join('')
    try {
      await navigator.clipboard.writeText(text.replace(ESCAPES, ''))
      state.value = 'copied'
    } catch {
      state.value = 'refused' // the browser does not let us: it can be selected by hand
    }
    setTimeout(() => {
      state.value = 'idle'
    }, 2_000)
  }
  const label =
    state.value === 'copied' ? words.copied : state.value === 'refused' ? words.copyRefused : words.copyOutput(file)
  return (
    <button type="button" class="btn quiet sign" aria-label={label} title={label} onClick={() => void copy()}>
      <Icon name={state.value === 'copied' ? 'check' : state.value === 'refused' ? 'warn' : 'copy'} />
    </button>
  )
}

/** CSI sequences (ECMA-48, section 5.4). */
const ESCAPES = /\x1b\[[\d;?]*[ -/]*[@-~]/g

function stateWords(state: ProgramState | undefined, words: BenchWords): string {
  switch (state?.state) {
    case undefined:
      return words.notStarted
    case 'waiting':
      return words.waitingFor(state.for)
    case 'running':
      return words.isRunning
    case 'listening':
      return words.isListening(state.at)
    case 'exited': {
      const { code, signal, reason, limit } = state.exit
      if (reason === 'stopped') return words.exits.stopped
      if (reason === 'limit') return limit ? words.stoppedAtLimit(words.limits[limit]) : words.exits.limit
      return words.exitWords(code, signal)
    }
  }
}

function Output({ program, view }: { program: string; view: View }) {
  const pieces = useComputed(() => coloured(joined(view.outputs.value[program] ?? []), readsOf(program, view)))
  const lit = view.lit.value
  return (
    <>
      {pieces.value.map((piece, index) => {
        const isLit = piece.read && lit && lit.stream === piece.read.stream && overlaps(lit, piece.read)
        return <Text key={`${index} ${piece.stream}`} piece={piece} lit={Boolean(isLit)} view={view} />
      })}
    </>
  )
}

function Text({ piece, lit, view }: { piece: Piece; lit: boolean; view: View }) {
  const { text, stream, read } = piece
  if (read) {
    const { stream: key, from, to, colour } = read
    return (
      // biome-ignore lint/a11y/noStaticElementInteractions: the ribbon's blocks light the same bytes by keyboard
      <span
        class={`by w${colour}${lit ? ' lit' : ''}`}
        onMouseEnter={() => {
          view.hovered.value = { stream: key, from, to }
        }}
        onMouseLeave={() => {
          view.hovered.value = null
        }}
      >
        {text}
      </span>
    )
  }
  const kind = stream === 'stderr' ? 'err' : undefined
  const coded = text.includes('\x1b')
  if (text.length > (coded ? LONG_CODED : LONG_TEXT)) return <LongText text={text} kind={kind} coded={coded} />
  if (!coded) return <span class={kind}>{text}</span>
  return <span class={kind} dangerouslySetInnerHTML={{ __html: ansiHtml(text) }} />
}

/** Beyond this many characters output is drawn in blocks, of which the browser lays out those in sight. */
const LONG_TEXT = 3_000
/** A colour that was switched on holds until it is switched off: such text is not taken apart before it must be. */
const LONG_CODED = 20_000
const BLOCK_LINES = 100

/** Its first line may go on one that began before it, and its last one may go on behind it: these stay in the line. */
function LongText({ text, kind, coded }: { text: string; kind: string | undefined; coded: boolean }) {
  const [from, to] = coded ? [0, text.length] : [text.indexOf('\n') + 1, text.lastIndexOf('\n') + 1]
  if (from >= to) return <span class={kind}>{text}</span>
  const lines = text.slice(from, to).replace(/\n$/, '').split('\n')
  const blocks = Array.from({ length: Math.ceil(lines.length / BLOCK_LINES) }, (_, index) =>
    lines.slice(index * BLOCK_LINES, (index + 1) * BLOCK_LINES),
  )
  return (
    <>
      {from > 0 && <span class={kind}>{text.slice(0, from - 1)}</span>}
      {blocks.map((block, index) => (
        <OutputBlock key={index} text={block.join('\n')} lines={block.length} kind={kind} />
      ))}
      {to < text.length && <span class={kind}>{text.slice(to)}</span>}
    </>
  )
}

type BlockProps = { text: string; lines: number; kind: string | undefined }

/** Drawn again only when its text has changed: of a growing output that is the last block. */
class OutputBlock extends Component<BlockProps> {
  override shouldComponentUpdate(next: BlockProps): boolean {
    return next.text !== this.props.text || next.kind !== this.props.kind
  }

  override render({ text, lines, kind }: BlockProps) {
    const style = { containIntrinsicSize: `auto ${lines * LINE_HEIGHT}px` }
    const className = kind ? `lines ${kind}` : 'lines'
    if (!text.includes('\x1b'))
      return (
        <span class={className} style={style}>
          {text}
        </span>
      )
    return <span class={className} style={style} dangerouslySetInnerHTML={{ __html: ansiHtml(text) }} />
  }
}

/** As consoles.css has it, px. */
const LINE_HEIGHT = 19

function joined(chunks: readonly Chunk[]): Chunk[] {
  const runs: Chunk[] = []
  for (const chunk of chunks) {
    const last = runs.at(-1)
    if (last?.stream === chunk.stream) last.text += chunk.text
    else runs.push({ ...chunk })
  }
  return runs
}

/** What the program read, as text, with the writes the bytes came from. */
function readsOf(program: string, view: View) {
  return view.streams.value.flatMap((stream) => {
    const payload = view.payload(stream)
    return stream.reads
      .filter(({ call }) => call.program === program)
      .slice(0, COLOURED_READS)
      .flatMap((read) => {
        const text = payload.slice(read.from, read.to)
        if (text.length !== read.to - read.from) return []
        const parts = slices(stream, read).flatMap(({ from, to, write }) =>
          write ? [{ stream: stream.key, from, to, colour: colourOf(write.index) }] : [],
        )
        return parts.length > 0 ? [{ at: read.call.at, from: read.from, bytes: text, parts }] : []
      })
  })
}

/** Reads of one stream that are looked for in the output. */
const COLOURED_READS = 300

/** Where the program sits now, or sat for long. */
function Waiting({ program, bench, view, words }: Props & { program: string }) {
  const { store } = bench
  const last = waits(view.calls.value.filter((call) => call.program === program)).at(-1)
  const state = store.programs.value[program]
  if (!last || !state) return null
  const waitsNow = last.to === Number.POSITIVE_INFINITY
  if (waitsNow && (state.state === 'exited' || !store.live)) return null
  if (waitsNow) return <span class="d">{words.waitsHere(last.call.call)}</span>
  return <span class="d">{words.waitedIn(last.call.call, duration(last.to - last.from))}</span>
}

function Input({ program, bench, words }: { program: BenchProgram; bench: Bench; words: BenchWords }) {
  const line = useRef<HTMLInputElement>(null)
  const sent = useRef<string[]>([])
  const at = useRef(0)
  /** Earlier lines by ↑ and ↓, as in a shell; past the last one the line is empty. */
  const recall = (event: KeyboardEvent) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key]
    if (step === undefined || sent.current.length === 0) return
    event.preventDefault()
    at.current = Math.max(0, Math.min(sent.current.length, at.current + step))
    line.current!.value = sent.current[at.current] ?? ''
  }
  return (
    <form
      class="stdin"
      onSubmit={(event) => {
        event.preventDefault()
        const text = line.current!.value
        bench.input(program.name, text)
        if (text !== '' && sent.current.at(-1) !== text) sent.current.push(text)
        at.current = sent.current.length
        line.current!.value = ''
      }}
    >
      <input
        ref={line}
        aria-label={words.input(program.file)}
        maxLength={4_000}
        onKeyDown={recall}
        autocomplete="off"
        spellcheck={false}
      />
      <button type="submit" class="btn">
        {words.send}
      </button>
    </form>
  )
}
