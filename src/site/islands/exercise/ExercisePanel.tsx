/** A graded task: editor, Check, tests by behaviour, attempts, and the solution when it may be seen. */
import { useComputed, useSignal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Locale } from '../../../course/schema.ts'
import type { Attempt } from '../../../protocol/messages.ts'
import type { Words } from '../i18n.ts'
import { CodePane } from '../shared/CodePane.tsx'
import type { LineMark } from '../shared/editor.ts'
import { Icon } from '../shared/icons.tsx'
import { LazyVersions } from '../shared/LazyVersions.tsx'
import { ConflictNotices, ConnectionNotice, Notice, TierNotice } from '../shared/Notices.tsx'
import { isStatic } from '../shared/static.ts'
import { Attempts } from './Attempts.tsx'
import { LazyAfter } from './after/LazyAfter.tsx'
import { ExerciseModel } from './exercise.ts'
import type { ExercisePanelProps } from './props.ts'
import { Tests } from './Tests.tsx'

type Props = ExercisePanelProps & { words: Words }

export default function ExercisePanel({ id, locale, exercise, starter, words, children }: Props) {
  const live = useSignal<ExerciseModel | null>(null)
  const file = useSignal(exercise.files[0]!)
  const versions = useSignal(false)
  const sure = useSignal(false)
  const Static = useSignal<ComponentType<{ locale: Locale; exercise: string; file: string }> | null>(null)
  useEffect(() => {
    const made = new ExerciseModel(id, exercise, starter)
    live.value = made
    if (isStatic())
      void import('./StaticNotice.tsx').then(({ default: loaded }) => {
        Static.value = loaded
      })
    return () => made.dispose()
  }, [])
  const model = live.value
  const attempt = model?.latest.value ?? null
  const grading = model?.grading.value ?? 'none'
  return (
    <section class="exq" data-exercise-panel={id} data-ready={model ? '' : undefined} aria-label={exercise.title}>
      <div class="bar">
        <h3>{exercise.title}</h3>
        <Score exercise={exercise} attempt={attempt} grading={grading !== 'none'} words={words} />
        <span class="sp" />
        {grading === 'none' ? (
          <button
            type="button"
            class="btn go"
            data-check
            aria-disabled={!model || isStatic()}
            onClick={() => model?.check()}
          >
            <Icon name="run" />
            {words.check}
          </button>
        ) : (
          <button type="button" class="btn" onClick={() => model?.cancel()}>
            <Icon name="stop" />
            {words.cancel}
          </button>
        )}
        <button
          type="button"
          class="btn"
          aria-disabled={!model}
          onClick={() => {
            sure.value = !sure.value
          }}
        >
          <Icon name="reset" />
          {words.reset}
        </button>
        <button
          type="button"
          class="btn quiet sign"
          title={words.history}
          aria-label={words.history}
          onClick={() => {
            versions.value = !versions.value
          }}
        >
          <Icon name="history" />
        </button>
      </div>
      {model && sure.value && (
        <Notice kind="plain" icon="reset" title={words.reset} text={words.resetSure}>
          <button
            type="button"
            class="btn"
            onClick={() => {
              model.reset()
              sure.value = false
            }}
          >
            {words.reset}
          </button>
          <button
            type="button"
            class="btn quiet"
            onClick={() => {
              sure.value = false
            }}
          >
            {words.close}
          </button>
        </Notice>
      )}
      <ConnectionNotice bridge={model?.bridge ?? null} words={words} />
      {Static.value && <Static.value locale={locale} exercise={id} file={exercise.files[0]!} />}
      <TierNotice bridge={model?.bridge ?? null} text={words.exerciseReduced} words={words} />
      {model && <ConflictNotices documents={model.documents} words={words} />}
      {model?.told.value}
      {model?.problem.value && <Ours problem={model.problem.value} words={words} />}
      {model && versions.value && (
        <LazyVersions
          bridge={model.bridge}
          document={model.document(file.value)}
          onClose={() => {
            versions.value = false
          }}
        />
      )}
      <div class="two">
        <div>
          <div class="ph">
            <div class="tabs" role="tablist" aria-label={words.programs}>
              {exercise.files.map((name) => (
                <button
                  key={name}
                  type="button"
                  role="tab"
                  aria-selected={name === file.value}
                  onClick={() => {
                    file.value = name
                  }}
                >
                  {name}
                </button>
              ))}
            </div>
            <span class="sp" />
            {model && <Keeping model={model} file={file.value} words={words} />}
          </div>
          {exercise.files.map((name, index) => (
            <ExerciseCode
              key={name}
              name={name}
              shown={name === file.value}
              model={model}
              attempt={attempt}
              starter={starter[name] ?? ''}
              words={words}
              onShow={() => {
                file.value = name
              }}
            >
              {index === 0 ? children : null}
            </ExerciseCode>
          ))}
        </div>
        <div>
          <div class="ph">
            <h4>{attempt ? words.whatItDid : words.whatItMustDo}</h4>
            <span class="sp" />
            {model && <Attempts attempts={model.attempts.value} words={words} />}
          </div>
          {attempt?.problem && <Trouble attempt={attempt} words={words} />}
          <Tests exercise={exercise} results={attempt?.tests ?? null} words={words} />
          {attempt?.printed && (
            <details class="printed">
              <summary>{words.printed}</summary>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrolls */}
              <pre tabIndex={0}>{attempt.printed}</pre>
            </details>
          )}
        </div>
      </div>
      {model && <LazyAfter model={model} exercise={exercise} file={file.value} />}
    </section>
  )
}

type ScoreProps = { exercise: ExercisePanelProps['exercise']; attempt: Attempt | null; grading: boolean; words: Words }

function Score({ exercise, attempt, grading, words }: ScoreProps) {
  const all = exercise.tests.reduce((sum, { points }) => sum + points, 0)
  const passed = attempt?.tests.filter(({ state }) => state === 'passed').length ?? 0
  const verdict = !attempt
    ? words.notChecked
    : attempt.verdict === 'pass'
      ? words.allPassed
      : words.somePassed(passed, exercise.tests.length)
  const kind = grading || !attempt ? '' : attempt.verdict === 'pass' ? 'passed' : 'failed'
  return (
    <p class={`st ${kind}`} role="status">
      {kind === 'passed' && <Icon name="check" />}
      {kind === 'failed' && <Icon name="cross" />}
      <span class="pts">
        {attempt?.points ?? 0} / {attempt?.maxPoints ?? all}
      </span>
      <span>{words.points}</span>
      <span>· {grading ? words.checking : verdict}</span>
    </p>
  )
}

function Keeping({ model, file, words }: { model: ExerciseModel; file: string; words: Words }) {
  const { base, dirty, keeping } = model.document(file).state.value
  if (base === 0 && !dirty) return null
  return <small class={`keeping ${keeping}`}>{words.keeping[dirty && keeping === 'saved' ? 'saving' : keeping]}</small>
}

function Ours({ problem, words }: { problem: { code: string; message: string }; words: Words }) {
  return (
    <Notice kind="fault" icon="cross" title="" text={`${words.exerciseFault} (${problem.code}) ${problem.message}`} />
  )
}

/** Why no test could run: the submission does not parse, or falls over while it is loaded. */
function Trouble({ attempt, words }: { attempt: Attempt; words: Words }) {
  const { message, file, line } = attempt.problem!
  return (
    <div class="trouble" role="alert">
      {file && line !== undefined && <b>{words.errorAt(file, line)}</b>}
      <pre>{message}</pre>
    </div>
  )
}

type ExerciseCodeProps = {
  name: string
  shown: boolean
  model: ExerciseModel | null
  attempt: Attempt | null
  starter: string
  words: Words
  onShow: () => void
  children: preact.ComponentChildren
}

function ExerciseCode({ name, shown, model, starter, words, onShow, children }: ExerciseCodeProps) {
  const marks = useComputed((): LineMark[] => {
    const attempt = model?.latest.value
    return !attempt || model?.stale.value ? [] : marksOf(attempt, name)
  })
  return (
    <CodePane
      file={name}
      label={words.codeLabel(name)}
      document={model?.document(name) ?? null}
      starter={starter}
      shown={shown}
      marks={marks}
      onRun={() => model?.check()}
      onShow={onShow}
    >
      {children}
    </CodePane>
  )
}

/** Lines of a file at which it does not parse, crashed or threw. */
function marksOf({ problem, tests }: Attempt, file: string): LineMark[] {
  const places = problem ? [{ place: problem, message: problem.message }] : tests
  const marks = new Map<number, LineMark>()
  for (const { place, message } of places) {
    if (place?.file !== file || place.line === undefined || marks.has(place.line)) continue
    marks.set(place.line, { line: place.line, kind: 'error', text: message.split('\n')[0] ?? '' })
  }
  return [...marks.values()]
}
