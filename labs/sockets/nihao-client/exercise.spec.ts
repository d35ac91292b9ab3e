import { expect } from 'vitest'
import {
  check,
  ended,
  expectPrinted,
  freePort,
  HOST,
  learner,
  listen,
  pause,
  printed,
  random,
  say,
} from 'wirebook/spec'

const { main } = learner<typeof import('./starter/nihao-client.ts')>()
const utf8 = (text: string) => new TextEncoder().encode(text)
const CLOSE_MS = 1_500
/** When the server has closed, nothing more can come. */
const ENDS_MS = 2_000

/** Plays the server: sends the pieces, waits before its FIN, and gives what main() came to. */
async function converse(pieces: Uint8Array[], { gapMs = 10, beforeEndMs = 0 } = {}) {
  const listener = await listen()
  const done = main({ HOST, PORT: listener.port })
  done.catch(() => {})
  const peer = await listener.accept()
  await peer.send(pieces, { gapMs })
  if (beforeEndMs > 0) await pause(beforeEndMs)
  peer.end()
  return { done, peer }
}

check('nihao', async () => {
  const { done } = await converse([utf8('你好')])
  expect(await done, say('what main() resolved with', 'main() 的结果')).toBe(0)
  await expectPrinted(['你好'])
  await ended()
})

check('refused', async () => {
  expect(
    await main({ HOST, PORT: await freePort() }),
    say('nobody listens on the port; main() resolved with', '该端口无人监听；main() 的结果'),
  ).toBe(1)
  await expectPrinted(['refused'])
})

check('byte-by-byte', async () => {
  const text = `${random.pick(['春', '夏', '秋', '冬'])}${random.pick(['风', '雨', '雪'])}`
  const { done } = await converse(
    [...utf8(text)].map((byte) => Uint8Array.of(byte)),
    { gapMs: 15 },
  )
  await done
  await expectPrinted([text])
})

check('long', async () => {
  const text = Array.from({ length: 100 }, () => random.text(random.int(900, 1_100))).join('海')
  const { done } = await converse([utf8(text)])
  await done
  const output = await printed({ until: (all) => all.includes('\n') })
  expect(
    output.length,
    say(
      `a reply of ${text.length} characters; printed, with its newline`,
      `回复有 ${text.length} 个字符；打印的长度（含换行）`,
    ),
  ).toBe(text.length + 1)
  expect(output === `${text}\n`, say('the long text must be printed unchanged', '长文本必须原样打印')).toBe(true)
})

check('empty', async () => {
  const { done } = await converse([])
  const nothing = pause(ENDS_MS).then(() => say('nothing so far', '还没有结果'))
  expect(
    await Promise.race([done, nothing]),
    say('the server said nothing and closed; main() resolved with', '服务器什么也没说就关闭；main() 的结果'),
  ).toBe(0)
  await expectPrinted([''])
})

check('late-end', async () => {
  const [first, second] = [random.text(8), random.text(8)]
  const { done } = await converse([utf8(first), utf8(second)], { gapMs: 500 })
  await done
  await expectPrinted([first + second])
})

check('fin', async () => {
  const { done, peer } = await converse([utf8(random.text(5))])
  await done
  expect(
    await peer.closed({ within: CLOSE_MS, due: true }),
    say('how your program ended its own side of the connection', '你的程序怎样结束连接的自己这一侧'),
  ).toBe('fin')
  await ended()
})
