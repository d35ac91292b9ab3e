/** Two runs beside each other: what a run came to, what differs, and the sentences about it in both languages. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { LABS, loadLab } from '../../src/course/load.ts'
import type { Recording } from '../../src/protocol/recording.ts'
import { differencesOf, type Row } from '../../src/site/islands/bench/compare/differences.ts'
import { factsOf, type RunFacts, type Told } from '../../src/site/islands/bench/compare/facts.ts'
import { sentencesOf } from '../../src/site/islands/bench/compare/sentences.ts'
import { compareWords } from '../../src/site/islands/bench/compare/words.ts'

/** What the page's store has of a recorded run when all of it was told. */
function toldIn(lab: string): Told {
  const { runs } = JSON.parse(readFileSync(join(LABS, lab, 'recording.json'), 'utf8')) as Recording
  const packets: Told['packets'][number][] = []
  const calls: Told['calls'][number][] = []
  const outputs: Record<string, Told['outputs'][string][number][]> = {}
  const programs: Record<string, Told['programs'][string]> = {}
  for (const [, event] of runs[0]!.events) {
    if (event.type === 'packets') packets.push(...event.packets)
    else if (event.type === 'calls') calls.push(...event.calls)
    else if (event.type === 'output') outputs[event.program] = [...(outputs[event.program] ?? []), event]
    else if (event.type === 'program') programs[event.program] = event.state
  }
  return { packets, calls, outputs, programs }
}

const factsIn = (lab: string): RunFacts => factsOf(loadLab(lab).lab, toldIn(lab))

const exited = { state: 'exited', exit: { code: 0, signal: null, reason: 'exited' } } as const
const crashed = { state: 'exited', exit: { code: 1, signal: null, reason: 'crashed' } } as const
const plain: RunFacts = {
  packets: 12,
  wireBytes: 900,
  lost: 0,
  segments: 2,
  bytes: 300,
  retransmissions: 0,
  duplicateAcks: 0,
  datagrams: { sent: 0, received: 0, lost: 0, twice: 0 },
  reads: { server: [100, 200] },
  micros: 40_000,
  connections: [{ from: '10.0.0.1', to: '10.0.0.2:9999', handshake: 'complete', close: 'fin', closedBy: 'client' }],
  programs: { server: { state: exited, printed: 'got 300\n' } },
}
const said = (without: RunFacts, faulted: RunFacts, locale: 'en' | 'zh-cn' = 'en') =>
  sentencesOf(differencesOf(without, faulted), compareWords(locale))
const differing = (rows: readonly Row[]) => rows.filter(({ differs }) => differs)

describe('what a run came to', () => {
  it('counts a lost SYN, its second sending, and how the connection ended', () => {
    const facts = factsIn('tcp/handshake-4')
    expect(facts).toMatchObject({ lost: 1, retransmissions: 1, bytes: 0 })
    expect(facts.connections).toEqual([
      { from: '10.0.0.1', to: '10.0.0.2:9999', handshake: 'complete', close: 'fin', closedBy: 'client' },
    ])
    expect(facts.micros).toBeGreaterThan(1_000_000) // the kernel's first timer is one second
    expect(facts.programs.server!.printed).toContain('accepted 10.0.0.1:PORT')
  })

  it('counts datagrams as the programs do', () => {
    const { datagrams, programs } = factsIn('udp/datagrams-2')
    const [, came, all] = /(\d+) of (\d+) came/.exec(programs.receiver!.printed)!
    expect(datagrams).toMatchObject({ sent: Number(all), received: Number(came), lost: Number(all) - Number(came) })
  })

  it('has the sizes of what each program read, in order', () => {
    const { reads, bytes } = factsIn('tcp/delivery-1')
    expect(reads.server!.reduce((a, b) => a + b)).toBe(bytes)
  })
})

describe('differences', () => {
  it('are none between a run and itself, and what neither had is left out', () => {
    const rows = differencesOf(plain, plain)
    expect(differing(rows)).toEqual([])
    expect(rows.flatMap((row) => (row.kind === 'count' ? [row.what] : []))).toEqual([
      'packets',
      'wireBytes',
      'segments',
      'bytes',
    ])
  })

  it('are not made of the time that runs take anyway', () => {
    expect(differing(differencesOf(plain, { ...plain, micros: 44_000 }))).toEqual([])
    expect(differing(differencesOf(plain, { ...plain, micros: 60_001 })).map(({ kind }) => kind)).toEqual(['time'])
    expect(differing(differencesOf({ ...plain, micros: 100 }, { ...plain, micros: 4_000 }))).toEqual([])
  })

  it('tell a connection that one of the runs did not have', () => {
    const [row] = differing(differencesOf(plain, { ...plain, connections: [] }))
    expect(row).toMatchObject({ kind: 'connection', index: 0 })
    expect(said(plain, { ...plain, connections: [] })[0]).toBe(
      'Connection 1: not there, instead of closed by the client, with FIN.',
    )
  })

  it('keep it when none of many datagrams was delivered', () => {
    const all = { ...plain, datagrams: { sent: 20, received: 20, lost: 0, twice: 0 } }
    const none = { ...plain, datagrams: { sent: 20, received: 0, lost: 20, twice: 0 } }
    expect(said(all, none)[0]).toBe('Of 20 datagrams 0 were delivered; without the faults 20 of 20.')
  })
})

describe('sentences', () => {
  const disturbed: RunFacts = {
    ...plain,
    packets: 17,
    lost: 2,
    retransmissions: 2,
    duplicateAcks: 1,
    reads: { server: [100, 150, 50] },
    micros: 1_250_000,
  }

  it('say what the link did, what TCP did about it, and that the programs noticed nothing but the time', () => {
    expect(said(plain, disturbed)).toEqual([
      'The link lost 2 packets.',
      'TCP sent 2 segments again.',
      'Receivers repeated an acknowledgment once.',
      'server read the same 300 B in 3 reads instead of 2.',
      'It took 1.25 s instead of 40 ms.',
      'What the programs printed, and how they ended, is the same in both runs.',
    ])
  })

  it('say the same in Chinese, without a space between them', () => {
    const words = compareWords('zh-cn')
    expect(said(plain, disturbed, 'zh-cn').join(words.space)).toBe(
      '链路丢失了 2 个数据包。TCP 重传了 2 个报文段。接收方重复确认了 1 次。server 用 3 次读取取走同样的 300 B，没有故障时用了 2 次。用时 1.25 s，没有故障时是 40 ms。两次运行中，程序打印的内容和结局都相同。',
    )
  })

  it('do not call it unnoticed where a program printed or ended otherwise', () => {
    const faulted = { ...disturbed, programs: { server: { state: crashed, printed: '' } } }
    expect(said(plain, faulted).slice(-2)).toEqual([
      'server printed something else.',
      'It took 1.25 s instead of 40 ms.',
    ])
    expect(said(plain, faulted)).toContain('server: ended, status 1, instead of exited, status 0.')
    expect(said(plain, faulted)).not.toContain(compareWords('en').said.unnoticed)
  })

  it('say so when nothing differs', () => {
    expect(said(plain, plain)).toEqual([compareWords('en').said.nothing])
  })
})
