/** Neighbouring news of a run as one event: packets with packets, a program's output with its output. Order is kept. */
import type { SessionEvent } from '../../protocol/messages.ts'
import { SESSION_LIMITS } from './limits.ts'
import type { RunNews } from './state.ts'

export function coalesce(lab: string, run: number, events: RunNews[]): SessionEvent[] {
  const result: SessionEvent[] = []
  for (const event of events) {
    const last = result.at(-1)
    if (event.type === 'packets' && last?.type === 'packets') {
      last.packets.push(...event.packets)
      last.lost += event.lost
    } else if (event.type === 'packets') result.push({ ...event, lab, run, packets: [...event.packets] })
    else if (event.type === 'call' && last?.type === 'calls') last.calls.push(event.call)
    else if (event.type === 'call') result.push({ type: 'calls', lab, run, calls: [event.call] })
    else if (event.type === 'syscall' && last?.type === 'syscalls') last.calls.push(event.call)
    else if (event.type === 'syscall') result.push({ type: 'syscalls', lab, run, calls: [event.call] })
    else if (event.type === 'output' && last?.type === 'output' && sameStream(last, event)) last.text += event.text
    else result.push({ ...event, lab, run })
  }
  return result
}

function sameStream(last: Extract<SessionEvent, { type: 'output' }>, event: Extract<RunNews, { type: 'output' }>) {
  const fits = last.text.length + event.text.length <= SESSION_LIMITS.outputUnits
  return last.program === event.program && last.stream === event.stream && fits
}
