/** What a browser does between a platform and the tool: cookies, redirects, and forms that are sent by themselves. */
import type { Platform, User } from './platform.ts'

export type Went = { status: number; headers: Headers; text: string; url: string }
type Sending = { form?: Record<string, string>; headers?: Record<string, string> }

export class Browser {
  readonly #platform: Platform
  /** Of the tool. */
  readonly cookies = new Map<string, string>()
  /** Set-Cookie lines, as they came. */
  readonly set: string[] = []

  constructor(platform: Platform) {
    this.#platform = platform
  }

  /** One request; no redirect is followed. */
  async go(url: string, { form, headers = {} }: Sending = {}): Promise<Went> {
    const own = url.startsWith(new URL(this.#platform.state.tool!.loginUrl).origin)
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, {
      redirect: 'manual',
      method: form ? 'POST' : 'GET',
      headers: {
        ...(own && cookie !== '' && { cookie }),
        ...(form && { origin: this.#platform.issuer, 'sec-fetch-site': 'cross-site' }),
        ...headers,
      },
      ...(form && { body: new URLSearchParams(form) }),
    })
    if (own)
      for (const line of response.headers.getSetCookie()) {
        this.set.push(line)
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
        this.cookies.set(name, value)
      }
    return { status: response.status, headers: response.headers, text: await response.text(), url }
  }

  /** A click in the platform: the platform begins a sign-in at the tool. */
  login(user: string, hint: object, more: { form?: object; headers?: Record<string, string> } = {}): Promise<Went> {
    const { tool } = this.#platform.state
    const target = 'choose' in hint ? tool!.deepLinkingUrl : tool!.launchUrl
    const form = {
      iss: this.#platform.issuer,
      login_hint: user,
      target_link_uri: target,
      client_id: this.#platform.registration.clientId,
      lti_message_hint: JSON.stringify(hint),
      ...more.form,
    }
    return this.go(tool!.loginUrl, { form, ...(more.headers && { headers: more.headers }) })
  }

  /** The platform's answer to a redirect of the tool: what its form holds. */
  async authorize({ headers, text }: Went): Promise<{ state: string; id_token: string }> {
    const location = headers.get('location')
    if (location === null) throw new Error(`no redirect: ${text}`)
    const { text: page, status } = await this.go(location)
    const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1]
    if (status !== 200) throw new Error(`the platform refused: ${page}`)
    return { state: field('state')!, id_token: field('id_token')! }
  }

  launch(form: Record<string, string>, headers: Record<string, string> = {}): Promise<Went> {
    return this.go(this.#platform.state.tool!.launchUrl, { form, headers })
  }

  /** From the click to the page that is shown in the end. */
  async open(user: string, hint: object): Promise<Went> {
    return this.launch(await this.authorize(await this.login(user, hint)))
  }
}

export function addUser(platform: Platform, name: string, ...roles: string[]): User {
  const user = { sub: `sub of ${name}`, name, roles }
  platform.users.set(name, user)
  return user
}
