/** The first steps of a class, in a browser. */
import { parse } from 'csv-parse/sync'
import type { Page } from 'playwright-core'
import type { Member } from '../../classroom/beside/serving.ts'

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

/** Adds these as learners by a roster, and signs each page in by the link of its own. Handles are `<name>-x`. */
export async function signInByLinks(
  teacher: Member,
  cohort: string,
  learners: { name: string; page: Page }[],
): Promise<void> {
  const rows = learners.map(({ name }, n) => `s-${n},student,${name},X,`)
  const content = Buffer.from(['sourcedId,role,givenName,familyName,email', ...rows].join('\n')).toString('base64')
  const at = `cohorts/${cohort}/roster`
  const { hash } = (await teacher.ask<{ hash: string }>('POST', `${at}/preview`, { content })).json
  const applied = await teacher.ask<{ links: { csv: string } }>('POST', `${at}/apply`, { content, hash })
  const links = parse(applied.json.links.csv, { bom: true, from_line: 2 })
  await Promise.all(
    links.map(async ([name = '', , , url = '']) => {
      const { page } = learners.find((one) => `${one.name} X` === name)!
      await page.goto(url)
      await page.getByRole('button', { name: 'Sign me in' }).click()
      await page.getByRole('heading', { name: 'Choose a passphrase' }).waitFor()
    }),
  )
}
