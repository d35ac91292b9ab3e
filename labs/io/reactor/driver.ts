/** A kernel with clients that follow a script, on a clock of its own. It plays beside the submission and tells what it saw. */
type Submission = typeof import('./starter/reactor.ts')
type Interest = import('./starter/reactor.ts').Interest

export type Step = { at: number; client: number } & (
  | { does: 'connect'; room?: number }
  | { does: 'send'; data: Uint8Array }
  | { does: 'fin' | 'reset' }
  | { does: 'room'; bytes: number }
)
export type Scenario = {
  /** Edge-triggered: tells once what has changed. */
  edge?: boolean
  /** Tells reading and writing of one descriptor as two events. */
  twice?: boolean
  steps: Step[]
  /** `next`: another timer, set by the callback of this one. */
  timers?: { name: string; ms: number; next?: { name: string; ms: number } }[]
  /** When the run ends. A last client connects then, which says nothing. */
  end: number
}
export type Outcome = {
  /** What each client got back, and when its connection was closed. */
  clients: { got: Uint8Array; closedAt: number | null }[]
  timers: { name: string; at: number }[]
  /** The last waits. */
  waits: { at: number; timeout: number | null; told: number }[]
  turns: number
  /** How often writability was asked of a descriptor that had nothing to be written. */
  idleWrites: number
  /** Most bytes read from one client between two waits. */
  mostInATurn: number
  /** What run() threw: TURNS, NEVER or CALLS where this kernel lost its patience. */
  error: string | null
  /** The clock when run() returned or threw, ms. */
  at: number
}

const LISTENER = 3
const FIRST_FD = 4
/** A kernel hands out what it likes: short reads and short writes. */
const MOST_READ = 3_000
const MOST_WRITTEN = 10_000
/** More turns than any scenario needs. */
const MOST_WAITS = 3_000
/** The last ones are told. */
const WAITS_TOLD = 200
const NEVER_ENDING = 200_000

type Socket = {
  client: number
  inbox: Uint8Array
  ended: boolean
  reset: boolean
  room: number
  got: Uint8Array[]
  closedAt: number | null
  owed: number
  inTurn: number
  news: { r: boolean; w: boolean }
}

const failure = (code: string) => Object.assign(new Error(code), { code })

export function play({ Reactor }: Submission, scenario: Scenario): Outcome {
  const { edge = false, twice = false, end } = scenario
  const last = Math.max(-1, ...scenario.steps.map(({ client }) => client)) + 1
  const steps: Step[] = [...scenario.steps, { at: end, client: last, does: 'connect' }]
  const sockets: Socket[] = []
  const open = new Map<number, Socket>()
  const backlog: Socket[] = []
  const outcome: Outcome = {
    clients: [],
    timers: [],
    waits: [],
    turns: 0,
    idleWrites: 0,
    mostInATurn: 0,
    error: null,
    at: 0,
  }
  let now = 0
  let calls = 0
  let listenerNews = false
  let asked = new Map<number, Interest>()

  function happen(step: Step): void {
    if (step.does === 'connect') {
      const socket: Socket = {
        client: step.client,
        inbox: new Uint8Array(0),
        ended: false,
        reset: false,
        room: step.room ?? Number.POSITIVE_INFINITY,
        got: [],
        closedAt: null,
        owed: 0,
        inTurn: 0,
        news: { r: false, w: true },
      }
      sockets[step.client] = socket
      backlog.push(socket)
      listenerNews = true
      return
    }
    const socket = sockets[step.client]
    if (!socket) throw new Error(`client ${step.client} is not there yet`)
    if (step.does === 'send') socket.inbox = new Uint8Array(Buffer.concat([socket.inbox, step.data]))
    if (step.does === 'fin') socket.ended = true
    if (step.does === 'reset') socket.reset = true
    if (step.does === 'room') socket.room += step.bytes
    if (step.does !== 'room') socket.news.r = true
    if (step.does === 'room' || step.does === 'reset') socket.news.w = true
  }

  function happenUntil(time: number): void {
    while (steps[0] && steps[0].at <= time) {
      const step = steps.shift()
      if (step) happen(step)
    }
  }

  function ready(set: Map<number, Interest>): { fd: number; r: boolean; w: boolean }[] {
    const events: { fd: number; r: boolean; w: boolean }[] = []
    for (const [fd, interest] of set) {
      const wants = { r: interest.includes('r'), w: interest.includes('w') }
      const before = asked.get(fd) ?? ''
      if (fd === LISTENER) {
        const fresh = listenerNews || !before.includes('r')
        if (wants.r && backlog.length > 0 && (!edge || fresh)) {
          events.push({ fd, r: true, w: false })
          listenerNews = false
        }
        continue
      }
      const socket = open.get(fd)
      if (!socket) throw failure('EBADF')
      const is = {
        r: socket.inbox.length > 0 || socket.ended || socket.reset,
        w: socket.room > 0 || socket.reset,
      }
      const tell = (side: 'r' | 'w') =>
        wants[side] && is[side] && (!edge || socket.news[side] || !before.includes(side))
      const event = { fd, r: tell('r'), w: tell('w') }
      if (event.r) socket.news.r = false
      if (event.w) socket.news.w = false
      if (twice && event.r && event.w) events.push({ ...event, w: false }, { ...event, r: false })
      else if (event.r || event.w) events.push(event)
    }
    asked = new Map(set)
    return events
  }

  function of(fd: number): Socket {
    calls += 1
    if (calls > NEVER_ENDING) throw failure('CALLS')
    const socket = open.get(fd)
    if (!socket) throw failure('EBADF')
    return socket
  }

  const reactor = new Reactor({
    now: () => now,
    accept(fd) {
      if (fd !== LISTENER) throw failure('EINVAL')
      const socket = backlog.shift()
      if (!socket) throw failure('EAGAIN')
      let free = FIRST_FD
      while (open.has(free)) free += 1
      open.set(free, socket)
      asked.delete(free)
      return free
    },
    read(fd, n) {
      const socket = of(fd)
      if (socket.reset) throw failure('ECONNRESET')
      if (socket.inbox.length === 0 && socket.ended) return new Uint8Array(0)
      if (socket.inbox.length === 0) throw failure('EAGAIN')
      const data = socket.inbox.slice(0, Math.min(n, MOST_READ))
      socket.inbox = socket.inbox.subarray(data.length)
      socket.owed += data.length
      socket.inTurn += data.length
      outcome.mostInATurn = Math.max(outcome.mostInATurn, socket.inTurn)
      return data
    },
    write(fd, bytes) {
      const socket = of(fd)
      if (socket.reset) throw failure('ECONNRESET')
      if (socket.room === 0) throw failure('EAGAIN')
      const taken = bytes.slice(0, Math.min(socket.room, MOST_WRITTEN))
      socket.room -= taken.length
      socket.owed -= taken.length
      socket.got.push(taken)
      return taken.length
    },
    close(fd) {
      of(fd).closedAt = now
      open.delete(fd)
      asked.delete(fd)
    },
    wait(set, timeout) {
      if (outcome.waits.length >= MOST_WAITS) throw failure('TURNS')
      for (const socket of open.values()) socket.inTurn = 0
      for (const [fd, interest] of set) if (interest.includes('w') && open.get(fd)?.owed === 0) outcome.idleWrites += 1
      const entry = { at: now, timeout, told: 0 }
      outcome.waits.push(entry)
      happenUntil(now)
      let events = ready(set)
      const limit = timeout === null ? Number.POSITIVE_INFINITY : now + timeout
      while (events.length === 0) {
        const next = steps[0]?.at ?? Number.POSITIVE_INFINITY
        if (Math.min(next, limit) === Number.POSITIVE_INFINITY) throw failure('NEVER')
        now = Math.max(now, Math.min(next, limit))
        happenUntil(now)
        events = ready(set)
        if (now >= limit) break
      }
      entry.told = events.length
      return events
    },
  })

  try {
    for (const { name, ms, next } of scenario.timers ?? [])
      reactor.setTimer(ms, () => {
        outcome.timers.push({ name, at: now })
        if (next) reactor.setTimer(next.ms, () => void outcome.timers.push({ name: next.name, at: now }))
      })
    reactor.listen(LISTENER)
    reactor.run(() => now >= end)
  } catch (error) {
    outcome.error = String((error as { message?: unknown })?.message ?? error)
  }
  outcome.at = now
  outcome.turns = outcome.waits.length
  outcome.waits = outcome.waits.slice(-WAITS_TOLD)
  outcome.clients = Array.from({ length: last }, (_, client) => {
    const socket = sockets[client]
    return { got: new Uint8Array(Buffer.concat(socket?.got ?? [])), closedAt: socket?.closedAt ?? null }
  })
  return outcome
}
