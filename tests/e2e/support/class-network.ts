/** The class network as a learner and an instructor meet it on their pages, with the chat of servers/chat-4. */
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { decode } from '../../../src/wire/decode.ts'
import { BenchPage } from './bench.ts'

export const CHAT = { lesson: 'servers/chat', lab: 'servers/chat-4', port: 9000 }

/** Packets of the class network on a page: below a lesson's bar, or on the live page. */
export class ClassPackets {
  readonly section: Locator

  constructor(page: Page) {
    this.section = page.locator('.classpackets')
  }

  get rows(): Locator {
    return this.section.locator('.ladder [role=option]')
  }

  /** Members that have a lifeline. */
  async ends(): Promise<string[]> {
    return this.section.locator('.nodes-head b').allTextContents()
  }

  /** Each packet chosen in turn and read from its bytes in hexadecimal: what it carries for a program, where it does. */
  async carried(): Promise<string[]> {
    const told: string[] = []
    for (const row of await this.rows.all()) {
      await row.click()
      await row.and(this.section.locator('[aria-selected=true]')).waitFor()
      const hex = await this.section.locator('.hex .hr > [data-x]').allTextContents()
      const { payload } = decode(Buffer.from(hex.join(''), 'hex'))
      if (payload.length > 0) told.push(Buffer.from(payload).toString())
    }
    return told
  }
}

/** A learner on the chat's lesson: their own lab, and their place in the class network. */
export class ChatPage {
  readonly page: Page
  readonly bench: BenchPage
  readonly packets: ClassPackets

  constructor(page: Page) {
    this.page = page
    this.bench = new BenchPage(page, CHAT.lab)
    this.packets = new ClassPackets(page)
  }

  /** Opens the lesson, takes this name in the chat's client, and runs the lab: its server stays, and its client waits. */
  async run(url: string, name: string): Promise<this> {
    await this.page.goto(`${url}en/${CHAT.lesson}/`)
    await this.bench.ready()
    await this.bench.openFile('client.ts')
    const code = await this.bench.text('client.ts')
    await this.bench.write('client.ts', code.replace("const NAME = 'me'", `const NAME = '${name}'`))
    await this.bench.press()
    await this.hears(`* welcome ${name}, 0 others are here`)
    return this
  }

  /** Opts in by the lesson's bar, with the lab of this page that runs. */
  async join(): Promise<string> {
    await this.page.getByRole('button', { name: /^Class network \(/ }).click()
    expect(await this.page.getByLabel('With which lab').inputValue()).toBe(CHAT.lab)
    await this.page.getByRole('button', { name: /^Join the class network as / }).click()
    const [, host = ''] =
      /You are (\S+), with the lab/.exec(
        (await this.page.getByText(/^You are \S+, with the lab/).textContent()) ?? '',
      ) ?? []
    return host
  }

  async type(line: string): Promise<void> {
    const input = this.bench.section.locator('form.stdin input')
    await input.fill(line)
    await input.press('Enter')
  }

  async hears(text: string): Promise<void> {
    await this.bench.console('client.ts').getByText(text, { exact: false }).first().waitFor()
  }
}
