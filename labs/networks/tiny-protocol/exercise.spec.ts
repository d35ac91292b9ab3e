import { expect } from 'vitest'
import { check, learner, random, say } from 'wirebook/spec'

const { respond } = learner<typeof import('./starter/respond.ts')>()

const asked = (line: string) => say(`the request was ${JSON.stringify(line)}`, `请求是 ${JSON.stringify(line)}`)
const word = () => random.pick(['tea', 'noodles', '面条', 'x', 'café'])

async function answers(line: string, reply: string) {
  expect(await respond(line), asked(line)).toBe(reply)
}

/** A reply is always data: an exception would end the server. */
async function refuses(line: string) {
  const reply = await respond(line).catch((error: Error) =>
    say(`an exception, ${error.message}`, `一个异常，${error.message}`),
  )
  expect(
    reply.startsWith('ERR ') ? 'ERR …' : reply,
    `${asked(line)}; ${say('the reply must begin with "ERR "', '回答必须以 ERR 加一个空格开头')}`,
  ).toBe('ERR …')
  expect(reply, `${asked(line)}; ${say('a reply is one line', '回答只有一行')}`).not.toContain('\n')
}

check('ping', () => answers('PING', 'PONG'))

check('add', async () => {
  await answers('ADD 2 40', 'SUM 42')
  const [a, b] = [random.int(0, 999), random.int(0, 999)]
  await answers(`ADD ${a} ${b}`, `SUM ${a + b}`)
})

check('unknown', async () => {
  await refuses('FOO')
  await refuses('PINGPONG')
})

check('spaces', async () => {
  const text = `${' '.repeat(random.int(1, 3))}${word()}${' '.repeat(random.int(2, 4))}${word()} `
  await answers(`ECHO ${text}`, `TEXT ${text}`)
  const other = word()
  await answers(`ECHO ${other} PING`, `TEXT ${other} PING`)
})

check('wrong-numbers', async () => {
  const n = random.int(1, 99)
  for (const rest of ['', ` ${n}`, ` ${n} x`, ` ${n} ${n}x`, ` 0.5 ${n}`, ` ${n} 1e1`, ` ${n} ${n} ${n}`, ` ${n} `])
    await refuses(`ADD${rest}`)
})

check('case', async () => {
  for (const line of ['ping', 'Ping', `add ${random.int(1, 9)} 1`, `echo ${word()}`]) await refuses(line)
})

check('negative', async () => {
  const [a, b] = [random.int(1, 500), random.int(501, 999)]
  await answers(`ADD -${a} ${b}`, `SUM ${b - a}`)
  await answers(`ADD ${a} -${b}`, `SUM ${a - b}`)
  await answers(`ADD -${a} -${b}`, `SUM ${-a - b}`)
})

check('empty', () => refuses(''))

check('one-line', async () => {
  for (const line of [`ECHO ${word()}\n${word()}`, `${word()}\n`, 'PING\nPING', 'PING\n']) await refuses(line)
})
