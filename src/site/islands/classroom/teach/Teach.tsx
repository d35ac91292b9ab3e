/** The teaching pages: all classes, or one of them with its parts. */
import type { Locale } from '../../../../course/schema.ts'
import type { Cohort } from '../../../../protocol/classroom/cohorts.ts'
import type { WhoIAm } from '../../../../protocol/classroom/people.ts'
import { pageAt } from '../api.ts'
import { type ClassCourse, titlesOf } from '../course.ts'
import { NoClass } from '../NoClass.tsx'
import { Problem } from '../parts.tsx'
import { useAsked } from '../use.ts'
import { type ClassWords, classWords } from '../words/index.ts'
import { Assignments } from './Assignments.tsx'
import { Cohorts } from './Cohorts.tsx'
import { Gradebook } from './Gradebook.tsx'
import type { InCohort } from './in-cohort.ts'
import { Learner } from './Learner.tsx'
import { Live } from './Live.tsx'
import { Lti } from './lti/Lti.tsx'
import { People } from './People.tsx'
import { Regrades } from './Regrades.tsx'
import { going, type Place, searchOf, usePlace, VIEWS, type View } from './route.ts'
import { Settings } from './Settings.tsx'
import '../classroom.css'
import './teach.css'

export default function Teach({ locale, course }: { locale: Locale; course: ClassCourse }) {
  const words = classWords[locale]
  const place = usePlace()
  const me = useAsked<WhoIAm>('me')
  if (me.problem) return <NoClass problem={me.problem} words={words} />
  if (!me.data) return <p class="wait">{words.loading}</p>
  if (place.cohort === null) return <Cohorts me={me.data} {...{ locale, words }} />
  return <OneCohort key={place.cohort} me={me.data} {...{ place, locale, course, words }} id={place.cohort} />
}

type Props = { me: WhoIAm; place: Place; id: string; locale: Locale; course: ClassCourse; words: ClassWords }

function OneCohort({ me, place, id, locale, course, words }: Props) {
  const cohort = useAsked<Cohort>(`cohorts/${id}`)
  if (!cohort.data) {
    return (
      <div class="cpage" data-ready={cohort.problem ? '' : undefined}>
        <Problem problem={cohort.problem} words={words} />
        {cohort.problem && <a href={pageAt('teach/')}>{words.yourCohorts}</a>}
      </div>
    )
  }
  const mayChange = cohort.data.role === 'instructor'
  const { lti = false } = cohort.data
  const views = VIEWS.filter((view) => view === place.view || isOffered(view, { mayChange, lti: lti || me.admin }))
  const all: InCohort = {
    cohort: cohort.data,
    base: `cohorts/${id}`,
    mayChange,
    me,
    course,
    titles: titlesOf(course),
    locale,
    words,
    changed: cohort.put,
  }
  return (
    <div class="cpage" data-ready>
      <div class="chead">
        <h1>
          {cohort.data.title}
          {cohort.data.archivedAt !== null && <small> {words.archived}</small>}
        </h1>
        <p class="whoami">
          {words.signedInAs(me.name)} · <a href={pageAt('class/account/')}>{words.account}</a> ·{' '}
          <a href={pageAt('teach/')}>{words.yourCohorts}</a>
        </p>
      </div>
      <nav class="tabs" aria-label={cohort.data.title}>
        {views.map((view) => (
          <a
            key={view}
            href={searchOf({ cohort: id, view })}
            onClick={going}
            aria-current={view === place.view ? 'page' : undefined}
          >
            {words.tabs[view]}
          </a>
        ))}
      </nav>
      <Shown all={all} place={place} />
    </div>
  )
}

/** A school without a learning platform has nothing to see of one; whoever may register one finds the way there. */
function isOffered(view: View, { mayChange, lti }: { mayChange: boolean; lti: boolean }): boolean {
  return view === 'lti' ? lti : mayChange || !['regrade', 'settings'].includes(view)
}

function Shown({ all, place }: { all: InCohort; place: Place }) {
  if (all.cohort.role === 'learner') return <p class="leadin">{all.words.noCohorts}</p>
  switch (place.view) {
    case 'live':
      return place.learner ? <Learner {...all} person={place.learner} attempt={place.attempt} /> : <Live {...all} />
    case 'assignments':
      return <Assignments {...all} />
    case 'people':
      return <People {...all} />
    case 'gradebook':
      return <Gradebook {...all} />
    case 'regrade':
      return <Regrades {...all} />
    case 'lti':
      return <Lti {...all} />
    case 'settings':
      return <Settings {...all} />
    default:
      return place.view satisfies never
  }
}
