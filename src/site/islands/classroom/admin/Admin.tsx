/** The pages of administrators: people of the server, learning platforms, the audit trail. Each has an address. */
import type { Locale } from '../../../../course/schema.ts'
import type { WhoIAm } from '../../../../protocol/classroom/people.ts'
import { pageAt } from '../api.ts'
import { Audit } from '../audit/Audit.tsx'
import { NoClass } from '../NoClass.tsx'
import { useAsked } from '../use.ts'
import { classWords } from '../words/index.ts'
import { ownZone } from '../zone.ts'
import { People } from './People.tsx'
import { Platforms } from './Platforms.tsx'
import { adminWords } from './words.ts'
import '../classroom.css'
import '../teach/teach.css'

const VIEWS = ['people', 'platforms', 'audit'] as const
type View = (typeof VIEWS)[number]

export default function Admin({ locale }: { locale: Locale }) {
  const words = classWords[locale]
  const own = adminWords[locale]
  const me = useAsked<WhoIAm>('me')
  if (me.problem) return <NoClass problem={me.problem} words={words} />
  if (!me.data) return <p class="wait">{words.loading}</p>
  const query = new URLSearchParams(location.search)
  const view: View = VIEWS.find((one) => one === query.get('view')) ?? 'people'
  return (
    <div class="cpage" data-ready>
      <div class="chead">
        <h1>{own.title}</h1>
        <p class="whoami">
          {words.signedInAs(me.data.name)} · <a href={pageAt('class/account/')}>{words.account}</a> ·{' '}
          <a href={pageAt('teach/')}>{words.yourCohorts}</a>
        </p>
      </div>
      {me.data.admin ? (
        <>
          <nav class="tabs" aria-label={own.title}>
            {VIEWS.map((one) => (
              <a key={one} href={`?view=${one}`} aria-current={one === view ? 'page' : undefined}>
                {own.tabs[one]}
              </a>
            ))}
          </nav>
          <Shown view={view} person={query.get('person')} {...{ locale, me: me.data }} />
        </>
      ) : (
        <p class="leadin">{own.notAdmin}</p>
      )}
    </div>
  )
}

type ShownProps = { view: View; person: string | null; locale: Locale; me: WhoIAm }

function Shown({ view, person, locale, me }: ShownProps) {
  const words = classWords[locale]
  const all = { locale, words, own: adminWords[locale] }
  switch (view) {
    case 'people':
      return <People me={me} {...all} />
    case 'platforms':
      return <Platforms {...all} />
    case 'audit': {
      const path = person === null ? 'audit' : `audit?person=${encodeURIComponent(person)}`
      return <Audit path={path} zone={ownZone()} {...{ locale, words }} />
    }
    default:
      return view satisfies never
  }
}
