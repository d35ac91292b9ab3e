/** The protocol workbench: a frame is defined, encoded, cut into reads, decoded, and taken along as code. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { Locale } from '../../../course/schema.ts'
import { type Edit, edited } from '../../../workbench/edit.ts'
import { planOf } from '../../../workbench/plan.ts'
import { PRESETS } from '../../../workbench/presets.ts'
import { type BenchState, FIRST, stateOf } from '../../../workbench/state.ts'
import { Fields } from './Fields.tsx'
import { FrameBytes } from './FrameBytes.tsx'
import { fragmentOf, keep, kept, type Opened, opened } from './kept.ts'
import { Messages } from './Messages.tsx'
import { StreamCut } from './StreamCut.tsx'
import { sentOf } from './sent.ts'
import { TakeAlong } from './TakeAlong.tsx'
import { workbenchWords } from './words.ts'

/** After a change the address waits so long for the next one, ms. */
const QUIET_MS = 400

export default function Workbench({ locale }: { locale: Locale }) {
  const words = workbenchWords[locale]
  const [state, setState] = useState<BenchState>(FIRST)
  const [problem, setProblem] = useState<Extract<Opened, { problem: string }>['problem'] | null>(null)
  /** What stood here before a link or a ready-made frame took its place. */
  const [mine, setMine] = useState<{ state: BenchState; after: 'link' | 'preset' } | null>(null)
  const [awake, setAwake] = useState(false)
  const changed = useRef(false)

  useEffect(() => {
    const open = async () => {
      const own = kept()
      const link = await opened(location.hash)
      if (link && 'state' in link) {
        setState(link.state)
        setProblem(null)
        const differs = own && JSON.stringify(own) !== JSON.stringify(link.state)
        setMine(differs ? { state: own, after: 'link' } : null)
      } else {
        if (own) setState(own)
        setProblem(link?.problem ?? null)
      }
      setAwake(true)
    }
    void open()
    addEventListener('hashchange', open)
    return () => removeEventListener('hashchange', open)
  }, [])

  useEffect(() => {
    if (!changed.current) return
    const timer = setTimeout(async () => {
      keep(state)
      const fragment = await fragmentOf(state)
      history.replaceState(null, '', fragment ? `#${fragment}` : location.pathname + location.search)
    }, QUIET_MS)
    return () => clearTimeout(timer)
  }, [state])

  const show = (next: BenchState) => {
    changed.current = true
    setState(next)
  }
  const edit = (one: Edit) => {
    setMine(null)
    show(edited(state, one))
  }

  const planned = useMemo(() => planOf(state.definition), [state.definition])
  const plan = planned.ok ? planned.plan : null
  const sent = useMemo(() => (plan ? sentOf(plan, state.messages) : []), [plan, state.messages])
  const preset = PRESETS.find(({ definition }) => JSON.stringify(definition) === JSON.stringify(state.definition))

  return (
    <div class="workbench" data-ready={awake ? '' : undefined}>
      {problem && (
        <div class="notice warn" role="status">
          <p>
            <b>{words.problemTitle}</b> {words.problems[problem]}
          </p>
          <button
            type="button"
            class="btn quiet"
            onClick={() => {
              history.replaceState(null, '', location.pathname + location.search)
              setProblem(null)
            }}
          >
            {words.close}
          </button>
        </div>
      )}
      {mine && (
        <div class="notice" role="status">
          <p>
            <b>{words.replaced[mine.after]}</b> {words.mineKept}
          </p>
          <button
            type="button"
            class="btn"
            onClick={() => {
              show(mine.state)
              setMine(null)
            }}
          >
            {words.backToMine}
          </button>
        </div>
      )}
      <fieldset class="begin">
        <legend>{words.begin}</legend>
        {PRESETS.map((one) => (
          <button
            key={one.id}
            type="button"
            class="btn"
            aria-pressed={one === preset}
            onClick={() => {
              // One made here is not thrown away by a press of a button.
              const own = PRESETS.every((other) => JSON.stringify(stateOf(other)) !== JSON.stringify(state))
              setMine(own ? { state, after: 'preset' } : mine)
              show(stateOf(one))
            }}
          >
            {words.presets[one.id]}
          </button>
        ))}
      </fieldset>
      {preset && <p class="about">{words.presetNotes[preset.id]}</p>}
      <Fields definition={state.definition} problems={planned.ok ? [] : planned.problems} words={words} onEdit={edit} />
      {plan ? (
        <>
          <Messages plan={plan} messages={state.messages} sent={sent} words={words} onEdit={edit} />
          <FrameBytes plan={plan} sent={sent} words={words} />
          <StreamCut plan={plan} sent={sent} words={words} />
        </>
      ) : (
        <p class="sentence bad" role="status">
          {words.mendFirst}
        </p>
      )}
      <TakeAlong plan={plan} state={state} words={words} />
    </div>
  )
}
