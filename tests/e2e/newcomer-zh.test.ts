/** The newcomer's path in Chinese: home page, lesson, prediction, run, its packets, an exercise failed and passed. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { ownNetwork } from '../support/tier.ts'
import { BenchPage, PATIENCE_MS, paste } from './support/bench.ts'
import { world } from './support/browser.ts'

const LAB = 'boundaries/stream-1'
const EXERCISE = 'boundaries/byte-reader'
const SOLUTION = join(import.meta.dirname, '../../labs', EXERCISE, 'solution/byte-reader.ts')
const QUESTION = '服务器每收到一个 data 事件'
const course = world()

describe('一个初学者', () => {
  let page: Page
  let bench: BenchPage
  let panel: Locator

  beforeAll(async () => {
    const context = await course.browser.newContext({
      locale: 'zh-CN',
      viewport: { width: 1440, height: 900 },
      reducedMotion: 'reduce',
    })
    context.setDefaultTimeout(PATIENCE_MS)
    page = await course.open('', { context })
    panel = page.locator(`[data-exercise-panel="${EXERCISE}"]`)
  }, 60_000)

  it('comes to the Chinese home page by their browser’s language, and from there into a lesson', async () => {
    await page.waitForURL(/\/zh-cn\/$/)
    await page.getByRole('link', { name: '粘包：流没有边界' }).first().click()
    await page.getByRole('heading', { level: 1, name: '粘包：流没有边界' }).waitFor()
    await page.getByRole('status').filter({ hasText: '实验环境就绪' }).waitFor()
    bench = new BenchPage(page, LAB)
  })

  it('predicts, and is told to run', async () => {
    const ask = page.locator('wire-ask', { hasText: QUESTION })
    await ask.getByRole('radio', { name: '只看代码无法知道' }).check()
    await ask.getByText('已记下你的预测。现在运行实验。').waitFor()
  })

  it('runs, and sees the packets of that very run in Chinese, and the prediction beside them', async (context) => {
    ownNetwork(context)
    await bench.ready()
    await bench.run()
    const spoken = await bench.spoken()
    expect(spoken.slice(0, 3)).toEqual([
      expect.stringMatching(/^1，.*客户端 → 服务器，SYN seq 0，请求建立连接/),
      expect.stringMatching(/^2，.*服务器 → 客户端，SYN ACK seq 0 ack 1，同意/),
      expect.stringMatching(/^3，.*客户端 → 服务器，ACK ack 1，第三步/),
    ])
    expect(await bench.section.locator('.ribbon .say').textContent()).toMatch(
      /^3 次写入 → 3 个报文段 → [1-9]\d* 次读取。/,
    )
    const ask = page.locator('wire-ask', { hasText: QUESTION })
    await ask.getByText(/^这次运行：3 次写入 → 3 个报文段 → \d+ 次读取/).waitFor()
    await ask.getByText('你预测：只看代码无法知道').waitFor()
    const [client = '', server = ''] = await bench.ends()
    expect(server).toBe('127.0.0.1:9999')
    await bench.packets.first().click()
    expect(await bench.section.locator('.p-hex').textContent()).toContain(client.split(':')[1])
    // Fields have their RFC's names, what explains them is Chinese.
    const field = bench.section.getByRole('treeitem').filter({ hasText: 'Sequence number' }).first()
    expect(await field.textContent()).toContain('初始序号，随机选取')
  })

  it('looks at the same place in English, and comes back to it', async () => {
    await page.locator(`#lab-${LAB.replace('/', '-')}`).evaluate((lab) => lab.scrollIntoView())
    // By a script: the browser under test scrolls to what it clicks, even in a header that is always there.
    const change = (name: string) =>
      page
        .locator('[data-languages]')
        .getByRole('link', { name })
        .evaluate((link) => (link as HTMLElement).click())
    await change('EN')
    await page.waitForURL(/\/en\/boundaries\/stream\/#lab-boundaries-stream-1$/)
    await page.getByRole('heading', { level: 1, name: /Sticky packets/ }).waitFor()
    await change('中文')
    await page.waitForURL(/\/zh-cn\/boundaries\/stream\/#lab-boundaries-stream-1$/)
    const ask = page.locator('wire-ask', { hasText: QUESTION })
    expect(await ask.getByRole('radio', { name: '只看代码无法知道' }).isChecked()).toBe(true)
  })

  it('hands in an exercise that is not done, and is told in Chinese what it did', async () => {
    await page.locator(`[data-exercise="${EXERCISE}"]`).scrollIntoViewIfNeeded()
    await panel.and(page.locator('[data-ready]')).waitFor()
    await panel.locator('[data-editor="open"]').waitFor({ state: 'attached' })
    expect(await check()).toMatch(/^[0-3] \/ 14分· 8 个测试中通过 [0-3] 个$/)
    const failed = panel
      .getByRole('listitem')
      .filter({ has: page.getByRole('button', { name: /未通过/ }) })
      .first()
    expect(await failed.locator('.message').textContent()).toMatch(/\p{Script=Han}{2}/u)
  })

  it('solves it', async () => {
    await paste(panel.getByRole('textbox').first(), readFileSync(SOLUTION, 'utf8'))
    // One of its tests measures time; where the machine had none to spare, it is checked again.
    await expect.poll(check, { timeout: 4 * PATIENCE_MS }).toMatch(/^14 \/ 14分· 所有测试都已通过$/)
    await page.locator(`[data-exercise="${EXERCISE}"]`).getByText('一种做法').waitFor()
  })

  async function check(): Promise<string> {
    const button = panel.getByRole('button', { name: '检查', exact: true })
    await button.click()
    await panel.getByRole('status').filter({ hasText: '正在检查' }).waitFor()
    await button.waitFor({ timeout: 2 * PATIENCE_MS })
    return (await panel.getByRole('status').textContent()) ?? ''
  }
})
