/** Labs of several people on one network: who reaches whom, who sees what, and that nothing of it stays. */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { footprint, settledFootprint } from '../../bench/support/footprint.ts'
import { networkOf } from '../../src/course/network.ts'
import type { CapturedPacket } from '../../src/protocol/lab.ts'
import { LIMITS } from '../../src/sidecar/limits.ts'
import { NetdSandbox } from '../../src/sidecar/sandbox/netd/client.ts'
import { classAddress, classHardware } from '../../src/sidecar/sandbox/network/class/addresses.ts'
import type { ClassLimits } from '../../src/sidecar/sandbox/network/class/limits.ts'
import type { ClassNetwork, ClassNews } from '../../src/sidecar/sandbox/network/class/types.ts'
import { PAIR, SOLO } from '../../src/sidecar/sandbox/network/plans.ts'
import { treeUsage } from '../../src/sidecar/sandbox/system/process-tree.ts'
import type { LabNetwork } from '../../src/sidecar/sandbox/types.ts'
import { decode } from '../../src/wire/decode.ts'
import { encode, encodeArp, encodeEthernet } from '../../src/wire/encode.ts'
import { FULL, fullTier } from '../support/tier.ts'
import { startSource, until } from './support/tools.ts'

const HOLD = join(import.meta.dirname, 'class-network-hold.ts')

let sandbox: NetdSandbox
const labs: LabNetwork[] = []
const classes: ClassNetwork[] = []
beforeAll(async () => {
  if (FULL) sandbox = await NetdSandbox.open()
})
afterAll(() => sandbox?.close())
beforeEach(fullTier)
afterEach(async () => {
  await Promise.all(classes.splice(0).map((network) => network.close()))
  await Promise.all(labs.splice(0).map((lab) => lab.close()))
})

async function openLab(plan = SOLO): Promise<LabNetwork> {
  const lab = await sandbox.open({ network: plan })
  labs.push(lab)
  return lab
}

type Room = { network: ClassNetwork; all: CapturedPacket[]; own: Record<string, CapturedPacket[]>; news: ClassNews[] }

/** A class with a lab of one host for each handle, and all that is told of it. */
async function openRoom(handles: string[], limits?: Partial<ClassLimits>): Promise<Room & { labs: LabNetwork[] }> {
  const room = await openClass(limits)
  const joined: LabNetwork[] = []
  for (const handle of handles) {
    const lab = await openLab()
    await joinAs(room, lab, handle)
    joined.push(lab)
  }
  return { ...room, labs: joined }
}

async function openClass(limits?: Partial<ClassLimits>): Promise<Room> {
  const network = await sandbox.openClassNetwork({ limits })
  classes.push(network)
  const room: Room = { network, all: [], own: {}, news: [] }
  network.onPackets((packets) => room.all.push(...packets))
  network.onNews((news) => room.news.push(news))
  return room
}

async function joinAs({ network, own }: Room, lab: LabNetwork, handle: string, host?: string) {
  const member = await network.join(lab, handle, host)
  const packets: CapturedPacket[] = []
  own[handle] = packets
  network.onOwnPackets(handle, (more) => packets.push(...more))
  return member
}

/** Runs a program to its end; answers what it printed. */
async function run(lab: LabNetwork, source: string, host?: string): Promise<string> {
  const started = await startSource(lab, source, { name: 'client', ...(host !== undefined && { host }) })
  await started.program.exited
  return started.stdout + started.stderr
}

/** Starts one that says `up`, and goes on. */
async function serve(lab: LabNetwork, source: string, host?: string) {
  const started = await startSource(lab, source, { name: 'server', ...(host !== undefined && { host }) })
  await started.says('up')
  return started
}

const ECHO = `import { createServer } from 'node:net'
createServer((socket) => socket.on('error', () => {}).pipe(socket)).listen(9999, () => console.log('up'))`
const call = (host: string) => `import { connect } from 'node:net'
const socket = connect(9999, '${host}', () => socket.end('hello'))
socket.on('data', (bytes) => console.log('echo', String(bytes), socket.remoteAddress))
socket.on('error', (error) => console.log(error.code))`
const RECEIVER = `import { createSocket } from 'node:dgram'
const socket = createSocket('udp4')
socket.on('message', (bytes, from) => console.log('got', String(bytes), from.address))
socket.bind(9000, () => console.log('up'))`
/** All that a program can see of the network it is on, without counters. */
const LOOK = `import { readFileSync } from 'node:fs'
const read = (path) => readFileSync(path, 'utf8')
const devices = read('/proc/net/dev').split('\\n').slice(2).map((line) => line.split(':')[0].trim())
console.log(JSON.stringify([devices, ...['/proc/net/route', '/proc/net/arp', '/proc/net/fib_trie', '/etc/hosts'].map(read)]))`

const shown = (packets: CapturedPacket[]) =>
  packets.map(({ from, to, data }) => `${from} > ${to} ${decode(Buffer.from(data, 'base64')).protocol}`)
const tcp = (packets: CapturedPacket[] = []) =>
  packets.filter(({ data }) => decode(Buffer.from(data, 'base64')).tcp !== undefined)
const texts = (packets: CapturedPacket[] = []) =>
  packets.map(({ data }) => Buffer.from(data, 'base64').toString('latin1'))

describe('a class', () => {
  test("reaches each learner's server by name, and shows each its own conversations alone", async () => {
    const { network, labs, all, own } = await openRoom(['ada', 'bob', 'cyd'])
    const [ada, bob, cyd] = labs
    await serve(ada!, ECHO)
    await serve(cyd!, ECHO)
    const ownCapture: string[] = []
    ada!.onPackets((packets) => ownCapture.push(...shown(packets)))
    expect(await run(bob!, call('ada.class'))).toBe('echo hello 10.200.0.1\n')
    await network.flush()
    await ada!.flush()

    expect(shown(own.bob!).slice(0, 3)).toEqual(['bob > class arp', 'class > bob arp', 'bob > ada tcp'])
    expect(texts(tcp(own.bob)).filter((text) => text.endsWith('hello'))).toHaveLength(2)
    const frames = (packets: CapturedPacket[]) => packets.map(({ data, from, to, at }) => ({ data, from, to, at }))
    expect(frames(tcp(own.ada))).toEqual(frames(tcp(own.bob)))
    expect(own.cyd).toEqual([])
    expect(shown(own.ada!).some((line) => line.includes('bob > class'))).toBe(false)
    expect(ownCapture).toEqual([])

    // A second conversation, which only the instructor sees beside the first.
    expect(await run(bob!, call('cyd.class'))).toBe('echo hello 10.200.0.3\n')
    await network.flush()
    expect(tcp(own.cyd).length).toBeGreaterThan(0)
    expect(frames(tcp(all)).length).toBe(tcp(own.ada).length + tcp(own.cyd).length)
    expect(all.map(({ n }) => n)).toEqual(all.map((_, index) => index + 1))
    expect(all.map(({ at }) => at)).toEqual(all.map(({ at }) => at).sort((a, b) => a - b))
    for (const { link, at, arrived } of all) {
      expect(link).toBe('class')
      expect(arrived).toBeGreaterThanOrEqual(at)
    }
    const state = await network.state()
    expect(state.map(({ name, address }) => `${name} ${address}`)).toEqual([
      'ada.class 10.200.0.1',
      'bob.class 10.200.0.2',
      'cyd.class 10.200.0.3',
    ])
    expect(state[1]!.carried.frames).toBe(all.filter(({ from, to }) => from === 'bob' && to !== 'class').length)
    expect(state.map(({ drops }) => drops)).toEqual(Array(3).fill({ overLimit: 0, spoofed: 0, refused: 0 }))
  })

  test('joins one host of a lab, whose other hosts and addresses nobody reaches', async () => {
    const { labs, ...room } = await openRoom(['ada'])
    const routed = await openLab(networkOf({ topology: 'routed' }))
    const router = routed.hosts.find(({ addresses }) => addresses.length > 1)!
    await joinAs(room, routed, 'bob', router.name)
    await serve(routed, ECHO, router.name)
    expect(await run(labs[0]!, call('bob.class'))).toBe('echo hello 10.200.0.2\n')
    const inner = routed.hosts.find(({ name }) => name !== router.name)!
    expect(await run(labs[0]!, call(inner.address))).toBe('ENETUNREACH\n')
    await room.network.flush()
    expect(
      shown(room.all)
        .filter((line) => line.includes('tcp'))
        .every((line) => /ada|bob/.test(line)),
    ).toBe(true)
  })

  test('knows whoever leaves and whoever comes while programs run', async () => {
    const { labs, ...room } = await openRoom(['ada', 'bob'])
    const [ada, bob] = labs
    await serve(ada!, ECHO)
    await room.network.leave('ada')
    expect(await run(bob!, call('ada.class'))).toMatch(/^(ENOTFOUND|EAI_AGAIN)\n$/)
    await joinAs(room, ada!, 'ada')
    expect(await run(bob!, call('ada.class'))).toBe('echo hello 10.200.0.1\n')
    await ada!.close()
    await until(() => room.news.length > 0)
    expect(room.news).toEqual([{ type: 'left', handle: 'ada' }])
    expect((await room.network.state()).map(({ handle }) => handle)).toEqual(['bob'])
  })

  test('refuses what cannot be, and then has changed nothing', async () => {
    const { network, labs } = await openRoom(['ada', 'bob'], { members: 3 })
    const more = await openLab()
    const before = await run(more, LOOK)
    const bad = (why: string) => ({ code: 'SANDBOX_BAD_REQUEST', message: expect.stringContaining(why) })
    await expect(network.join(more, 'ada')).rejects.toMatchObject(bad('already'))
    await expect(network.join(labs[0]!, 'cyd')).rejects.toMatchObject(bad('already'))
    await expect(network.join(more, 'Cyd')).rejects.toMatchObject(bad('no handle'))
    await expect(network.join(more, 'class')).rejects.toMatchObject(bad('no handle'))
    await expect(network.join(more, 'cyd', 'nowhere')).rejects.toMatchObject(bad('no host'))
    const inRange = structuredClone(PAIR)
    for (const [index, { interfaces }] of inRange.hosts.entries())
      interfaces[0]!.addresses = [`10.200.7.${index + 1}/24`]
    await expect(network.join(await openLab(inRange), 'cyd')).rejects.toMatchObject(bad('10.200.7.1'))
    expect(await run(more, LOOK)).toBe(before)
    await network.join(more, 'cyd')
    await expect(network.join(await openLab(), 'dan')).rejects.toMatchObject(bad('room for 3'))
    await network.leave('nobody')
    await network.close()
    await expect(network.join(more, 'cyd')).rejects.toMatchObject({ code: 'SANDBOX_CLOSED' })
    await network.close()
  })
})

describe('one who does harm', () => {
  test('a flood reaches its limit, and the others go on talking', async () => {
    // Few bytes, so that a slow machine floods as well; a conversation of single ones needs far less.
    const limits = { noticeMs: 100, bytesPerSecond: 100_000, bytesAtOnce: 100_000 }
    const room = await openRoom(['ada', 'bob', 'cyd'], limits)
    const [ada, bob, cyd] = room.labs
    await serve(bob!, ECHO)
    const flood = await startSource(
      ada!,
      `import { createSocket } from 'node:dgram'
const socket = createSocket('udp4')
let sent = 0
const more = () => {
  for (let n = 0; n < 200; n++) socket.send(Buffer.alloc(1_000), 9000, '10.200.0.2', () => {})
  if ((sent += 200) === 20_000) console.log('flooding')
  setImmediate(more)
}
socket.on('error', () => {})
socket.bind(0, more)`,
      { name: 'flood' },
    )
    await flood.says('flooding')
    const said = await run(
      cyd!,
      `import { connect } from 'node:net'
let rounds = 0
const socket = connect(9999, 'bob.class', () => socket.write('x'))
socket.on('data', () => (++rounds < 50 ? socket.write('x') : (console.log('rounds', rounds), socket.end())))
socket.on('error', (error) => console.log(error.code))`,
    )
    expect(said).toBe('rounds 50\n')
    expect(flood.exits).toEqual([])
    await flood.program.stop('stopped')
    const state = Object.fromEntries((await room.network.state()).map((member) => [member.handle, member]))
    expect(state.ada!.drops.overLimit).toBeGreaterThan(1_000)
    expect(state.cyd!.drops).toEqual({ overLimit: 0, spoofed: 0, refused: 0 })
    await until(() => room.news.length > 0)
    expect(new Set(room.news.map((news) => news.type === 'dropped' && news.handle))).toEqual(new Set(['ada']))
    // What was over the limit is counted, and not kept.
    expect(room.all.length).toBeLessThan(state.ada!.drops.overLimit + room.own.cyd!.length)
  })

  test("frames in another's name, and to all, go nowhere", async () => {
    const room = await openRoom(['ada', 'bob', 'cyd'])
    const [ada, bob] = room.labs
    const ends = [1, 2, 3].map((number) => ({ ip: classAddress(number), mac: classHardware(number) }))
    const [A, B, C] = ends as [(typeof ends)[0], (typeof ends)[0], (typeof ends)[0]]
    const datagram = (ip: string, mac: string, to: { ip: string; mac: string }, text: string) =>
      encode({
        ethernet: { source: mac, destination: to.mac },
        ip: { source: ip, destination: to.ip },
        udp: { sourcePort: 7, destinationPort: 9000 },
        payload: Buffer.from(text),
      })
    const broadcast = { ip: '255.255.255.255', mac: 'ff:ff:ff:ff:ff:ff' }
    const frames = [
      datagram(C.ip, A.mac, B, 'as cyd'),
      datagram(A.ip, C.mac, B, 'from the hardware of cyd'),
      encodeArp({ operation: 2, senderMac: A.mac, senderIp: C.ip, targetMac: B.mac, targetIp: B.ip }),
      datagram(A.ip, A.mac, broadcast, 'to all'),
      encodeEthernet({ source: A.mac, destination: B.mac }, 0x86dd, new Uint8Array(40)),
      datagram(A.ip, A.mac, B, 'as ada'),
    ]
    const heard = await serve(bob!, RECEIVER)
    const file = 'raw.ts'
    const source = `import { AF_PACKET, SOCK_RAW, socket } from 'wirebook/socket'
using s = socket(AF_PACKET, SOCK_RAW, 0)
s.bind(['class0', 0x0800])
for (const frame of process.argv.slice(2)) s.send(Buffer.from(frame, 'hex'))
console.log('sent')`
    let said = ''
    const raw = await ada!.start(
      {
        name: 'raw',
        file,
        host: ada!.hosts[0]!.name,
        args: frames.map((frame) => Buffer.from(frame).toString('hex')),
        limits: LIMITS,
        capabilities: ['NET_RAW'],
      },
      { [file]: source },
      {
        output: (_stream, text) => {
          said += text
        },
        call: () => {},
        exit: () => {},
      },
    )
    await raw.exited
    expect(said).toBe('sent\n')
    await heard.says('as ada')
    expect(heard.stdout).toBe('up\ngot as ada 10.200.0.1\n')
    await room.network.flush()
    const [state] = await room.network.state()
    expect(state!.drops).toEqual({ overLimit: 0, spoofed: 3, refused: 2 })
    expect(texts(room.own.bob).map((text) => text.slice(-6))).toEqual(['as ada'])
    expect(room.own.cyd).toEqual([])
    // The instructor, and whoever sent them, see what became of them.
    expect(room.all.map(({ dropped }) => dropped ?? false)).toEqual([true, true, true, true, true, false])
    expect(room.own.ada).toHaveLength(6)
  })
})

describe('what stays', () => {
  test('nothing: each lab is as it was, and so is the helper', async () => {
    const labs = [await openLab(), await openLab(PAIR)]
    const look = async () => Promise.all(labs.map((lab) => run(lab, LOOK)))
    await serve(labs[0]!, ECHO)
    const before = await look()
    const held = await settledFootprint(sandbox.helperPid, footprint(sandbox.helperPid))
    const room = await openClass()
    await joinAs(room, labs[0]!, 'ada')
    await joinAs(room, labs[1]!, 'bob', 'client')
    const joined = await look()
    for (const [index, text] of joined.entries()) {
      expect(text).not.toBe(before[index])
      expect(text).toContain('class0')
      expect(text).toContain('10.200.0.2 bob.class')
    }
    expect(await run(labs[1]!, call('ada.class'), 'client')).toBe('echo hello 10.200.0.1\n')
    await room.network.close()
    expect(await look()).toEqual(before)
    const after = await settledFootprint(sandbox.helperPid, held)
    expect(after.descriptors).toBeLessThanOrEqual(held.descriptors)
    expect(after.processes).toBeLessThanOrEqual(held.processes)
    // The lab's own network is whole.
    await serve(labs[1]!, ECHO, 'server')
    expect(await run(labs[1]!, call('server'), 'client')).toMatch(/^echo hello/)
  })

  test('nothing, when the process that opened it is killed', async () => {
    const holder = spawn(process.execPath, [HOLD], { stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    holder.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    await until(() => said.includes('holding'), 60_000)
    const { pids } = treeUsage(holder.pid!)
    // The helper, and two programs.
    expect(pids.length).toBeGreaterThanOrEqual(4)
    holder.kill('SIGKILL')
    await until(() => !pids.some(alive))
  })

  test('is over when the helper ends, and says so', async () => {
    const mortal = await NetdSandbox.open()
    const network = await mortal.openClassNetwork()
    const news: ClassNews[] = []
    network.onNews((one) => news.push(one))
    process.kill(mortal.helperPid!, 'SIGKILL')
    await until(() => news.length > 0)
    expect(news).toEqual([{ type: 'ended' }])
    await network.leave('ada')
    await network.close()
    await mortal.close()
  })
})

function alive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'latin1'))
  } catch {
    return false
  }
}
