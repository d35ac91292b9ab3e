/** A page's end of /ws/class: follows one cohort, comes back after an interruption, and reads on where it was. Browser only. */
import type { ClassEvent, LiveClientMessage, LiveServerMessage } from '../../../protocol/classroom/live.ts'
import type { NetworkTold } from '../../../protocol/classroom/network.ts'
import { CLASS_PATH } from '../../../protocol/classroom/path.ts'

const LIVE = {
  /** Waits between tries, ms; the last one repeats. */
  backoffMs: [500, 1_000, 2_000, 5_000, 10_000],
  /** Each wait is longer by up to this share, so that a class does not come back in one instant. */
  jitter: 0.5,
}

export type Following = {
  /** The number after which events are wanted; absent: from now on. */
  after?: number
  onEvent(event: ClassEvent, at: number): void
  /** Whether news comes in. */
  onState(live: boolean): void
  /** Wanted: the class network, too. */
  onNetwork?(told: NetworkTold): void
}

/** Gives what ends it. */
export function follow(cohort: string, { after, onEvent, onState, onNetwork }: Following): () => void {
  let last = after
  let since: { id: string; after: number } | undefined
  return holdOpen({
    onOpen(send) {
      send({ type: 'watch', cohort, ...(last !== undefined && { after: last }) })
      // Messages are taken in their order.
      if (onNetwork) send({ type: 'network', ...(since && { since }) })
    },
    onMessage(message, settled) {
      if (message.type === 'watching') {
        settled()
        onState(true)
      } else if (message.type === 'network' || message.type === 'packets') {
        if (message.type === 'packets') since = { id: message.network, after: message.upTo }
        onNetwork?.(message)
      } else if (message.type === 'event') {
        last = message.seq
        onEvent(message.event, message.at)
      }
    },
    onClose: () => onState(false),
  })
}

export type Holding = {
  onOpen(send: (message: LiveClientMessage) => void): void
  /** `settled`: this connection is a good one; after it the next tries come quickly again. */
  onMessage(message: LiveServerMessage, settled: () => void): void
  onClose(): void
}

/** A connection that comes back by itself. Gives what ends it. */
export function holdOpen({ onOpen, onMessage, onClose }: Holding): () => void {
  let tries = 0
  let socket: WebSocket | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let ended = false
  const settled = () => {
    tries = 0
  }
  const again = () => {
    if (ended) return
    const wait = LIVE.backoffMs[Math.min(tries, LIVE.backoffMs.length - 1)]!
    tries += 1
    timer = setTimeout(connect, wait * (1 + Math.random() * LIVE.jitter))
  }
  function connect() {
    const { base = '/' } = document.documentElement.dataset
    const url = new URL(base.replace(/\/$/, '') + CLASS_PATH, location.href)
    url.protocol = url.protocol.replace('http', 'ws')
    const opened = new WebSocket(url)
    socket = opened
    opened.onopen = () => onOpen((message) => opened.send(JSON.stringify(message)))
    opened.onmessage = ({ data }) => onMessage(JSON.parse(String(data)) as LiveServerMessage, settled)
    opened.onclose = () => {
      if (!ended) onClose()
      again()
    }
  }
  connect()
  return () => {
    ended = true
    clearTimeout(timer)
    socket?.close()
  }
}
