/**
 * A launch in a real browser, from another site: whether the cookie of a sign-in comes along with the platform's POST, and
 * what becomes of it in a frame. The platform's pages are at `localhost`, the tool at 127.0.0.1: two sites.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../../support/chromium.ts'
import { databases } from '../../support/databases.ts'
import { exerciseLink, openParts, type Parts } from './parts.ts'

describe('a launch in Chromium', () => {
  const base = databases('sqlite')
  let parts: Parts
  let chromium: Browser
  let link: string
  /** The platform's own pages: a form that begins a launch, here or in a frame. */
  const site = createServer((request, response) => {
    const { searchParams } = new URL(request.url!, 'http://x')
    const form = searchParams.get('form')
    response.writeHead(200, { 'content-type': 'text/html' })
    response.end(form === null ? `<iframe src="/?form=${searchParams.get('frame')}"></iframe>` : formOf(form))
  })
  const formOf = (hint: string) => {
    const { tool } = parts.platform.state
    const fields = {
      iss: parts.platform.issuer,
      client_id: parts.platform.registration.clientId,
      login_hint: 'Tao',
      target_link_uri: hint === 'choose' ? tool!.deepLinkingUrl : tool!.launchUrl,
      lti_message_hint: JSON.stringify(hint === 'choose' ? { choose: '7b' } : { link }),
    }
    const inputs = Object.entries(fields).map(
      ([name, value]) => `<input name="${name}" value="${value.replaceAll('"', '&quot;')}">`,
    )
    return `<form method="post" action="${tool!.loginUrl}">${inputs.join('')}<button>Open</button></form>`
  }
  beforeAll(async () => {
    parts = await openParts(await base.fresh())
    link = exerciseLink(parts.platform)
    const { admin, platform } = parts
    const { json } = await admin('GET', '/api/class/lti/platforms')
    const [{ id }] = json.platforms as [{ id: string }]
    const authorizationUrl = platform.registration.authorizationUrl.replace('127.0.0.1', 'localhost')
    await admin('PUT', `/api/class/lti/platforms/${id}`, { body: { ...platform.registration, authorizationUrl } })
    await new Promise<void>((done) => site.listen(0, '127.0.0.1', done))
    chromium = await launchChromium()
  })
  afterAll(async () => {
    await chromium.close()
    site.closeAllConnections()
    site.close()
    await parts.close()
  })

  const start = async (query: string): Promise<Page> => {
    const page = await (await chromium.newContext({ locale: 'en' })).newPage()
    await page.goto(`http://localhost:${(site.address() as AddressInfo).port}/?${query}`)
    return page
  }
  /** The platform's answer waits for a click. */
  const submit = (page: Pick<Page, 'locator'>) =>
    page.locator('form').evaluate((form) => (form as HTMLFormElement).submit())
  const signedIn = async (page: Page) => (await page.context().cookies()).some(({ name }) => name === 'wirebook')

  it('signs in by the platform’s POST from another site', async () => {
    const page = await start('form=launch')
    await page.getByRole('button').click()
    await page.waitForURL(/\/auth\?/)
    await submit(page)
    await page.waitForURL(/first-conversation/)
    expect(await signedIn(page)).toBe(true)
    await page.context().close()
  })

  it('in a frame opens a window of its own, and is signed in there', async () => {
    const page = await start('frame=launch')
    const frame = page.frameLocator('iframe')
    await frame.getByRole('button').click()
    const opened = page.context().waitForEvent('page')
    await frame.getByRole('link', { name: 'Open in a new window' }).click()
    const own = await opened
    await own.waitForURL(/\/auth\?/)
    await submit(own)
    await own.waitForURL(/first-conversation/)
    expect(await signedIn(page)).toBe(true)
    await page.context().close()
  })

  it('chooses in a frame, and answers there', async () => {
    const page = await start('frame=choose')
    const frame = page.frameLocator('iframe')
    await frame.getByRole('button').click()
    await frame.locator('input[name=id_token]').waitFor()
    await submit(frame)
    await frame.locator('select[name=choice]').selectOption('exercise:sockets/nihao-server')
    await frame.getByRole('button', { name: 'Add the link' }).click()
    await expect.poll(() => parts.platform.returned.length).toBe(1)
    expect(await signedIn(page)).toBe(false)
    await page.context().close()
  })
})
