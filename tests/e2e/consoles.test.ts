/** What programs print, however much, and what is typed to them. */
import { expect, test } from 'vitest'
import { PATIENCE_MS } from './support/bench.ts'
import { world } from './support/browser.ts'

const site = world()

test('fifty thousand lines are shown to the last, copied whole, and the page answers meanwhile', async () => {
  const context = await site.context()
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const bench = await site.bench('en/bench/first-packet/', 'bench/first-packet-1', { context })
  await bench.section.locator('.cm-content').first().click()
  await bench.page.keyboard.press('Control+a')
  await bench.page.keyboard.insertText(
    'let text = ""\nfor (let n = 1; n <= 50_000; n++) text += `\\x1b[32mline ${n}\\x1b[0m\\n`\nprocess.stdout.write(text)\n',
  )
  await bench.run()
  const log = bench.console('sender.ts')
  await expect
    .poll(() => log.evaluate((place) => place.textContent?.match(/line \d+\s*$/)?.[0]?.trim()))
    .toBe('line 50000')
  // Drawn are the lines in sight, not all of them: the page stays at hand.
  const long = await bench.page.evaluate(
    () =>
      new Promise<number>((done) => {
        const began = performance.now()
        requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - began)))
      }),
  )
  expect(long).toBeLessThan(PATIENCE_MS / 10)
  await bench.section.getByRole('button', { name: 'Copy the output of sender.ts' }).click()
  await bench.section.getByRole('button', { name: 'Copied' }).waitFor()
  const copied = await bench.page.evaluate(() => navigator.clipboard.readText())
  expect(copied.trimEnd().split('\n')).toHaveLength(50_000)
  expect(copied).not.toContain('\x1b')
})
