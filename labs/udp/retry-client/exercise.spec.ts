import { expect } from 'vitest'
import { check, type Datagram, ended, HOST, learner, pause, random, say, type UdpPeer, udp } from 'wirebook/spec'

const { ask } = learner<typeof import('./starter/retry-client.ts')>()

const WAIT_MS = 200
const TRIES = 5
/** What a busy machine may add to a wait, ms. */
const SLACK_MS = 1_200
/** What was sent before a call ended is here by then. */
const GRACE_MS = 100

/** What a promise came to within a time: its value, the message of its error, or neither. */
function outcome(promise: PromiseLike<string>, within: number): Promise<string> {
  const late = pause(within).then(() => say('(nothing yet)', '（还没有结果）'))
  const settled = Promise.resolve(promise).then(
    (answer) => answer,
    (error: Error) => `Error: ${error.message}`,
  )
  return Promise.race([settled, late])
}

/** The id of `<id> <question>`; fails where the datagram is something else. */
function idOf({ bytes }: Datagram, question: string): string {
  const text = Buffer.from(bytes).toString()
  const id = text.slice(0, Math.max(0, text.indexOf(' ')))
  expect(text, say('the datagram must be "<id> <question>"', '数据报必须是“<id> <问题>”')).toBe(`${id} ${question}`)
  expect(id.length, say('the id of a question must not be empty', '问题的 id 不能为空')).toBeGreaterThan(0)
  return id
}

/** Waits for the nth datagram of all that came, no longer than the call runs; gives those that are there, at most n. */
async function waitFor(server: UdpPeer, n: number, asked: PromiseLike<string>): Promise<readonly Datagram[]> {
  let over = Date.now() + WAIT_MS * n + SLACK_MS
  const end = () => {
    over = Math.min(over, Date.now() + GRACE_MS)
  }
  void Promise.resolve(asked).then(end, end)
  while (server.received.length < n && Date.now() < over) await pause(3)
  return server.received.slice(0, n)
}

async function expectOne(server: UdpPeer, question: string, asked: PromiseLike<string>) {
  const [datagram] = await waitFor(server, 1, asked)
  expect(datagram !== undefined, say('a question must come', '应当收到一个问题')).toBe(true)
  return { datagram: datagram!, id: idOf(datagram!, question) }
}

check('once', async () => {
  const server = await udp()
  const [question, reply] = [random.text(12), `你好 ${random.text(9)}`]
  const began = Date.now()
  const asked = ask(HOST, server.port, question)
  const { datagram, id } = await expectOne(server, question, asked)
  server.answer(datagram, `${id} ${reply}`)
  expect(await outcome(asked, SLACK_MS), say(`answered "<id> ${reply}"`, `收到的回答是“<id> ${reply}”`)).toBe(reply)
  // Only where this machine was too slow for 200 ms may there be more than one.
  const most = 1 + Math.floor((Date.now() - began) / WAIT_MS)
  await pause(WAIT_MS * 2 + 50)
  expect(
    server.received.length,
    say(
      'the first question was answered at once; datagrams half a second later',
      '第一个问题立即得到回答；半秒之后的数据报数',
    ),
  ).toBeLessThanOrEqual(most)
})

check('two-lost', async () => {
  const server = await udp()
  const [question, reply] = [random.text(10), random.text(10)]
  const began = Date.now()
  const asked = ask(HOST, server.port, question)
  const sent = await waitFor(server, 3, asked)
  const took = Date.now() - began
  expect(sent.length, say('two questions were lost; datagrams that came', '丢了两次问题；收到的数据报数')).toBe(3)
  server.answer(sent[2]!, `${idOf(sent[2]!, question)} ${reply}`)
  expect(await outcome(asked, SLACK_MS), say('the third question was answered', '第三次的问题得到了回答')).toBe(reply)
  expect(
    took,
    say(
      `the third came ${took} ms after the first: 200 ms between tries`,
      `第三个在第一个之后 ${took} 毫秒到达：每次间隔 200 毫秒`,
    ),
  ).toBeGreaterThan(WAIT_MS * 2 * 0.7)
})

check('all-lost', async () => {
  const server = await udp()
  const began = Date.now()
  const asked = ask(HOST, server.port, random.text(8))
  const came = await outcome(asked, WAIT_MS * TRIES + SLACK_MS)
  const took = Date.now() - began
  expect(came, say('every question was lost: 5 tries, 200 ms each', '所有问题都丢失：5 次，每次 200 毫秒')).toBe(
    'Error: timeout',
  )
  expect(took, say(`gave up after ${took} ms`, `${took} 毫秒后放弃`)).toBeGreaterThan(WAIT_MS * TRIES * 0.9)
  await pause(WAIT_MS + 50)
  expect(server.received.length, say('datagrams sent in all', '一共发送的数据报数')).toBe(TRIES)
})

check('old-answer', async () => {
  const server = await udp()
  const [first, second] = [random.text(8), random.text(9)]
  const one = ask(HOST, server.port, first)
  const { datagram, id } = await expectOne(server, first, one)
  server.answer(datagram, `${id} one`)
  expect(await outcome(one, SLACK_MS), say('the first answer', '第一个回答')).toBe('one')
  const before = server.received.length
  const two = ask(HOST, server.port, second)
  const next = (await waitFor(server, before + 1, two))[before]
  expect(next !== undefined, say('a second question must come', '应当收到第二个问题')).toBe(true)
  server.answer(next!, `${id} one`)
  await pause(40)
  server.answer(next!, `${idOf(next!, second)} two`)
  expect(
    await outcome(two, SLACK_MS),
    say('a copy of the first answer came before the second', '第一个回答的副本先于第二个回答到达'),
  ).toBe('two')
})

check('stranger', async () => {
  const server = await udp()
  const [neighbour, elsewhere] = [await udp(), await udp({ address: '127.0.0.2' })]
  const question = random.text(9)
  const asked = ask(HOST, server.port, question)
  const { datagram, id } = await expectOne(server, question, asked)
  neighbour.answer(datagram, `${id} forged`)
  elsewhere.answer(datagram, `${id} forged`)
  await pause(40)
  server.answer(datagram, `${id} true`)
  expect(
    await outcome(asked, SLACK_MS),
    say(
      'another port and another address answered first, with the right id',
      '另一个端口和另一个地址抢先用正确的 id 回答',
    ),
  ).toBe('true')
})

check('same-id', async () => {
  const server = await udp()
  const question = random.text(9)
  const asked = ask(HOST, server.port, question)
  const sent = await waitFor(server, 3, asked)
  expect(sent.length, say('tries without an answer', '没有回答时的尝试次数')).toBe(3)
  const [a, b, c] = sent.map((datagram) => idOf(datagram, question))
  expect([b, c], say('the ids of the second and third try', '第二次和第三次尝试的 id')).toEqual([a, a])
  server.answer(sent[0]!, `${a} late`)
  expect(await outcome(asked, SLACK_MS), say('the answer to the first try came late', '第一次尝试的回答来晚了')).toBe(
    'late',
  )
})

check('parallel', async () => {
  const server = await udp()
  const questions = [random.text(7), random.text(8)]
  const asked = questions.map((question) => ask(HOST, server.port, question))
  const find = (question: string) =>
    server.received.find(({ bytes }) => Buffer.from(bytes).toString().endsWith(` ${question}`))
  await waitFor(server, 2, asked[0]!)
  const until = Date.now() + GRACE_MS
  while (!questions.every(find) && Date.now() < until) await pause(3)
  expect(questions.filter(find), say('two questions at once; those that came', '同时提出两个问题；收到的是')).toEqual(
    questions,
  )
  const ids = questions.map((question) => idOf(find(question)!, question))
  expect(ids[0] === ids[1], say('two questions share an id', '两个问题共用一个 id')).toBe(false)
  const replies = [random.text(5), random.text(6)]
  server.answer(find(questions[1]!)!, `${ids[1]} ${replies[1]}`)
  server.answer(find(questions[0]!)!, `${ids[0]} ${replies[0]}`)
  expect(
    [await outcome(asked[0]!, SLACK_MS), await outcome(asked[1]!, SLACK_MS)],
    say('answered in the other order', '以相反的顺序回答'),
  ).toEqual(replies)
})

check('closed', async () => {
  const server = await udp()
  const question = random.text(6)
  const asked = ask(HOST, server.port, question)
  const { datagram, id } = await expectOne(server, question, asked)
  server.answer(datagram, `${id} bye`)
  expect(await outcome(asked, SLACK_MS)).toBe('bye')
  await ended()
})
