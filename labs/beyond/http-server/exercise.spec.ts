import { expect } from 'vitest'
import { check, connect, random, say, startServer } from 'wirebook/spec'

const start = () => startServer<typeof import('./starter/http-server.ts')>()

type Peer = Awaited<ReturnType<typeof connect>>
type Reply = { status: number; fields: Map<string, string>; body: Uint8Array }

const BODY_MAX = 1_048_576
const HEAD_MAX = 8_192
const ECHO = 'POST /echo'
const WRONG = 'POST /'
const EXPECT = 'Expect: 100-continue'
const utf8 = (text: string) => new Uint8Array(Buffer.from(text))
const join = (...parts: (Uint8Array | string)[]) =>
  new Uint8Array(Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part))))
/** A name no test uses otherwise. */
const word = () => Array.from({ length: 8 }, () => random.pick([...'abcdefghijkmnpqrstuvwxyz'])).join('')

/** A request's bytes; a Content-Length is added where there is a body. */
function request(line: string, fields: string[] = [], body?: Uint8Array | string): Uint8Array {
  const content = typeof body === 'string' ? utf8(body) : body
  const length = content ? [`Content-Length: ${content.length}`] : []
  const head = [`${line} HTTP/1.1`, 'Host: wirebook.test', ...fields, ...length]
  return join(`${head.join('\r\n')}\r\n\r\n`, content ?? '')
}
const get = (path: string, ...fields: string[]) => request(`GET ${path}`, fields)
const post = (body: Uint8Array | string, ...fields: string[]) => request(ECHO, fields, body)

async function line(peer: Peer, within = 2_000): Promise<string> {
  const text = await peer.line({ within })
  expect(
    text.endsWith('\r'),
    say(
      `each line ends with \\r\\n; got ${JSON.stringify(text)}`,
      `每行应以 \\r\\n 结束；实际为 ${JSON.stringify(text)}`,
    ),
  ).toBe(true)
  return text.slice(0, -1)
}

async function chunkedBody(peer: Peer): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for (;;) {
    const size = await line(peer)
    expect(size, say('the size line of a chunk is hexadecimal', '块的长度那一行是十六进制')).toMatch(
      /^[0-9a-fA-F]{1,8}$/,
    )
    const length = Number.parseInt(size, 16)
    if (length > 0) parts.push(await peer.read(length))
    expect(await line(peer), say('an empty line after each chunk', '每块之后有一个空行')).toBe('')
    if (length === 0) return join(...parts)
  }
}

/** The next answer. `bare`: it has no body, whatever its headers say, as after HEAD. */
async function reply(peer: Peer, told: string, bare = false): Promise<Reply> {
  const first = await line(peer)
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1]
  expect(
    status,
    `${told}\n${say(`a status line was due, this came: ${first}`, `这里应是状态行，实际为：${first}`)}`,
  ).toBeDefined()
  const fields = new Map<string, string>()
  for (let field = await line(peer); field !== ''; field = await line(peer)) {
    const colon = field.indexOf(':')
    fields.set(field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim())
  }
  let body: Uint8Array = new Uint8Array(0)
  if (!bare && fields.get('transfer-encoding') === 'chunked') body = await chunkedBody(peer)
  else if (!bare) body = await peer.read(Number(fields.get('content-length') ?? 0))
  return { status: Number(status), fields, body }
}

async function expectReply(peer: Peer, status: number, body: Uint8Array | string | null, told: string): Promise<Reply> {
  const got = await reply(peer, told)
  expect(got.status, told).toBe(status)
  if (body !== null)
    expect(got.body, `${told}: ${say('the body', '消息体')}`).toEqualBytes(typeof body === 'string' ? utf8(body) : body)
  return got
}

/** Sends bytes on a connection of their own: this status and nothing else, then FIN. */
async function refused(port: number, bytes: Uint8Array, status: number, told: string): Promise<void> {
  const peer = await connect(port)
  peer.write(bytes)
  await expectReply(peer, status, null, told)
  expect(
    await peer.closed({ within: 1_500 }),
    `${told}: ${say('then the server closes with a FIN', '然后服务器以 FIN 关闭')}`,
  ).toBe('fin')
  const more = Buffer.from(peer.unread).toString('latin1')
  expect(more, `${told}: ${say('nothing more is answered', '不再回答任何内容')}`).toBe('')
}

check('get', async () => {
  const { port } = await start()
  const peer = await connect(port)
  peer.write(get('/', `X-Note: ${word()}`))
  const got = await expectReply(peer, 200, 'hello', 'GET /')
  expect(got.fields.get('content-length'), say('GET /: Content-Length', 'GET /：Content-Length')).toBe('5')
  const path = `/${word()}`
  const other = await connect(port)
  other.write(get(path))
  await expectReply(other, 404, null, `GET ${path}`)
})

check('persistent', async () => {
  const server = await start()
  const peer = await connect(server.port)
  const text = word()
  for (const round of [1, 2]) {
    peer.write(get('/'))
    await expectReply(
      peer,
      200,
      'hello',
      say(`GET / no. ${2 * round - 1} of one connection`, `同一连接上的第 ${2 * round - 1} 个请求 GET /`),
    )
    peer.write(post(text))
    await expectReply(
      peer,
      200,
      text,
      say(`POST /echo, request ${2 * round} of one connection`, `同一连接上的第 ${2 * round} 个请求 POST /echo`),
    )
  }
  await server.close()
})

check('bytes', async () => {
  const { port } = await start()
  const peer = await connect(port)
  for (const n of [random.int(1, 60), random.int(40_000, 90_000), 0]) {
    peer.write(get(`/bytes/${n}`))
    const got = await expectReply(peer, 200, new Uint8Array(n), `GET /bytes/${n}`)
    expect(got.fields.get('transfer-encoding'), `GET /bytes/${n}: Transfer-Encoding`).toBe('chunked')
  }
})

check('pipelined', async () => {
  const { port } = await start()
  const peer = await connect(port)
  const texts = [word(), word()]
  const [half, rest] = [get('/').subarray(0, 20), get('/').subarray(20)]
  peer.write(join(get('/'), post(texts[0]!), get('/bytes/5'), post(texts[1]!), half))
  const told = say('four requests and the beginning of a fifth in one write', '一次写入四个请求和第五个的开头')
  await expectReply(peer, 200, 'hello', `${told}: 1`)
  await expectReply(peer, 200, texts[0]!, `${told}: 2`)
  await expectReply(peer, 200, new Uint8Array(5), `${told}: 3`)
  await expectReply(peer, 200, texts[1]!, `${told}: 4`)
  peer.write(rest)
  await expectReply(peer, 200, 'hello', `${told}: 5`)
})

check('pieces', async () => {
  const { port } = await start()
  const body = random.bytes(random.int(50, 400))
  const stream = join(post(body), get('/'), post(body), get('/bytes/3'))
  const mark = Buffer.from(stream).indexOf('\r\n\r\n')
  const cuts = [random.cuts(stream, 12), random.cuts(stream, 40)]
  for (const at of [mark + 1, mark + 2, mark + 3]) cuts.push([stream.subarray(0, at), stream.subarray(at)])
  for (const chunks of cuts) {
    const peer = await connect(port)
    void peer.send(chunks, { gapMs: 2 }).catch(() => {})
    const told = say(
      `four requests cut into ${chunks.length} writes, the first of ${chunks[0]!.length} bytes`,
      `四个请求切成 ${chunks.length} 次写入，第一次 ${chunks[0]!.length} 字节`,
    )
    await expectReply(peer, 200, body, `${told}: 1`)
    await expectReply(peer, 200, 'hello', `${told}: 2`)
    await expectReply(peer, 200, body, `${told}: 3`)
    await expectReply(peer, 200, new Uint8Array(3), `${told}: 4`)
  }
})

check('chunked-body', async () => {
  const { port } = await start()
  const parts = Array.from({ length: 5 }, () => random.bytes(random.int(1, 300)))
  const chunks = parts.flatMap((part, i) => [
    `${i % 2 === 0 ? part.length.toString(16) : part.length.toString(16).toUpperCase()}${i === 3 ? ';note=1' : ''}\r\n`,
    part,
    '\r\n',
  ])
  const body = join(...chunks, '0\r\nX-Sum: 1\r\n\r\n')
  const stream = join(request(ECHO, ['Transfer-Encoding: chunked']), body, get('/'))
  for (const pieces of [[stream], random.cuts(stream, 30)]) {
    const peer = await connect(port)
    void peer.send(pieces, { gapMs: 2 }).catch(() => {})
    const told = say(
      `a body in 5 chunks, then GET /, in ${pieces.length} writes`,
      `分 5 块的消息体，然后 GET /，共 ${pieces.length} 次写入`,
    )
    await expectReply(peer, 200, join(...parts), told)
    await expectReply(peer, 200, 'hello', told)
  }
  const bad = join(request(ECHO, ['Transfer-Encoding: chunked']), 'xyz\r\nabc\r\n0\r\n\r\n')
  await refused(port, bad, 400, say('a chunk of size “xyz”', '长度为“xyz”的块'))
})

check('head', async () => {
  const { port } = await start()
  const peer = await connect(port)
  const n = random.int(10, 500)
  peer.write(join(request('HEAD /'), request(`HEAD /bytes/${n}`), request(`HEAD /${word()}`), get('/')))
  const root = await reply(peer, 'HEAD /', true)
  expect(root.status, 'HEAD /').toBe(200)
  expect(root.fields.get('content-length'), say('HEAD /: the length of GET', 'HEAD /：长度与 GET 相同')).toBe('5')
  const bytes = await reply(peer, say('HEAD / must have no body; next answer', 'HEAD / 不得有消息体；下一个回答'), true)
  expect(bytes.fields.get('transfer-encoding'), `HEAD /bytes/${n}: Transfer-Encoding`).toBe('chunked')
  const missing = await reply(
    peer,
    say(`HEAD /bytes/${n} must have no body; next answer`, `HEAD /bytes/${n} 不得有消息体；下一个回答`),
    true,
  )
  expect(missing.status, say('HEAD of an unknown path', '对未知路径的 HEAD')).toBe(404)
  await expectReply(peer, 200, 'hello', say('GET / after three HEADs', '三个 HEAD 之后的 GET /'))
})

check('conflict', async () => {
  const { port } = await start()
  const smuggled = Buffer.from(get('/')).toString('latin1')
  const both = join(
    request(ECHO, [`Content-Length: ${random.int(3, 9)}`, 'Transfer-Encoding: chunked']),
    '0\r\n\r\n',
    smuggled,
  )
  await refused(
    port,
    both,
    400,
    say('Content-Length and Transfer-Encoding together', 'Content-Length 与 Transfer-Encoding 同时出现'),
  )
  const two = join(request(ECHO, ['Content-Length: 4', 'Content-Length: 6']), 'abcdef', smuggled)
  await refused(port, two, 400, say('two different Content-Lengths', '两个不同的 Content-Length'))
  for (const length of ['5x', '-5', '0x5'])
    await refused(
      port,
      join(request(ECHO, [`Content-Length: ${length}`]), 'abcde', smuggled),
      400,
      `Content-Length: ${length}`,
    )
})

check('host', async () => {
  const { port } = await start()
  await refused(port, utf8(`GET / HTTP/1.1\r\nX-Note: ${word()}\r\n\r\n`), 400, say('no Host', '没有 Host'))
  await refused(port, get('/', 'Host: another.test'), 400, say('two Hosts', '两个 Host'))
})

check('fields', async () => {
  const { port } = await start()
  const peer = await connect(port)
  const text = word()
  const head = ['POST /echo HTTP/1.1', 'hOST: wirebook.test', `content-LENGTH:${text.length}  `]
  peer.write(join(`${head.join('\r\n')}\r\n\r\n`, text))
  await expectReply(
    peer,
    200,
    text,
    say('“hOST: …” and “content-LENGTH:8  ”', '字段名写成 hOST 和 content-LENGTH，后者的值后面有空格'),
  )
  await refused(port, get('/', 'X-Note : 1'), 400, say('a space before the colon', '冒号前有空格'))
  await refused(port, get('/', 'X-Note: 1', ` ${word()}`), 400, say('a folded line', '折行'))
  await refused(port, get('/', 'X-Note'), 400, say('a line without a colon', '没有冒号的行'))
  await refused(port, utf8(`GET /${word()}\r\n\r\n`), 400, say('a request line of two words', '请求行只有两个词'))
})

check('long-head', async () => {
  const { port } = await start()
  const peer = await connect(port)
  const pad = HEAD_MAX - get('/', 'X-Pad: ').length
  peer.write(get('/', `X-Pad: ${'a'.repeat(pad)}`))
  await expectReply(peer, 200, 'hello', say(`a head of ${HEAD_MAX} bytes`, `${HEAD_MAX} 字节的头部`))
  const endless = get('/', `X-Pad: ${'a'.repeat(pad + random.int(1, 500))}`)
  await refused(port, endless, 431, say(`a head of ${endless.length} bytes`, `${endless.length} 字节的头部`))
  await refused(
    port,
    endless.subarray(0, HEAD_MAX),
    431,
    say(`${HEAD_MAX} bytes of a head that has not ended`, `头部到了 ${HEAD_MAX} 字节，还没有结束`),
  )
})

check('large-body', async () => {
  const { port } = await start()
  const peer = await connect(port)
  const body = new Uint8Array(BODY_MAX).fill(random.int(1, 255))
  peer.write(post(body))
  await expectReply(peer, 200, body, say('a body of 1 MiB', '1 MiB 的消息体'))
  const length = BODY_MAX + random.int(1, 1_000_000)
  await refused(
    port,
    join(request(ECHO, [`Content-Length: ${length}`]), random.bytes(20)),
    413,
    say(`Content-Length: ${length}, of which 20 bytes were sent`, `Content-Length: ${length}，只发送了 20 字节`),
  )
  const chunk = join('80000\r\n', body.subarray(0, 0x80000), '\r\n')
  await refused(
    port,
    join(request(ECHO, ['Transfer-Encoding: chunked']), chunk, chunk, '1\r\n'),
    413,
    say('two chunks of 512 KiB, and the size line of a third', '两个 512 KiB 的块，以及第三块的长度行'),
  )
})

check('close', async () => {
  const { port } = await start()
  const peer = await connect(port)
  peer.write(join(get('/', 'Connection: close'), get('/')))
  const got = await expectReply(peer, 200, 'hello', 'Connection: close')
  expect(got.fields.get('connection')?.toLowerCase(), say('the answer’s Connection', '回答的 Connection')).toBe('close')
  expect(await peer.closed({ within: 1_500 }), say('after Connection: close', 'Connection: close 之后')).toBe('fin')
  const more = Buffer.from(peer.unread).toString('latin1')
  expect(more, say('a request after Connection: close', 'Connection: close 之后的请求')).toBe('')
  const ending = await connect(port)
  const text = word()
  ending.write(join(get('/'), post(text)))
  ending.end()
  const told = say('two requests, then FIN', '两个请求，然后 FIN')
  await expectReply(ending, 200, 'hello', told)
  await expectReply(ending, 200, text, told)
  expect(await ending.closed({ within: 1_500 }), told).toBe('fin')
})

check('utf8', async () => {
  const { port } = await start()
  const peer = await connect(port)
  const text = `你好${word()}é`
  const bytes = random.bytes(64)
  peer.write(join(post(text), post(bytes), get('/')))
  const got = await expectReply(peer, 200, text, `POST /echo ${text}`)
  expect(Number(got.fields.get('content-length')), `Content-Length of ${text}`).toBe(utf8(text).length)
  await expectReply(peer, 200, bytes, say('a body of 64 bytes that are no text', '64 个字节的消息体，不是文本'))
  await expectReply(peer, 200, 'hello', say('the request after it', '之后的请求'))
})

check('continue', async () => {
  const { port } = await start()
  const peer = await connect(port)
  const text = word()
  peer.write(request(ECHO, [EXPECT, `Content-Length: ${text.length}`]))
  const told = say('a head with Expect: 100-continue; its body waits', '头部带 Expect: 100-continue，消息体在等待')
  const interim = await reply(peer, told, true)
  expect(interim.status, told).toBe(100)
  peer.write(text)
  await expectReply(peer, 200, text, say('then the body', '然后是消息体'))
  await refused(
    port,
    request(ECHO, [EXPECT, `Content-Length: ${BODY_MAX + 1}`]),
    413,
    say('Expect: 100-continue for a body that is too large', '带 Expect: 100-continue，消息体却过大'),
  )
})

check('methods', async () => {
  const { port } = await start()
  const peer = await connect(port)
  const trap = get(`/${word()}`)
  const allowed = async (bytes: Uint8Array, want: string[], told: string) => {
    peer.write(bytes)
    const got = await expectReply(peer, 405, null, told)
    const allow = (got.fields.get('allow') ?? '').split(/\s*,\s*/).sort()
    expect(allow, `${told}: Allow`).toEqual(want)
  }
  await allowed(get('/echo'), ['POST'], 'GET /echo')
  await allowed(request('DELETE /bytes/3'), ['GET', 'HEAD'], 'DELETE /bytes/3')
  await allowed(request(WRONG, [], trap), ['GET', 'HEAD'], WRONG)
  peer.write(get('/'))
  await expectReply(
    peer,
    200,
    'hello',
    say('the body of a refused POST is no request', '被拒绝的 POST 的消息体不是请求'),
  )
  peer.write(join(request(`POST /${word()}`, [], trap), get('/bytes/2')))
  await expectReply(peer, 404, null, say('POST to an unknown path', '对未知路径的 POST'))
  await expectReply(peer, 200, new Uint8Array(2), say('the request after its body', '它的消息体之后的请求'))
  const unknown = await connect(port)
  unknown.write(request(`${word().toUpperCase()} /`))
  await expectReply(unknown, 501, null, say('an unknown method', '未知的方法'))
})

check('old', async () => {
  const { port } = await start()
  const peer = await connect(port)
  peer.write('GET / HTTP/1.0\r\n\r\n')
  await expectReply(peer, 200, 'hello', 'GET / HTTP/1.0')
  expect(
    await peer.closed({ within: 1_500 }),
    say('an HTTP/1.0 request ends the connection', 'HTTP/1.0 请求之后连接结束'),
  ).toBe('fin')
  const other = await connect(port)
  const n = random.int(5, 300)
  other.write(`GET /bytes/${n} HTTP/1.0\r\n\r\n`)
  const got = await reply(other, `GET /bytes/${n} HTTP/1.0`, true)
  expect(got.fields.has('transfer-encoding'), say('HTTP/1.0 knows no chunks', 'HTTP/1.0 没有分块')).toBe(false)
  expect(await other.readToEnd({ within: 1_500 }), `GET /bytes/${n} HTTP/1.0`).toEqualBytes(new Uint8Array(n))
})
