import { expect } from 'vitest'
import { check, connect, type Folder, folder, listen, pause, random, say, startServer } from 'wirebook/spec'

const NAME = 'upper.sock'
/** unix(7): sun_path has 108 bytes. */
const LONG_PATH = 120

const start = (place: Folder, name = NAME) =>
  startServer<typeof import('./starter/unix-upper.ts')>(
    { SOCK_PATH: `${place.path}/${name}` },
    { unix: { folder: place, name } },
  )
/** How start() ended: `resolved`, or the code (else the message) of its error. */
const outcome = (place: Folder, name = NAME): Promise<string> =>
  start(place, name).then(
    () => 'resolved',
    (error: Error & { code?: string; wirebook?: string }) => {
      if (error.wirebook !== 'threw') throw error
      return error.code ?? error.message
    },
  )
const utf8 = (text: string) => new TextEncoder().encode(text)

check('ping', async () => {
  const place = folder()
  await start(place)
  const peer = await connect({ folder: place, name: NAME })
  peer.write('ping\n')
  await peer.expect('PING\n', { after: say('sent ping and a newline', '发送了 ping 和换行') })
})

check('two-clients', async () => {
  const place = folder()
  await start(place)
  const [a, b] = [await connect({ folder: place, name: NAME }), await connect({ folder: place, name: NAME })]
  const [first, second] = [random.text(6), random.text(9)]
  a.write(first.slice(0, 3))
  await pause(30)
  b.write(`${second}\n`)
  await b.expect(`${second.toUpperCase()}\n`, {
    after: say(
      `another client had sent half a line, "${first.slice(0, 3)}"`,
      `另一个客户端已发送半行“${first.slice(0, 3)}”`,
    ),
  })
  a.write(`${first.slice(3)}\n`)
  expect(
    await a.line(),
    say('the line whose first half came before the other client’s', '前半行比另一个客户端先到的那一行'),
  ).toBe(first.toUpperCase())
})

check('stale', async () => {
  const place = folder()
  place.abandon(NAME)
  expect(
    await outcome(place),
    say(
      'at SOCK_PATH lay the socket file of a server that had crashed; start() ended with',
      'SOCK_PATH 处是已崩溃的服务器留下的套接字文件；start() 的结果',
    ),
  ).toBe('resolved')
  const peer = await connect({ folder: place, name: NAME })
  const word = random.text(5)
  peer.write(`${word}\n`)
  await peer.expect(`${word.toUpperCase()}\n`)
})

check('alive', async () => {
  const place = folder()
  const old = await listen({ unix: { folder: place, name: NAME } })
  expect(
    await outcome(place),
    say(
      'another server was listening at SOCK_PATH; start() ended with',
      '另一个服务器正在 SOCK_PATH 监听；start() 的结果',
    ),
  ).toBe('EADDRINUSE')
  await connect({ folder: place, name: NAME })
  expect(
    (await old.accept()) !== undefined,
    say('the other server must still be reached at the path', '在该路径上必须仍能连到原来的服务器'),
  ).toBe(true)
})

check('removed', async () => {
  const place = folder()
  const server = await start(place)
  await server.close()
  expect(place.list(), say('files in the folder after close()', 'close() 之后文件夹里的文件')).toEqual([])
})

check('regular', async () => {
  const place = folder()
  const text = random.text(20)
  place.write(NAME, text)
  expect(
    await outcome(place),
    say('at SOCK_PATH lay an ordinary file; start() ended with', 'SOCK_PATH 处是一个普通文件；start() 的结果'),
  ).not.toBe('resolved')
  expect(
    place.list().includes(NAME) ? place.read(NAME) : new Uint8Array(0),
    say('the ordinary file afterwards', '之后那个普通文件的内容'),
  ).toEqualBytes(utf8(text))
})

check('chunks', async () => {
  const place = folder()
  await start(place)
  const peer = await connect({ folder: place, name: NAME })
  const line = `${random.text(12)}\n`
  await peer.send(random.cuts(utf8(line), 3), { gapMs: 10 })
  expect(await peer.read(line.length), say('one line in three writes', '一行分三次写入')).toEqualBytes(
    utf8(line.toUpperCase()),
  )
})

check('long-path', async () => {
  const place = folder()
  const name = 'n'.repeat(LONG_PATH - place.path.length - 1)
  expect(
    await outcome(place, name),
    say(`a path of ${LONG_PATH} bytes; start() ended with`, `路径有 ${LONG_PATH} 个字节；start() 的结果`),
  ).not.toBe('resolved')
  expect(place.list(), say('files in the folder', '文件夹里的文件')).toEqual([])
})

check('not-ascii', async () => {
  const place = folder()
  await start(place)
  const peer = await connect({ folder: place, name: NAME })
  const word = random.text(4)
  peer.write(`${word}ß ${word} 小é\n`)
  const want = utf8(`${word.toUpperCase()}ß ${word.toUpperCase()} 小é\n`)
  expect(await peer.read(want.length), say('a line with ß, é and 小', '含 ß、é 和小的一行')).toEqualBytes(want)
})
