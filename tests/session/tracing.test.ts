/** System calls on their way to the page: one event a batch, and never more than a run may weigh. */
import { expect, it } from 'vitest'
import type { SystemCall } from '../../src/protocol/lab.ts'
import { parseClientMessage } from '../../src/protocol/messages.ts'
import { coalesce } from '../../src/sidecar/session/coalesce.ts'
import { weigh } from '../../src/sidecar/session/log.ts'

const call = (id: number, args = '3'): SystemCall => ({ program: 'server', id, name: 'accept4', args, at: id })

it('gathers the system calls of a batch into one event, but not across a change of state', () => {
  const events = coalesce('tcp/handshake-1', 2, [
    { type: 'syscall', call: call(1) },
    { type: 'syscall', call: call(2) },
    { type: 'output', program: 'server', stream: 'stdout', text: 'x', at: 5 },
    { type: 'syscall', call: call(3) },
    { type: 'program', program: 'server', state: { state: 'running' } },
    { type: 'syscall', call: call(4) },
  ])
  expect(events.map((event) => (event.type === 'syscalls' ? event.calls.map(({ id }) => id) : event.type))).toEqual([
    [1, 2, 3],
    'output',
    'program',
    [4],
  ])
})

it('counts what long arguments weigh', () => {
  const of = (args: string) => weigh({ type: 'syscalls', lab: 'a/b', run: 1, calls: [call(1, args)] })
  expect(of('x'.repeat(1_000)) - of('')).toBe(1_000)
})

it('takes a run that asks for system calls, and no scope that does not exist', () => {
  const asked = (scope: string) =>
    parseClientMessage(JSON.stringify({ type: 'run', lab: 'tcp/handshake-1', trace: { server: scope } })).ok
  expect([asked('network'), asked('io'), asked('everything')]).toEqual([true, true, false])
})
