/** Asking the classroom from a component, and acting in it: what came, what went wrong, and what is under way. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { call, Refused, toSignIn } from './api.ts'

export type Asked<T> = {
  /** Null while nothing has come yet. */
  data: T | null
  problem: Refused | null
  /** Asks once more; what is shown stays until the answer comes. */
  again(): Promise<void>
  /** Shows this from now on. */
  put(data: T): void
}

/** Whoever is not signed in is led there. `path` null: nothing is asked yet. */
export function useAsked<T>(path: string | null): Asked<T> {
  const [data, setData] = useState<T | null>(null)
  const [problem, setProblem] = useState<Refused | null>(null)
  const asked = useRef(0)
  const again = useCallback(async () => {
    if (path === null) return
    asked.current += 1
    const mine = asked.current
    try {
      const told = await call<T>('GET', path)
      if (mine !== asked.current) return
      setData(told)
      setProblem(null)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      if (error.status === 401) return toSignIn()
      if (mine === asked.current) setProblem(error)
    }
  }, [path])
  useEffect(() => {
    setData(null)
    setProblem(null)
    void again()
  }, [again])
  return { data, problem, again, put: setData }
}

export type Acting = {
  busy: boolean
  problem: Refused | null
  /** One at a time. False when it was refused; the problem says why. */
  run(action: () => Promise<unknown>): Promise<boolean>
  clear(): void
}

export function useActing(): Acting {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Refused | null>(null)
  const now = useRef(false)
  const run = async (action: () => Promise<unknown>) => {
    if (now.current) return false
    now.current = true
    setBusy(true)
    setProblem(null)
    try {
      await action()
      return true
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      setProblem(error)
      return false
    } finally {
      now.current = false
      setBusy(false)
    }
  }
  return { busy, problem, run, clear: () => setProblem(null) }
}

/** Redraws now and then, for what passes with time. Gives the time, ms since the epoch. */
export function useClock(everyMs: number): number {
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}
