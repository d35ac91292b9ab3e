/** Tests by the behaviour they watch: state, points, what was expected and what came, hints one at a time. */
import { useSignal } from '@preact/signals'
import { useId } from 'preact/hooks'
import type { TestResult } from '../../../protocol/messages.ts'
import type { Words } from '../i18n.ts'
import { Icon } from '../shared/icons.tsx'
import type { ExerciseProps } from './props.ts'

type Props = { exercise: ExerciseProps; results: TestResult[] | null; words: Words }

export function Tests({ exercise, results, words }: Props) {
  const firstFailed = results?.find(({ state }) => state !== 'passed')?.id
  return (
    <ul class="tests">
      {exercise.tests.map((test) => {
        const result = results?.find(({ id }) => id === test.id) ?? null
        return (
          <Test
            key={`${test.id} ${result?.state}`}
            test={test}
            result={result}
            hints={exercise.hints}
            open={test.id === firstFailed}
            words={words}
          />
        )
      })}
    </ul>
  )
}

type TestProps = {
  test: ExerciseProps['tests'][number]
  result: TestResult | null
  hints: string[]
  /** Shown from the start. */
  open: boolean
  words: Words
}

function Test({ test, result, hints, open: opensFirst, words }: TestProps) {
  const open = useSignal(opensFirst)
  const id = useId()
  const state = result?.state ?? null
  const points = `${result ? `${result.points} / ` : ''}${test.points}`
  const kind = test.visibility === 'hidden' ? words.hiddenTest : null
  const title = (
    <>
      <Icon name={state === 'passed' ? 'check' : state ? 'cross' : kind ? 'lock' : 'idle'} />
      <span>
        {kind && <span class="kind">{kind}</span>}
        {kind && ' '}
        {test.title}
        {state && <span class="sr">, {words[state]}</span>}
      </span>
      <small>{points}</small>
    </>
  )
  if (!result || state === 'passed')
    return (
      <li>
        <div class={`tr ${state ?? ''}`}>{title}</div>
      </li>
    )
  return (
    <li>
      <button
        type="button"
        class={`tr ${state}`}
        aria-expanded={open.value}
        aria-controls={id}
        onClick={() => {
          open.value = !open.value
        }}
      >
        {title}
      </button>
      <div class="fd" id={id} hidden={!open.value}>
        {state === 'missing' && <p>{words.missing}</p>}
        {result.message && <p class="message">{result.message}</p>}
        {kind && (result.cause === 'late' || result.cause === 'gone') && <p>{words.hiddenEnded[result.cause]}</p>}
        <Compared result={result} words={words} />
        <Hints hints={hints} first={test.hint} words={words} />
      </div>
    </li>
  )
}

/** The two values, where they were too long for the message. */
function Compared({ result: { message, expected, actual }, words }: { result: TestResult; words: Words }) {
  if (expected === undefined || actual === undefined || message.includes(actual)) return null
  return (
    <details class="printed">
      <summary>{words.compared}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrolls */}
      <pre tabIndex={0}>
        {words.expected} {expected}
        {'\n'}
        {words.got} {actual}
      </pre>
    </details>
  )
}

/** The hint that helps this test comes first; the others follow, one at a time. */
function Hints({ hints, first, words }: { hints: string[]; first: number; words: Words }) {
  const shown = useSignal(0)
  const order = [first - 1, ...hints.map((_, index) => index).filter((index) => index !== first - 1)]
  return (
    <>
      {order.slice(0, shown.value).map((index, place) => (
        <div class="hint" key={index}>
          <b>{words.hint(place + 1, hints.length)}</b>
          <Inline text={hints[index] ?? ''} />
        </div>
      ))}
      {shown.value < hints.length && (
        <div class="acts">
          <button
            type="button"
            class="btn"
            onClick={() => {
              shown.value += 1
            }}
          >
            {shown.value === 0 ? words.showHint : words.nextHint}
          </button>
        </div>
      )}
    </>
  )
}

/** Words with `code` in backticks. */
export function Inline({ text }: { text: string }) {
  return (
    <>{text.split('`').map((part, index) => (index % 2 === 1 ? <code key={`${index} ${part}`}>{part}</code> : part))}</>
  )
}
