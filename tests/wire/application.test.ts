/** What applications said, by literal bytes, and whether tshark reads the same. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { datagramMessages, type Message, streamMessages } from '../../src/wire/application/application.ts'
import { nameAt } from '../../src/wire/application/dns-name.ts'
import { fromHex } from '../../src/wire/bytes.ts'
import { decode } from '../../src/wire/decode.ts'
import { encode } from '../../src/wire/encode.ts'
import { FlowTracker } from '../../src/wire/flow.ts'
import { streamOf } from '../../src/wire/stream.ts'
import { DNS_ANSWER, DNS_QUERY, HTTP, TLS, WEBSOCKET } from './oracle/surfaces.ts'
import { type Frame, tsharkFields, tsharkInstalled } from './oracle/tshark.ts'
import { opened, type Talk } from './talk.ts'

const text = (value: string): Uint8Array => new TextEncoder().encode(value)
const said = (messages: Message[]) => messages.map(({ summary }) => summary)
const value = (message: Message, name: string) => message.fields.find((field) => field.name === name)?.value
const speak = (one: { client: Uint8Array; server: Uint8Array }, port = 9_999) => streamMessages({ ...one, port })

describe('DNS', () => {
  test('a query and its answer, with names that point back', () => {
    const [query] = datagramMessages(decode(DNS_QUERY))!
    expect(query).toMatchObject({ title: 'DNS query', summary: 'query A www.example.test' })
    expect(query!.error).toBeUndefined()
    expect(value(query!, 'id')).toBe('0x1234')
    const [answer] = datagramMessages(decode(DNS_ANSWER))!
    expect(answer!.summary).toBe('answer A www.example.test: host.example.test, 10.0.0.9, fd00::9, "hello"')
    expect(answer!.fields.find(({ name }) => name === 'answer.ttl')).toMatchObject({ value: '300 s', to: 42 + 34 + 10 })
  })

  test('over TCP each message has its length before it, and may not all be there', () => {
    const message = decode(DNS_QUERY).payload
    const stream = Uint8Array.from([0, message.length, ...message, 0, message.length, ...message.subarray(0, 5)])
    const { protocol, client } = speak({ client: stream, server: new Uint8Array(0) }, 53)
    expect(protocol).toBe('dns')
    expect(client.map(({ complete, from, to }) => [complete, from, to])).toEqual([
      [true, 0, message.length + 2],
      [false, message.length + 2, message.length + 9],
    ])
  })

  test('a name that points at itself, or forward, is no name', () => {
    expect(nameAt(fromHex('c000'), 0, 2, 0)).toBeNull()
    expect(nameAt(fromHex('0161 c004 0162 00'), 0, 7, 0)).toBeNull()
    expect(nameAt(fromHex('0162 00 0161 c000'), 0, 7, 3)).toEqual({ text: 'a.b', to: 7 })
    const looped = DNS_ANSWER.slice()
    looped[42 + 34 + 1] = 34
    expect(datagramMessages(decode(looped))![0]!.error).toMatch(/does not end/)
  })

  test('other ports carry no DNS', () => {
    const ip = { source: '10.0.0.1', destination: '10.0.0.2' }
    const packet = encode({ ip, udp: { sourcePort: 1, destinationPort: 9_999 }, payload: decode(DNS_QUERY).payload })
    expect(datagramMessages(decode(packet))).toBeNull()
  })
})

describe('HTTP', () => {
  test('requests and answers follow each other on one connection; chunks and their trailer are told', () => {
    const { client, server } = speak(HTTP)
    expect(said(client)).toEqual(['GET /', 'POST /form?a=1'])
    expect(value(client[1]!, 'body')).toBe('a=b&c')
    expect(said(server)).toEqual(['200 OK', '404 Not Found'])
    expect(server[1]!.fields.filter(({ name }) => name === 'chunk').map(({ value }) => value)).toEqual(['one', 'two!'])
    expect(value(server[1]!, 'trailer')).toBe('End: yes')
    expect(server.map(({ to, complete }) => [to, complete])).toEqual([
      [server[1]!.from, true],
      [HTTP.server.length, true],
    ])
  })

  test('an answer to HEAD has no body, whatever length it states', () => {
    const server = text('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n')
    const client = text('HEAD / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n')
    expect(said(speak({ client, server }).server)).toEqual(['200 OK', '204 No Content'])
  })

  test('cut anywhere, it is read up to the cut', () => {
    for (let length = 1; length < HTTP.server.length; length++) {
      const { server } = speak({ client: HTTP.client, server: HTTP.server.subarray(0, length) })
      expect(server.at(-1)!.to).toBeLessThanOrEqual(length)
      expect(server.filter(({ error }) => error)).toEqual([])
    }
  })

  test.each([
    ['GET / HTTP/1.1\r\nno colon\r\n\r\n', /no header field/],
    ['GET /\r\n\r\n', /begins no HTTP message/],
    ['POST / HTTP/1.1\r\nContent-Length: 5, 6\r\n\r\n', /Content-Length of "5, 6"/],
    ['POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', /no chunk size/],
  ])('%j is told as an error', (request, error) => {
    const { client } = speak({ client: text(request), server: new Uint8Array(0) })
    expect(client[0]!.error).toMatch(error)
  })
})

describe('WebSocket', () => {
  test('frames follow the answer 101: masks are taken off, fragments and controls told', () => {
    const { client, server } = speak(WEBSOCKET)
    expect(said(client)).toEqual(['GET /chat', 'text, 5 bytes'])
    expect(value(client[1]!, 'payload')).toBe('Hello')
    expect(said(server)).toEqual([
      '101 Switching Protocols',
      'text, to be continued, 3 bytes',
      'ping, 0 bytes',
      'continuation, 2 bytes',
      'close, 2 bytes',
    ])
    expect(value(server[4]!, 'payload')).toBe('1000')
  })

  test.each([
    ['83 00', /opcode of 3/],
    ['09 00', /control frame/],
    ['82 7e 0005 0102030405', /longer than it needs/],
  ])('a frame %s breaks the rules', (frame, error) => {
    const server = Uint8Array.from([...text('HTTP/1.1 101 Switching Protocols\r\n\r\n'), ...fromHex(frame)])
    expect(speak({ client: text('GET / HTTP/1.1\r\n\r\n'), server }).server[1]!.error).toMatch(error)
  })
})

describe('TLS', () => {
  test('hellos are read, what follows is only counted', () => {
    const { protocol, client, server } = speak(TLS)
    expect(protocol).toBe('tls')
    expect(said(client)).toEqual(['Client Hello', 'change cipher spec', 'application data, 4 bytes'])
    expect(value(client[0]!, 'extension0')).toBe('host')
    expect(value(client[0]!, 'extension43')).toBe('TLS 1.3')
    expect(value(client[0]!, 'extension16')).toBe('h2')
    expect(said(server)).toEqual([
      'Server Hello',
      'change cipher spec',
      'application data, 3 bytes',
      'encrypted alert, 18 bytes',
    ])
    expect(server[0]!.fields.find(({ name }) => name === 'cipher')!.note).toBe('TLS_AES_128_GCM_SHA256')
  })

  test('an alert in the clear is named; an absurd record ends the reading', () => {
    const server = fromHex('15 0303 0002 0228  16 0303 ffff 00')
    const { server: told } = speak({ client: TLS.client, server })
    expect(said(told)[0]).toBe('alert: handshake failure')
    expect(told[1]!.error).toMatch(/record of 65535 bytes/)
  })
})

describe('any bytes', () => {
  const start = fc.constantFrom(HTTP.client, HTTP.server, WEBSOCKET.client, WEBSOCKET.server, TLS.client, TLS.server)
  const spoiled = fc
    .tuple(start, fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 6 }), fc.nat(400))
    .map(([bytes, writes, length]) => {
      const copy = bytes.slice(0, Math.max(3, length))
      for (const [at, byte] of writes) if (at < copy.length) copy[at] = byte
      return copy
    })

  test('are read without throwing, message after message, each within the stream', () => {
    fc.assert(
      fc.property(
        spoiled,
        fc.oneof(spoiled, fc.uint8Array({ maxLength: 100 })),
        fc.constantFrom(53, 80),
        (client, server, port) => {
          const told = speak({ client, server }, port)
          for (const [messages, bytes] of [
            [told.client, client],
            [told.server, server],
          ] as const) {
            let end = 0
            for (const { from, to, fields } of messages) {
              expect(from).toBeGreaterThanOrEqual(end)
              expect(to).toBeLessThanOrEqual(bytes.length)
              for (const field of fields) expect(field.to).toBeLessThanOrEqual(bytes.length)
              end = to
            }
          }
        },
      ),
      { numRuns: 400 },
    )
  })

  test('of a DNS datagram are read without throwing', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(DNS_ANSWER.length - 43), fc.nat(255)), { maxLength: 12 }), (writes) => {
        const frame = DNS_ANSWER.slice()
        for (const [at, byte] of writes) frame[42 + at] = byte
        for (const { fields } of datagramMessages(decode(frame))!)
          for (const { to } of fields) expect(to).toBeLessThanOrEqual(frame.length)
      }),
    )
  })
})

/** Both streams in segments of `size` bytes. */
function carried(
  { client, server }: { client: Uint8Array; server: Uint8Array },
  size: number,
): { conversation: Talk; frames: Frame[] } {
  const conversation = opened(1, 1)
  const sent = { client: 0, server: 0 }
  const send = (side: 'client' | 'server', until: number) => {
    const bytes = { client, server }[side]
    for (; sent[side] < until; sent[side] = Math.min(until, sent[side] + size)) {
      const part = bytes.subarray(sent[side], Math.min(until, sent[side] + size))
      conversation[side]('P.', 1 + sent[side], 1 + sent[side === 'client' ? 'server' : 'client'], { bytes: part })
    }
  }
  // A request and its answer come first: an upgrade counts for what follows it.
  const head = (bytes: Uint8Array) => new TextDecoder('latin1').decode(bytes).indexOf('\r\n\r\n') + 4
  send('client', head(client))
  send('server', head(server))
  send('client', client.length)
  send('server', server.length)
  const frames = conversation.frames.map((data, index) => ({ at: index * 1_000, data, length: data.length }))
  return { conversation, frames }
}

test('a stream is put together from its segments, copies and early ones included', () => {
  const { client, frames, tracker } = opened()
  client('P.', 1, 1, { data: 'one ' })
  client('P.', 9, 1, { data: 'three' })
  client('P.', 5, 1, { data: 'two ' })
  client('P.', 1, 1, { data: 'one two ' })
  client('P.', 20, 1, { data: 'beyond a gap' })
  const packet = ({ n }: { n: number }) => decode(frames[n - 1]!)
  const stream = streamOf(tracker.flows[0]!, true, packet)
  expect(new TextDecoder().decode(stream.bytes)).toBe('one two three')
  expect(stream.carriers.map(({ n, from, to }) => [n, from, to])).toEqual([
    [4, 0, 4],
    [7, 4, 8],
    [5, 8, 13],
  ])
  expect(stream.cut).toBe(true)
  expect(streamOf(tracker.flows[0]!, true, packet, 6).bytes).toHaveLength(6)
})

describe('tshark', () => {
  /** All values of a field, over all packets. */
  const all = (frames: Frame[], names: string[], decodeAs: string) => {
    const rows = tsharkFields(frames, names, decodeAs === '' ? [] : ['-d', `tcp.port==9999,${decodeAs}`])
    return names.map((_, column) => rows.flatMap((row) => row[column]!))
  }
  const readBack = (one: { client: Uint8Array; server: Uint8Array }) => {
    const { conversation, frames } = carried(one, 100)
    const tracker = new FlowTracker()
    const packets = frames.map(({ data }) => decode(data))
    for (const [index, packet] of packets.entries()) tracker.add(index, index, packet)
    const [flow] = tracker.flows
    const bytes = (fromClient: boolean) => streamOf(flow!, fromClient, ({ n }) => packets[n]!).bytes
    expect(conversation.tracker.flows).toHaveLength(1)
    return { frames, ...speak({ client: bytes(true), server: bytes(false) }) }
  }
  const values = (messages: Message[], name: string) =>
    messages.flatMap(({ fields }) => fields.filter((field) => field.name === name).map((field) => field.value))

  test('reads the same DNS', (context) => {
    tsharkInstalled(context)
    const frames = [DNS_QUERY, DNS_ANSWER].map((data, index) => ({ at: index, data, length: data.length }))
    const messages = [DNS_QUERY, DNS_ANSWER].flatMap((frame) => datagramMessages(decode(frame))!)
    const names = [
      'dns.id',
      'dns.qry.name',
      'dns.qry.type',
      'dns.flags.rcode',
      'dns.flags.authoritative',
      'dns.count.answers',
      'dns.a',
      'dns.aaaa',
      'dns.cname',
      'dns.txt',
    ]
    const [ids, questions, types, , , , four, six, alias, txt] = all(frames, names, '')
    expect(values(messages, 'id')).toEqual(ids)
    expect(values(messages, 'question.name')).toEqual(questions)
    expect(values(messages, 'question.type').map(Number)).toEqual(types!.map(Number))
    expect(values(messages, 'answer.data')).toEqual([alias![0], four![0], six![0], JSON.stringify(txt![0])])
  })

  test('reads the same HTTP', (context) => {
    tsharkInstalled(context)
    const { frames, client, server } = readBack(HTTP)
    const [methods, targets, codes] = all(
      frames,
      ['http.request.method', 'http.request.uri', 'http.response.code'],
      'http',
    )
    expect(said(client)).toEqual(methods!.map((method, index) => `${method} ${targets![index]}`))
    expect(said(server).map((line) => line.slice(0, 3))).toEqual(codes)
  })

  test('reads the same WebSocket frames', (context) => {
    tsharkInstalled(context)
    const { frames, client, server } = readBack(WEBSOCKET)
    const [opcodes, fins] = all(frames, ['websocket.opcode', 'websocket.fin'], 'http')
    const ours = [...client, ...server]
    expect(values(ours, 'opcode').map(Number)).toEqual(opcodes!.map(Number))
    expect(values(ours, 'fin')).toEqual(fins!.map((fin) => (fin === 'True' || fin === '1' ? '1' : '0')))
  })

  test('reads the same TLS records', (context) => {
    tsharkInstalled(context)
    const { frames, client, server } = readBack(TLS)
    const names = [
      'tls.record.content_type',
      'tls.record.opaque_type',
      'tls.record.length',
      'tls.handshake.type',
      'tls.handshake.extensions_server_name',
      'tls.handshake.ciphersuite',
    ]
    const [types, opaque, lengths, handshakes, hosts] = all(frames, names, 'tls')
    const ours = [...client, ...server]
    const number = (text: string) => Number.parseInt(text, 10)
    expect(values(ours, 'type').map(Number).toSorted()).toEqual([...types!, ...opaque!].map(Number).toSorted())
    expect(values(ours, 'length').map(number)).toEqual(lengths!.map(Number))
    expect(values(ours, 'handshakeType').map(Number)).toEqual(handshakes!.map(Number))
    expect(values(ours, 'extension0')).toEqual(hosts)
  })
})
