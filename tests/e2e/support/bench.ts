/** A lab on a page, as a reader meets it: by role, label and what is written there. */

import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

/** For whatever a loaded machine with two cores may take, ms. */
export const PATIENCE_MS = 30_000

export class BenchPage {
  readonly page: Page
  readonly lab: string
  readonly section: Locator

  constructor(page: Page, lab: string) {
    this.page = page
    this.lab = lab
    this.section = page.locator(`section.bench[data-lab="${lab}"]`)
  }

  /** Scrolls there, and waits until it can be used: script awake, editor open. */
  async ready(): Promise<this> {
    await this.page.locator(`#lab-${this.lab.replace('/', '-')}`).scrollIntoViewIfNeeded()
    await this.section.and(this.page.locator('[data-ready]')).waitFor()
    await this.section.locator('[data-editor="open"]').first().waitFor({ state: 'attached' })
    return this
  }

  /** The sentence of the bar. */
  get status(): Locator {
    return this.section.locator('.bar .st span')
  }

  button(name: string | RegExp): Locator {
    return this.section.locator('.bar').getByRole('button', { name })
  }

  /** Presses Run, or Run again. */
  async press(): Promise<void> {
    await this.section.locator('[data-run]').click()
  }

  /** Presses Run and waits until the programs have ended and all of it is drawn. */
  async run(): Promise<void> {
    const told = this.told()
    await this.press()
    await told
  }

  /** Resolves when the page tells of a run of this lab that has shown what it has to show. */
  told(): Promise<RunFacts> {
    return this.page.evaluate(
      (lab) =>
        new Promise<RunFacts>((done) => {
          const hear = (event: Event) => {
            const { detail } = event as CustomEvent<{ lab: string; facts: RunFacts }>
            if (detail.lab !== lab) return
            document.removeEventListener('wirebook:run', hear)
            done(detail.facts)
          }
          document.addEventListener('wirebook:run', hear)
        }),
      this.lab,
    )
  }

  async choose(setting: string, value: string): Promise<void> {
    await this.section
      .getByRole('radiogroup', { name: setting })
      .getByRole('radio', { name: value, exact: true })
      .check()
  }

  console(file: string): Locator {
    return this.section.getByRole('log', { name: file })
  }

  async openFile(file: string): Promise<void> {
    await this.section.getByRole('tab', { name: file }).click()
    await this.code(file).waitFor()
  }

  code(file: string): Locator {
    return this.section.locator(`[data-file="${file}"]`).getByRole('textbox')
  }

  /** Puts a text in the place of a file's, as pasting it does. */
  async write(file: string, text: string): Promise<void> {
    await this.openFile(file)
    await paste(this.code(file), text)
  }

  /** The text of a file, from its editor. */
  async text(file: string): Promise<string> {
    return textOf(this.code(file))
  }

  /** Packets of the ladder, one text each: its headline and numbers. */
  get packets(): Locator {
    return this.section.getByRole('listbox', { name: /^(Packets|数据包)$/ }).getByRole('option')
  }

  /** The ladder's packets in words for those who do not see it. */
  async spoken(): Promise<string[]> {
    return Promise.all((await this.packets.all()).map((packet) => nameOf(packet)))
  }

  /** The client's and the server's endpoint, at the head of the lifelines. */
  async ends(): Promise<string[]> {
    return this.section.locator('.ends small').allTextContents()
  }

  /** Bytes of the chosen packet in hexadecimal, without spaces. */
  async hex(): Promise<string> {
    const bytes = this.section
      .getByRole('img', { name: /^(Bytes in hexadecimal|十六进制字节)/ })
      .locator('.hr > [data-x]')
    return (await bytes.allTextContents()).join('')
  }

  async says(sentence: string | RegExp): Promise<void> {
    await this.status.filter({ hasText: sentence }).waitFor({ timeout: PATIENCE_MS })
  }
}

export type RunFacts = {
  run: number
  writes: number
  segments: number
  reads: number
  packets: number
  summary: string
}

/** What a screen reader says of it: its label, or the words that are there for the ear alone. */
export async function nameOf(element: Locator): Promise<string> {
  return element.evaluate((one) => one.getAttribute('aria-label') ?? one.querySelector('.sr')?.textContent ?? '')
}

/** Replaces everything in an editor by pasting; a long text typed key by key would have its brackets closed for it. */
export async function paste(editor: Locator, text: string): Promise<void> {
  await editor.click()
  await editor.press('ControlOrMeta+a')
  await editor.evaluate((element, pasted) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', pasted)
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, text)
  // Lines far from the view are not in the page.
  await expect.poll(async () => text.includes(await textOf(editor)), { timeout: PATIENCE_MS }).toBe(true)
}

/** Lines without the notes that the page writes behind them. Trailing empty lines are left out. */
export async function textOf(editor: Locator): Promise<string> {
  const lines = await editor.locator('.cm-line').evaluateAll((all) =>
    all.map((line) => {
      const copy = line.cloneNode(true) as HTMLElement
      for (const note of copy.querySelectorAll('.line-note')) note.remove()
      return copy.textContent ?? ''
    }),
  )
  return lines.join('\n').trimEnd()
}
