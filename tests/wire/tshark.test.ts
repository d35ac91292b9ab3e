/** tshark as an oracle: it reads the files our writer makes, and sees in our packets what our decoder sees. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { decode } from '../../src/wire/decode.ts'
import { encode, encodeArp } from '../../src/wire/encode.ts'
import { pcap } from '../../src/wire/pcap.ts'
import { TCP_FLAGS } from '../../src/wire/tcp.ts'
import { type Talk, talk } from './talk.ts'

const found = spawnSync('tshark', ['--version']).status === 0

/** 2026-01-02 03:04:05.678901 UTC in µs. */
const EPOCH = 1_767_323_045_678_901

test('the file begins with the microsecond magic, version 2.4 and the Ethernet link type', () => {
  const file = pcap([{ at: 5, data: Uint8Array.of(1, 2, 3), length: 9 }], 1_000_000)
  expect(Buffer.from(file).toString('hex')).toBe(
    'd4c3b2a1020004000000000000000000' + '0000040001000000' + '01000000050000000300000009000000' + '010203',
  )
})

describe('tshark', () => {
  beforeEach(({ skip }) => skip(!found, 'tshark is not installed'))
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'wirebook-tshark-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  function fields(frames: Uint8Array[], names: string[], ...options: string[]): string[][] {
    const file = join(folder, 'capture.pcap')
    writeFileSync(
      file,
      pcap(
        frames.map((data, i) => ({ at: i * 1000, data, length: data.length })),
        EPOCH,
      ),
    )
    const args = ['-r', file, '-T', 'fields', ...names.flatMap((name) => ['-e', name]), ...options]
    const text = execFileSync('tshark', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    return text
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t'))
  }

  /** A connection with a lost segment, its copy, a keep-alive, and a close. */
  function conversation(): Talk {
    const all = talk(4_294_967_290, 77)
    const offer = {
      options: [
        { kind: 'mss', value: 1460 },
        { kind: 'window-scale', shift: 3 },
      ] as const,
    }
    all.client('S', 0, 0, offer)
    all.server('S.', 0, 1, offer)
    all.client('.', 1, 1)
    all.client('P.', 1, 1, { data: 'twelve bytes' })
    all.server('.', 1, 13)
    all.server('P.', 1, 13, { data: 'ok' })
    all.client('.', 13, 3)
    all.client('F.', 13, 3)
    all.server('F.', 3, 14)
    all.client('.', 14, 4)
    return all
  }

  test('agrees on flags, relative numbers, lengths and windows of a connection', () => {
    const { tracker, frames } = conversation()
    const seen = fields(frames, ['tcp.flags', 'tcp.seq', 'tcp.ack', 'tcp.len', 'tcp.window_size', 'tcp.stream'])
    const ours = tracker.flows[0]!.segments.map((s) => [
      `0x${s.flags
        .reduce((bits, flag) => bits | (1 << TCP_FLAGS.indexOf(flag)), 0)
        .toString(16)
        .padStart(4, '0')}`,
      String(s.seq),
      String(s.ack ?? 0),
      String(s.length),
      String(s.window),
      String(s.flow),
    ])
    expect(seen).toEqual(ours)
  })

  test('finds every checksum good that we filled in, over IPv4 and IPv6', () => {
    const payload = new TextEncoder().encode('odd')
    const frames = [
      { source: '10.0.0.1', destination: '10.0.0.2' },
      { source: 'fe80::1', destination: 'fe80::2' },
    ].flatMap((ip) => [
      encode({ ip, payload, tcp: { sourcePort: 1, destinationPort: 2, seq: 3, flags: ['ACK', 'URG'] } }),
      encode({ ip, payload, udp: { sourcePort: 1, destinationPort: 2 } }),
      encode({ ip, payload, icmp: { type: ip.source.includes(':') ? 128 : 8, code: 0, rest: 5 } }),
    ])
    const checks = [
      'tcp.checksum.status',
      'udp.checksum.status',
      'icmp.checksum.status',
      'icmpv6.checksum.status',
      'ip.checksum.status',
    ]
    const options = ['tcp', 'udp', 'ip'].flatMap((name) => ['-o', `${name}.check_checksum:TRUE`])
    const states = fields(frames, checks, ...options).map((row) => row.filter((state) => state !== ''))
    for (const row of states) expect(new Set(row)).toEqual(new Set(['1']))
    expect(states.flat()).toHaveLength(9)
  })

  test('reads the same times, addresses and protocols', () => {
    const arp = encodeArp({
      operation: 1,
      senderMac: '02:00:00:00:00:01',
      senderIp: '10.0.0.1',
      targetMac: '00:00:00:00:00:00',
      targetIp: '10.0.0.2',
    })
    const udp = encode({
      ip: { source: '10.0.0.1', destination: '10.0.0.2' },
      udp: { sourcePort: 40000, destinationPort: 40001 },
    })
    const seen = fields([arp, udp], ['frame.time_epoch', 'arp.src.proto_ipv4', 'ip.src', 'udp.dstport'])
    expect(Number(seen[0]![0]) * 1e6).toBeCloseTo(EPOCH, -1)
    expect(seen[0]![1]).toBe(decode(arp).source)
    expect(seen[1]!.slice(2)).toEqual([decode(udp).source, '40001'])
  })

  test('names lost and repeated segments as we do', () => {
    const all = talk(5, 6)
    all.client('S', 0, 0)
    all.server('S.', 0, 1)
    all.client('.', 1, 1)
    all.client('P.', 1, 1, { data: 'once' })
    all.client('P.', 1, 1, { data: 'once' })
    all.server('.', 1, 5, { window: 0 })
    all.client('.', 4, 1)
    all.server('.', 1, 5, { window: 900 })
    const seen = fields(all.frames, [
      'tcp.analysis.retransmission',
      'tcp.analysis.zero_window',
      'tcp.analysis.window_update',
    ])
    const kinds = all.tracker.flows[0]!.segments.map(({ kind }) => kind)
    expect(kinds.map((kind) => kind === 'retransmission')).toEqual(seen.map((row) => Boolean(row[0])))
    expect(kinds.indexOf('zero-window')).toBe(seen.findIndex((row) => row[1]))
    expect(kinds.indexOf('window-update')).toBe(seen.findIndex((row) => row[2]))
  })
})
