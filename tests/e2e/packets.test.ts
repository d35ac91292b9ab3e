/** What a run's packets can be asked: filters, and datagrams from the call that sent them to the one that took them. */
import { beforeEach, expect, test } from 'vitest'
import { axeViolations } from '../support/axe.ts'
import { ownNetwork } from '../support/tier.ts'
import { PATIENCE_MS } from './support/bench.ts'
import { world } from './support/browser.ts'

const site = world()
beforeEach(ownNetwork)

test('a filter picks packets, offers words, and says what it cannot read', async () => {
  const bench = await site.bench('en/tcp/handshake/', 'tcp/handshake-1')
  await bench.run()
  const rows = bench.section.locator('.ladder [role=option]')
  await expect.poll(() => rows.count(), { timeout: PATIENCE_MS }).toBeGreaterThan(7)
  const all = await rows.count()
  await bench.section.getByRole('button', { name: 'Filter packets' }).click()
  const line = bench.section.getByRole('combobox', { name: 'Filter packets' })
  await line.pressSequentially('syn && po')
  await bench.section.getByRole('option', { name: 'port', exact: true }).waitFor()
  await line.press('ArrowDown')
  await line.press('Enter')
  expect(await line.inputValue()).toBe('syn && port ')
  await line.pressSequentially('9999 ')
  await expect.poll(() => rows.count()).toBe(2)
  expect(await bench.section.locator('.filter .num').textContent()).toBe(`2 of ${all}`)
  expect(await rows.first().textContent()).toContain('SYN')

  await line.fill('syn && 9999')
  await bench.section.getByText('At “9999” (character 8): a condition is missing').waitFor()
  expect(await rows.count(), 'the last filter that could be read stays').toBe(2)
  expect(await axeViolations(bench.page, { within: '.p-pkts' })).toEqual([])

  await line.fill('arp')
  await bench.section.getByRole('button', { name: 'Table', exact: true }).click()
  await expect.poll(() => bench.section.locator('table.pt tbody tr').count()).toBe(2)
  await bench.section.getByRole('button', { name: /^Close the filter/ }).click()
  await expect.poll(() => bench.section.locator('table.pt tbody tr').count()).toBe(all)
})

test('a datagram is drawn from its send to its fate, and chosen with its packet', async () => {
  const bench = await site.bench('en/bench/first-packet/', 'bench/first-packet-1')
  await bench.run()
  const pane = bench.section.locator('.p-rib')
  await pane.getByRole('heading', { name: 'Datagrams' }).waitFor()
  await pane.getByText('1 datagram sent → 1 arrived → 0 received.').waitFor()
  const sent = pane.getByRole('button', { name: /^Datagram 1, sender → 127\.0\.0\.1:9999: send, 5 B$/ })
  expect(await sent.locator('.what').textContent()).toBe('hello')
  await bench.section.locator('.ladder [role=option]').nth(1).click()
  await expect.poll(() => sent.getAttribute('aria-pressed')).toBe('false')
  await sent.click()
  await expect.poll(() => sent.getAttribute('aria-pressed')).toBe('true')
  expect(await bench.section.locator('.pk[aria-selected="true"] .lab').textContent()).toMatch(/^UDP/)
  await sent.press('ArrowDown')
  expect(await bench.page.evaluate(() => document.activeElement?.getAttribute('title'))).toMatch(/#1, 5 B$/)
  expect(await axeViolations(bench.page, { within: '.p-rib' })).toEqual([])
})
