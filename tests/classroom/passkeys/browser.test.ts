/** The ceremony in Chromium, with an authenticator of its own (CDP, WebAuthn domain): what a page of the class does. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../../support/chromium.ts'
import { databases } from '../../support/databases.ts'
import { type Door, openDoor } from '../door.ts'

const AUTHENTICATOR = {
  protocol: 'ctap2',
  transport: 'internal',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
} as const

describe('a passkey in a browser', () => {
  const base = databases('sqlite')
  let door: Door
  let browser: Browser
  beforeAll(async () => {
    door = await openDoor(await base.fresh())
    // A name, since passkeys are for names; the door's own address is a number.
    Object.assign(door.classroom, { origin: door.url.replace('127.0.0.1', 'localhost') })
    browser = await launchChromium()
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await door?.close()
  })

  it('is added on the page of one’s account, and signs in where nobody is signed in', async () => {
    const { origin } = door.classroom
    const headers = { origin: door.url }
    const lin = await door.person('林小明')
    const context = await browser.newContext()
    const page = await context.newPage()
    const cdp = await context.newCDPSession(page)
    await cdp.send('WebAuthn.enable')
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options: AUTHENTICATOR })
    await page.goto(`${origin}/`)
    const ask = await door.as(lin)

    const creation = (await ask('POST', '/api/class/passkeys/options', { headers })).json
    const made = await page.evaluate(async (json) => {
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(json as never)
      return ((await navigator.credentials.create({ publicKey })) as PublicKeyCredential).toJSON()
    }, creation)
    const added = await ask('POST', '/api/class/passkeys', { headers, body: { name: 'Chromium', answer: made } })
    expect([added.status, added.json]).toMatchObject([201, { possible: true, passkeys: [{ name: 'Chromium' }] }])
    const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId })
    expect(credentials).toMatchObject([{ isResidentCredential: true, rpId: 'localhost' }])

    // This half is the page's alone: its own requests, its own cookie.
    const me = await page.evaluate(async () => {
      const send = async (path: string, body?: object) => {
        const sent = body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}
        const answer = await fetch(`/api/class/${path}`, { method: 'POST', ...sent })
        if (!answer.ok) throw new Error(await answer.text())
        return answer.json()
      }
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(await send('sign-in/passkey/options'))
      const got = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential
      await send('sign-in/passkey', { answer: got.toJSON() })
      return (await fetch('/api/class/me')).json()
    })
    expect(me).toMatchObject({ id: lin, name: '林小明' })
  }, 120_000)
})
