import { expect } from 'vitest'
import { check, ended, HOST, learner, listen, printed, random, say } from 'wirebook/spec'

const { main } = learner<typeof import('./starter/program.ts')>()
const utf8 = (text: string) => new TextEncoder().encode(text)

/** The server of one client: takes its line, answers in these pieces, and gives what was printed. */
async function converse(text: string, pieces: string[]) {
  const listener = await listen()
  const done = main({ HOST, PORT: listener.port, TEXT: text })
  done.catch(() => {})
  const peer = await listener.accept()
  const line = await peer.read(text.length + 1)
  await peer.send(pieces, { gapMs: 60 })
  const output = await printed({ until: (all) => all.includes('\n') })
  return { done, peer, line, output }
}

check('sends', async () => {
  const text = `a${random.text(7)}`
  const { line } = await converse(text, ['ok\n'])
  expect(line, say('what the server received', '服务器收到的内容')).toEqualBytes(utf8(`${text}\n`))
})

check('prints', async () => {
  const reply = random.text(9)
  const { output } = await converse('hi', [`${reply}\n`])
  expect(output, say('what your program printed', '你的程序打印的内容')).toBe(`${reply}\n`)
})

check('two-pieces', async () => {
  const [a, b] = [random.text(4), random.text(6)]
  const { output } = await converse('hi', [a, `${b}\n`])
  expect(output, say(`the answer came as "${a}" and "${b}"`, `回答先是“${a}”，后是“${b}”`)).toBe(`${a}${b}\n`)
})

check('ends', async () => {
  const { done, peer } = await converse('hi', ['bye\n'])
  expect(await peer.closed(), say('how your side closed', '你的一方如何关闭')).toBe('fin')
  peer.end()
  await done
  await ended()
})
