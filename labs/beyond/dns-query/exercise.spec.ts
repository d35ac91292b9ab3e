import { expect } from 'vitest'
import {
  check,
  type Datagram,
  ended,
  HOST,
  learner,
  listen,
  type Peer,
  pause,
  random,
  say,
  type UdpPeer,
  udp,
} from 'wirebook/spec'

const { encodeQuery, decode, resolve } = learner<typeof import('./starter/dns-query.ts')>()

const [A, CNAME, TXT, AAAA] = [1, 5, 16, 28]
const HEADER = 12
const MAX_LABEL = 63
const MAX_NAME = 255
const MAX_ID = 0xffff
const ANSWER = 0x8180
const TRUNCATED = 0x8380
const NO_SUCH_NAME = 0x8183
const TRIES = 3
/** Passed to calls whose queries are lost, ms. */
const SHORT_MS = 150
/** Passed to calls that are answered at once, ms. */
const LONG_MS = 800
/** What a busy machine may add to a wait, ms. */
const SLACK_MS = 1_500
const LETTERS = [...'abcdefghijklmnopqrstuvwxyz']

const letters = (n: number): string => Array.from({ length: n }, () => random.pick(LETTERS)).join('')
const anyName = (): string => `${letters(random.int(2, 6))}.${letters(random.int(3, 8))}.test`
const anyAddress = (): number[] => [10, ...random.bytes(3)]
const utf8 = (text: string): number[] => [...Buffer.from(text)]
const u16 = (n: number): number[] => [n >> 8, n & 0xff]
const u32 = (n: number): number[] => [...u16(n >>> 16), ...u16(n & 0xffff)]
const labels = (name: string): number[] => name.split('.').flatMap((label) => [label.length, ...utf8(label)])
const whole = (name: string): number[] => [...labels(name), 0]
const pointer = (to: number): number[] => u16(0xc000 | to)

/** A record with its name already as bytes. */
function record(name: number[], type: number, data: number[], ttl = 60): number[] {
  return [...name, ...u16(type), ...u16(1), ...u32(ttl), ...u16(data.length), ...data]
}

type Parts = { id?: number; flags?: number; name: string; type?: number; records?: number[][] }

function message({ id = random.int(0, MAX_ID), flags = ANSWER, name, type = A, records = [] }: Parts): Uint8Array {
  const counts = [1, records.length, 0, 0].flatMap(u16)
  return Uint8Array.from([
    ...u16(id),
    ...u16(flags),
    ...counts,
    ...whole(name),
    ...u16(type),
    ...u16(1),
    ...records.flat(),
  ])
}

/** Where the first record of a message about a name begins. */
const firstRecord = (name: string): number => HEADER + whole(name).length + 4

/** What a call came to within a time: its value as JSON, the message of its error, or neither. */
function outcome(call: PromiseLike<unknown>, within = SLACK_MS): Promise<string> {
  const settled = Promise.resolve(call).then(
    (value) => JSON.stringify(value),
    (error: Error) => `Error: ${error.message}`,
  )
  return Promise.race([settled, pause(within).then(() => say('(nothing yet)', '（还没有结果）'))])
}

async function refuses(call: PromiseLike<unknown>, told: string): Promise<void> {
  const came = await outcome(call)
  const threw = came.startsWith('Error: ')
  expect(threw ? 'threw' : came, say(`${told}: must throw`, `${told}：必须抛出错误`)).toBe('threw')
}

/** The nth datagram that came, counted from 1; undefined when it does not come within the time. */
async function nth(server: UdpPeer, n: number, within = SLACK_MS): Promise<Datagram | undefined> {
  const until = Date.now() + within
  while (server.received.length < n && Date.now() < until) await pause(3)
  return server.received[n - 1]
}

/** The next query must be a right one for this name; gives its sender and id. */
async function query(server: UdpPeer, name: string, type = A, n = 1): Promise<{ datagram: Datagram; id: number }> {
  const datagram = await nth(server, n)
  expect(datagram !== undefined, say(`query number ${n} must come`, `应当收到第 ${n} 个查询`)).toBe(true)
  const bytes = datagram!.bytes
  const wanted = message({ id: 0, flags: 0x0100, name, type })
  expect(bytes.slice(2), say('the query behind its id', '查询里 id 之后的部分')).toEqualBytes(wanted.slice(2))
  return { datagram: datagram!, id: Buffer.from(bytes).readUInt16BE(0) }
}

const told = (addresses: number[][]): string => JSON.stringify(addresses.map((address) => address.join('.')))

check('query', async () => {
  const textbook = Buffer.from('123401000001000000000000037777770877697265626f6f6b04746573740000010001', 'hex')
  expect(
    await encodeQuery(0x1234, 'www.wirebook.test', 'A'),
    say("encodeQuery(0x1234, 'www.wirebook.test', 'A')", "encodeQuery(0x1234, 'www.wirebook.test', 'A')"),
  ).toEqualBytes(Uint8Array.from(textbook))
  const [id, name] = [random.int(0, MAX_ID), anyName()]
  const call = `encodeQuery(${id}, '${name}', 'AAAA')`
  expect(await encodeQuery(id, name, 'AAAA'), call).toEqualBytes(message({ id, flags: 0x0100, name, type: AAAA }))
})

check('record', async () => {
  const [id, name, address, ttl] = [random.int(0, MAX_ID), anyName(), anyAddress(), random.int(0, 86_400)]
  const bytes = message({ id, name, records: [record(whole(name), A, address, ttl)] })
  expect(await decode(bytes), say('an answer with one A record', '带一条 A 记录的回答')).toEqual({
    id,
    rcode: 0,
    tc: false,
    question: { name, type: A },
    answers: [{ name, type: A, ttl, data: address.join('.') }],
  })
})

check('asked', async () => {
  const server = await udp()
  const [name, addresses] = [anyName(), [anyAddress(), anyAddress()]]
  const call = resolve([HOST, server.port], name, 'A', LONG_MS)
  const { datagram, id } = await query(server, name)
  const records = addresses.map((address) => record(pointer(HEADER), A, address))
  server.answer(datagram, message({ id, name, records }))
  expect(await outcome(call), say('answered with two addresses', '回答了两个地址')).toBe(told(addresses))
})

check('compression', async () => {
  const [first, second, alias] = [letters(random.int(2, 6)), `${letters(4)}.test`, letters(3)]
  const name = `${first}.${second}`
  const start = firstRecord(name)
  const cname = [...labels(alias), ...pointer(HEADER + 1 + first.length)]
  const data = start + 12
  const [one, two, text] = [anyAddress(), anyAddress(), random.bytes(5)]
  const records = [
    record(pointer(HEADER), CNAME, cname, 1),
    record(pointer(data), A, one, 2),
    record([...labels('x'), ...pointer(data)], TXT, [...text], 3),
    record(pointer(HEADER), A, two, 4),
  ]
  const { answers } = await decode(message({ name, records }))
  const canonical = `${alias}.${second}`
  expect(
    answers,
    say(
      'names that end with pointers, one of which leads to a name with a pointer',
      '名字以指针结尾，其中一个指向另一个带指针的名字',
    ),
  ).toEqual([
    { name, type: CNAME, ttl: 1, data: canonical },
    { name: canonical, type: A, ttl: 2, data: one.join('.') },
    { name: `x.${canonical}`, type: TXT, ttl: 3, data: Buffer.from(text).toString('hex') },
    { name, type: A, ttl: 4, data: two.join('.') },
  ])
})

check('loops', async () => {
  const name = anyName()
  const start = firstRecord(name)
  const bad = (place: number[]) => decode(message({ name, records: [record(place, A, anyAddress())] }))
  const label = labels(letters(3))
  const ahead = start + 2 + 10
  const forward = message({ name, records: [record(pointer(ahead), CNAME, whole(anyName()))] })
  await refuses(decode(forward), say('a pointer that leads forward', '往后指的指针'))
  await refuses(bad(pointer(start)), say('a pointer to itself', '指向自己的指针'))
  await refuses(
    bad([...label, ...pointer(start)]),
    say('a pointer to the beginning of its own name', '指向自己所在名字开头的指针'),
  )
})

check('cut', async () => {
  const name = anyName()
  const records = [
    record(pointer(HEADER), CNAME, whole(anyName())),
    record(pointer(HEADER), AAAA, [...random.bytes(16)]),
    record(whole(anyName()), A, anyAddress()),
  ]
  const bytes = message({ name, records })
  for (let length = 0; length < bytes.length; length++) {
    await refuses(
      decode(bytes.slice(0, length)),
      say(`the first ${length} of ${bytes.length} bytes`, `${bytes.length} 字节中的前 ${length} 个`),
    )
  }
  expect((await decode(bytes)).answers.length, say('all its bytes', '全部字节')).toBe(records.length)
})

check('limits', async () => {
  const long = Array.from({ length: 3 }, () => letters(MAX_LABEL)).join('.')
  const last = MAX_NAME - (whole(long).length + 1)
  const id = random.int(0, MAX_ID)
  const longest = `${long}.${letters(last)}`
  expect(
    await encodeQuery(id, longest, 'A'),
    say(`a name of ${MAX_NAME} bytes`, `${MAX_NAME} 字节的名字`),
  ).toEqualBytes(message({ id, flags: 0x0100, name: longest }))
  const label = `${letters(MAX_LABEL + 1)}.test`
  await refuses(encodeQuery(id, label, 'A'), say(`a label of ${MAX_LABEL + 1} bytes`, `${MAX_LABEL + 1} 字节的标签`))
  await refuses(
    encodeQuery(id, `${long}.${letters(last + 1)}`, 'A'),
    say(`a name of ${MAX_NAME + 1} bytes`, `${MAX_NAME + 1} 字节的名字`),
  )
  await refuses(encodeQuery(id, `${letters(2)}..test`, 'A'), say('an empty label', '空的标签'))
})

check('strangers', async () => {
  const server = await udp()
  const neighbour = await udp()
  const [name, right] = [anyName(), anyAddress()]
  const call = resolve([HOST, server.port], name, 'A', LONG_MS)
  const { datagram, id } = await query(server, name)
  const forged = (parts: Partial<Parts>, last: number) =>
    message({ id, name, records: [record(pointer(HEADER), A, [10, 6, 6, last])], ...parts })
  neighbour.answer(datagram, forged({}, 1))
  server.answer(datagram, forged({ id: (id + 1) & MAX_ID }, 2))
  server.answer(datagram, forged({ name: anyName() }, 3))
  server.answer(datagram, forged({ type: AAAA }, 4))
  server.answer(datagram, forged({}, 5).slice(0, -2))
  server.answer(datagram, forged({ flags: 0x0100 }, 6))
  await pause(40)
  server.answer(datagram, message({ id, name, records: [record(pointer(HEADER), A, right)] }))
  expect(
    await outcome(call),
    say(
      'before the answer came: 10.6.6.1 from another port, .2 with another id, .3 about another name, .4 about another type, .5 cut, .6 in a query',
      '抢在回答之前到的：10.6.6.1 来自另一个端口，.2 的 id 不同，.3 的名字不同，.4 的类型不同，.5 被截断，.6 是一个查询',
    ),
  ).toBe(told([right]))
})

check('lost', async () => {
  const server = await udp()
  const [name, address] = [anyName(), anyAddress()]
  const began = Date.now()
  const call = resolve([HOST, server.port], name, 'A', SHORT_MS)
  await query(server, name)
  const { datagram, id } = await query(server, name, A, 2)
  const took = Date.now() - began
  server.answer(datagram, message({ id, name, records: [record(pointer(HEADER), A, address)] }))
  expect(await outcome(call), say('the second query was answered', '第二个查询得到了回答')).toBe(told([address]))
  expect(
    took,
    say(
      `the second query came after ${took} ms, waitMs is ${SHORT_MS}`,
      `第二个查询在 ${took} ms 之后到达，waitMs 为 ${SHORT_MS}`,
    ),
  ).toBeGreaterThan(SHORT_MS * 0.7)
})

check('silence', async () => {
  const server = await udp()
  const call = resolve([HOST, server.port], anyName(), 'A', SHORT_MS)
  expect(await outcome(call, SHORT_MS * TRIES + SLACK_MS), say('no query was answered', '三个查询都没有回答')).toBe(
    'Error: timeout',
  )
  expect(server.received.length, say('queries in all', '查询的总数')).toBe(TRIES)
})

check('truncated', async () => {
  const listener = await listen()
  const server = await udp({ port: listener.port })
  const [name, addresses] = [anyName(), Array.from({ length: random.int(40, 60) }, anyAddress)]
  const call = resolve([HOST, server.port], name, 'A', LONG_MS)
  const { datagram, id } = await query(server, name)
  server.answer(datagram, message({ id, flags: TRUNCATED, name, records: [] }))
  const early = outcome(call).then((came) =>
    say(`no connection; the call came to ${came}`, `没有连接；调用的结果是 ${came}`),
  )
  const peer = await Promise.race([listener.accept({ within: SLACK_MS }).catch(() => early), early])
  expect(typeof peer === 'string' ? peer : 'asked', say('the TC bit was set', 'TC 位为 1')).toBe('asked')
  await overTcp(peer as Peer, name, addresses)
  expect(await outcome(call), say('the answer over TCP came in pieces', '经 TCP 的回答分几段到达')).toBe(
    told(addresses),
  )
})

/** The same question, two bytes of length before it; answered in pieces. */
async function overTcp(peer: Peer, name: string, addresses: number[][]): Promise<void> {
  const size = firstRecord(name)
  const length = await peer.read(2)
  expect(
    length,
    say(`a length of ${size} before the query over TCP`, `经 TCP 的查询，前面的长度应为 ${size}`),
  ).toEqualBytes(Uint8Array.from(u16(size)))
  const asked = Buffer.from(await peer.read(size))
  const id = asked.readUInt16BE(0)
  expect(Uint8Array.from(asked), say('the query over TCP', '经 TCP 的查询')).toEqualBytes(
    message({ id, flags: 0x0100, name }),
  )
  const answer = message({ id, name, records: addresses.map((address) => record(pointer(HEADER), A, address)) })
  await peer.send(random.cuts(Uint8Array.from([...u16(answer.length), ...answer])), { gapMs: 5 })
}

check('no-such-name', async () => {
  const server = await udp()
  const name = anyName()
  const call = resolve([HOST, server.port], name, 'A', LONG_MS)
  const { datagram, id } = await query(server, name)
  server.answer(datagram, message({ id, flags: NO_SUCH_NAME, name }))
  expect(await outcome(call), say('the answer has rcode 3', '回答的 rcode 为 3')).toBe('Error: NXDOMAIN')
  const again = resolve([HOST, server.port], name, 'A', LONG_MS)
  const before = server.received.length
  const next = await query(server, name, A, before + 1)
  server.answer(next.datagram, message({ id: next.id, flags: ANSWER | 2, name }))
  expect(await outcome(again), say('the answer has rcode 2', '回答的 rcode 为 2')).toBe('Error: rcode 2')
})

check('aliases', async () => {
  const server = await udp()
  const [name, one, two, other] = [anyName(), anyName(), anyName(), anyName()]
  const right = [anyAddress(), anyAddress()]
  const call = resolve([HOST, server.port], name, 'A', LONG_MS)
  const { datagram, id } = await query(server, name)
  const records = [
    record(whole(other), A, anyAddress()),
    record(pointer(HEADER), CNAME, whole(one.toUpperCase())),
    record(whole(one), CNAME, whole(two)),
    record(whole(two), A, right[0]!),
    record(whole(two), AAAA, [...random.bytes(16)]),
    record(whole(two.toUpperCase()), A, right[1]!),
  ]
  server.answer(datagram, message({ id, name: name.toUpperCase(), records }))
  expect(
    await outcome(call),
    say(
      'two aliases one after the other, and a record of a name that was not asked for',
      '一连两个别名，外加一条没有问到的名字',
    ),
  ).toBe(told(right))
})

check('ipv6', async () => {
  const server = await udp()
  const name = anyName()
  const from = random.int(1, 4)
  const zeros = random.int(2, 4)
  const texts = [
    Array.from({ length: 8 }, (_, i) => (i >= from && i < from + zeros ? 0 : random.int(0xa, 0xffff))),
    Array.from({ length: 8 }, (_, i) => (i === from ? 0 : random.int(1, 0xfff))),
    [random.int(1, 0xff), 0, 0, random.int(1, 9), 0, 0, random.int(1, 9), 1],
    [0, 0, 0, 0, 0, 0, 0, 1],
    [0xfd00, 0, 0, 0, 0, 0, 0, 0],
  ]
  const call = resolve([HOST, server.port], name, 'AAAA', LONG_MS)
  const { datagram, id } = await query(server, name, AAAA)
  const records = texts.map((groups) => record(pointer(HEADER), AAAA, groups.flatMap(u16)))
  server.answer(datagram, message({ id, name, type: AAAA, records }))
  // The URL standard writes such addresses as RFC 5952 does.
  const wanted = texts.map((groups) =>
    new URL(`http://[${groups.map((group) => group.toString(16)).join(':')}]/`).hostname.slice(1, -1),
  )
  expect(await outcome(call), say('addresses as RFC 5952 writes them', '按 RFC 5952 书写的地址')).toBe(
    JSON.stringify(wanted),
  )
})

check('ids', async () => {
  const server = await udp()
  const ids: number[] = []
  for (let i = 0; i < 5; i++) {
    const name = anyName()
    const before = server.received.length
    const call = resolve([HOST, server.port], name, 'A', LONG_MS)
    const { datagram, id } = await query(server, name, A, before + 1)
    server.answer(datagram, message({ id, name }))
    expect(await outcome(call), say('an answer without records', '没有记录的回答')).toBe('[]')
    ids.push(id)
  }
  const steps = ids.slice(1).map((id, i) => (id - ids[i]! + MAX_ID + 1) & MAX_ID)
  expect(
    new Set(steps).size,
    say(
      `the ids of five questions, ${ids.join(', ')}, must not be guessable`,
      `五个问题的 id 是 ${ids.join('、')}，不应当猜得到`,
    ),
  ).toBeGreaterThan(1)
})

check('closed', async () => {
  const server = await udp()
  const name = anyName()
  const call = resolve([HOST, server.port], name, 'A', LONG_MS)
  const { datagram, id } = await query(server, name)
  server.answer(datagram, message({ id, name, records: [record(pointer(HEADER), A, anyAddress())] }))
  expect((await outcome(call)).startsWith('["10.'), say('answered', '已回答')).toBe(true)
  await ended()
})
