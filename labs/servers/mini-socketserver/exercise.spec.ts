import { expect } from 'vitest'
import { check, driver, random, say } from 'wirebook/spec'

const play = driver<typeof import('./driver.ts')>()

const WORK_MS = 250
const HANDLE = 'handle '
const REFUSED = 'refused'
const FINISH = 'finish 1'
const both = [true, false] as const
const mode = (concurrent: boolean) => `concurrent: ${concurrent}`
/** Letters and digits, each word another. */
const word = () => random.text(random.int(2, 9)).replace(/[^a-z0-9]/gi, 'x')

check('echo', async () => {
  for (const concurrent of both) {
    const words = [word(), word(), word()]
    const { reply } = await play.conversation(concurrent, words)
    expect(
      reply,
      `${mode(concurrent)}: ${say(`the handler echoes; the client wrote ${words.join(', ')} and ended`, `处理类原样回显；客户端写了 ${words.join('、')} 后结束`)}`,
    ).toEqual({ text: words.join(''), end: 'fin' })
  }
})

check('knows', async () => {
  const { client, server, wanted } = await play.knows()
  expect(client, say("the handler's client is the address of the client", '处理对象的 client 是客户端的地址')).toEqual(
    wanted,
  )
  expect(server, say("the handler's server is the server that made it", '处理对象的 server 是创建它的服务器')).toBe(
    true,
  )
})

check('sequential', async () => {
  const { together } = await play.several({ concurrent: false }, 2)
  expect(
    together,
    say(
      'concurrent: false; client 1 is being served, client 2 has written: what each had got after 120 ms',
      'concurrent: false；正在服务客户端 1，客户端 2 已写入：120 毫秒后各自收到的内容',
    ),
  ).toEqual(['1', ''])
})

check('together', async () => {
  const n = random.int(3, 6)
  const { together } = await play.several({ concurrent: true }, n)
  expect(
    together,
    say(
      `concurrent: true; ${n} clients, none has left: what each got`,
      `concurrent: true；${n} 个客户端都还在：各自收到的内容`,
    ),
  ).toEqual(Array.from({ length: n }, (_, i) => `${i + 1}`))
})

check('fifo', async () => {
  const n = random.int(4, 6)
  const { order } = await play.several({ concurrent: false }, n)
  expect(
    order,
    say(
      `concurrent: false; ${n} clients that came one after another: who was served, in order`,
      `concurrent: false；${n} 个客户端先后到来：得到服务的顺序`,
    ),
  ).toEqual(Array.from({ length: n }, (_, i) => `${i + 1}`))
})

check('once', async () => {
  const { reply, log } = await play.once()
  expect(
    log.filter((line) => line.startsWith(HANDLE)).length,
    say('one connection with two messages: calls of handle()', '一个连接，两条消息：handle() 被调用的次数'),
  ).toBe(1)
  expect(reply.text, say('handle() read once, answered and returned', 'handle() 读取一次、回答并返回')).toBe('got 3;')
  expect(reply.end, say('then the server closes the connection', '然后服务器关闭连接')).toMatch(/fin|reset/)
})

check('steps', async () => {
  for (const concurrent of both) {
    const { log } = await play.conversation(concurrent, [word()])
    expect(
      log,
      `${mode(concurrent)}: ${say('steps of one connection, in order', '一个连接的各个步骤，按顺序')}`,
    ).toEqual(['setup 1', 'handle 1', 'handled 1', 'finish 1'])
  }
})

check('instances', async () => {
  const { log } = await play.several({ concurrent: true }, 3)
  expect(
    log.filter((line) => line.startsWith(HANDLE)).toSorted(),
    say('three connections: which instance handled each', '三个连接：各由哪个实例处理'),
  ).toEqual([1, 2, 3].map((n) => HANDLE + n))
})

check('errors', async () => {
  for (const concurrent of both) {
    const { failed, second, third, log } = await play.failing(concurrent)
    const told = `${mode(concurrent)}: ${say("client 1's handle() threw", '客户端 1 的 handle() 抛出了错误')}`
    expect(failed.end, `${told}: ${say('its connection is closed', '它的连接被关闭')}`).toMatch(/fin|reset/)
    expect(log, `${told}: ${say('its finish() has run', '它的 finish() 已运行')}`).toContain(FINISH)
    if (concurrent) expect(second, `${told}: ${say('client 2 wrote a, then b', '客户端 2 先写 a，再写 b')}`).toBe('ab')
    expect(third, `${told}: ${say('client 3 came later and wrote c', '客户端 3 之后到来，写了 c')}`).toBe('c')
  }
})

check('shutdown', async () => {
  for (const concurrent of both) {
    const { early, late, reply, resolved, served, log } = await play.stopped(concurrent, WORK_MS)
    const told = `${mode(concurrent)}: ${say(`shutdown() during a handle() of ${WORK_MS} ms`, `在 ${WORK_MS} 毫秒的 handle() 期间调用 shutdown()`)}`
    expect(late.end, `${told}: ${say('a new client is refused', '新客户端被拒绝')}`).toBe(REFUSED)
    expect(early, `${told}: ${say('it resolved before the handler was done', '处理对象还没做完，它就已完成')}`).toBe(
      false,
    )
    expect(reply, `${told}: ${say('the client of the running handler', '运行中的处理对象的客户端')}`).toEqual({
      text: 'work',
      end: 'fin',
    })
    expect(resolved, `${told}: ${say('it resolves afterwards', '之后它才完成')}`).toBe(true)
    expect(log, `${told}: ${say('finish() came before it resolved', 'finish() 在它完成之前')}`).toContain(FINISH)
    expect(served, `${told}: ${say('serveForever() resolves too', 'serveForever() 也完成')}`).toBe('ended')
  }
})

check('full', async () => {
  const max = random.int(2, 4)
  const { served, excess, handled, next, others } = await play.full(max)
  const told = `maxConnections: ${max}`
  expect(served, `${told}: ${say('the first ones are served', '最先的几个得到服务')}`).toEqual(
    Array.from({ length: max }, () => 'x'),
  )
  expect(excess.end, `${told}: ${say('one more is closed at once', '再多一个会立刻被关闭')}`).toMatch(/fin|reset/)
  expect(handled, `${told}: ${say('it gets no handler', '它得不到处理对象')}`).toBe(max)
  expect(others, `${told}: ${say('the others stay', '其他连接保持打开')}`).toEqual(
    Array.from({ length: max - 1 }, () => 'open'),
  )
  expect(next, `${told}: ${say('one has left; the next client wrote y', '一个已离开；下一个客户端写了 y')}`).toBe('y')
})
