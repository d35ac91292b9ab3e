import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { readCapture } from '../../src/wire/capture-file.ts'
import { ownNetwork } from '../support/tier.ts'
import { start, wirebook } from './command.ts'

// Several commands run at once, beside other tests.
vi.setConfig({ testTimeout: 240_000 })

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wirebook-test-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const python = spawnSync('python3', ['-c', '']).status === 0
type Document = {
  version: number
  programs: {
    name: string
    exit: { code: number | null; reason: string; limit?: string }
    output: { text: string }[]
  }[]
  packets: { n: number; protocol: string; flags: string[]; link: string; from?: string; hex: string; seq: number }[]
  flows: { handshake: string; closedBy: string; close: string; retransmissions: number; packets: number[] }[]
  calls: { program: string; call: string; at: string | null }[]
  seed: number
  end: string
}
const json = (out: string) => JSON.parse(out) as Document

// What takes time in a run is its waiting.
describe.concurrent('wirebook run', () => {
  test('shows what programs print and the packets between the hosts', async (context) => {
    ownNetwork(context)
    const { code, out } = await wirebook(['run', 'tcp/handshake-1'])
    expect(code).toBe(0)
    expect(out).toMatch(/── server ── stopped\n {3}listening/)
    expect(out).toMatch(/client +server\n/)
    expect(out).toMatch(/│ SYN, asks to open · seq 0 [^│]*─+►│/)
    expect(out).toMatch(/│◄─+ SYN\+ACK, .* seq 0, ack 1 │/)
    expect(out).toContain('handshake complete, 0 bytes up, 0 down, closed by the client with FIN')
    expect(out).not.toContain('\u001b')
  })

  test('--json tells programs, packets, flows and calls of the same run', async (context) => {
    ownNetwork(context)
    const { code, out } = await wirebook(['run', 'tcp/handshake-1', '--json', '--seed', '7'])
    const run = json(out)
    expect([code, run.version, run.seed, run.end]).toEqual([0, 1, 7, 'finished'])
    expect(run.programs.map(({ name, exit }) => [name, exit.reason])).toEqual([
      ['server', 'stopped'],
      ['client', 'exited'],
    ])
    const tcp = run.packets.filter(({ protocol }) => protocol === 'tcp')
    expect(tcp.slice(0, 3).map(({ flags, from, link }) => [flags, from, link])).toEqual([
      [['SYN'], 'client', 'wire'],
      [['SYN', 'ACK'], 'server', 'wire'],
      [['ACK'], 'client', 'wire'],
    ])
    expect(run.flows).toHaveLength(1)
    expect(run.flows[0]).toMatchObject({ handshake: 'complete', closedBy: 'client', close: 'fin' })
    expect(run.flows[0]!.packets).toEqual(tcp.map(({ n }) => n))
    expect(
      run.calls.some(
        ({ program, call, at }) => program === 'client' && call === 'connect' && /^client\.ts:\d/.test(at!),
      ),
    ).toBe(true)
  })

  test('a lab whose programs are meant to wait for ever exits 0 all the same', async (context) => {
    ownNetwork(context)
    const { code, out } = await wirebook(['run', 'boundaries/struct-2', '--json'])
    const client = json(out).programs.find(({ name }) => name === 'client')
    expect(client!.exit).toMatchObject({ reason: 'limit', limit: 'wall' })
    expect(code).toBe(0)
  })

  test('a program that fails makes it exit 1', async () => {
    const file = join(folder, 'throws.ts')
    writeFileSync(file, "throw new Error('on purpose')\n")
    const { code, out } = await wirebook(['run', 'bench/first-packet-1', '--code', `sender=${file}`])
    expect([code, out.includes('on purpose'), out.includes('crashed, status 1')]).toEqual([1, true, true])
  })

  test('--arg, --only and --fault reach the run', async (context) => {
    ownNetwork(context)
    const [closed, lonely, lossy] = await Promise.all([
      wirebook(['run', 'tcp/handshake-1', '--json', '--arg', 'client=port=9998']),
      wirebook(['run', 'tcp/handshake-1', '--json', '--only', 'client']),
      wirebook(['run', 'tcp/handshake-1', '--json', '--fault', 'drop=client:1', '--seed', '3']),
    ])
    expect(json(closed.out).flows[0]).toMatchObject({ handshake: 'refused' })
    expect(json(lonely.out).programs.map(({ name }) => name)).toEqual(['client'])
    expect(json(lossy.out)).toMatchObject({ seed: 3, flows: [{ handshake: 'complete' }] })
    expect(json(lossy.out).flows[0]!.retransmissions).toBeGreaterThanOrEqual(1)
  })

  test('--pcap writes what was captured, pcapng by name', async (context) => {
    ownNetwork(context)
    const [classic, modern] = [join(folder, 'a.pcap'), join(folder, 'b.pcapng')]
    const [first, second] = await Promise.all([
      wirebook(['run', 'tcp/handshake-1', '--json', '--pcap', classic]),
      wirebook(['run', 'tcp/handshake-1', '--json', '--pcap', modern]),
    ])
    const [one, other] = [readCapture(readFileSync(classic)), readCapture(readFileSync(modern))]
    expect(one).toMatchObject({ format: 'pcap', problem: null })
    expect(one.packets.map(({ data }) => Buffer.from(data).toString('hex'))).toEqual(
      json(first.out).packets.map(({ hex }) => hex),
    )
    expect(other).toMatchObject({ format: 'pcapng', problem: null, links: [{ name: 'wire' }] })
    expect(other.packets).toHaveLength(json(second.out).packets.length)
    expect(other.packets[0]!.comment).toMatch(/from client|client → server/)
  })

  test('Ctrl-C stops it, shows what had been captured, and exits 130', async (context) => {
    ownNetwork(context)
    // What programs print is shown at the end; that the server listens, the command that waits for it can tell.
    const sign = join(folder, 'begun')
    const run = start(['run', 'tcp/handshake-1', '--only', 'server', '--with', `touch ${sign}; exec sleep 30`])
    await vi.waitFor(() => expect(existsSync(sign)).toBe(true), { timeout: 40_000, interval: 20 })
    run.child.kill('SIGINT')
    const { code, out } = await run.ended
    expect(out).toMatch(/── server ── stopped\n {3}listening/)
    expect(out).toContain('the run was interrupted')
    expect(code).toBe(130)
  })
})

describe('wirebook run --with', () => {
  test('takes the place of the client, finds hosts by name, and gives its exit status', async (context) => {
    ownNetwork(context)
    context.skip(!python, 'python3 is not installed')
    const script = 'import socket; socket.create_connection(("server", 9999)).close(); raise SystemExit(7)'
    const { code, out } = await wirebook([
      'run',
      'tcp/handshake-1',
      '--only',
      'server',
      '--with',
      `python3 -c '${script}'`,
    ])
    expect(out).toContain('handshake complete')
    expect(code).toBe(7)
  })

  test('runs on the host that --with-host names', async (context) => {
    ownNetwork(context)
    const words = ['--only', 'server', '--with', 'cat /proc/net/fib_trie', '--json']
    const [client, server] = await Promise.all([
      wirebook(['run', 'tcp/handshake-1', ...words, '--with-host', 'client']),
      wirebook(['run', 'tcp/handshake-1', ...words, '--with-host', 'server']),
    ])
    const said = (out: string) =>
      json(out)
        .programs.find(({ name }) => name === 'with')!
        .output.map(({ text }) => text)
        .join('')
    const own = (out: string) => /\|-- (10\.0\.0\.[12])\s+\/32 host LOCAL/.exec(said(out))?.[1]
    expect([own(client.out), own(server.out)]).toEqual(['10.0.0.1', '10.0.0.2'])
  })

  test('says that a command is not there, and exits 127', async () => {
    const { code, err } = await wirebook([
      'run',
      'tcp/handshake-1',
      '--only',
      'server',
      '--with',
      'no-such-command-here',
    ])
    expect(code).toBe(127)
    expect(err).toMatch(/^WITH_NOT_FOUND: .*no-such-command-here/m)
  })
})

describe('wrong usage exits 64 with a code and what to do', () => {
  const cases: [words: string[], said: RegExp][] = [
    [['run', 'tcp/handshke-1'], /^LAB_UNKNOWN: .*near it: tcp\/handshake-1/],
    [['run', 'nothing/of-the-kind'], /^LAB_UNKNOWN: .*units: bench, /],
    [['run'], /^USAGE: missing required argument 'lab'.*--help/],
    [['run', 'tcp/handshake-1', '--nonsense'], /^USAGE: unknown option '--nonsense'/],
    [['run', 'tcp/handshake-1', '--seed', '-1'], /^USAGE: .*whole number from 0/],
    [['run', 'tcp/handshake-1', '--only', 'nobody'], /^PROGRAM_UNKNOWN: .*it has server, client/],
    [['run', 'tcp/handshake-1', '--arg', 'server'], /^OPTION_MALFORMED: --arg wants PROGRAM=VALUE/],
    [['run', 'tcp/handshake-1', '--code', 'server=/no/such.ts'], /^PATH_MISSING: there is no file/],
    [['run', 'tcp/handshake-1', '--code', `server=${tmpdir()}`], /^PATH_NOT_FILE: /],
    [['run', 'tcp/handshake-1', '--fault', 'dlay=5'], /^FAULT_MALFORMED: /],
    [['run', 'tcp/handshake-1', '--pcap', '/no/such/folder/x.pcap'], /^PATH_UNWRITABLE: --pcap .*there is no folder/],
    [
      ['run', 'tcp/handshake-1', '--with', 'true', '--with-host', 'router'],
      /^HOST_UNKNOWN: --with-host router: .*client, server/,
    ],
    [['shell', 'tcp/handshake-1', '--host', 'router'], /^HOST_UNKNOWN: --host router: .*client, server/],
    [['shell', 'tcp/handshake-1', '--bare', '--arg', 'server=a'], /^PROGRAM_UNKNOWN: --arg server: /],
    [['shell', 'tcp/handshke-1'], /^LAB_UNKNOWN: /],
    [['record', 'tcp/handshke-1'], /^LAB_UNKNOWN: /],
  ]
  // One process each, which the machine's processors share out.
  for (const [words, said] of cases)
    test.concurrent(words.join(' '), async ({ expect }) => {
      const { code, err } = await wirebook(words)
      expect(err).toMatch(said)
      expect(code).toBe(64)
    })
})
