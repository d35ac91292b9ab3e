/** What comes together is told in few messages, each kind in its own order. */
import { expect, it } from 'vitest'
import type { CapturedPacket, SocketCall } from '../../src/protocol/lab.ts'
import { coalesce } from '../../src/sidecar/session/coalesce.ts'
import type { RunNews } from '../../src/sidecar/session/state.ts'

const packet = (n: number): CapturedPacket => ({ n, at: n, link: 'lo', data: '', length: 0 })
const packets = (...numbers: number[]): RunNews => ({ type: 'packets', packets: numbers.map(packet), lost: 1 })
const call = (id: number): RunNews => ({
  type: 'call',
  call: { program: 'client', id, call: 'write', at: id } as SocketCall,
})
const output = (program: string, stream: 'stdout' | 'stderr', text: string): RunNews => ({
  type: 'output',
  program,
  stream,
  text,
  at: 0,
})

it('tells writes and the segments between them in two events', () => {
  const told = coalesce('a/b', 1, [call(1), packets(1, 2), call(2), packets(3), call(3)])
  expect(told).toMatchObject([
    { type: 'calls', lab: 'a/b', run: 1, calls: [{ id: 1 }, { id: 2 }, { id: 3 }] },
    { type: 'packets', lab: 'a/b', run: 1, packets: [{ n: 1 }, { n: 2 }, { n: 3 }], lost: 2 },
  ])
  expect(told).toHaveLength(2)
})

it("keeps the turns of a program's two streams, whatever another prints meanwhile", () => {
  const told = coalesce('a/b', 1, [
    output('one', 'stdout', 'a'),
    output('two', 'stdout', 'x'),
    output('one', 'stdout', 'b'),
    output('one', 'stderr', 'c'),
    output('two', 'stdout', 'y'),
    output('one', 'stdout', 'd'),
  ])
  const of = (name: string) => told.flatMap((event) => ('text' in event && event.program === name ? event.text : []))
  expect(of('one')).toEqual(['ab', 'c', 'd'])
  expect(of('two')).toEqual(['xy'])
})

it('leaves what was given to it as it was', () => {
  const given = [packets(1), packets(2)]
  coalesce('a/b', 1, given)
  expect(given).toEqual([packets(1), packets(2)])
})
