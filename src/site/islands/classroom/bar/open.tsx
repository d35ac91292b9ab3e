/**
 * The bar of a class on the course's pages. Loaded only where the server says that it holds a class; the pages themselves
 * know nothing of it.
 */
import { render } from 'preact'
import { besideOf } from '../../../../protocol/classroom/beside.ts'
import type { WhoIAm } from '../../../../protocol/classroom/people.ts'
import { pageLocale } from '../../shared/page-locale.ts'
import { call, pageAt, Refused } from '../api.ts'
import { Bar } from './Bar.tsx'
import { tellLeaving } from './leaving.ts'
import { barWords } from './words.ts'
import './bar.css'

export async function open(): Promise<void> {
  const words = barWords[pageLocale()]
  const me = await call<WhoIAm>('GET', 'me').catch((error: unknown) => {
    if (error instanceof Refused && error.status === 401) return null
    throw error
  })
  link(me ? words.bar : words.signIn, me ? classPage(me) : signInPage())
  if (me) tellLeaving(words)
  const article = document.querySelector<HTMLElement>('article[data-lesson]')
  if (!article) return
  const place = document.createElement('div')
  place.className = 'classbar'
  article.before(place)
  document.documentElement.dataset.class = ''
  const beside = besideOf(location.search)
  if (me && beside) {
    const { GuestBar } = await import('./GuestBar.tsx')
    render(<GuestBar beside={beside} lesson={article.dataset.lesson!} words={words} />, place)
    return
  }
  render(
    <Bar me={me} lesson={article.dataset.lesson!} locale={pageLocale()} words={words} signIn={signInPage()} />,
    place,
  )
}

function classPage({ cohorts, admin }: WhoIAm): string {
  const learns = cohorts.some(({ role, archived }) => role === 'learner' && !archived)
  const teaches = (admin && !learns) || cohorts.some(({ role, archived }) => role !== 'learner' && !archived)
  return pageAt(teaches ? 'teach/' : 'class/')
}

function signInPage(): string {
  return `${pageAt('class/sign-in/')}?to=${encodeURIComponent(location.pathname + location.search)}`
}

/** In the header of every page. */
function link(text: string, href: string): void {
  const tools = document.querySelector('header.top .tools')
  const made = document.createElement('a')
  made.className = 'classlink'
  made.href = href
  made.textContent = text
  tools?.prepend(made)
}
