import { describe, expect, test } from 'vitest'
import { columns } from '../../src/cli/columns.ts'
import { ladder, type View } from '../../src/cli/ladder.ts'
import { packetsOf } from '../../src/cli/packets.ts'
import { voiceOf } from '../../src/cli/words/index.ts'
import { networkOf } from '../../src/course/network.ts'
import { nodesOf } from '../../src/course/nodes.ts'
import { Lab } from '../../src/course/schema.ts'
import { type CapturedPacket, NO_FAULTS } from '../../src/protocol/lab.ts'
import type { RunRecord } from '../../src/sidecar/runner/types.ts'
import { encode } from '../../src/wire/encode.ts'

const [CLIENT, SERVER] = ['10.1.0.1', '10.2.0.9']
const SANDBOX = { tier: 'full' as const, reason: null, kernel: '6.0' }
const ENGLISH = await voiceOf('en')
const view = (more: Partial<View>): View => ({
  width: 100,
  crop: true,
  colour: false,
  nodes: [],
  voice: ENGLISH,
  ...more,
})

/** A SYN that crosses a router, and the answer, which the second link loses. */
function handshake(): CapturedPacket[] {
  const segment = (
    from: string,
    flags: ('SYN' | 'ACK')[],
    n: number,
    link: string,
    ends: [string, string],
    more = {},
  ) => {
    const toServer = from === CLIENT
    const bytes = encode({
      ip: { source: from, destination: toServer ? SERVER : CLIENT, identification: 7, ttl: link === 'left' ? 64 : 63 },
      tcp: {
        sourcePort: toServer ? 40_000 : 9999,
        destinationPort: toServer ? 9999 : 40_000,
        seq: 100,
        ack: toServer ? 0 : 101,
        flags,
      },
    })
    const data = Buffer.from(bytes).toString('base64')
    return { n, at: n * 1_000, link, from: ends[0], to: ends[1], data, length: bytes.length, ...more }
  }
  return [
    segment(CLIENT, ['SYN'], 1, 'left', ['client', 'router']),
    segment(CLIENT, ['SYN'], 2, 'right', ['router', 'server'], { arrived: 102_000 }),
    segment(SERVER, ['SYN', 'ACK'], 3, 'right', ['server', 'router'], { dropped: true }),
  ]
}

function text(more: Partial<View>, record: Partial<RunRecord> = {}): string {
  const { packets, flows } = packetsOf(handshake())
  const run: RunRecord = {
    lab: 'test/lab',
    faults: NO_FAULTS,
    end: 'finished',
    programs: [],
    packets: [],
    lost: 0,
    calls: [],
    cut: {},
    ...record,
  }
  return ladder(run, SANDBOX, packets, flows, view(more))
}

test('each link a packet travels is an arrow between its nodes', () => {
  const lines = text({ nodes: ['client', 'router', 'server'] }).split('\n')
  expect(lines[0]).toMatch(/client +router +server$/)
  expect(lines.find((line) => line.startsWith('   1 '))).toMatch(/│─+►│ +│ +SYN, asks to open · seq 0$/)
  expect(lines.find((line) => line.startsWith('   2 '))).toMatch(/│ +│─+►│ +SYN, as.*… · seq 0 · 100 ms on the way$/)
})

test('what a link lost has a cross for a head, and says so', () => {
  expect(text({ width: 140, nodes: ['client', 'router', 'server'] })).toMatch(/│ +│✕─+│ +SYN\+ACK.*lost on the link/)
})

test('a packet that crosses a router is one segment of its flow', () => {
  const { flows, packets } = packetsOf(handshake())
  expect(flows[0]).toMatchObject({ retransmissions: 0 })
  expect(packets.map(({ segment }) => segment?.n)).toEqual([1, 1, 3])
})

test('no line is wider than the terminal, whatever its width', () => {
  for (const width of [80, 100, 132])
    for (const nodes of [[], ['client', 'server'], ['client', 'router', 'server'], ['a', 'b', 'c', 'd', 'e', 'f']])
      for (const line of text({ width, nodes })
        .split('\n')
        .filter((one) => /^ +\d+ /.test(one)))
        expect([...line].length, line).toBeLessThanOrEqual(width)
})

test('more nodes than columns are told as a list', () => {
  const nodes = ['client', 'router', 'server', 'd', 'e', 'f', 'g']
  expect(text({ width: 80, nodes })).toContain('client ─► router  SYN, asks to open')
})

test('colours are there when asked for, and none otherwise', () => {
  expect(text({ colour: true })).toContain('\u001b[32m')
  expect(text({})).not.toContain('\u001b')
})

test('what a program prints cannot command the terminal', () => {
  const exit = { code: 0, signal: null, reason: 'exited' as const }
  const output = [{ stream: 'stdout' as const, text: 'a\u001b[2Jb\n', at: 0 }]
  expect(text({ colour: true }, { programs: [{ name: 'p', exit, output }] })).toContain('   ab\n')
})

test('nodes are hosts in their order, a switch in the middle of those it joins', () => {
  const nodes = (topology: string) =>
    nodesOf(
      networkOf(
        Lab.parse({
          title: { en: 'x', 'zh-cn': 'x' },
          topology,
          programs: [{ name: 'a', file: 'a.ts' }],
        }),
      ),
    )
  expect(nodes('solo')).toEqual([])
  expect(nodes('pair')).toEqual(['client', 'server'])
  expect(nodes('routed')).toEqual(['client', 'router', 'server'])
  expect(nodes('lan')).toEqual(['h1', 'h2', 'switch', 'h3', 'h4'])
})

describe('in Chinese', async () => {
  const voice = await voiceOf('zh-cn')

  test('packets, groups, flows and ends are told in it', () => {
    const exit = { code: null, signal: null, reason: 'limit' as const, limit: 'memory' as const }
    const told = text(
      { voice, width: 140, nodes: ['client', 'router', 'server'] },
      { programs: [{ name: 'server', exit, output: [] }], cut: { server: 7 }, lost: 3 },
    )
    expect(told).toContain('── server ── 达到内存上限，已停止')
    expect(told).toContain('……输出已截断，还有 7 字节未显示')
    expect(told).toMatch(/10\.1\.0\.1:40000 {2}─ {2}10\.2\.0\.9:9999 · 握手/)
    expect(told).toMatch(/│─+►│ +│ +SYN，请求建立连接 · seq 0$/m)
    expect(told).toMatch(/│ +│✕─+│ +SYN\+ACK，同意，并请求打开自己的方向 · seq 0, ack 1 · 在线路上丢失/)
    expect(told).toContain('另有 3 个数据包被看到但未保留')
    expect(told).toContain('握手未完成，上行 0 字节，下行 0 字节，仍未关闭')
    expect(told).toContain('test/lab · 种子 1 · 完整级（full） · Linux 6.0')
  })

  test('no line is wider than the terminal, and lifelines stand under each other', () => {
    for (const width of [80, 100, 132])
      for (const nodes of [[], ['client', 'server'], ['client', 'router', 'server'], ['a', 'b', 'c', 'd', 'e', 'f']]) {
        const rows = text({ voice, width, nodes })
          .split('\n')
          .filter((one) => /^ +\d+ /.test(one))
        for (const row of rows) expect(columns(row), row).toBeLessThanOrEqual(width)
        const last = rows.map((row) => columns(row.slice(0, row.lastIndexOf('│'))))
        if (nodes.length <= 2) expect(new Set(last).size).toBe(1)
      }
  })
})
