/**
 * News of a run that came together, as few events: packets with packets, calls with calls, a program's output with its
 * output. Each kind keeps its own order, and none crosses a program's change of state. Between kinds their times tell
 * the order, and a page keeps them apart anyway: told strictly in turn, a write and its segments would be three messages.
 */
import type { SessionEvent } from '../../protocol/messages.ts'
import { SESSION_LIMITS } from './limits.ts'
import type { RunNews } from './state.ts'

type Of<T extends SessionEvent['type']> = Extract<SessionEvent, { type: T }>

/** What further news may be put into. */
type Open = {
  packets?: Of<'packets'>
  calls?: Of<'calls'>
  syscalls?: Of<'syscalls'>
  /** By program: its latest output, of either stream. */
  outputs: Map<string, Of<'output'>>
}

export function coalesce(lab: string, run: number, events: RunNews[]): SessionEvent[] {
  const result: SessionEvent[] = []
  let open: Open = { outputs: new Map() }
  const begin = <T extends SessionEvent>(event: T): T => {
    result.push(event)
    return event
  }
  for (const event of events) {
    switch (event.type) {
      case 'packets':
        open.packets ??= begin({ type: 'packets', lab, run, packets: [], lost: 0 })
        open.packets.packets.push(...event.packets)
        open.packets.lost += event.lost
        break
      case 'call':
        open.calls ??= begin({ type: 'calls', lab, run, calls: [] })
        open.calls.calls.push(event.call)
        break
      case 'syscall':
        open.syscalls ??= begin({ type: 'syscalls', lab, run, calls: [] })
        open.syscalls.calls.push(event.call)
        break
      case 'output': {
        const before = open.outputs.get(event.program)
        if (before && sameStream(before, event)) before.text += event.text
        else open.outputs.set(event.program, begin({ ...event, lab, run }))
        break
      }
      default:
        begin({ ...event, lab, run })
        open = { outputs: new Map() }
    }
  }
  return result
}

function sameStream(last: Of<'output'>, event: Extract<RunNews, { type: 'output' }>): boolean {
  const fits = last.text.length + event.text.length <= SESSION_LIMITS.outputUnits
  return last.stream === event.stream && fits
}
