/** The language server's help, as a reader meets it: in a real browser, from a real server. */
import { readFileSync } from 'node:fs'
import type { Locator, Page } from 'playwright-core'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { treeUsage } from '../../src/sidecar/sandbox/system/process-tree.ts'
import { axeViolations } from '../support/axe.ts'
import { type BenchPage, PATIENCE_MS, paste, textOf } from './support/bench.ts'
import { world } from './support/browser.ts'
import { startWirebook } from './support/server.ts'

const LESSON = 'en/boundaries/stream/'
const LAB = 'boundaries/stream-3'
const HEAD = "import { AF_INET, SOCK_STREAM, socket } from 'wirebook/socket'\nconst s = socket(AF_INET, SOCK_STREAM)\n"
/** On an idle machine 300; here tests and sandboxes share two cores. */
const GENEROUS_MS = 10_000
const course = world()
const WAIT = { timeout: PATIENCE_MS }
vi.setConfig({ testTimeout: 4 * PATIENCE_MS }) // each types and waits more than most

/** Errors of the browser's console, its policy's among them. */
const complaints: string[] = []
afterEach(() => expect(complaints.splice(0)).toEqual([]))

class Editor {
  readonly bench: BenchPage
  readonly code: Locator
  readonly pane: Locator
  constructor(bench: BenchPage, file = 'server.ts') {
    this.bench = bench
    this.code = bench.code(file)
    this.pane = bench.section.locator(`[data-file="${file}"]`)
  }

  static async open(options?: Parameters<typeof course.bench>[2]): Promise<Editor> {
    const bench = await course.bench(LESSON, LAB, options)
    const { page } = bench
    const hear = (text: string) => /WebSocket|ERR_CONNECTION/.test(text) || complaints.push(text)
    page.on('console', (message) => message.type() === 'error' && hear(message.text()))
    page.on('pageerror', ({ message }) => hear(message))
    const editor = new Editor(bench)
    await editor.code.waitFor()
    await editor.write('const fine = 1\n') // whatever an earlier test left there
    await editor.problems(0)
    return editor
  }

  /** The help is there, and this many problems are told of. */
  async problems(count: number): Promise<void> {
    await this.pane.locator(`.cm-foot-bar button[data-count="${count}"]`).waitFor({ timeout: PATIENCE_MS })
  }

  async write(text: string): Promise<void> {
    await paste(this.code, text)
  }

  async type(text: string): Promise<void> {
    await this.code.press('ControlOrMeta+End')
    await this.code.pressSequentially(text, { delay: 15 })
  }

  /** Until the server knows the text: an error is told, and goes when it is mended. */
  async awake(): Promise<void> {
    await this.write('const wrong: number = "x"\n')
    await this.underlined('wrong').waitFor()
  }

  underlined(text: string): Locator {
    return this.pane.locator('.cm-lintRange-error', { hasText: text })
  }
}

function languageServer(): number {
  const found = treeUsage(course.server.pid).pids.find((pid) => {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    return words[0]?.endsWith('/tsc') && words.includes('--lsp')
  })
  if (found === undefined) throw new Error('no language server runs')
  return found
}

describe('in one page', () => {
  let editor: Editor
  let page: Page
  afterAll(() => page?.context().close())

  it('a socket’s methods are offered after its dot, and chosen by keyboard', async () => {
    editor = await Editor.open()
    page = editor.bench.page
    await editor.awake()
    await editor.write(HEAD)
    await editor.type('s.send')
    const list = page.getByRole('listbox', { name: 'Completions' })
    await list.getByRole('option', { name: 'sendall', exact: true }).waitFor()
    await page.locator('.cm-completionInfo', { hasText: 'send' }).waitFor()
    await editor.code.press('Control+Space')
    await editor.code.pressSequentially('all')
    await page.locator('.cm-tooltip-autocomplete li[aria-selected]', { hasText: 'sendall' }).waitFor()
    await page.waitForTimeout(150) // CodeMirror takes no Enter on a list that has only just changed
    await editor.code.press('Enter')
    await editor.type('(')
    await page.locator('.cm-lsp-signature-tooltip', { hasText: 'sendall(data' }).waitFor()
    expect(await textOf(editor.code)).toContain('s.sendall(')
  })

  it('what is known of recv stands in a card at the pointer, and below the code by key', async () => {
    await editor.write(`${HEAD}s.recv(5)\n`)
    await editor.problems(0)
    const line = editor.pane.locator('.cm-line', { hasText: 's.recv(5)' })
    const box = (await line.boundingBox())!
    await page.mouse.move(box.x + 40, box.y + box.height / 2)
    await page.mouse.move(box.x + 42, box.y + box.height / 2)
    await page.locator('.cm-tooltip-hover', { hasText: 'as soon as any are there' }).waitFor()
    await page.mouse.move(1, 1)
    await line.click({ position: { x: 42, y: 8 } })
    await editor.code.press('F1')
    await editor.pane.getByRole('status').filter({ hasText: 'as soon as any are there' }).waitFor()
    await editor.code.press('F12')
    await editor.pane.getByRole('status').filter({ hasText: 'Declared in wirebook/socket/socket.d.ts' }).waitFor()
  })

  it('an error is underlined while one types and listed, and goes when it is mended', async () => {
    await editor.write('const kept = 1\n')
    await editor.problems(0)
    await editor.type('const n: number = ')
    await editor.code.pressSequentially("'x'")
    const began = performance.now()
    await editor.underlined('n').first().waitFor()
    const took = Math.round(performance.now() - began)
    console.log(`typed → underlined: ${took} ms`)
    expect(took).toBeLessThan(GENEROUS_MS)
    await editor.pane.locator('.cm-lint-marker-error').waitFor()
    await editor.problems(1)
    await editor.pane.getByRole('button', { name: '1 problem' }).click()
    await page.getByRole('listbox', { name: 'Diagnostics' }).getByText("Type 'string' is not assignable").waitFor()
    expect(await axeViolations(page, { within: `[data-lab="${LAB}"]` })).toEqual([])
    await editor.write('const kept = 1\nenum Kind { One }\n') // what Node would refuse to run
    await editor.underlined('enum Kind { One }').or(editor.underlined('Kind')).first().waitFor()
    await editor.write('const kept = 1\n')
    await editor.problems(0)
    expect(await editor.pane.locator('.cm-lintRange-error').count()).toBe(0)
  })

  it('F12 leads to the other program’s tab, F2 renames in both, Shift Alt F formats', async () => {
    await editor.write('export const port = 9_999\n')
    await editor.bench.openFile('client.ts')
    const client = new Editor(editor.bench, 'client.ts')
    await client.write("import { port } from './server.ts'\nconsole.log(port)\n")
    await client.problems(0)
    const name = client.pane.locator('.cm-line', { hasText: 'console.log' })
    await name.click({ position: { x: 110, y: 8 } })
    await client.code.press('F12')
    await editor.code.waitFor()
    await expect.poll(() => focused(page), WAIT).toContain('server.ts')
    await editor.code.press('F2')
    const box = page.getByRole('textbox', { name: 'New name' })
    await box.fill('door')
    await box.press('Enter')
    await expect.poll(() => textOf(editor.code), WAIT).toBe('export const door = 9_999')
    await editor.bench.openFile('client.ts')
    expect(await textOf(client.code)).toContain('console.log(door)')
    await client.write('if (1)   {console.log( 2 )}\n')
    await client.code.press('Shift+Alt+F')
    await expect.poll(() => textOf(client.code), WAIT).toBe('if (1) { console.log(2) }')
  })
})

it('two tabs are both helped, and a language server killed in mid-typing costs no keystroke', async () => {
  const editor = await Editor.open()
  const { page } = editor.bench
  await editor.awake()
  const context = await course.context()
  const other = new Editor(await course.bench(LESSON, 'boundaries/stream-4', { context }))
  await other.code.waitFor()
  await other.awake()
  await editor.write('')
  await editor.code.pressSequentially('const before = 1\n', { delay: 15 })
  process.kill(languageServer(), 'SIGKILL')
  await editor.code.pressSequentially("const after: number = 'x'", { delay: 15 })
  expect(await textOf(editor.code)).toBe("const before = 1\nconst after: number = 'x'")
  await editor.underlined('after').waitFor()
  await other.write('const fine = 1\n')
  await other.problems(0)
  await context.close()
  await page.context().close()
})

it(
  'without the sidecar typing goes on, and help is back when it is',
  async () => {
    const editor = await Editor.open()
    const { page } = editor.bench
    await editor.awake()
    const { port, data } = course.server
    await course.server.kill()
    await editor.write('')
    await editor.code.pressSequentially("const away: number = 'x'\naway.", { delay: 15 })
    expect(await textOf(editor.code)).toBe("const away: number = 'x'\naway.")
    course.server = await startWirebook({ port, data })
    await page
      .getByRole('button', { name: 'Try now' })
      .first()
      .click({ timeout: 2_000 })
      .catch(() => {}) // or it was quicker
    await editor.underlined('away').first().waitFor()
    await page.context().close()
  },
  8 * PATIENCE_MS,
) // starting it again may build the site again

it('at 390 px the list stands below the line that is typed, and a tap explains without covering the code', async () => {
  const context = await course.browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  })
  context.setDefaultTimeout(PATIENCE_MS)
  const editor = await Editor.open({ context })
  const { page } = editor.bench
  await editor.awake()
  await editor.write(HEAD)
  await editor.type('s.')
  const list = await boxOf(page.locator('.cm-tooltip-autocomplete'))
  const cursor = await boxOf(editor.pane.locator('.cm-line', { hasText: /^s\.$/ }))
  expect(list.y >= cursor.y + cursor.height - 4 || list.y + list.height <= cursor.y + 4).toBe(true)
  expect([list.x >= 0, list.x + list.width <= 390]).toEqual([true, true])
  await editor.code.press('Escape')
  await editor.code.press('ArrowLeft')
  const explain = editor.pane.getByRole('button', { name: 'Explain' })
  expect((await boxOf(explain)).height).toBeGreaterThanOrEqual(40)
  await explain.tap()
  const card = await boxOf(editor.pane.getByRole('status').filter({ hasText: 'Socket' }))
  const text = await boxOf(editor.pane.locator('.cm-scroller'))
  expect(card.y).toBeGreaterThanOrEqual(text.y + text.height - 1)
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  await context.close()
})

const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '')

async function boxOf(element: Locator) {
  await element.waitFor()
  return (await element.boundingBox())!
}
