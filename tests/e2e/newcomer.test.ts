/** A newcomer's path: from the home page into a lesson, a prediction, a run, and the packets of that very run. */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { ownNetwork } from '../support/tier.ts'
import { BenchPage, PATIENCE_MS } from './support/bench.ts'
import { world } from './support/browser.ts'

const LAB = 'boundaries/stream-1'
const course = world()

describe('a newcomer', () => {
  let page: Page
  let bench: BenchPage
  let firstPort = 0

  beforeAll(async () => {
    page = await course.open('')
  }, 60_000)

  it('comes from the home page into a lesson', async () => {
    await page
      .getByRole('link', { name: /Sticky packets/ })
      .first()
      .click()
    await page.getByRole('heading', { level: 1, name: /Sticky packets/ }).waitFor()
    await page.getByRole('status').filter({ hasText: 'Lab ready' }).waitFor()
    bench = new BenchPage(page, LAB)
  })

  it('predicts, and is told to run', async () => {
    const ask = page.locator('wire-ask', { hasText: 'writes one, two and three without a pause' })
    await ask.getByRole('radio', { name: /Exactly three/ }).check()
    await ask.getByText('Your prediction is kept. Now run the lab.').waitFor()
  })

  it('runs, and sees the handshake, three writes as three segments, and the prediction beside them', async (context) => {
    ownNetwork(context)
    await bench.ready()
    await bench.run()
    const spoken = await bench.spoken()
    expect(spoken.slice(0, 3)).toEqual([
      expect.stringMatching(/^1, .*client → server, SYN seq 0, opens the connection/),
      expect.stringMatching(/^2, .*server → client, SYN ACK seq 0 ack 1, agrees/),
      expect.stringMatching(/^3, .*client → server, ACK ack 1, third step/),
    ])
    const data = spoken.filter((row) => / len \d+/.test(row) && !row.includes('sent again'))
    expect(data).toHaveLength(3)
    expect(
      data.map((row) =>
        row
          .match(/seq (\d+) .*len (\d+)/)
          ?.slice(1, 3)
          .map(Number),
      ),
    ).toEqual([
      [1, 3],
      [4, 3],
      [7, 5],
    ])
    expect(await bench.section.locator('.ribbon .say').textContent()).toMatch(
      /^3 writes → 3 segments → [1-9]\d* reads?\./,
    )
    const ask = page.locator('wire-ask', { hasText: 'writes one, two and three without a pause' })
    await ask.getByText(/This run: 3 writes → 3 segments → \d+ reads?/).waitFor()
    await ask.getByText('Eleven bytes may come in any number of reads').waitFor()
  })

  it('finds at the head of the lifelines the port that the kernel chose for this run', async (context) => {
    ownNetwork(context)
    const [client = '', server = ''] = await bench.ends()
    expect(server).toBe('127.0.0.1:9999')
    firstPort = Number(client.split(':')[1])
    const [low = 0, high = 0] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8')
      .trim()
      .split(/\s+/)
      .map(Number)
    expect(firstPort).toBeGreaterThanOrEqual(low)
    expect(firstPort).toBeLessThanOrEqual(high)
    // The same port in the bytes of a packet, and in nothing that a program printed.
    await bench.packets.first().click()
    expect(await bench.section.locator('.p-hex').textContent()).toContain(`${firstPort}`)
    expect(await bench.section.locator('.p-cons').textContent()).not.toContain(`${firstPort}`)
  })

  it('sees the same packets in the table', async (context) => {
    ownNetwork(context)
    const ladder = await bench.packets.count()
    await bench.section.getByRole('button', { name: 'Table', exact: true }).click()
    const table = bench.section.getByRole('table', { name: 'Packets' })
    expect(await table.getByRole('row').count()).toBe(ladder + 1)
    const flags = await table.locator('tbody tr td:nth-child(4)').allTextContents()
    expect(flags.slice(0, 3)).toEqual(['SYN', 'SYN ACK', 'ACK'])
    await bench.section.getByRole('button', { name: 'Ladder' }).click()
  })

  it('changes the code, is told that the packets are old, and runs it: the new bytes cross the wire', async (context) => {
    ownNetwork(context)
    const token = `tok-${randomBytes(6).toString('hex')}`
    await bench.openFile('client.ts')
    const source = await bench.text('client.ts')
    expect(source).toContain("'two'")
    const edited = source
      .replace("'two'", `'${token}'`)
      .replace('console.log(`', 'console.log(`port ${socket.localPort}, ')
    await bench.write('client.ts', edited)
    await bench.says('Edited since this run')
    await bench.run()

    const printed = (await bench.console('client.ts').textContent()) ?? ''
    const port = Number(printed.match(/port (\d+),/)?.[1])
    const [client] = await bench.ends()
    expect(client).toBe(`127.0.0.1:${port}`) // what the program was given is what the packets carry
    expect(port).not.toBe(firstPort)

    expect(await bench.console('server.ts').textContent()).toContain(token)
    const carrier = bench.packets.filter({ hasText: `len ${token.length}` }).first()
    await carrier.click()
    await expect.poll(() => bench.hex(), { timeout: PATIENCE_MS }).toContain(Buffer.from(token).toString('hex'))
    expect(await bench.section.locator('.p-rib').textContent()).toContain(token)
  })

  it('makes the server busy, and the three segments are one read', async (context) => {
    ownNetwork(context)
    await bench.button('Reset').click()
    await bench.choose('Gap between writes', '1 ms')
    await bench.choose('Server busy for 100 ms first', 'yes')
    // A client that gets no processor for 100 ms writes too late; then it is run again.
    const once = async () => {
      await bench.run()
      return bench.section.locator('.ribbon .say').textContent()
    }
    await expect
      .poll(once, { timeout: PATIENCE_MS })
      .toMatch(/^3 writes → 3 segments → 1 read\. Read 1 took the bytes of 3 writes/)
    expect(await bench.console('server.ts').textContent()).toContain('read 1: 11 bytes "onetwothree"')
  })
})
