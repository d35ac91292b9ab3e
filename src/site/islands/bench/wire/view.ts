/** What the reader looks at: the decoded run, and what is selected and lit in it. One per bench; panes read its signals. */
import { computed, effect, signal } from '@preact/signals'
import type { Bench } from '../bench.ts'
import { type LadderItem, ladder } from '../ladder.ts'
import { payloadOf } from '../stream-bytes.ts'
import { type Range, type Stream, streamsOf } from '../streams.ts'
import { Trace, type TraceRow } from '../trace.ts'

export const VIEW_LIMITS = {
  /** Packets drawn; earlier ones are counted, and stand in the download. */
  rows: 3_000,
  /** Latest calls that are laid beside packets. */
  calls: 3_000,
  /** A run with more packets and calls than this is drawn anew at most every `pauseMs`, a smaller one every frame. */
  quick: 600,
  pauseMs: 300,
}

/** Bytes of one stream, lit everywhere they appear. */
export type Lit = Range & { stream: string }

export class View {
  readonly bench: Bench
  readonly selected = signal<number | null>(null)
  /** Under the pointer or focus; `pinned` stays until Escape. */
  readonly hovered = signal<Lit | null>(null)
  readonly pinned = signal<Lit | null>(null)
  readonly lit = computed(() => this.hovered.value ?? this.pinned.value)
  /** Bytes of the selected packet under the pointer or focus. */
  readonly hot = signal<Range | null>(null)
  readonly absolute = signal(false)
  readonly asTable = signal(false)
  readonly #chosenStream = signal<string | null>(null)
  readonly #trace = signal(new Trace())
  /** Bumped when packets, calls or output were added, at most once a frame. */
  readonly #drawn = signal(0)
  readonly #dispose: () => void
  #consumed = 0
  #frame = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  /** What programs printed, as it was when last drawn. */
  readonly outputs = computed(() => {
    void this.#drawn.value
    return this.bench.store.outputs.peek()
  })
  /** Calls as they were when last drawn. */
  readonly #calls = computed(() => {
    void this.#drawn.value
    return this.bench.store.calls.peek()
  })

  readonly all = computed<readonly TraceRow[]>(() => {
    void this.#drawn.value
    return [...this.#trace.value.rows]
  })
  readonly rows = computed(() => {
    void this.#drawn.value
    return this.#trace.value.rows.slice(-VIEW_LIMITS.rows)
  })
  readonly flows = computed(() => {
    void this.#drawn.value
    return [...this.#trace.value.flows]
  })
  readonly calls = computed(() => this.#calls.value.slice(-VIEW_LIMITS.calls))
  readonly streams = computed(() => {
    const dropped = new Set(this.rows.value.flatMap((row) => (row.dropped ? [row.n] : [])))
    return streamsOf(this.flows.value, this.#calls.value, dropped)
  })
  readonly servers = computed(
    () => new Set(this.bench.programs.flatMap(({ name, server }) => (server ? [name] : []))) as ReadonlySet<string>,
  )
  readonly items = computed<LadderItem[]>(() =>
    ladder({
      rows: this.rows.value,
      calls: this.calls.value,
      streams: this.streams.value,
      servers: this.servers.value,
    }),
  )
  readonly #payloads = computed(
    () =>
      new Map(
        this.streams.value.map((stream) => [stream.key, payloadOf(stream, (n) => this.#trace.value.row(n))] as const),
      ),
  )
  readonly stream = computed<Stream | null>(() => {
    const { value: streams } = this.streams
    return streams.find(({ key }) => key === this.#chosenStream.value) ?? streams[0] ?? null
  })
  readonly row = computed<TraceRow | null>(() => {
    void this.#drawn.value
    const { value: n } = this.selected
    return (n === null ? undefined : this.#trace.value.row(n)) ?? this.#firstOfInterest() ?? null
  })

  constructor(bench: Bench) {
    this.bench = bench
    this.#dispose = effect(() => this.#take())
  }

  select(n: number): void {
    this.selected.value = n
    this.hot.value = null
  }

  chooseStream(key: string): void {
    this.#chosenStream.value = key
    this.pinned.value = null
  }

  /** µs of the first packet: the ladder's clock starts there. */
  get zero(): number {
    return this.all.value[0]?.at ?? 0
  }

  streamOf(row: TraceRow): Stream | null {
    const { flow, segment } = row
    if (!flow || !segment) return null
    return this.streams.value.find((one) => one.flow?.id === flow.id && one.fromClient === segment.fromClient) ?? null
  }

  /** The stream's bytes from its start, as far as they were captured. */
  payload(stream: Stream): Uint8Array {
    const known = this.#payloads.value.get(stream.key)
    return known ?? new Uint8Array()
  }

  dispose(): void {
    this.#dispose()
    cancelAnimationFrame(this.#frame)
    clearTimeout(this.#timer)
  }

  #take(): void {
    const packets = this.bench.store.packets.value
    if (packets.length < this.#consumed) {
      this.#consumed = 0
      this.#trace.value = new Trace()
      this.selected.value = null
      this.pinned.value = null
      this.hovered.value = null
    }
    this.#trace.peek().add(packets.slice(this.#consumed))
    this.#consumed = packets.length
    const { calls, outputs } = this.bench.store
    void outputs.value
    this.#drawSoon(packets.length + calls.value.length)
  }

  #drawSoon(size: number): void {
    if (this.#timer !== undefined || this.#frame !== 0) return
    const draw = () => {
      this.#timer = undefined
      this.#frame = 0
      this.#drawn.value += 1
    }
    if (size <= VIEW_LIMITS.quick) this.#frame = requestAnimationFrame(draw)
    else this.#timer = setTimeout(draw, VIEW_LIMITS.pauseMs)
  }

  /** Before anything is chosen: a reset or a loss tells most, then the first bytes, then the first packet. */
  #firstOfInterest(): TraceRow | undefined {
    const { rows } = this.#trace.value
    if (this.bench.store.live && !this.bench.store.settled) return rows.at(-1)
    return (
      rows.find(({ kind, dropped }) => kind === 'rst' || dropped) ??
      rows.find(({ decoded }) => decoded.payloadLength > 0) ??
      rows[0]
    )
  }
}
