/** Networks of several hosts: what a switch, a router, groups and IPv6 do to the packets of real programs. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { networkOf } from '../../src/course/network.ts'
import type { NetworkFields } from '../../src/course/network-schema.ts'
import { externalCommand } from '../../src/sidecar/runner/external.ts'
import { openSandbox } from '../../src/sidecar/sandbox/open.ts'
import type { LabNetwork, Sandbox } from '../../src/sidecar/sandbox/types.ts'
import { NAMESPACES, ownNetwork } from '../support/tier.ts'
import { type Seen, watch, way } from './support/seen.ts'
import { startSource } from './support/tools.ts'

let sandbox: Sandbox
const opened: LabNetwork[] = []
beforeAll(async () => {
  if (NAMESPACES) sandbox = await openSandbox()
})
afterAll(() => sandbox?.close())
beforeEach(ownNetwork)
afterEach(async () => {
  await Promise.all(opened.splice(0).map((network) => network.close()))
})

async function open(lab: NetworkFields): Promise<LabNetwork> {
  const network = await sandbox.open({
    network: networkOf(lab),
    capture: lab.capture?.links,
    snapLength: lab.capture?.snapLength,
  })
  opened.push(network)
  return network
}

/** Runs a program to its end; answers what it printed. */
async function run(network: LabNetwork, host: string, source: string): Promise<string> {
  const started = await startSource(network, source, { host, name: `on-${host}` })
  await started.program.exited
  return started.stdout + started.stderr
}

/** Starts one that says `up`, and goes on. */
async function serve(network: LabNetwork, host: string, source: string) {
  const started = await startSource(network, source, { host, name: `server-${host}` })
  await started.says('up')
  return started
}

const UDP = `import { createSocket } from 'node:dgram'\n`
const receiver = (port = 9_000, more = '') => `${UDP}const socket = createSocket({ type: 'udp4', reuseAddr: true })
socket.on('message', (bytes, from) => console.log('got', bytes.length, 'from', from.address))
socket.bind(${port}, () => { ${more}; console.log('up') })`
const sender = (to: string, more = '', bytes = 1) => `${UDP}const socket = createSocket('udp4')
socket.on('error', (error) => { console.log(error.code); socket.close() })
socket.bind(0, () => {
  ${more}
  socket.send(Buffer.alloc(${bytes}, 'x'), 9000, '${to}', (error) => { console.log(error?.code ?? 'sent'); socket.close() })
})`
const connectTo = (host: string, port = 9_000) => `import { connect } from 'node:net'
const socket = connect(${port}, '${host}', () => socket.end('hello'))
socket.on('data', (bytes) => console.log('echo', String(bytes), socket.remoteAddress))
socket.on('error', (error) => console.log(error.code))`
const ECHO = `import { createServer } from 'node:net'
createServer((socket) => socket.pipe(socket)).listen(9000, () => console.log('up'))`

const icmp = ({ packets }: Seen) => packets.filter(({ decoded }) => decoded.icmp !== undefined)
const ipOf = ({ packets }: Seen, protocol: string) => packets.filter(({ decoded }) => decoded.protocol === protocol)

describe('four hosts on a switch', () => {
  test('a question is heard by all, its answer by the one who asked, and the switch learns from both', async () => {
    const network = await open({ topology: 'lan' })
    await serve(network, 'h2', receiver())
    const seen = await watch(network)
    expect((await network.tables('switch')).forwarding).toEqual([])
    await run(network, 'h1', sender('10.0.0.2'))
    await seen.settled()

    const arp = seen.packets.filter(({ decoded }) => decoded.arp !== undefined)
    const asked = arp.filter(
      ({ decoded }) => decoded.arp?.operation === 'request' && decoded.arp.targetIp === '10.0.0.2',
    )
    expect(way(asked[0]!)).toBe('h1 > switch')
    expect(asked.slice(1).map(way).sort()).toEqual(['switch > h2', 'switch > h3', 'switch > h4'])
    const answered = arp.filter(({ decoded }) => decoded.arp?.operation === 'reply')
    expect(answered.map(way)).toEqual(['h2 > switch', 'switch > h1'])
    expect(answered[0]!.decoded.ethernet?.destination).toBe('02:00:00:00:00:01')
    expect(ipOf(seen, 'udp').map(way)).toEqual(['h1 > switch', 'switch > h2'])

    const learned = (await network.tables('switch')).forwarding.map(({ hardware, host }) => `${hardware} ${host}`)
    expect(learned.sort()).toEqual(['02:00:00:00:00:01 h1', '02:00:00:00:00:02 h2'])
    const { neighbours } = await network.tables('h1')
    expect(neighbours).toMatchObject([{ address: '10.0.0.2', hardware: '02:00:00:00:00:02', device: 'eth0' }])
    expect((await network.tables('h3')).neighbours).toEqual([])
  })

  test('each run begins with hosts and switch that know nobody', async () => {
    const network = await open({ topology: 'lan', size: 2 })
    await serve(network, 'h2', receiver())
    for (let n = 0; n < 2; n++) {
      const seen = await watch(network)
      expect(await network.tables('switch')).toEqual({ neighbours: [], routes: [], forwarding: [] })
      expect((await network.tables('h1')).neighbours).toEqual([])
      await run(network, 'h1', sender('h2'))
      await seen.settled()
      expect(seen.packets[0]!.decoded.arp?.operation).toBe('request')
    }
  })

  test('a frame is recorded once on each cable it travels, in time', async () => {
    const network = await open({ topology: 'lan' })
    await serve(network, 'h2', ECHO)
    const seen = await watch(network)
    expect(await run(network, 'h1', connectTo('h2'))).toBe('echo hello 10.0.0.2\n')
    await seen.settled()
    const [syn, onward] = ipOf(seen, 'tcp')
    expect([way(syn!), way(onward!)]).toEqual(['h1 > switch', 'switch > h2'])
    expect(onward!.frame.equals(syn!.frame)).toBe(true)
    expect(onward!.at).toBeGreaterThanOrEqual(syn!.at)
    expect(syn!.decoded.tcp?.options).toContainEqual({ kind: 'mss', value: 1460 })
    expect(seen.packets.map(({ n }) => n)).toEqual(seen.packets.map((_, index) => index + 1))
    for (const { at, arrived } of seen.packets) expect(arrived).toBeGreaterThanOrEqual(at)
    expect(seen.lost).toBe(0)
  })

  test('a broadcast is on every cable, and read where somebody is bound', async () => {
    const network = await open({ topology: 'lan' })
    const bound = await serve(network, 'h3', receiver())
    const seen = await watch(network)
    const said = await run(network, 'h1', sender('255.255.255.255', 'socket.setBroadcast(true)'))
    expect(said).toBe('sent\n')
    await seen.settled()
    const sent = ipOf(seen, 'udp')
    expect(sent.map(way).sort()).toEqual(['h1 > switch', 'switch > h2', 'switch > h3', 'switch > h4'])
    expect(sent[0]!.decoded.ethernet?.destination).toBe('ff:ff:ff:ff:ff:ff')
    expect(bound.stdout).toBe('up\ngot 1 from 10.0.0.1\n')
    expect(icmp(seen)).toEqual([])
    expect(await run(network, 'h1', sender('255.255.255.255'))).toBe('EACCES\n')
  })

  test('who joins a group says so, and only members read what is sent to it', async () => {
    const network = await open({ topology: 'lan' })
    const stranger = await serve(network, 'h2', receiver())
    const seen = await watch(network)
    const join = `socket.addMembership('239.1.2.3')`
    const member = await serve(network, 'h3', receiver(9_000, join))
    await run(network, 'h1', sender('239.1.2.3'))
    await seen.settled()
    const reports = seen.packets.filter(({ decoded }) => decoded.igmp !== undefined)
    expect(way(reports[0]!)).toBe('h3 > switch')
    expect(reports[0]!.decoded.igmp?.groups).toEqual(['239.1.2.3'])
    expect(ipOf(seen, 'udp')[0]!.decoded.ethernet?.destination).toBe('01:00:5e:01:02:03')
    expect(member.stdout).toBe('up\ngot 1 from 10.0.0.1\n')
    expect(stranger.stdout).toBe('up\n')
  })

  test('an absent host: three questions about a second apart, then EHOSTUNREACH', async () => {
    const network = await open({ topology: 'lan', size: 2 })
    const seen = await watch(network)
    expect(await run(network, 'h1', connectTo('10.0.0.77'))).toBe('EHOSTUNREACH\n')
    await seen.settled()
    const asked = seen.packets.filter((packet) => way(packet) === 'h1 > switch')
    expect(asked.map(({ decoded }) => decoded.arp?.targetIp)).toEqual(['10.0.0.77', '10.0.0.77', '10.0.0.77'])
    const pauses = asked.slice(1).map(({ at }, index) => at - asked[index]!.at)
    for (const pause of pauses) expect(Math.abs(pause - 1_000_000)).toBeLessThan(400_000)
  })

  test('a datagram of 1,473 bytes travels as two fragments, one of 1,472 as one frame', async () => {
    const network = await open({ topology: 'lan', size: 2 })
    const bound = await serve(network, 'h2', receiver())
    const seen = await watch(network)
    await run(network, 'h1', sender('10.0.0.2', '', 1_472))
    await run(network, 'h1', sender('10.0.0.2', '', 1_473))
    await seen.settled()
    const sent = seen.packets.filter((packet) => way(packet) === 'h1 > switch' && packet.decoded.ip?.protocol === 17)
    expect(sent.map(({ length }) => length)).toEqual([1_514, 1_514, 35])
    expect(sent.map(({ decoded }) => decoded.ip?.fragmentOffset ?? 0)).toEqual([0, 0, 1_480])
    expect(bound.stdout).toBe('up\ngot 1472 from 10.0.0.1\ngot 1473 from 10.0.0.1\n')
  })

  test('only the links and bytes asked for are kept', async () => {
    const lan: NetworkFields = {
      links: [
        { name: 'a', kind: 'cable', nets: [], mtu: 1_500 },
        { name: 'b', kind: 'cable', nets: [], mtu: 1_500 },
      ],
      hosts: [
        { name: 'left', interfaces: [{ link: 'a', addresses: ['10.0.1.1/24'] }], routes: [], forwards: false },
        {
          name: 'middle',
          interfaces: [
            { link: 'a', addresses: ['10.0.1.2/24'] },
            { link: 'b', addresses: ['10.0.2.2/24'] },
          ],
          routes: [],
          forwards: false,
        },
        { name: 'right', interfaces: [{ link: 'b', addresses: ['10.0.2.1/24'] }], routes: [], forwards: false },
      ],
      capture: { links: ['b'], snapLength: 64 },
    }
    const network = await open(lan)
    await serve(network, 'middle', receiver())
    const seen = await watch(network)
    await run(network, 'left', sender('10.0.1.2', '', 500))
    await run(network, 'right', sender('10.0.2.2', '', 500))
    await seen.settled()
    expect(new Set(seen.packets.map(({ link }) => link))).toEqual(new Set(['b']))
    const [datagram] = ipOf(seen, 'udp')
    expect([datagram!.frame.length, datagram!.length]).toEqual([64, 542])
  })
})

describe('faults on one cable of a switch', () => {
  test('take a frame from one receiver of a broadcast, and leave the others theirs', async () => {
    const network = await open({ topology: 'lan' })
    const receivers = await Promise.all(['h2', 'h3', 'h4'].map((host) => serve(network, host, receiver())))
    await network.setFaults({ seed: 1, rules: [{ kind: 'cut', link: 'switch', from: 'switch', to: 'h3' }] })
    const seen = await watch(network)
    await run(network, 'h1', sender('255.255.255.255', 'socket.setBroadcast(true)'))
    await seen.settled()
    expect(receivers.map(({ stdout }) => stdout.includes('got 1'))).toEqual([true, false, true])
    const gone = seen.packets.filter(({ dropped }) => dropped)
    expect(gone.map(way)).toEqual(['switch > h3'])
    expect(gone[0]!.arrived).toBeUndefined()
  })

  test('a duplicate is recorded beside the frame it was made of, on the cable where it was made', async () => {
    const network = await open({ topology: 'lan', size: 2 })
    const bound = await serve(network, 'h2', receiver())
    await network.setFaults({ seed: 1, rules: [{ kind: 'duplicate', probability: 1, from: 'h1', of: 'udp' }] })
    const seen = await watch(network)
    await run(network, 'h1', sender('h2'))
    await seen.settled()
    const sent = ipOf(seen, 'udp')
    expect(sent.map(way).sort()).toEqual(['h1 > switch', 'h1 > switch', 'switch > h2', 'switch > h2'])
    const [made] = sent.filter((packet) => packet.made)
    const [first] = sent
    expect(made).toMatchObject({ made: 'duplicate', of: [first!.n] })
    expect(bound.stdout).toBe('up\ngot 1 from 10.0.0.1\ngot 1 from 10.0.0.1\n')
  })

  test('what is under way when a run ends arrives, and is not of the next run', async () => {
    const network = await open({ topology: 'lan', size: 2 })
    const bound = await serve(network, 'h2', receiver())
    const rules = [
      { kind: 'delay' as const, ms: 400, from: 'h1' },
      { kind: 'duplicate' as const, probability: 1, of: 'udp' as const },
    ]
    await network.setFaults({ seed: 1, rules })
    await watch(network)
    await run(network, 'h1', sender('255.255.255.255', 'socket.setBroadcast(true)'))
    const next = await watch(network)
    await new Promise((resolve) => setTimeout(resolve, 600))
    await next.settled()
    expect(bound.stdout).toContain('got 1 from 10.0.0.1')
    expect(next.packets.filter((packet) => way(packet) === 'h1 > switch')).toEqual([])
  })
})

describe('two networks and a router', () => {
  test('the router changes both hardware addresses and lowers the TTL by one, and nothing else', async () => {
    const network = await open({ topology: 'routed' })
    const bound = await serve(network, 'server', receiver())
    const seen = await watch(network)
    await run(network, 'client', sender('server'))
    await seen.settled()
    expect(bound.stdout).toBe('up\ngot 1 from 10.1.0.1\n')
    const [before, after] = ipOf(seen, 'udp')
    expect([way(before!), way(after!)]).toEqual(['client > router', 'router > server'])
    expect([before!.link, after!.link]).toEqual(['left', 'right'])
    expect([before!.decoded.ip?.ttl, after!.decoded.ip?.ttl]).toEqual([64, 63])
    expect([before!, after!].map(({ decoded }) => decoded.ethernet)).toMatchObject([
      { source: '02:00:00:00:00:01', destination: '02:00:00:00:00:02' },
      { source: '02:00:00:00:01:02', destination: '02:00:00:00:00:03' },
    ])
    for (const { decoded } of [before!, after!])
      expect(decoded.ip).toMatchObject({ source: '10.1.0.1', destination: '10.2.0.9' })
    expect(after!.frame.subarray(26).equals(before!.frame.subarray(26))).toBe(true)
    expect(seen.packets[0]!.decoded.arp?.targetIp).toBe('10.1.0.254')
  })

  test('a TTL of 1 ends at the router, which says so', async () => {
    const network = await open({ topology: 'routed' })
    await serve(network, 'server', receiver())
    const seen = await watch(network)
    await run(network, 'client', sender('server', 'socket.setTTL(1)'))
    await seen.settled()
    expect(ipOf(seen, 'udp').map(way)).toEqual(['client > router'])
    const [error] = icmp(seen)
    expect(way(error!)).toBe('router > client')
    expect(error!.decoded.icmp).toMatchObject({ type: 11, code: 0 })
    expect(error!.decoded.ip?.source).toBe('10.1.0.254')
  })

  test('the router says when it knows no road, and stays silent about a broadcast', async () => {
    const network = await open({ topology: 'routed' })
    const bound = await serve(network, 'server', receiver())
    const seen = await watch(network)
    await run(network, 'client', sender('172.16.9.9'))
    await run(network, 'client', sender('255.255.255.255', 'socket.setBroadcast(true)'))
    await seen.settled()
    expect(icmp(seen).map((packet) => [way(packet), packet.decoded.icmp?.type, packet.decoded.icmp?.code])).toEqual([
      ['router > client', 3, 0],
    ])
    expect(seen.packets.filter(({ link }) => link === 'right')).toEqual([])
    expect(bound.stdout).toBe('up\n')
  })

  test('a connection passes, and the tables say by which road', async () => {
    const network = await open({ topology: 'routed' })
    await serve(network, 'server', ECHO)
    const seen = await watch(network)
    expect(await run(network, 'client', connectTo('server'))).toBe('echo hello 10.2.0.9\n')
    await seen.settled()
    expect(ipOf(seen, 'tcp')[0]!.decoded.tcp?.options).toContainEqual({ kind: 'mss', value: 1460 })
    const routes = async (host: string) => (await network.tables(host)).routes
    expect(await routes('client')).toContainEqual({
      family: 4,
      to: 'default',
      via: '10.1.0.254',
      device: 'eth0',
      metric: 0,
    })
    expect((await routes('router')).map(({ to, device }) => `${to} ${device}`)).toEqual([
      '10.1.0.0/24 eth0',
      '10.2.0.0/24 eth1',
    ])
  })

  test('a narrower link beyond the router is made known, anew in each run', async () => {
    const link = (name: string, mtu: number) => ({ name, kind: 'cable' as const, nets: [], mtu })
    const end = (name: string, on: string, address: string, via: string) => ({
      name,
      interfaces: [{ link: on, addresses: [address] }],
      routes: [{ to: 'default', via }],
      forwards: false,
    })
    const network = await open({
      links: [link('left', 1_500), link('right', 1_000)],
      hosts: [
        end('client', 'left', '10.1.0.1/24', '10.1.0.254'),
        {
          name: 'router',
          interfaces: [
            { link: 'left', addresses: ['10.1.0.254/24'] },
            { link: 'right', addresses: ['10.2.0.254/24'] },
          ],
          routes: [],
          forwards: true,
        },
        end('server', 'right', '10.2.0.9/24', '10.2.0.254'),
      ],
    })
    const bound = await serve(network, 'server', receiver())
    const twice = `${UDP}const socket = createSocket('udp4')
for (let n = 0; n < 2; n++) {
  await new Promise((resolve) => socket.send(Buffer.alloc(1_400), 9000, 'server', resolve))
  await new Promise((resolve) => setTimeout(resolve, 250))
}
socket.close()`
    for (let n = 1; n <= 2; n++) {
      const seen = await watch(network)
      await run(network, 'client', twice)
      await seen.settled()
      const [needed] = icmp(seen)
      expect([way(needed!), needed!.decoded.icmp?.type, needed!.decoded.icmp?.code]).toEqual(['router > client', 3, 4])
      expect(icmp(seen)).toHaveLength(1)
      expect(bound.stdout).toBe(`up\n${'got 1400 from 10.1.0.1\n'.repeat(n)}`)
    }
  })

  test('a host without a default route cannot even send', async () => {
    const link = (name: string) => ({ name, kind: 'cable' as const, nets: [], mtu: 1_500 })
    const network = await open({
      links: [link('wire')],
      hosts: ['a', 'b'].map((name, index) => ({
        name,
        interfaces: [{ link: 'wire', addresses: [`10.1.0.${index + 1}/24`] }],
        routes: [],
        forwards: false,
      })),
    })
    const seen = await watch(network)
    expect(await run(network, 'a', sender('10.2.0.9'))).toBe('ENETUNREACH\n')
    await seen.settled()
    expect(seen.packets).toEqual([])
  })
})

describe('IPv6', () => {
  test('neighbours ask by multicast and a connection carries 1,440 bytes a segment; nothing else is on the wire', async () => {
    const network = await open({ topology: 'pair', ipv6: true })
    await serve(network, 'server', ECHO)
    const seen = await watch(network)
    expect(await run(network, 'client', connectTo('fd00::2'))).toBe('echo hello fd00::2\n')
    await seen.settled()
    const [solicitation, advertisement, syn] = seen.packets
    expect([solicitation, advertisement].map((packet) => packet?.decoded.icmp?.type)).toEqual([135, 136])
    expect(solicitation!.decoded.ethernet?.destination).toBe('33:33:ff:00:00:02')
    expect(syn!.decoded.tcp?.options).toContainEqual({ kind: 'mss', value: 1440 })
    expect(new Set(seen.packets.map(({ decoded }) => decoded.protocol))).toEqual(new Set(['icmpv6', 'tcp']))
    expect((await network.tables('client')).neighbours).toMatchObject([
      { address: 'fd00::2', hardware: '02:00:00:00:00:02', device: 'eth0' },
    ])
  })

  test('is forwarded by a router, and names have addresses of both families', async () => {
    const network = await open({ topology: 'routed', ipv6: true })
    await serve(network, 'server', ECHO)
    const seen = await watch(network)
    expect(await run(network, 'client', connectTo('fd00:2::9'))).toBe('echo hello fd00:2::9\n')
    await seen.settled()
    expect(
      ipOf(seen, 'tcp')
        .map(({ decoded }) => decoded.ip?.ttl)
        .slice(0, 2),
    ).toEqual([64, 63])
    const source = `import { lookup } from 'node:dns/promises'
for (const name of ['router', 'localhost'])
  console.log((await lookup(name, { all: true })).map(({ address }) => address).sort().join(' '))`
    expect(await run(network, 'client', source)).toBe('10.1.0.254 10.2.0.254 fd00:1::fe fd00:2::fe\n127.0.0.1 ::1\n')
  })

  test('is off where a host has no such address: nobody hears of it', async () => {
    const network = await open({ topology: 'pair' })
    const seen = await watch(network)
    await new Promise((resolve) => setTimeout(resolve, 1_200))
    expect(await run(network, 'client', connectTo('fd00::2'))).toBe('ENETUNREACH\n')
    await seen.settled()
    expect(seen.packets).toEqual([])
  })
})

describe('sockets', () => {
  test('a table tells program, family, waiting connections and how many may wait', async () => {
    const network = await open({ topology: 'pair' })
    // It never comes to accept(): its only thread waits for something else.
    const busy = `import { createServer } from 'node:net'
createServer().listen({ port: 9000, host: '0.0.0.0', backlog: 2 }, () => {
  console.log('up')
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30_000)
})`
    const idle = await startSource(network, busy, { host: 'server', name: 'idle' })
    await idle.says('up')
    const client = `import { connect } from 'node:net'
const all = [1, 2].map(() => connect(9000, 'server'))
await Promise.all(all.map((one) => new Promise((resolve) => one.once('connect', resolve))))
console.log('up')`
    await serve(network, 'client', client)
    const rows = await network.sockets('server')
    expect(rows.find(({ state }) => state === 'LISTEN')).toMatchObject({
      protocol: 'tcp',
      family: 4,
      local: '0.0.0.0:9000',
      receiveQueue: 2,
      acceptLimit: 2,
      program: 'idle',
    })
    const theirs = (await network.sockets('client')).filter(({ state }) => state === 'ESTABLISHED')
    expect(theirs.map(({ remote, program }) => [remote, program])).toEqual([
      ['10.0.0.2:9000', 'server-client'],
      ['10.0.0.2:9000', 'server-client'],
    ])
  })

  test('UNIX and datagram sockets are there too, those of the sandbox are not', async () => {
    const network = await open({ topology: 'solo' })
    const source = `${UDP}import { createServer } from 'node:net'
createServer().listen('/tmp/door', () => createSocket('udp6').bind(5000, () => console.log('up')))`
    await serve(network, 'lab', source)
    const rows = await network.sockets('lab')
    expect(rows.map(({ protocol, local, state, program }) => [protocol, local, state, program])).toEqual([
      ['udp', '[::]:5000', 'UNCONNECTED', 'server-lab'],
      ['unix', '/tmp/door', 'LISTEN', 'server-lab'],
    ])
  })

  test('a connection that meets silence shows its timer', async () => {
    const network = await open({ topology: 'pair' })
    await network.setFaults({ seed: 1, rules: [{ kind: 'loss', probability: 1, of: 'tcp' }] })
    await startSource(network, connectTo('server'), { host: 'client', name: 'client' })
    let waiting: Awaited<ReturnType<LabNetwork['sockets']>>[number] | undefined
    for (let n = 0; n < 200 && waiting === undefined; n++) {
      waiting = (await network.sockets('client')).find(({ state }) => state === 'SYN_SENT')
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    expect(waiting?.timer?.for).toBe('retransmit')
    expect(waiting?.timer?.ms).toBeGreaterThan(0)
    expect(waiting?.timer?.ms).toBeLessThanOrEqual(1_100)
  })
})

describe('a burst of 20,000 datagrams', () => {
  const COUNT = 20_000
  /** One first, so that the address is known and nothing waits for it. */
  const source = (to: string) => `const socket = require('node:dgram').createSocket('udp4')
const send = (done) => socket.send('x', 9000, '${to}', done)
send(() => setTimeout(() => {
  let [left, done] = [${COUNT}, 0]
  const next = (error) => {
    if (error) throw error
    if (left-- > 0) send((error) => (++done === ${COUNT} ? socket.close() : next(error)))
  }
  for (let n = 0; n < 64; n++) next()
}, 500))`

  test.each<[what: string, lab: NetworkFields, from: string, to: string]>([
    ['a loopback', { topology: 'solo' }, 'lab', '127.0.0.1'],
    ['a cable', { topology: 'pair' }, 'client', '10.0.0.2'],
    ['a switch', { topology: 'lan', size: 2 }, 'h1', '10.0.0.2'],
  ])('on %s is carried or counted to the last frame', async (_what, lab, from, to) => {
    const network = await open(lab)
    const seen = await watch(network)
    const host = network.hosts.find(({ name }) => name === from)!
    const file = join(mkdtempSync(join(tmpdir(), 'wirebook-burst-')), 'send.cjs')
    writeFileSync(file, source(to))
    const { exited } = externalCommand(`'${process.execPath}' '${file}'`).start(
      host,
      { output: () => {} },
      network.hosts,
    )
    expect((await exited).code).toBe(0)
    await seen.settled()
    rmSync(dirname(file), { recursive: true })
    expect(seen.packets.length + seen.lost).toBeGreaterThanOrEqual(COUNT)
  })
})

test('a host or switch that is not there is an error that names those that are', async () => {
  const network = await open({ topology: 'lan', size: 2 })
  await expect(network.tables('h9')).rejects.toThrow('there are h1, h2')
  await expect(network.sockets('switch')).rejects.toMatchObject({ code: 'SANDBOX_BAD_REQUEST' })
})
