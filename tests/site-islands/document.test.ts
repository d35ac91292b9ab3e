/** No typed text is ever lost: with the sidecar there, away, coming back, and with two windows. */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { ClientMessage, SavedText, ServerMessage } from '../../src/protocol/messages.ts'
import { BridgeClient, type Socket } from '../../src/site/bridge-client.ts'
import { Document, SAVE_PAUSE_MS } from '../../src/site/islands/shared/document.ts'
import { type DraftStorage, readDraft, reconcile } from '../../src/site/islands/shared/drafts.ts'

const target = { kind: 'lab', id: 'tcp/handshake-1', file: 'client.ts' } as const
const STARTER = 'starter'
const saved = (text: string, revision: number): SavedText => ({ target, text, revision, at: '2026-01-01T00:00:00Z' })

/** The other end of the bridge, driven by the test. */
class Wire {
  readonly sent: ClientMessage[] = []
  #socket: Socket | null = null
  #seq = 0

  open = (): Socket => {
    const socket: Socket = {
      readyState: 1,
      onopen: null,
      onmessage: null,
      onclose: null,
      send: (text) => this.sent.push(JSON.parse(String(text)) as ClientMessage),
      close: () => {},
    }
    this.#socket = socket
    return socket
  }
  connect(texts: SavedText[] = [], resumed = false): void {
    this.#socket!.onopen!.call(this.#socket as WebSocket, new Event('open'))
    const seq = this.#seq
    const rest = { tier: 'full' as const, reason: null, kernel: '', node: '', attempts: [] }
    this.say({ type: 'opened', session: 's', connection: 'c', resumed, seq, texts, ...rest })
  }
  save(text: string, revision: number, by = 'c'): void {
    this.#seq += 1
    this.say({ type: 'event', seq: this.#seq, event: { type: 'saved', saved: saved(text, revision), by } })
  }
  say(message: ServerMessage): void {
    const event = new MessageEvent('message', { data: JSON.stringify(message) })
    this.#socket!.onmessage!.call(this.#socket as WebSocket, event)
  }
  drop(): void {
    this.#socket!.onclose!.call(this.#socket as WebSocket, new Event('close') as CloseEvent)
  }
  get edits() {
    return this.sent.filter((one) => one.type === 'edit')
  }
}

function memory(): DraftStorage & { items: Map<string, string> } {
  const items = new Map<string, string>()
  return { items, getItem: (key) => items.get(key) ?? null, setItem: (key, value) => void items.set(key, value) }
}

let wire: Wire
let bridge: BridgeClient
let storage: ReturnType<typeof memory>
let page: Document
beforeEach(() => {
  vi.useFakeTimers()
  wire = new Wire()
  storage = memory()
  bridge = new BridgeClient({ lesson: 'tcp/handshake', locale: 'en', openSocket: wire.open, random: () => 0 })
  page = new Document(target, STARTER, bridge, storage)
  bridge.start()
})

describe('typing', () => {
  it('sends and keeps the text after one pause, not at each key', () => {
    wire.connect()
    page.type('a')
    page.type('ab')
    expect(wire.edits).toHaveLength(0)
    vi.advanceTimersByTime(SAVE_PAUSE_MS)
    expect(wire.edits).toMatchObject([{ text: 'ab', base: 0 }])
    expect(readDraft(storage, target)).toEqual({ text: 'ab', base: 0, dirty: true })
    wire.save('ab', 1)
    expect(page.state.value).toMatchObject({ base: 1, dirty: false, keeping: 'saved' })
  })

  it('goes on without a sidecar, and is sent when one comes', () => {
    page.type('typed offline')
    page.flush()
    expect(page.state.value.keeping).toBe('browser')
    wire.connect()
    expect(wire.edits).toMatchObject([{ text: 'typed offline', base: 0 }])
  })

  it('survives a reload between a key and its answer', () => {
    wire.connect()
    page.type('before reload')
    page.flush()
    const reloaded = new Document(target, STARTER, bridge, storage)
    expect(reloaded.text).toBe('before reload')
    reloaded.dispose()
  })

  it('sends what was typed while an earlier text was on its way, on the revision it got', () => {
    wire.connect()
    page.type('a')
    page.flush()
    page.type('ab')
    page.flush()
    expect(wire.edits).toHaveLength(1)
    wire.save('a', 1)
    expect(page.text).toBe('ab')
    expect(wire.edits.at(-1)).toMatchObject({ text: 'ab', base: 1 })
  })

  it('that could not be stored is kept here, and sent again at the next pause', () => {
    wire.connect()
    page.type('a')
    page.flush()
    const why = { code: 'NOT_SAVED' as const, message: 'the disk is full', of: 'edit' }
    wire.say({ type: 'refused', ...why, target: { ...target, file: 'other.ts' } })
    expect(page.state.value.keeping).toBe('saving')
    wire.say({ type: 'refused', ...why, target })
    expect(page.state.value).toMatchObject({ dirty: true, keeping: 'browser' })
    expect(readDraft(storage, target)).toMatchObject({ text: 'a', dirty: true })
    page.type('ab')
    vi.advanceTimersByTime(SAVE_PAUSE_MS)
    expect(wire.edits.map(({ text }) => text)).toEqual(['a', 'ab'])
  })

  it('is told as kept by nobody when the browser refuses to store and the sidecar is away', () => {
    const full: DraftStorage = {
      getItem: () => null,
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError')
      },
    }
    const refused = new Document(target, STARTER, bridge, full)
    refused.type('x')
    refused.flush()
    expect(refused.state.value.keeping).toBe('unkept')
  })
})

describe('a connection that drops', () => {
  it('resumes from the last event and sends what was never answered', () => {
    wire.connect()
    wire.save('theirs', 1, 'other')
    page.type('mine')
    page.flush()
    wire.drop()
    expect(bridge.connection.value.state).toBe('offline')
    bridge.retryNow()
    wire.connect([saved('theirs', 1)], true)
    expect(wire.sent.findLast((one) => one.type === 'open')).toMatchObject({ resume: { session: 's', seq: 1 } })
    expect(wire.edits.at(-1)).toMatchObject({ text: 'mine', base: 1 })
  })

  it('takes its own unanswered edit for its own, not for another window', () => {
    wire.connect()
    page.type('a')
    page.flush()
    page.type('ab')
    wire.drop()
    bridge.retryNow()
    wire.connect([saved('a', 1)], true)
    expect(page.state.value.conflict).toBeNull()
    expect(wire.edits.at(-1)).toMatchObject({ text: 'ab', base: 1 })
  })
})

describe('a store that lost its data', () => {
  it('gets a text again that it had confirmed: the browser’s copy is all there is', () => {
    wire.connect()
    page.type('mine')
    page.flush()
    wire.save('mine', 1)
    const reloaded = new Document(target, STARTER, bridge, storage)
    wire.connect([])
    expect(reloaded.text).toBe('mine')
    expect(wire.edits.at(-1)).toMatchObject({ text: 'mine', base: 0 })
    reloaded.dispose()
  })

  it('is not overwritten when it holds another text of an earlier number: the reader decides', () => {
    const confirmed = { text: 'mine', base: 5, dirty: false }
    expect(reconcile(confirmed, saved('other', 2), STARTER).kind).toBe('conflict')
    expect(reconcile(confirmed, saved('mine', 2), STARTER)).toMatchObject({ text: 'mine', base: 2, send: false })
  })
})

describe('a text that is replaced', () => {
  const putBy = () => [...storage.items].filter(([key]) => key.startsWith('wirebook.before:'))

  it('is put aside in the browser while no lab has confirmed it', () => {
    page.type('an evening’s work')
    page.replace(STARTER)
    expect(putBy().map(([, text]) => text)).toEqual(['an evening’s work'])
  })

  it('is put aside as well when it is on its way to a lab, which may never get it', () => {
    wire.connect()
    page.type('an evening’s work')
    page.replace(STARTER)
    wire.drop()
    expect(putBy().map(([, text]) => text)).toEqual(['an evening’s work'])
  })

  it('is the lab’s to keep once the lab has it', () => {
    wire.connect()
    page.type('an evening’s work')
    page.flush()
    wire.save('an evening’s work', 1)
    page.replace(STARTER)
    expect(putBy()).toEqual([])
    expect(wire.edits.at(-1)).toMatchObject({ text: STARTER, base: 1 })
  })
})

describe('two windows', () => {
  it('shows the text of the other one while nothing is typed here', () => {
    wire.connect()
    wire.save('theirs', 1, 'other')
    expect(page.text).toBe('theirs')
  })

  it('asks when both were typed in, and sends nothing until the reader chose', () => {
    wire.connect()
    page.type('mine')
    wire.save('theirs', 1, 'other')
    page.flush()
    expect(page.state.value.conflict).toMatchObject({ text: 'theirs' })
    expect(page.text).toBe('mine')
    expect(wire.edits).toHaveLength(0)
    page.choose('mine')
    expect(wire.edits).toMatchObject([{ text: 'mine', base: 1 }])
  })

  it('leaves the version not chosen in the history', () => {
    wire.connect()
    page.type('mine')
    wire.save('theirs', 1, 'other')
    page.choose('theirs')
    expect(wire.edits).toMatchObject([{ text: 'mine' }])
    wire.save('mine', 2)
    expect(wire.edits.at(-1)).toMatchObject({ text: 'theirs', base: 2 })
    expect(page.text).toBe('theirs')
  })
})

describe('reconcile', () => {
  it('lets unconfirmed text win when it was written on what is stored', () => {
    expect(reconcile({ text: 'mine', base: 3, dirty: true }, saved('old', 3), STARTER)).toEqual({
      kind: 'text',
      text: 'mine',
      base: 3,
      send: true,
    })
  })
  it('shows the store when nothing here is unconfirmed', () => {
    expect(reconcile({ text: 'old', base: 2, dirty: false }, saved('new', 3), STARTER)).toMatchObject({
      text: 'new',
      send: false,
    })
  })
  it('calls it a conflict when both went on', () => {
    expect(reconcile({ text: 'mine', base: 2, dirty: true }, saved('new', 3), STARTER).kind).toBe('conflict')
  })
})
