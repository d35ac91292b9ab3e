/** The class as it is at this moment: learners by lessons and exercises, who is stuck, whose hand is up. */
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Assignment } from '../../../../protocol/classroom/assignments.ts'
import type { ClassView } from '../../../../protocol/classroom/view.ts'
import { follow } from '../live.ts'
import { Box, Choice, Problem } from '../parts.tsx'
import { useAsked, useClock } from '../use.ts'
import { columnsOf } from './columns.ts'
import { Insight } from './Insight.tsx'
import type { InCohort } from './in-cohort.ts'
import { Matrix } from './Matrix.tsx'
import { Network } from './Network.tsx'
import { Hands, SendNote, StuckNow, Warm } from './Side.tsx'
import { isHere, stuckFirst, stuckOf, viewAfter } from './state.ts'

/** News that only the server can work out are asked for once for all that come within this, ms. */
const GATHER_MS = 250

export function Live(all: InCohort) {
  const { base, cohort, course, titles, words } = all
  const { view, live, problem } = useClassView(base, cohort.id)
  const assignments = useAsked<{ assignments: Assignment[] }>(`${base}/assignments`)
  const [chosen, setChosen] = useState<string | null>(null)
  const [order, setOrder] = useState<'stuck' | 'name'>('stuck')
  const now = useClock(15_000)
  if (!view || !assignments.data) return <Problem problem={problem ?? assignments.problem} words={words} />
  const list = assignments.data.assignments
  const options = [
    ...list.map(({ id, title }) => [`a:${id}`, words.ofAssignment(title)] as const),
    ...course.map(({ id, number, title }) => [`u:${id}`, words.ofUnit(number, title)] as const),
  ]
  const shown = chosen ?? options[0]?.[0] ?? ''
  const columns = columnsOf(shown, list, course, titles)
  const stuck = stuckOf(view.learners, now)
  const learners = order === 'stuck' ? stuckFirst(view, now) : view.learners
  const passed = view.learners.reduce(
    (sum, one) => sum + one.exercises.filter(({ state }) => state === 'passed').length,
    0,
  )
  const here = view.learners.filter((one) => isHere(one, now)).length
  return (
    <>
      <dl class="kv num">
        <div>
          <dd>
            {here} / {view.learners.length}
          </dd>
          <dt>{words.online}</dt>
        </div>
        <div>
          <dd>{view.hands.length}</dd>
          <dt>{words.handsUp}</dt>
        </div>
        <div>
          <dd>{stuck.length}</dd>
          <dt>{words.stuckNow}</dt>
        </div>
        <div>
          <dd>{passed}</dd>
          <dt>{words.passedSum}</dt>
        </div>
      </dl>
      {!live && (
        <p class="handline" role="status">
          {words.notLive}
        </p>
      )}
      <div class="livegrid">
        <Box
          title={words.learnersByWork}
          acts={
            live && (
              <span class="livelamp">
                <i aria-hidden="true" />
                {words.live}
              </span>
            )
          }
        >
          <div class="choose">
            <Choice label={words.columnsOf} value={shown} of={options} onValue={setChosen} />
            <Choice<'stuck' | 'name'>
              label={words.order}
              value={order}
              of={[
                ['stuck', words.byStuck],
                ['name', words.byName],
              ]}
              onValue={setOrder}
            />
          </div>
          {view.learners.length === 0 ? (
            <p class="pad">{words.noLearners}</p>
          ) : (
            <Matrix {...all} {...{ learners, columns, now }} />
          )}
        </Box>
        <div class="side2">
          <Hands {...all} view={view} now={now} />
          <StuckNow {...all} stuck={stuck} now={now} />
          <SendNote {...all} />
          <Warm {...all} lessons={lessonsIn(columns, course)} />
        </div>
      </div>
      <Network {...all} learners={view.learners} />
      <Insight
        {...all}
        exercises={columns.filter(({ kind }) => kind === 'exercise').map(({ ref }) => ref)}
        view={view}
      />
    </>
  )
}

/** Lessons of which something is among the columns. */
function lessonsIn(columns: readonly { kind: string; ref: string }[], course: InCohort['course']) {
  const refs = new Set(columns.map(({ kind, ref }) => `${kind} ${ref}`))
  const lessons = course.flatMap(({ lessons: own }) => own)
  return lessons.filter(
    ({ id, exercises }) => refs.has(`lesson ${id}`) || exercises.some((one) => refs.has(`exercise ${one.id}`)),
  )
}

/** The view, kept up to date by events. */
function useClassView(base: string, cohort: string) {
  const { data, problem, again } = useAsked<ClassView>(`${base}/view`)
  const [view, setView] = useState<ClassView | null>(null)
  const [live, setLive] = useState(true)
  const present = useRef<ClassView | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>()
  useEffect(() => {
    present.current = data
    setView(data)
  }, [data])
  const loaded = data !== null
  useEffect(() => {
    if (!loaded) return
    const end = follow(cohort, {
      ...(present.current && { after: present.current.seq }),
      onState: setLive,
      onEvent(event, at) {
        if (!present.current) return
        const next = viewAfter(present.current, event, at)
        if (next !== null) {
          present.current = next
          setView(next)
          return
        }
        clearTimeout(timer.current)
        timer.current = setTimeout(() => void again(), GATHER_MS)
      },
    })
    return () => {
      clearTimeout(timer.current)
      end()
    }
  }, [cohort, loaded])
  return { view, live, problem }
}
