/** The column of system calls, from calls as the tracer tells them. */
import { describe, expect, it } from 'vitest'
import type { SystemCall } from '../../src/protocol/lab.ts'
import { blocked, fold, latestOf, packetOf } from '../../src/site/islands/bench/system-calls/fold.ts'
import { callWords, resultWords } from '../../src/site/islands/bench/system-calls/words.ts'

let id = 0
function call(name: string, args: string, result?: string, more: Partial<SystemCall> = {}): SystemCall {
  id += 1
  const at = id * 100
  return { program: 'server', id, name, args, at, ...(result === undefined ? {} : { result, until: at + 10 }), ...more }
}

describe('folding', () => {
  it('makes one line of what fails alike on one descriptor in a row', () => {
    const calls = Array.from({ length: 812 }, (_, n) => call('recvfrom', `5, 0x${n}, 1024`, '-1 EAGAIN'))
    const [first] = calls
    const lines = fold([...calls, call('recvfrom', '5, "hi", 1024', '2')])
    expect(lines.map(({ call, times }) => [call.result, times])).toEqual([
      ['-1 EAGAIN', 812],
      ['2', 1],
    ])
    expect(lines[0]).toMatchObject({ at: first!.at, until: calls.at(-1)!.until })
  })

  it('keeps apart what differs in its descriptor, its outcome or its program', () => {
    const lines = fold([
      call('accept4', '3, NULL', '-1 EAGAIN'),
      call('accept4', '4, NULL', '-1 EAGAIN'),
      call('read', '5, "a", 9', '1'),
      call('read', '5, "b", 9', '1'),
      call('read', '5, "b", 9', '1', { program: 'client' }),
    ])
    expect(lines.map(({ times }) => times)).toEqual([1, 1, 1, 1, 1])
  })

  it('folds a program’s own repetitions while another program is busy', () => {
    const mine = () => call('accept4', '3, NULL', '-1 EAGAIN')
    const lines = fold([mine(), call('connect', '3, x', '0', { program: 'client' }), mine()])
    expect(lines.map(({ call, times }) => [call.program, times])).toEqual([
      ['server', 2],
      ['client', 1],
    ])
  })
})

describe('a call that waits', () => {
  const begun = call('accept4', '3, NULL, NULL')
  const returned = { ...begun, result: '5', until: begun.at + 90_000 }

  it('is one line, told when it begins and completed when it returns', () => {
    expect(latestOf([begun, returned])).toEqual([returned])
    expect(fold(latestOf([begun]))[0]).toMatchObject({ until: null })
  })

  it('counts as blocked while it goes on and when it took long; a slow call of another kind does not', () => {
    const slow = { at: 0, until: 9_000, result: '3' }
    const [accepting, accepted, making] = fold([begun, returned, call('socket', '', '3', slow)])
    expect([accepting, accepted, making].map((line) => blocked(line!))).toEqual([true, true, false])
    expect(blocked(fold([call('read', '5, "a", 9', '1')])[0]!)).toBe(false)
  })

  it('is not mistaken for one of the same number in a program that was started again', () => {
    expect(latestOf([begun, returned, { ...begun, at: begun.at + 500_000 }])).toHaveLength(2)
  })
})

it('goes with the first packet after it when it sends, with the last that was there when it receives', () => {
  const packets = [
    { n: 1, at: 100, arrived: 5_100 },
    { n: 2, at: 900, arrived: 5_900 },
    { n: 3, at: 6_000, arrived: null },
  ]
  const line = (name: string, at: number, until: number | null) => ({
    ...fold([{ program: 'p', id: 1, name, args: '', at, ...(until === null ? {} : { until, result: '1' }) }])[0]!,
  })
  expect(packetOf(line('sendto', 500, 520), packets)).toBe(2)
  expect(packetOf(line('recvfrom', 500, 5_200), packets)).toBe(1)
  expect(packetOf(line('recvfrom', 500, 6_001), packets)).toBe(3)
  expect(packetOf(line('recvfrom', 500, null), packets)).toBeNull()
  expect(packetOf(line('write', 7_000, 7_001), packets)).toBeNull()
})

it('says outcomes in words of both languages', () => {
  const [en, zh] = [callWords('en'), callWords('zh-cn')]
  const said = (name: string, result?: string) => resultWords(call(name, '', result), en)
  expect(said('recvfrom', '-1 EAGAIN')).toBe('EAGAIN · nothing there now')
  expect(said('recvfrom', '-1 EOWNERDEAD')).toBe('EOWNERDEAD')
  expect([
    said('recvfrom', '0'),
    said('recvfrom', '1'),
    said('accept4', '5'),
    said('bind', '0'),
    said('accept4'),
  ]).toEqual(['0: no more bytes will come', '1 byte', 'descriptor 5', 'done', 'still in it'])
  expect(resultWords(call('connect', '', '-1 ECONNREFUSED'), zh)).toBe('ECONNREFUSED · 那里没有人监听')
  expect(Object.keys(zh.errors)).toEqual(Object.keys(en.errors))
})
