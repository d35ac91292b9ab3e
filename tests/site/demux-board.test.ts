import { describe, expect, test } from 'vitest'
import { type Arrival, decide, SOCKETS } from '../../src/site/islands/panels/demux.ts'

const arrival = (from: string, to: string, kind: Arrival['kind']): Arrival => {
  const end = (text: string) => ({ address: text.split(':')[0] ?? '', port: Number(text.split(':')[1]) })
  return { from: end(from), to: end(to), kind }
}

describe('the demux board', () => {
  test.each([
    ['the connection of exactly these four', arrival('10.0.0.1:40001', '10.0.0.2:9999', 'DATA'), 'connection', 'C'],
    ['also for a SYN', arrival('10.0.0.1:40001', '10.0.0.2:9999', 'SYN'), 'connection', 'C'],
    ['one of another host with the same port', arrival('10.0.0.3:40001', '10.0.0.2:9999', 'DATA'), 'connection', 'D'],
    ['the listener at any address', arrival('10.0.0.1:40002', '10.0.0.2:9999', 'SYN'), 'any', 'A'],
    ['the listener at this address', arrival('10.0.0.1:40001', '10.0.0.2:9998', 'SYN'), 'exact', 'B'],
    ['nobody at another address', arrival('127.0.0.1:40001', '127.0.0.1:9998', 'SYN'), 'none', null],
    ['nobody for data, listener or not', arrival('10.0.0.1:40002', '10.0.0.2:9999', 'DATA'), 'none-data', null],
  ] as const)('%s', (_what, given, step, id) => {
    expect(decide(SOCKETS, given)).toEqual({ step, id })
  })

  test('a closed listener leaves its connections', () => {
    const left = SOCKETS.filter(({ id }) => id !== 'A')
    expect(decide(left, arrival('10.0.0.1:40001', '10.0.0.2:9999', 'DATA')).id).toBe('C')
    expect(decide(left, arrival('10.0.0.1:40002', '10.0.0.2:9999', 'SYN')).id).toBe(null)
  })
})
