/** What the kernel holds for a lab's programs, as its reader sees it: sockets, TCP's states, tables, system calls. */
import type { Locator } from 'playwright-core'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { axeViolations } from '../support/axe.ts'
import { NAMESPACES, ownNetwork } from '../support/tier.ts'
import { type BenchPage, PATIENCE_MS } from './support/bench.ts'
import { world } from './support/browser.ts'

const site = world()
beforeEach(ownNetwork)
const WAIT = { timeout: PATIENCE_MS }

/** One page for all: each test looks at another pane of it. */
let bench: BenchPage
let pane: Locator
beforeAll(async () => {
  if (!NAMESPACES) return
  bench = await site.bench('en/tcp/handshake/', 'tcp/handshake-1')
  pane = bench.section.locator('.p-sock')
}, 120_000)

test('shows who listens, who waits in TIME_WAIT, and the way both ends went', async () => {
  await bench.run()
  await pane.scrollIntoViewIfNeeded()
  const row = (name: RegExp) => pane.getByRole('button', { name })
  await row(/^server\.ts, .*9999, LISTEN$/).waitFor()
  await pane.getByText(/^\d+ connections wait for accept\(\); there is room for \d+$/).waitFor({ state: 'attached' })
  await pane.getByText(/^forgotten in \d+ s$/).waitFor()

  const picture = pane.getByRole('img', { name: /^TCP’s states/ })
  const said = (await picture.getAttribute('aria-label')) ?? ''
  expect(said).toContain('The client is in TIME_WAIT.')
  // A busy server's FIN may carry the acknowledgement that leads through FIN_WAIT_2.
  expect(said).toMatch(/The client’s way: CLOSED, SYN_SENT, ESTABLISHED, FIN_WAIT_1, (FIN_WAIT_2, )?TIME_WAIT\./)
  expect(said).toContain('The server’s way: LISTEN, SYN_RECV, ESTABLISHED, CLOSE_WAIT, LAST_ACK, CLOSED.')

  // By keyboard: choose the socket, open the way, go back to the SYN.
  await row(/TIME_WAIT$/).focus()
  await bench.page.keyboard.press('Enter')
  await expect.poll(() => row(/TIME_WAIT$/).getAttribute('aria-pressed'), WAIT).toBe('true')
  await pane.getByText('How it went').focus()
  await bench.page.keyboard.press('Enter')
  await pane.getByRole('button', { name: /^SYN_SENT sent SYN/ }).press('Enter')
  await expect.poll(() => picture.getAttribute('aria-label'), WAIT).toContain('The client is in SYN_SENT.')
  expect(await bench.section.locator('.pk[aria-selected="true"] .lab').textContent()).toMatch(/^SYN /)

  expect(await axeViolations(bench.page, { within: '.p-sock' })).toEqual([])
})

test('shows tables of a network’s hosts', async () => {
  await pane.getByRole('button', { name: 'Tables' }).click()
  const neighbours = pane.getByRole('table', { name: 'Neighbours of client' })
  await neighbours.getByRole('cell', { name: '10.0.0.2', exact: true }).waitFor()
  await neighbours.getByRole('cell', { name: '02:00:00:00:00:02' }).waitFor()
  await pane.getByRole('table', { name: 'Routes of server' }).getByRole('cell', { name: '10.0.0.0/24' }).waitFor()
})

test('lists system calls once the reader asks for them, each with its packet', async () => {
  await pane.getByRole('button', { name: 'System calls' }).click()
  await pane.getByRole('checkbox', { name: /^Follow system calls/ }).check()
  await bench.run()
  const calls = pane.getByRole('table', { name: /^System calls/ })
  const listen = calls.getByRole('row').filter({ hasText: /listen\(\d+, 511\)/ })
  await listen.waitFor({ timeout: PATIENCE_MS })
  expect(await listen.textContent()).toContain('done')
  await calls.getByRole('button', { name: /^connect\(\d+, 10\.0\.0\.2:9999/ }).click()
  await bench.section.locator('.pk[aria-selected="true"]').waitFor()
})
