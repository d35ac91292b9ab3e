/** A machine that refuses namespaces: the course is served, says why its labs are reduced, and runs what it can. */
import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import type { BenchPage } from './support/bench.ts'
import { world } from './support/browser.ts'

/** A user namespace in which no other may be made, as in a default container. */
const WITHOUT_NAMESPACES = [
  ...['unshare', '--user', '--map-root-user'],
  ...['sh', '-c', 'echo 0 > /proc/sys/user/max_user_namespaces && exec "$@"', 'without-namespaces'],
]
const [command = '', ...words] = WITHOUT_NAMESPACES
const possible = spawnSync(command, [...words, 'true']).status === 0
/** Where even this outer one is refused, the machine itself is what is wanted here. */
const course = world({ within: possible ? WITHOUT_NAMESPACES : [] })

describe('where namespaces are refused', () => {
  let bench: BenchPage

  it('the lesson is there, and a banner says why and what is missing', async () => {
    expect(course.server.tier).toBe('reduced')
    bench = await course.bench('en/boundaries/stream/', 'boundaries/stream-1')
    await bench.page.getByRole('status').filter({ hasText: 'Lab ready, reduced' }).waitFor()
    const banner = bench.section.locator('.notice').filter({ hasText: 'Reduced mode.' })
    expect(await banner.textContent()).toMatch(/because .*namespaces/)
  })

  it('a lab runs: output, calls, writes and reads are shown, packets are said to be missing', async () => {
    await bench.run()
    expect(await bench.console('client.ts').textContent()).toContain('3 writes, 11 bytes')
    expect(await bench.console('server.ts').textContent()).toContain('end of stream: 11 bytes')
    expect(await bench.section.locator('.ribbon .say').textContent()).toMatch(/^3 writes → .*[1-9]\d* reads?/)
    expect(await bench.packets.count()).toBe(0)
  })

  it('an exercise can be practised, and is said to be practice', async () => {
    const { page } = bench
    await page.locator('[data-exercise="boundaries/byte-reader"]').scrollIntoViewIfNeeded()
    const panel = page.locator('[data-exercise-panel="boundaries/byte-reader"]')
    await panel.and(page.locator('[data-ready]')).waitFor()
    await panel.getByText('Practice only').waitFor()
    await panel.getByRole('button', { name: 'Check', exact: true }).click()
    await panel
      .getByRole('status')
      .filter({ hasText: /of 8 tests passed/ })
      .waitFor()
    await page.context().close()
  })
})
