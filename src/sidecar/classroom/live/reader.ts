/**
 * Reads events after the last number seen, and tells them to those who listen. One for each process: however many
 * listen, an event is read once. It relies on numbers becoming visible in order, which whoever writes has to see to.
 *
 * A listener that wants earlier events first reads them by itself; what the reader tells it meanwhile is held, and what
 * both have is told once, since every listener knows its own last number.
 */
import type { Db } from '../../database/database.ts'
import type { Row } from '../../database/schema.ts'
import { retrying } from '../../database/transient.ts'
import type { Log } from '../classroom.ts'
import type { Channel, LiveEvent } from './bus.ts'

type Listener = {
  hear: (event: LiveEvent) => void
  /** Number of the last event it was told. */
  last: number
  /** Told by the reader while earlier ones are still being read; null once it has caught up. */
  held: LiveEvent[] | null
}

export class EventReader {
  readonly #db: Db
  readonly #batch: number
  readonly #log: Log
  readonly #listeners = new Map<string, Set<Listener>>()
  /** Read up to here; null while nobody listens. */
  #seen: number | null = null
  #starting: Promise<void> | null = null
  #reading = false
  #again = false
  #closed = false

  constructor(db: Db, { batch }: { batch: number }, log: Log) {
    this.#db = db
    this.#batch = batch
    this.#log = log
  }

  async subscribe(channel: Channel, hear: (event: LiveEvent) => void, after?: number): Promise<() => void> {
    const listener: Listener = { hear, last: after ?? 0, held: [] }
    const all = this.#listeners.get(channel) ?? new Set()
    this.#listeners.set(channel, all.add(listener))
    const end = () => this.#remove(channel, listener)
    try {
      await this.#start()
      if (after === undefined) listener.last = this.#seen ?? 0
      else await this.#catchUp(channel, listener)
    } catch (error) {
      end()
      throw error
    }
    for (const event of listener.held ?? []) this.#tell(listener, event)
    listener.held = null
    return end
  }

  /** There may be something new. */
  wake(): void {
    if (this.#seen === null || this.#closed) return
    if (this.#reading) {
      this.#again = true
      return
    }
    this.#reading = true
    this.#read()
      .catch((error: unknown) => {
        if (!this.#closed) this.#log.warn({ error: String(error) }, 'events could not be read; trying again')
      })
      .finally(() => {
        this.#reading = false
        // Woken after the last look.
        if (this.#again) this.wake()
      })
  }

  close(): void {
    this.#closed = true
    this.#listeners.clear()
  }

  /** The first listener begins at what is there now. */
  async #start(): Promise<void> {
    if (this.#seen !== null) return
    this.#starting ??= retrying(async () => {
      const { last } = await this.#db
        .selectFrom('event')
        .select(({ fn }) => fn.max('seq').as('last'))
        .executeTakeFirstOrThrow()
      this.#seen = (last as number | null) ?? 0
    }).finally(() => {
      this.#starting = null
    })
    await this.#starting
  }

  async #catchUp(channel: Channel, listener: Listener): Promise<void> {
    for (;;) {
      const rows = await this.#rows(listener.last, channel)
      for (const row of rows) this.#tell(listener, eventOf(row))
      if (rows.length < this.#batch) return
    }
  }

  async #read(): Promise<void> {
    do {
      this.#again = false
      const from = this.#seen
      if (from === null) return
      const rows = await this.#rows(from)
      if (this.#closed) return
      // Nobody listened for a moment, and somebody began anew.
      if (this.#seen !== from) this.#again = true
      else for (const row of rows) this.#pass(row)
      if (rows.length === this.#batch) this.#again = true
    } while (this.#again)
  }

  #pass(row: Row<'event'>): void {
    // The last listener went while it heard the event before this one.
    if (this.#seen === null) return
    this.#seen = row.seq
    const listeners = this.#listeners.get(row.channel)
    if (!listeners) return
    const event = eventOf(row)
    for (const listener of [...listeners]) {
      if (listener.held) listener.held.push(event)
      else this.#tell(listener, event)
    }
  }

  #tell(listener: Listener, event: LiveEvent): void {
    if (event.seq <= listener.last) return
    listener.last = event.seq
    try {
      listener.hear(event)
    } catch (error) {
      this.#log.error({ channel: event.channel, seq: event.seq, error: String(error) }, 'a listener failed')
    }
  }

  #rows(after: number, channel?: Channel): Promise<Row<'event'>[]> {
    let query = this.#db.selectFrom('event').selectAll().where('seq', '>', after)
    if (channel !== undefined) query = query.where('channel', '=', channel)
    return retrying(() => query.orderBy('seq').limit(this.#batch).execute())
  }

  #remove(channel: Channel, listener: Listener): void {
    const all = this.#listeners.get(channel)
    all?.delete(listener)
    // What it held is nobody's any more.
    listener.last = Number.POSITIVE_INFINITY
    if (all?.size === 0) this.#listeners.delete(channel)
    if (this.#listeners.size === 0) this.#seen = null
  }
}

function eventOf({ seq, channel, body, at }: Row<'event'>): LiveEvent {
  return { seq, channel: channel as Channel, body: JSON.parse(body) as LiveEvent['body'], at }
}
