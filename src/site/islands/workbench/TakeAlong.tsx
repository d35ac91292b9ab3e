/** What can be taken along: a link, and files. How files are made is loaded when they are asked for. */
import { useState } from 'preact/hooks'
import type { Plan } from '../../../workbench/plan.ts'
import type { BenchState } from '../../../workbench/state.ts'
import type { ExportKind } from './Exported.tsx'
import { fragmentOf } from './kept.ts'
import type { WorkbenchWords } from './words.ts'

const KINDS: readonly ExportKind[] = ['codec', 'skeleton', 'definition']

type Props = { plan: Plan | null; state: BenchState; words: WorkbenchWords }

export function TakeAlong({ plan, state, words }: Props) {
  const [kind, setKind] = useState<ExportKind | null>(null)
  const [Made, setMade] = useState<typeof import('./Exported.tsx').Exported | null>(null)
  const [linked, setLinked] = useState('')
  const choose = (next: ExportKind) => {
    setKind(kind === next ? null : next)
    void import('./Exported.tsx').then(({ Exported }) => setMade(() => Exported))
  }
  const copyLink = async () => {
    const fragment = await fragmentOf(state)
    if (fragment === null) return setLinked(words.linkTooLong)
    history.replaceState(null, '', `#${fragment}`)
    try {
      await navigator.clipboard.writeText(location.href)
      setLinked(words.linked)
    } catch {
      setLinked(words.linkInBar) // the browser refuses
    }
  }
  return (
    <section class="panel" aria-labelledby="wb-take">
      <h2 id="wb-take">{words.take}</h2>
      <div class="presets">
        <button type="button" class="btn" onClick={() => void copyLink()}>
          {words.link}
        </button>
        {KINDS.map((one) => (
          <button
            key={one}
            type="button"
            class="btn"
            aria-expanded={kind === one}
            disabled={plan === null}
            onClick={() => choose(one)}
          >
            {words[one]}
          </button>
        ))}
      </div>
      <p class="how" role="status">
        {linked}
      </p>
      {kind && plan && (Made ? <Made kind={kind} plan={plan} state={state} words={words} /> : <p>{words.loading}</p>)}
    </section>
  )
}
