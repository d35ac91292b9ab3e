/** A clock that is set while the page is open moves no span of time, and takes no version away. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { BridgeClient, type Socket } from '../../src/site/bridge-client.ts'
import { LabStore } from '../../src/site/islands/bench/lab-store.ts'
import { steadyNow } from '../../src/site/islands/shared/steady.ts'
import { listed } from '../../src/site/islands/shared/versions/listed.ts'

const HOUR = 3_600_000
beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-03-01T12:00:00Z') }))
afterEach(() => void vi.useRealTimers())

it.each([HOUR, -HOUR])('a run has lasted as long as it has when the clock is moved by %i ms', (shift) => {
  const store = new LabStore()
  const lab = 'a/b'
  store.apply({ type: 'runStarted', lab, run: 1, programs: ['p'], faults: { seed: 1, rules: [] }, revisions: {} })
  vi.advanceTimersByTime(100)
  const before = steadyNow() - store.began
  vi.setSystemTime(Date.now() + shift)
  vi.advanceTimersByTime(2_000)
  store.apply({ type: 'output', lab, run: 1, program: 'p', stream: 'stdout', text: 'x', at: 2_000_000 })
  vi.advanceTimersByTime(100)
  const lasted = steadyNow() - store.began
  expect(lasted).toBeGreaterThan(before)
  expect(lasted).toBeLessThan(10_000)
})

it('the next try of a lost connection is told by the seconds that pass, and comes then', () => {
  let opened = 0
  let socket: Socket | null = null
  const openSocket = (): Socket => {
    opened += 1
    socket = { readyState: 3, onopen: null, onmessage: null, onclose: null, send: () => {}, close: () => {} }
    return socket
  }
  const bridge = new BridgeClient({ lesson: 'a/b', locale: 'en', openSocket, random: () => 0 })
  bridge.start()
  socket!.onclose!.call(socket as unknown as WebSocket, new Event('close') as CloseEvent)
  const connection = bridge.connection.value
  if (connection.state !== 'offline') throw new Error('the connection was to be lost')
  vi.setSystemTime(Date.now() - HOUR)
  expect(connection.retryAt - steadyNow()).toBeLessThan(1_000)
  vi.advanceTimersByTime(1_000)
  expect(opened).toBe(2)
  bridge.close()
})

it('a version written after the clock was set back is listed, and so are those of the future', () => {
  const target = { kind: 'lab', id: 'a/b', file: 'c.ts' } as const
  const versions = [
    { target, text: 'tomorrow’s', revision: 1, at: '2026-03-02T12:00:00Z' },
    { target, text: 'today’s', revision: 2, at: '2026-03-01T12:00:00Z' },
  ]
  expect(listed(versions, []).map(({ text }) => text)).toEqual(['tomorrow’s', 'today’s'])
})
