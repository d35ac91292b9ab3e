/** What the reader looks at: the decoded run, and what is selected and lit in it. One per bench; panes read its signals. */
import { batch, computed, effect, signal, untracked } from '@preact/signals'
import { networkOf } from '../../../../course/network.ts'
import { nodesOf } from '../../../../course/nodes.ts'
import { hostOf } from '../../../../course/programs.ts'
import type { Lab, Locale } from '../../../../course/schema.ts'
import type { CapturedPacket } from '../../../../protocol/lab.ts'
import { type Datagram, datagramsOf } from '../../../../trace/datagrams.ts'
import { someoneTypes } from '../../shared/hands.ts'
import type { Bench } from '../bench.ts'
import { type LadderItem, ladder } from '../ladder.ts'
import { steadyItems } from '../steady.ts'
import { payloadOf } from '../stream-bytes.ts'
import { type Range, type Stream, streamsOf } from '../streams.ts'
import { errorsOf } from '../told.ts'
import { Trace, type TraceRow } from '../trace.ts'
import { extras, SPACINGS } from './time/spacing.ts'

export const VIEW_LIMITS = {
  /** Packets drawn; earlier ones are counted, and stand in the download. */
  rows: 3_000,
  /** Latest calls that are laid beside packets. */
  calls: 3_000,
  /** A run with more packets and calls than this is drawn anew at most every `pauseMs`, a smaller one every frame. */
  quick: 600,
  /** The same while somebody types. */
  quickTyping: 120,
  pauseMs: 300,
  /** The same while somebody types: whoever looks at the code sees the packets from the corner of an eye. */
  typingPauseMs: 800,
  /** So long the earlier run stays in sight when a new one has told nothing yet. */
  silenceMs: 400,
  /** No more than this share of the time goes into drawing: the rest is for typing and scrolling. */
  share: 0.25,
  /** However long a drawing takes, the next comes after this, ms. */
  longestPauseMs: 2_000,
}

/** Program -> addresses of its host. */
export function addressesOf(lab: Lab): Map<string, readonly string[]> {
  const network = networkOf(lab)
  const hosts = new Map(
    network.hosts.map(({ name, interfaces }) => [
      name,
      interfaces.flatMap(({ addresses }) => addresses.map((address) => address.replace(/\/\d+$/, ''))),
    ]),
  )
  return new Map(lab.programs.map((program) => [program.name, hosts.get(hostOf(program, network) ?? '') ?? []]))
}

/** What has packets to be looked at: a lab's bench, or a class network. */
export type Seen = Pick<Bench, 'id' | 'lab' | 'programs' | 'documents' | 'store' | 'fileIsStale'> & {
  trace?: Bench['trace']
  bridge: Pick<Bench['bridge'], 'connection'>
}

/** Bytes of one stream, lit everywhere they appear. */
export type Lit = Range & { stream: string }

export class View {
  readonly bench: Seen
  readonly locale: Locale
  /** Lifelines of a network of three nodes or more; of others none. */
  readonly nodes: readonly string[]
  readonly selected = signal<number | null>(null)
  /** Under the pointer or focus; `pinned` stays until Escape. */
  readonly hovered = signal<Lit | null>(null)
  readonly pinned = signal<Lit | null>(null)
  readonly lit = computed(() => this.hovered.value ?? this.pinned.value)
  /** Bytes of the selected packet under the pointer or focus. */
  readonly hot = signal<Range | null>(null)
  /** Bytes of the selected packet that the reader chose to read or copy. */
  readonly picked = signal<Range | null>(null)
  readonly absolute = signal(false)
  readonly asTable = signal(false)
  /** What stands in the filter's line, and what of it picks packets; null shows all. */
  readonly filterText = signal('')
  readonly matches = signal<((row: TraceRow) => boolean) | null>(null)
  /** The ladder is being played; `head` is the last packet told, null shows all. `timing`: its clock is open. */
  readonly playing = signal(false)
  readonly head = signal<number | null>(null)
  readonly timing = signal(false)
  /** Index in SPACINGS. */
  readonly zoom = signal(0)
  readonly #chosenStream = signal<string | null>(null)
  readonly #datagramsChosen = signal<boolean | null>(null)
  readonly #trace = signal(new Trace())
  /** Bumped when packets, calls or output were added, at most once a frame. */
  readonly #drawn = signal(0)
  /** The same for output alone: the first words of a run need not wait until the earlier run's picture is gone. */
  readonly #printed = signal(0)
  /** Program -> addresses of its host. */
  readonly #addresses: ReadonlyMap<string, readonly string[]>
  readonly #dispose: () => void
  /** Another run's packets, until they are drawn in the place of the earlier ones. */
  #next: Trace | null = null
  /** As they were when last asked for. */
  #items: readonly LadderItem[] = []
  #consumed = 0
  /** By it a run is told from the one before. */
  #first: CapturedPacket | undefined
  #run = 0
  #frame = 0
  /** How long the latest drawing kept the page from everything else, ms. */
  #cost = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #silence: ReturnType<typeof setTimeout> | undefined
  /** What programs printed, as it was when last drawn. */
  readonly outputs = computed(() => {
    void this.#printed.value
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
  readonly #zero = computed(() => this.all.value[0]?.at ?? 0)
  /** Names of the links that packets were seen on, in that order. */
  readonly links = computed(() => {
    void this.#drawn.value
    return [...new Set(this.bench.store.packets.peek().map(({ link }) => link))]
  })
  readonly rows = computed(() => {
    void this.#drawn.value
    return this.#trace.value.rows.slice(-VIEW_LIMITS.rows)
  })
  /** Rows that pass the filter. */
  readonly shown = computed(() => {
    const { value: matches } = this.matches
    return matches === null ? this.rows.value : this.rows.value.filter(matches)
  })
  readonly flows = computed(() => {
    void this.#drawn.value
    return [...this.#trace.value.flows]
  })
  readonly calls = computed(() => this.#calls.value.slice(-VIEW_LIMITS.calls))
  /** Calls that came too fast to be told. */
  readonly untold = computed(() => this.#calls.value.reduce((sum, { missing = 0 }) => sum + missing, 0))
  readonly #dropped = computed(() => {
    void this.#drawn.value
    return new Set(this.#trace.value.rows.flatMap((row) => (row.dropped ? [row.n] : [])))
  })
  readonly streams = computed(() => {
    const trace = this.#trace.value
    const dropped = this.#dropped.value
    return streamsOf(this.flows.value, this.#calls.value, { dropped, arrived: (n) => trace.row(n)?.arrived })
  })
  readonly datagrams = computed<Datagram[]>(() => {
    const trace = this.#trace.value
    const copies = new Map<number, number>()
    for (const { made, of } of this.rows.value)
      if (made === 'duplicate') for (const n of of) copies.set(n, (copies.get(n) ?? 0) + 1)
    return datagramsOf(this.flows.value, this.#calls.value, {
      dropped: this.#dropped.value,
      arrived: (n) => trace.row(n)?.arrived,
      copies: (n) => copies.get(n) ?? 0,
      addressesOf: (program) => this.#addresses.get(program) ?? null,
    })
  })
  /** Datagrams are drawn where no stream is, and where the reader chose so. */
  readonly asDatagrams = computed(
    () => this.datagrams.value.length > 0 && (this.#datagramsChosen.value ?? this.streams.value.length === 0),
  )
  readonly errors = computed(() => errorsOf(this.bench))
  readonly servers = computed(
    () => new Set(this.bench.programs.flatMap(({ name, server }) => (server ? [name] : []))) as ReadonlySet<string>,
  )
  readonly items = computed<readonly LadderItem[]>(() => {
    const items = ladder({
      rows: this.shown.value,
      calls: this.matches.value === null ? this.calls.value : [],
      streams: this.streams.value,
      servers: this.servers.value,
    })
    this.#items = steadyItems(this.#items, items)
    return this.#items
  })
  /** What rows are taller by while they are spread by time. */
  readonly extras = computed(() => extras(this.items.value, SPACINGS[this.zoom.value] ?? 0))
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

  constructor(bench: Seen, locale: Locale) {
    this.bench = bench
    this.locale = locale
    const nodes = nodesOf(networkOf(bench.lab))
    this.nodes = nodes.length > 2 ? nodes : []
    this.#addresses = addressesOf(bench.lab)
    this.#dispose = effect(() => this.#take())
  }

  select(n: number): void {
    this.selected.value = n
    this.hot.value = null
    this.picked.value = null
  }

  /** To another packet on foot; what is played so far ends there. */
  goTo(n: number): void {
    batch(() => {
      this.select(n)
      this.playing.value = false
      if (this.head.peek() !== null) this.head.value = n
    })
  }

  /** All rows again, evenly. */
  stopClock(): void {
    batch(() => {
      this.timing.value = false
      this.playing.value = false
      this.head.value = null
      this.zoom.value = 0
    })
  }

  chooseStream(key: string): void {
    this.#chosenStream.value = key
    this.#datagramsChosen.value = false
    this.pinned.value = null
  }

  chooseDatagrams(): void {
    this.#datagramsChosen.value = true
    this.pinned.value = null
  }

  rowOf(n: number): TraceRow | undefined {
    return this.#trace.value.row(n)
  }

  /** µs of the first packet: the ladder's clock starts there. */
  get zero(): number {
    return this.#zero.value
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

  /** More was told than is drawn, and is drawn soon. */
  get behind(): boolean {
    return this.#timer !== undefined || this.#frame !== 0
  }

  dispose(): void {
    this.#dispose()
    cancelAnimationFrame(this.#frame)
    clearTimeout(this.#timer)
    clearTimeout(this.#silence)
  }

  #take(): void {
    const { packets, calls, outputs, run, live, settled } = this.bench.store
    void outputs.value
    void settled
    const told = packets.value.length + calls.value.length + Object.keys(outputs.value).length
    if (this.#silence !== undefined) clearTimeout(this.#silence)
    this.#silence = undefined
    if (live && told === 0 && run.value !== this.#run)
      this.#silence = setTimeout(() => this.#catchUp(), VIEW_LIMITS.silenceMs)
    else this.#catchUp()
  }

  #catchUp(): void {
    const packets = this.bench.store.packets.peek()
    const run = this.bench.store.run.peek()
    const another = run !== this.#run || (this.#first !== undefined && packets[0] !== this.#first)
    if (another) {
      this.#next = new Trace()
      this.#consumed = 0
    }
    this.#run = run
    this.#first = packets[0]
    const trace = this.#next ?? this.#trace.peek()
    trace.add(packets.slice(this.#consumed))
    this.#consumed = packets.length
    this.#drawSoon(packets.length + this.bench.store.calls.peek().length)
  }

  #drawSoon(size: number): void {
    if (this.#timer !== undefined || this.#frame !== 0) return
    if (size > (someoneTypes() ? VIEW_LIMITS.quickTyping : VIEW_LIMITS.quick))
      this.#timer = setTimeout(() => this.#draw(), this.#pause())
    else if (this.#next === null) this.#frame = requestAnimationFrame(() => this.#draw())
    else
      this.#frame = requestAnimationFrame(() => {
        this.#printed.value += 1
        this.#frame = requestAnimationFrame(() => this.#draw())
      })
  }

  #pause(): number {
    const { pauseMs, typingPauseMs, share, longestPauseMs } = VIEW_LIMITS
    const least = someoneTypes() ? typingPauseMs : pauseMs
    return Math.min(longestPauseMs, Math.max(least, this.#cost / share))
  }

  #draw(): void {
    this.#timer = undefined
    this.#frame = 0
    const began = performance.now()
    // Components are drawn before the next frame, and what comes after that frame was laid out and painted.
    requestAnimationFrame(() => {
      setTimeout(() => {
        this.#cost = performance.now() - began
      })
    })
    batch(() => {
      if (this.#next !== null) {
        this.#trace.value = this.#next
        this.#next = null
        this.selected.value = null
        this.pinned.value = null
        this.hovered.value = null
        this.picked.value = null
        this.playing.value = false
        this.head.value = null
      }
      this.#printed.value += 1
      this.#drawn.value += 1
    })
  }

  /** Before anything is chosen: a reset or a loss tells most, then the first bytes, then the first packet. */
  #firstOfInterest(): TraceRow | undefined {
    const { rows } = this.#trace.value
    // As it was when last drawn.
    if (untracked(() => this.bench.store.live && !this.bench.store.settled)) return rows.at(-1)
    return (
      rows.find(({ kind, dropped }) => kind === 'rst' || dropped) ??
      rows.find(({ decoded }) => decoded.payloadLength > 0) ??
      rows[0]
    )
  }
}
