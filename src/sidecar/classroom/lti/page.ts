/**
 * The few pages that LTI needs of its own, shown in a platform's frame or window: a question to go on in a new window, the
 * choice of deep linking, and a refusal. They may be framed, since they do nothing for whoever is signed in; they load
 * nothing, and know no cookie.
 */
import { createHash } from 'node:crypto'
import { html, raw } from 'hono/html'
import { inWords } from '../../../protocol/sentence.ts'
import { type Answer, type Call, Refusal } from '../http/route.ts'
import { wordsFor } from '../words/index.ts'

const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.6 system-ui, sans-serif }
body { margin: 0; padding: 2rem 1.25rem; display: grid; justify-content: center }
main { max-width: 34rem; display: grid; gap: 1rem; justify-items: start }
h1 { font-size: 1.25rem; line-height: 1.3; margin: 0 }
p { margin: 0 }
form { display: contents }
label { display: grid; gap: .25rem; max-width: 100% }
select, input, button, a.go { font: inherit; min-height: 2.75rem; padding: .25rem .75rem; max-width: 100%; box-sizing: border-box }
button, a.go { border: 1px solid; border-radius: .375rem; cursor: pointer; color: inherit; background: transparent;
  text-decoration: none; display: inline-flex; align-items: center; font-weight: 600 }
code { font-size: .875rem; opacity: .75; overflow-wrap: anywhere }
`
/** Sends the only form of its page. */
const SEND = 'document.forms[0].submit()'

type Html = ReturnType<typeof html>
export type Page = { locale: 'en' | 'zh-cn'; title: string; body: Html; send?: boolean; status?: number }

/** Values in `html` templates are escaped. */
export async function page({ locale, title, body, send = false, status = 200 }: Page): Promise<Answer> {
  const language = locale === 'zh-cn' ? 'zh-CN' : 'en'
  const script = send ? raw(`<script>${SEND}</script>`) : ''
  const content = await html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title} · wirebook</title><style>${raw(STYLE)}</style></head>
<body><main><h1>${title}</h1>${body}</main>${script}</body></html>`
  return { html: String(content), status, headers: FRAMED }
}

/**
 * Where a form leads is not bounded: it is the platform's address, from where it may lead on. A platform that opened us in
 * a window of its own wants to hear from it.
 */
const FRAMED = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "base-uri 'none'",
    `style-src '${hashOf(STYLE)}'`,
    `script-src '${hashOf(SEND)}'`,
    'frame-ancestors *',
  ].join('; '),
  'Cross-Origin-Opener-Policy': 'unsafe-none',
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}

/** People come here from another site, by a click: what is refused is told on a page. */
export async function asPage(call: Call<unknown>, work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const words = wordsFor(call.locale)
    const said = error.told === null ? error.message : inWords(words, error.told)
    call.classroom.log.warn({ code: error.code, why: error.message }, 'an LTI message was refused')
    const body = html`<p>${said}</p><p><code>${error.code}</code></p>`
    return page({ locale: call.locale, title: words.ltiNotOpened(), body, status: error.status })
  }
}
