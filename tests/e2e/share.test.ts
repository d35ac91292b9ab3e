/** A lab given away as a link: opened elsewhere it is offered, shown when asked for, and never run by itself. */
import { expect, test } from 'vitest'
import { BenchPage } from './support/bench.ts'
import { world } from './support/browser.ts'

const site = world()
const LESSON = 'en/boundaries/stream/'
const LAB = 'boundaries/stream-1'

test('carries code and settings to another browser, which runs nothing until Run is pressed', async () => {
  const giving = await site.bench(LESSON, LAB)
  await giving.section.locator('.cm-content').first().click()
  await giving.page.keyboard.press('Control+Home')
  await giving.page.keyboard.type('// from a friend\n')
  await giving.section.getByRole('button', { name: 'Share or download' }).click()
  const link = await giving.section.getByRole('textbox', { name: 'Link', exact: true }).inputValue()
  expect(link).toContain(`/${LESSON}#share=1.`)
  // All pages of one sidecar are one learner's: what they typed has to go before another can be told apart.
  await giving.button('Reset').click()
  await expect.poll(() => giving.section.locator('.cm-content').first().textContent()).not.toContain('from a friend')

  const context = await site.context()
  const page = await context.newPage()
  const sent: string[] = []
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => sent.push(String(payload))))
  await page.goto(link)
  const taking = await new BenchPage(page, LAB).ready()
  await taking.section.getByText('This link holds another version of this lab.').waitFor()
  const code = taking.section.locator('.cm-content').first()
  await expect.poll(() => code.textContent()).not.toContain('// from a friend')
  await taking.section.getByRole('button', { name: 'Show that version' }).click()
  await expect.poll(() => code.textContent()).toContain('// from a friend')
  expect(page.url()).not.toContain('#share')
  expect(sent.filter((text) => text.includes('"type":"run"'))).toEqual([])
  await page.reload()
  await taking.ready()
  // It is kept as one’s own.
  await expect.poll(() => code.textContent()).toContain('// from a friend')
})

test('one that was cut off is told, and changes nothing', async () => {
  const page = await site.open(`${LESSON}#share=1.abcdef`)
  const bench = await new BenchPage(page, LAB).ready()
  await bench.section.getByText(/perhaps it was cut off on its way/).waitFor()
  await bench.section.getByRole('button', { name: 'Close' }).click()
  await expect.poll(() => page.url()).not.toContain('#share')
})

test('one for a lab of another page says so', async () => {
  const giving = await site.bench(LESSON, LAB)
  await giving.section.getByRole('button', { name: 'Share or download' }).click()
  const link = await giving.section.getByRole('textbox', { name: 'Link', exact: true }).inputValue()
  const page = await site.open(`en/tcp/handshake/${new URL(link).hash}`)
  await page.getByText('This link is for a lab that is not on this page.').waitFor()
})
