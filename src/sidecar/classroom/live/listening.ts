/** A connection of its own for LISTEN, made again whenever it is lost. */
import pg from 'pg'
import type { Log } from '../classroom.ts'
import type { BusLimits } from './limits.ts'

/**
 * Calls `told` at each NOTIFY of that name, and whenever it listens again: there may have been some while it did not.
 * Resolves after the first try; gives what ends it.
 */
export async function listening(
  pool: pg.Pool,
  name: string,
  told: () => void,
  log: Log,
  { reconnectMs, reconnectAtMostMs }: Pick<BusLimits, 'reconnectMs' | 'reconnectAtMostMs'>,
): Promise<() => Promise<void>> {
  let client: pg.Client | null = null
  let retry: NodeJS.Timeout | undefined
  let pauseMs = reconnectMs
  let closed = false

  const connect = async (): Promise<void> => {
    const mine = new pg.Client({ ...pool.options, keepAlive: true, application_name: 'wirebook live' })
    let over = false
    const lost = (why: unknown) => {
      if (over) return
      over = true
      if (client === mine) client = null
      mine.end().catch(() => {})
      if (closed) return
      log.warn({ error: String(why), pauseMs }, 'live events: the connection for LISTEN is lost; making it again')
      retry = setTimeout(() => void connect(), pauseMs)
      pauseMs = Math.min(pauseMs * 2, reconnectAtMostMs)
    }
    mine.on('error', lost)
    mine.on('end', () => lost('ended'))
    mine.on('notification', told)
    client = mine
    try {
      await mine.connect()
      await mine.query(`listen ${name}`)
    } catch (error) {
      lost(error)
      return
    }
    pauseMs = reconnectMs
    told()
  }
  await connect()
  return async () => {
    closed = true
    clearTimeout(retry)
    await client?.end().catch(() => {})
  }
}
