import { expect } from 'vitest'
import { check, connect, pause, random, say, startServer } from 'wirebook/spec'

const start = () => startServer<typeof import('./starter/program.ts')>()
const utf8 = (text: string) => new TextEncoder().encode(text)

/** Writes, ends its side and reads to the end, so that a missing answer is a difference and not a time-out. */
async function converse(pieces: string[], wanted: string, told: string) {
  const server = await start()
  const peer = await connect(server.port)
  await peer.send(pieces)
  peer.end()
  expect(await peer.readToEnd(), told).toEqualBytes(utf8(wanted))
  await server.close()
}

check('answer', async () => {
  const text = random.text(random.int(3, 20))
  await converse([`${text}\n`], `${text.length}\n`, say(`sent the line "${text}"`, `发送了一行“${text}”`))
})

check('two', async () => {
  const [a, b] = [random.text(3), random.text(5)]
  await converse([`${a}\n${b}\n`], '3\n5\n', say('two lines in one write', '一次写入两行'))
})

check('split', async () => {
  const text = random.text(12)
  const pieces = [text.slice(0, 4), text.slice(4), '\n']
  await converse(pieces, '12\n', say('one line in three pieces', '一行分三块到达'))
})

check('bytes', async () => {
  await converse(['你好\n'], '6\n', say('a line of two Chinese characters', '由两个汉字组成的一行'))
})

check('two-clients', async () => {
  const server = await start()
  const [first, second] = [await connect(server.port), await connect(server.port)]
  first.write('ab')
  await pause(30)
  second.write('cde\n')
  second.end()
  const told = say('another client had sent half a line before', '另一个客户端此前发送了半行')
  expect(await second.readToEnd(), told).toEqualBytes(utf8('3\n'))
  first.write('\n')
  first.end()
  expect(await first.readToEnd(), say('the other client was answered between', '其间回答了另一个客户端')).toEqualBytes(
    utf8('2\n'),
  )
})
