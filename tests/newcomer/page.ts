/** What a newcomer's browser shows: the first lesson's lab, from the page's load to its packets, and behind a deaf proxy. */
import { BenchPage } from '../e2e/support/bench.ts'
import { launchChromium } from '../support/chromium.ts'
import { deafProxy } from './deaf-proxy.ts'
import type { Entry } from './log.ts'
import { end, type Person } from './person.ts'

const LESSON = 'en/tcp/handshake/'
const LAB = 'tcp/handshake-1'
const PATIENCE_MS = 60_000
/** What did not come within it is no good end. */
const NEVER = /(?!)/

/** From `wirebook serve` to the handshake in the page. */
export const withPage = (person: Person, command: string): Promise<Entry> =>
  look(person, command, 'in the browser', async ({ url, show }) => {
    const said = await show(url, async (page) => {
      const bench = await new BenchPage(page, LAB).ready()
      await bench.run()
      return (await bench.spoken()).find((row) => row.includes('SYN ACK')) ?? 'no handshake'
    })
    return { said, ends: /SYN ACK/ }
  })

/** A sentence stands in the page, and what is to be done in it. */
export const behindProxy = (person: Person, command: string): Promise<Entry> =>
  look(person, command, 'behind a proxy that refuses WebSockets', async ({ url, show }) => {
    const proxy = await deafProxy(url)
    try {
      const said = await show(proxy.url, async (page) => {
        const bench = await new BenchPage(page, LAB).ready()
        const notice = bench.section.locator('.notice', { hasText: 'Not connected.' })
        await notice.waitFor()
        return notice.innerText()
      })
      return { said, ends: /let \/ws\/ pass/ }
    } finally {
      proxy.close()
    }
  })

type Page = Awaited<ReturnType<Awaited<ReturnType<typeof launchChromium>>['newPage']>>
type Around = { url: string; show(url: string, read: (page: Page) => Promise<string>): Promise<string> }

async function look(
  person: Person,
  command: string,
  name: string,
  read: (around: Around) => Promise<{ said: string; ends: RegExp }>,
): Promise<Entry> {
  const began = performance.now()
  const server = person.start(['sh', command, 'serve', '--port', '0'])
  const browser = await launchChromium()
  try {
    let heard = ''
    const url = await new Promise<string>((resolve, reject) => {
      server.stdout!.setEncoding('utf8').on('data', (text: string) => {
        heard += text
        const found = /ready at (\S+)/.exec(heard)
        if (found) resolve(found[1]!)
      })
      server.once('close', () => reject(new Error(`wirebook ended: ${heard}`)))
    })
    const ready = (performance.now() - began) / 1_000
    const show: Around['show'] = async (at, seen) => {
      const page = await browser.newPage()
      page.setDefaultTimeout(PATIENCE_MS)
      await page.goto(new URL(LESSON, at).href)
      return seen(page)
    }
    const { said, ends } = await read({ url, show }).catch((error: Error) => ({ said: error.message, ends: NEVER }))
    const text = `${heard.trim()} (after ${ready.toFixed(1)} s)\nthe page: ${said.replaceAll('\n', ' ')}`
    return { name, command: 'wirebook serve', ends, code: null, seconds: (performance.now() - began) / 1_000, text }
  } finally {
    await browser.close()
    end(server)
  }
}
