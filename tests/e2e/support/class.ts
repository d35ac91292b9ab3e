/** The first steps of a class, in a browser. */
import type { Page } from 'playwright-core'

/** Follows the link that `serve --classroom` printed, makes Grace's account, and a cohort of this title. */
export async function openFirstClass(
  page: Page,
  { printed, passphrase, title }: { printed: string; passphrase: string; title: string },
): Promise<void> {
  const [link] = /http\S+\/class\/start#\S+/.exec(printed) ?? []
  await page.goto(link!)
  await page.getByLabel('Your name').fill('Grace')
  await page.getByLabel('Passphrase').fill(passphrase)
  await page.getByRole('button', { name: 'Make my account' }).click()
  await page.getByLabel('Title').fill(title)
  await page.getByLabel('Time zone').fill('Asia/Shanghai')
  await page.getByRole('button', { name: 'Make it' }).click()
  await page.getByRole('heading', { level: 1, name: title }).waitFor()
}
