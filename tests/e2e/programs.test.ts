/** Programs that misbehave: each is told of in words, at its line where it has one, and the next run is well. */
import { beforeAll, describe, expect, it } from 'vitest'
import { NAMESPACES } from '../support/tier.ts'
import type { BenchPage } from './support/bench.ts'
import { world } from './support/browser.ts'

const LESSON = 'en/boundaries/stream/'
const LAB = 'boundaries/stream-1'
const course = world()
let bench: BenchPage
let ran = false

// One page for all of them: whatever became of a program, the next one runs.
beforeAll(async () => {
  bench = await course.bench(LESSON, LAB)
}, 120_000)

/** The lab with this text in the place of one of its files, run. */
async function run(file: string, text: string): Promise<void> {
  await bench.button('Reset').click()
  await bench.write(file, text)
  if (ran) await bench.says('Edited since this run') // what was said of the run before is not heard again
  ran = true
  await bench.press()
}

describe('a program', () => {
  it('that never ends is ended by Stop, and the lab runs again', async () => {
    await run('client.ts', "console.log('round and round')\nwhile (true) {}\n")
    await bench.console('client.ts').getByText('round and round').waitFor()
    await bench.button('Stop').click()
    await bench.says('Stopped by you')
    await bench.button('Reset').click()
    await bench.run()
    expect(await bench.console('client.ts').textContent()).toContain('3 writes, 11 bytes')
  })

  it('that does not parse is marked at its line', async () => {
    await run('client.ts', "import net from 'node:net'\n\nconst socket = = net.connect(9999)\n")
    await bench.says('client.ts ended with SyntaxError, line 3')
    const marked = bench.section.locator('[data-file="client.ts"] .cm-line.mark-error')
    await marked.waitFor()
    expect(await marked.textContent()).toContain('const socket = =')
  })

  it('that crashes is told of by what was thrown and where', async () => {
    await run('client.ts', "const words = ['one']\nconsole.log(words[1].length)\n")
    await bench.says('client.ts ended with TypeError, line 2')
    expect(await bench.console('client.ts').textContent()).toContain('Cannot read properties of undefined')
  })

  it('that calls where nobody listens is told the error by its name', async () => {
    await run('client.ts', "import net from 'node:net'\nconst socket = net.connect(9998, '127.0.0.1')\n")
    await bench.says('client.ts ended with ECONNREFUSED, line 2')
    if (NAMESPACES) await bench.packets.filter({ hasText: 'RST' }).first().waitFor()
  })

  it('that floods its output is stopped, with a notice and a count of what was cut', async () => {
    await run('client.ts', "const line = 'flood '.repeat(1000)\nfor (;;) console.log(line)\n")
    await bench.says('client.ts was stopped at the output limit')
    await bench
      .console('client.ts')
      .getByText(/Output over the limit was cut: [\d.,]+ \S+ more\./)
      .waitFor()
  })

  it.each([
    ['buffers', 'const all = []\nfor (;;) all.push(Buffer.alloc(1 << 20, 1))\n'],
    ['objects', 'const all = []\nfor (;;) all.push(Array.from({ length: 10_000 }, (_, at) => ({ at })))\n'],
  ])('that fills its memory with %s is stopped, and the limit is named', async (_what, text) => {
    await run('client.ts', text)
    await bench.says('client.ts was stopped at the memory limit')
  })

  it('that never listens leaves its client waiting, and the page says what for', async () => {
    await run('server.ts', "console.log('busy with something else')\nsetInterval(() => {}, 1000)\n")
    await bench.console('server.ts').getByText('busy with something else').waitFor()
    await bench.section.getByText('waits for server').first().waitFor()
    expect(await bench.console('client.ts').textContent()).not.toContain('writes')
    await bench.button('Stop').click()
    await bench.says('Stopped by you')
  })
})
