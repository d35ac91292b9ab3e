/**
 * A class's people, in a real browser: a roster on the page of members, passkeys (an authenticator of Chromium's own), the
 * school's sign-in, a learning platform, and what administrators do. The classroom's real door stands before a real
 * database, OpenID provider and LTI platform; no lab runs, so that no sandbox is needed. Somebody on the roster is called
 * what would be a script, were it not shown as text.
 */
import { readFileSync } from 'node:fs'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sendDue } from '../../src/sidecar/classroom/lti/send.ts'
import { openSchool } from '../../src/sidecar/classroom/people/oidc/school.ts'
import { siteHandler } from '../../src/sidecar/http/site.ts'
import { addUser } from '../classroom/lti/browser.ts'
import { exerciseLink, graded, openParts, type Parts } from '../classroom/lti/parts.ts'
import { ROLE } from '../classroom/lti/platform.ts'
import { type Provider, startProvider } from '../classroom/oidc/provider.ts'
import { axeViolations } from '../support/axe.ts'
import { launchChromium } from '../support/chromium.ts'
import { databases } from '../support/databases.ts'
import { builtSite } from '../support/site.ts'
import { PATIENCE_MS } from './support/bench.ts'

const SCRIPT = '<img src=x onerror="window.pwned=1">'
const FORMULA = '=HYPERLINK("http://evil.example")'
const PASSPHRASE = 'blue horses over Weimar'
const AUTHENTICATOR = {
  protocol: 'ctap2',
  transport: 'internal',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
} as const
const cell = (text: string) => `"${text.replaceAll('"', '""')}"`
const HEAD = 'sourcedId,role,givenName,familyName,email'
const ROSTER = [
  HEAD,
  's-1,student,Ada,Lovelace,ada@school.example',
  's-2,student,小明,林,',
  `s-3,student,${cell(SCRIPT)},X,`,
  `s-4,student,${cell(FORMULA)},Y,`,
].join('\n')

describe('people of a class, on its pages', { timeout: 4 * PATIENCE_MS }, () => {
  const base = databases('sqlite')
  let parts: Parts
  let provider: Provider
  let browser: Browser
  let admin: Page
  let ada: Page
  let origin = ''
  let cohort = ''
  const contexts: BrowserContext[] = []

  const visitor = async (): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' })
    context.setDefaultTimeout(PATIENCE_MS)
    contexts.push(context)
    const page = await context.newPage()
    page.on('dialog', (dialog) => void dialog.accept())
    return page
  }
  /** Signs the page in as this person, by a personal link. */
  const enter = async (page: Page, person: string, path: string) => {
    const { url } = (await parts.admin('POST', `/api/class/people/${person}/link`)).json as { url: string }
    await page.goto(url)
    await page.getByRole('button', { name: 'Sign me in' }).click()
    await page.getByRole('heading', { name: 'Choose a passphrase' }).waitFor()
    await page.goto(`${origin}${path}`)
  }
  const db = () => parts.door.classroom.database.db
  const idOf = async (name: string) =>
    (await db().selectFrom('person').select('id').where('name', '=', name).executeTakeFirstOrThrow()).id
  const csvOf = async (page: Page, press: () => Promise<void>) => {
    const download = page.waitForEvent('download')
    await press()
    return readFileSync(await (await download).path(), 'utf8').replace(/^\uFEFF/, '')
  }

  beforeAll(async () => {
    const pages = siteHandler(await builtSite())
    ;[provider, browser] = await Promise.all([startProvider(), launchChromium()])
    parts = await openParts(await base.fresh(), { name: 'localhost', pages })
    const { classroom } = parts.door
    const { issuer, client, secret } = provider
    Object.assign(classroom, { school: openSchool({ issuer, client, secret, name: 'the school' }, classroom.log) })
    origin = classroom.origin
    const teacher = await idOf('Admin')
    cohort = await parts.door.cohort('7b', { [teacher]: 'instructor' })
    await parts.door.cohort('8a', {})
    admin = await visitor()
    await enter(admin, teacher, `/en/teach/?cohort=${cohort}&view=people`)
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    await parts?.close()
    await provider?.close()
  })

  it('a roster with errors names each row and what to do, and cannot be applied', async () => {
    await admin.getByText('Paste it in place of a file').click()
    await admin
      .getByLabel('Text of the CSV file')
      .fill(`${HEAD}\ns-1,pupil,Ada,,\ns-2,student,,,\ns-3,student,Bo,Li,no address`)
    await admin.getByRole('button', { name: 'Show what would change' }).click()
    await admin.getByText('Nothing can be applied until they are mended').waitFor()
    const rows = admin.locator('.roster tbody tr')
    expect(await rows.count()).toBe(3)
    expect(await rows.nth(0).innerText()).toMatch(/^2\s+role\s+“pupil” is no role/)
    expect(await rows.nth(2).innerText()).toMatch(/^4\s+email/)
    expect(await admin.getByRole('button', { name: 'Apply all of it' }).count()).toBe(0)
    expect(await admin.locator('table.rows').last().locator('tbody tr').count()).toBe(1)
  })

  it('a file shows what would change, is applied whole, and gives links once', async () => {
    await admin
      .getByLabel('CSV file', { exact: true })
      .setInputFiles({ name: 'users.csv', mimeType: 'text/csv', buffer: Buffer.from(ROSTER) })
    await admin.getByRole('button', { name: 'Show what would change' }).click()
    await admin.getByText('4 new', { exact: true }).waitFor()
    expect(await admin.locator('.roster').innerText()).toContain(SCRIPT)
    await admin.getByRole('button', { name: 'Apply all of it' }).click()
    await admin.getByText('4 people can come in by these links').waitFor()
    expect(await admin.locator('.linkcards li').count()).toBe(4)
    await admin.getByRole('rowheader', { name: SCRIPT }).waitFor()
    const links = await csvOf(admin, () => admin.getByRole('button', { name: 'Save as CSV' }).click())
    expect(links).toContain(`"'=HYPERLINK(""http://evil.example"") Y"`)
    const roster = await csvOf(admin, () => admin.getByRole('link', { name: 'Roster as CSV' }).click())
    expect(roster).toContain(`"'=HYPERLINK(""http://evil.example"")"`)
    expect(await admin.evaluate('window.pwned')).toBeUndefined()
    // The class is as the file says now; so nothing is left to be done.
    await admin.getByRole('button', { name: 'Show what would change' }).click()
    await admin.getByText('The class is already as the file says.').waitFor()
    expect(await axeViolations(admin, { within: 'main' })).toEqual([])
  })

  it('one of those links brings somebody in, who adds a passkey on the page of their account', async () => {
    const url = await admin.locator('.linkcards li', { hasText: 'Ada' }).locator('code').innerText()
    ada = await visitor()
    const cdp = await ada.context().newCDPSession(ada)
    await cdp.send('WebAuthn.enable')
    await cdp.send('WebAuthn.addVirtualAuthenticator', { options: AUTHENTICATOR })
    await ada.goto(url)
    await ada.getByRole('button', { name: 'Sign me in' }).click()
    await ada.getByLabel('What to call it').fill(SCRIPT)
    await ada.getByRole('button', { name: 'Add a passkey' }).click()
    await ada.getByText('Added. You can sign in with it from now on.').waitFor()
    expect(await ada.locator('.signins').first().innerText()).toMatch(/onerror.*\n.*not used yet/)
    expect(await ada.evaluate('window.pwned')).toBeUndefined()
    // There is no passphrase: without it nobody could come in as Ada.
    await ada.getByRole('button', { name: 'Remove' }).click()
    await ada.getByText('LAST_WAY_IN').waitFor()
    await ada.getByRole('button', { name: 'Add a passkey' }).click()
    await ada.getByText('This device or key has a passkey of yours here already.').waitFor()
  })

  it('and signs in by it, which is seen there; with a passphrase it can be removed', async () => {
    await ada.getByRole('button', { name: 'Sign out', exact: true }).click()
    await ada.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await ada.getByRole('heading', { level: 1, name: '7b' }).waitFor()
    await ada.goto(`${origin}/en/class/account/`)
    await ada.getByText(/· last used /).waitFor()
    await ada.getByLabel('New passphrase').fill(PASSPHRASE)
    await ada.getByRole('button', { name: 'Save' }).last().click()
    await ada.getByText('Changed. Everywhere else you are signed out.').waitFor()
    await ada.getByRole('button', { name: 'Remove' }).click()
    await ada.getByText('You have none yet.').waitFor()
    expect(await axeViolations(ada, { within: 'main' })).toEqual([])
  })

  it('the school’s sign-in tells in words what it refused, and lets in who is on the roster', async () => {
    const page = await visitor()
    provider.lies = { error: 'access_denied' }
    await page.goto(`${origin}/zh-cn/class/sign-in/`)
    await page.getByRole('link', { name: '用 the school 登录' }).click()
    await page.getByText('SCHOOL_REFUSED').waitFor()
    provider.lies = {}
    provider.person = { sub: 'p-2', sourcedId: 's-2' }
    const school = page.getByRole('link', { name: /the school/ })
    expect(await school.getAttribute('href')).toContain('/api/class/sign-in/school?to=')
    await page.goto(`${origin}/zh-cn/class/sign-in/?to=/zh-cn/class/account/`)
    await school.click()
    await page.getByText('xiaoming').or(page.locator('.handle').first()).first().waitFor()
    expect(await page.getByLabel('姓名').inputValue()).toBe('林小明')
    await page.context().close()
  })

  it('an administrator finds people, and does for them what only administrators may', async () => {
    await admin.goto(`${origin}/en/class/admin/`)
    await admin.getByLabel('Find').fill('ADA@SCHOOL')
    await admin.getByText('1 person', { exact: true }).waitFor()
    await admin.getByRole('button', { name: 'Manage (Ada Lovelace)' }).click()
    await admin.getByLabel('Make instructor of').selectOption({ label: '8a' })
    await admin.getByRole('button', { name: 'Make instructor' }).click()
    await admin.getByText('8a (instructor)').waitFor()

    await admin.getByRole('button', { name: 'Reset sign-in' }).click()
    const link = await admin.locator('.person .copied code').innerText()
    await ada.reload()
    await ada.getByRole('heading', { name: 'Sign in' }).waitFor()
    const old = { body: { name: 'ada@school.example', passphrase: PASSPHRASE } }
    expect((await parts.door.ask('POST', '/api/class/sign-in', old)).json.code).toBe('SIGN_IN_WRONG')
    await ada.goto(link)
    await ada.getByRole('button', { name: 'Sign me in' }).click()
    await ada.getByRole('heading', { name: 'Choose a passphrase' }).waitFor()
    await admin.getByRole('button', { name: 'Sign out everywhere' }).click()
    await admin.getByText('Ada Lovelace is signed out everywhere.').waitFor()
    await ada.reload()
    await ada.getByRole('heading', { name: 'Sign in' }).waitFor()

    const data = await csvOf(admin, () => admin.getByRole('link', { name: 'Export all data' }).click())
    expect(JSON.parse(data)).toMatchObject({ wirebook: 'person-export', person: await idOf('Ada Lovelace') })
    expect(await axeViolations(admin, { within: 'main' })).toEqual([])
  })

  it('deletes somebody after their sign-in name was typed; the audit tells of all of it', async () => {
    await admin.getByLabel('Find').fill('onerror')
    await admin.getByRole('button', { name: 'Manage (<img' }).click()
    const handle = await admin.locator('.everybody .who .mono').innerText()
    await admin.getByText('Delete …').click()
    await admin.getByText(/goes for good, by table/).waitFor()
    const go = admin.getByRole('button', { name: 'Delete for good' })
    expect(await go.isDisabled()).toBe(true)
    await admin.getByLabel(`Type ${handle} to confirm`).fill(handle)
    await go.click()
    await admin.getByText(/is deleted\. What they did for others is under deleted-/).waitFor()
    expect(await db().selectFrom('person').select('id').where('handle', '=', handle).execute()).toEqual([])
    // Nor may one delete oneself while nobody else administers.
    const me = await idOf('Admin')
    const own = await parts.admin('POST', `/api/class/people/${me}/delete`, { body: { handle: 'admin' } })
    expect([own.status, own.json.code]).toEqual([409, 'LAST_ADMIN'])
    await admin.getByRole('link', { name: 'Audit' }).click()
    for (const done of ['deleted a person', 'reset a sign-in', 'signed somebody out everywhere', 'imported a roster'])
      await admin.getByText(done).first().waitFor()
    expect(await admin.evaluate('window.pwned')).toBeUndefined()
  })

  it('a platform is added and tested; a wrong address is named', async () => {
    const { platform } = parts
    const [{ id }] = (await parts.admin('GET', '/api/class/lti/platforms')).json.platforms as [{ id: string }]
    await parts.admin('DELETE', `/api/class/lti/platforms/${id}`)
    await admin.getByRole('link', { name: 'Learning platforms' }).click()
    await admin.getByText(`${origin}/api/class/lti/launch`, { exact: true }).waitFor()
    await admin.getByRole('button', { name: 'Add a platform' }).click()
    const { registration } = platform
    const fields: [string, string][] = [
      ['Name', SCRIPT],
      ['Issuer (platform ID)', registration.issuer],
      ['Client ID', registration.clientId],
      ['Authentication request URL', registration.authorizationUrl],
      ['Access token URL', registration.tokenUrl],
      ['Public keyset URL', 'http://elsewhere.example/keys'],
      ['Deployment IDs', registration.deployments.join('\n')],
    ]
    for (const [label, value] of fields) await admin.getByLabel(label, { exact: true }).fill(value)
    await admin.getByRole('button', { name: 'Add', exact: true }).click()
    await admin.locator('.field.wrong').getByLabel('Public keyset URL').waitFor()
    await admin.getByLabel('Public keyset URL').fill(`${registration.keysUrl}-not-there`)
    await admin.getByRole('button', { name: 'Add', exact: true }).click()
    await admin.getByRole('button', { name: /^Test/ }).click()
    await admin.getByText('Its keys cannot be read: 404').waitFor()
    await admin.getByText('It grants a token for scores.').waitFor()
    await admin.getByRole('button', { name: /^Edit/ }).click()
    await admin.getByLabel('Public keyset URL').fill(registration.keysUrl)
    await admin.getByRole('button', { name: 'Save' }).click()
    await admin.getByRole('button', { name: /^Test/ }).click()
    await admin.getByText('Its keys can be read (200, 1).').waitFor()
    expect(await admin.evaluate('window.pwned')).toBeUndefined()
  })

  it('the ledger tells a score that the platform refused and why, and sends it again', async () => {
    const { platform, door } = parts
    // It stands still between tests; the platform's tokens are of now.
    door.clock.now = Date.now()
    addUser(platform, 'Lin', ROLE.learner)
    const teacher = parts.browser()
    const link = exerciseLink(platform)
    expect((await teacher.open('Tao', { link })).text).toBe('')
    expect((await parts.browser().open('Lin', { link })).text).toBe('')
    const lin = await idOf('Lin')
    platform.state.scoreAnswers.push({ status: 422 })
    await graded(door.classroom, lin, 8, { now: door.clock.now })
    await sendDue(door.classroom)

    // The course of the platform leads to the class that was there before.
    await admin.reload()
    await admin.getByLabel('Class of the course 7b').selectOption({ label: '8a' })
    await expect
      .poll(async () => (await db().selectFrom('audit').select('action').execute()).map(({ action }) => action))
      .toContain('lti.context.move')
    const made = (await db().selectFrom('cohort').select('id').where('title', '=', '8a').executeTakeFirstOrThrow()).id
    await parts.admin('POST', `/api/class/all-cohorts/${made}/enter`)
    await admin.goto(`${origin}/en/teach/?cohort=${made}&view=lti`)
    const row = admin.locator('.ledger tbody tr')
    await row.getByText('given up').waitFor()
    await row.getByText('last answer: 422').waitFor()
    await row.getByRole('button', { name: /^Send again/ }).click()
    await row.getByText('waiting', { exact: true }).waitFor()
    await sendDue(door.classroom)
    await admin.getByRole('button', { name: 'Look again' }).click()
    await row.getByText('arrived', { exact: true }).waitFor()
    expect(platform.scores.at(-1)?.body).toMatchObject({ scoreGiven: 16, scoreMaximum: 20 })
    expect(await axeViolations(admin, { within: 'main' })).toEqual([])
  })

  it('whoever does not administer is told so', async () => {
    const page = await visitor()
    await enter(page, await idOf('Ada Lovelace'), '/en/class/admin/')
    await page.getByText('Only administrators of this server come in here.').waitFor()
    await page.context().close()
  })
})
