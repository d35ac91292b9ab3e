/** Below the faults: runs the lab without them and with them, and shows both runs side by side. */
import { useComputed, useSignal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Locale } from '../../../../course/schema.ts'
import { isStatic } from '../../shared/static.ts'
import type { Bench } from '../bench.ts'
import type { ComparisonProps } from './Comparison.tsx'
import { faultsOn, NotCompared, type Pair, runBoth } from './runs.ts'
import { type CompareProblem, compareWords } from './words.ts'
import './compare.css'

type State =
  | { at: 'idle' }
  | { at: 'running'; index: 0 | 1 }
  | { at: 'compared'; pair: Pair; differences: number }
  | { at: 'failed'; problem: CompareProblem }

export function CompareRuns({ bench, locale }: { bench: Bench; locale: Locale }) {
  const words = compareWords(locale)
  const state = useSignal<State>({ at: 'idle' })
  const shown = useSignal<{ View: ComponentType<ComparisonProps>; props: ComparisonProps } | null>(null)
  const calledOff = useRef<AbortController | null>(null)
  const button = useRef<HTMLButtonElement>(null)
  const plan = useComputed(() => faultsOn(bench))
  useEffect(() => () => calledOff.current?.abort(), [])
  const running = state.value.at === 'running'
  const why = isStatic()
    ? words.noLab
    : bench.bridge.connection.value.tier === 'reduced'
      ? words.reduced
      : plan.value === null
        ? words.nothingOn
        : null

  const compare = async () => {
    if (why !== null || running || plan.value === null) return
    const controller = new AbortController()
    calledOff.current = controller
    shown.value = null
    try {
      const [pair, { comparedOf, Comparison }] = await Promise.all([
        runBoth(bench, plan.value, controller.signal, (index) => {
          state.value = { at: 'running', index }
        }),
        import('./Comparison.tsx'),
      ])
      if (pair === null) {
        state.value = { at: 'idle' }
        return
      }
      const compared = comparedOf(bench, pair, locale)
      shown.value = { View: Comparison, props: { bench, locale, compared, onClose: close } }
      state.value = { at: 'compared', pair, differences: compared.rows.filter(({ differs }) => differs).length }
    } catch (error) {
      if (!(error instanceof NotCompared)) throw error
      state.value = { at: 'failed', problem: error.problem }
    }
  }
  const close = () => {
    shown.value = null
    state.value = { at: 'idle' }
    button.current?.focus()
  }
  return (
    <div class="cmp">
      <div class="cmp-bar">
        <button
          type="button"
          class="btn"
          data-compare
          aria-disabled={why !== null || running}
          ref={button}
          onClick={() => void compare()}
        >
          {state.value.at === 'compared' ? words.again : words.compare}
        </button>
        {running && (
          <button type="button" class="btn quiet" onClick={() => calledOff.current?.abort()}>
            {words.cancel}
          </button>
        )}
        <span role="status">{told(state.value, words) ?? why}</span>
      </div>
      {shown.value && <shown.value.View {...shown.value.props} />}
    </div>
  )
}

function told(state: State, words: ReturnType<typeof compareWords>): string | null {
  switch (state.at) {
    case 'idle':
      return null
    case 'running':
      return words.running[state.index]
    case 'compared':
      return words.done(state.differences)
    case 'failed':
      return words.problems[state.problem]
    default:
      return state satisfies never
  }
}
