import { expect } from 'vitest'
import { check, ended, HOST, learner, listen, pause, printed, random, say } from 'wirebook/spec'

const { main } = learner<typeof import('./starter/first-bytes.ts')>()

const utf8 = (text: string) => new TextEncoder().encode(text)
const join = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts))
const NEWLINE = 0x0a
const LINE_MS = 700
const QUIET_MS = 100
const CLOSE_MS = 3_000

/** What the client has sent once its newline is there, or when no newline came for a while. */
async function line(peer: Awaited<ReturnType<Awaited<ReturnType<typeof listen>>['accept']>>): Promise<Uint8Array> {
  const until = Date.now() + LINE_MS
  while (!peer.received.includes(NEWLINE) && Date.now() < until) await pause(10)
  await pause(QUIET_MS)
  return peer.received
}

/** Plays the server for one client: takes its line, answers in the pieces given, and says what was printed meanwhile. */
async function converse(name: string, reply: Uint8Array[], gapMs = 100) {
  const already = (await printed({ within: 0 })).length
  const listener = await listen()
  const done = main({ HOST, PORT: listener.port, NAME: name })
  done.catch(() => {})
  const peer = await listener.accept({ within: 2_000 })
  expect(
    await line(peer),
    say(`the server received, for the name ${name}`, `名字是 ${name} 时，服务器收到`),
  ).toEqualBytes(utf8(`${name}\n`))
  for (const [i, piece] of reply.entries()) {
    if (i > 0) await pause(gapMs)
    peer.write(piece)
  }
  // The client closes first; then this side does too, as a server would. Some programs wait for that before they end.
  void peer.closed({ within: CLOSE_MS }).then(
    () => peer.end(),
    () => {},
  )
  const output = await printed({ within: 1_500, until: (text) => text.slice(already).includes('\n') })
  return { done, peer, output: output.slice(already) }
}

check('ada', async () => {
  const text = `hello, ${random.text(6)}`
  const { output } = await converse('Ada', [utf8(`${text}\n`)])
  expect(output, say('what your program printed', '你的程序打印的内容')).toBe(`${text}\n`)
})

check('ends', async () => {
  const { done, peer } = await converse('Ada', [utf8('bye\n')])
  await done
  expect(
    await peer.closed({ within: 2_000, due: true }),
    say('your side must close the connection within 2 s of the reply', '收到回答之后，你这一边必须在 2 秒内关闭连接'),
  ).toMatch(/fin|reset/)
  await ended({ within: 2_000 })
})

check('chinese-name', async () => {
  const { done } = await converse('小明', [utf8('ok\n')])
  await done
})

check('two-pieces', async () => {
  const [a, b] = [random.text(5), random.text(7)]
  const { output, done } = await converse('Ada', [utf8(a), utf8(`${b}\n`)])
  await done
  expect(
    output,
    say(`the reply came as "${a}" and, 100 ms later, "${b}\\n"`, `回答先来了“${a}”，100 ms 之后才来“${b}\\n”`),
  ).toBe(`${a}${b}\n`)
})

check('cut-character', async () => {
  const bytes = utf8('你')
  const { output, done } = await converse('Ada', [bytes.subarray(0, 1), join(bytes.subarray(1), utf8('\n'))])
  await done
  expect(output, say('the reply 你 was cut after its first byte', '回答“你”在第一个字节之后切开了')).toBe('你\n')
})
