/** Plays the socket: does as the script says, writes down what was asked of it. */
type Submission = typeof import('./starter/send-all.ts')

/** One answer of the socket to a send: take that many bytes at most, be full, or fail with a code. */
export type Turn = { take: number } | { full: true } | { fail: string }

export type Log = {
  /** The bytes it took, in order. */
  taken: Uint8Array
  /** One entry a call: how many bytes were offered and how many taken, or what it did instead. */
  calls: string[]
  /** Sends made while it was full and had not yet said it was writable. */
  pushedWhileFull: number
  /** What sendall did: `resolved`, or the code of the error it rejected with. */
  outcome: string
}

const FULL_MS = 40
const MAX_CALLS = 200_000

/** After the script the socket takes everything. `writable()` resolves 40 ms after it became full. */
export async function scripted({ sendall }: Submission, data: Uint8Array, turns: Turn[]): Promise<Log> {
  const taken: Uint8Array[] = []
  const log: Log = { taken: data, calls: [], pushedWhileFull: 0, outcome: '' }
  const script = [...turns]
  let free: Promise<void> | undefined
  const note = (text: string): void => {
    if (log.calls.length < 60) log.calls.push(text)
  }
  let calls = 0
  const socket = {
    send(bytes: Uint8Array): number {
      calls += 1
      if (calls > MAX_CALLS) throw Object.assign(new Error('too many calls'), { code: 'ETOOMANY' })
      if (free) {
        log.pushedWhileFull += 1
        if (log.pushedWhileFull > 100) throw Object.assign(new Error('too many calls while full'), { code: 'ETOOMANY' })
        throw Object.assign(new Error('EAGAIN'), { code: 'EAGAIN' })
      }
      const turn = script.shift() ?? { take: Number.POSITIVE_INFINITY }
      if ('full' in turn) {
        note(`send(${bytes.length}) → EAGAIN`)
        free = new Promise((done) => {
          setTimeout(() => {
            free = undefined
            done()
          }, FULL_MS)
        })
        throw Object.assign(new Error('EAGAIN'), { code: 'EAGAIN' })
      }
      if ('fail' in turn) {
        note(`send(${bytes.length}) → ${turn.fail}`)
        throw Object.assign(new Error(turn.fail), { code: turn.fail })
      }
      const count = Math.min(turn.take, bytes.length)
      taken.push(Uint8Array.from(bytes.subarray(0, count)))
      note(`send(${bytes.length}) → ${count}`)
      return count
    },
    writable(): Promise<void> {
      note('writable()')
      return free ?? Promise.resolve()
    },
  }
  log.outcome = await sendall(socket, data).then(
    () => 'resolved',
    (error: unknown) => String((error as { code?: unknown })?.code ?? error),
  )
  log.taken = Uint8Array.from(taken.flatMap((part) => [...part]))
  return log
}
