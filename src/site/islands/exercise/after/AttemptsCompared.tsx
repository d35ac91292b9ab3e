/** Two attempts beside each other: which tests changed their state, and what differs in the code. */
import { type Signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Attempt, SavedText } from '../../../../protocol/messages.ts'
import { keyOf } from '../../../bridge-client.ts'
import { Diff } from '../../shared/diff/Diff.tsx'
import { Icon } from '../../shared/icons.tsx'
import { moment } from '../../shared/versions/moment.ts'
import type { ExerciseModel } from '../exercise.ts'
import type { ExerciseProps } from '../props.ts'
import { gradedText, type TestChange, testChanges } from './compared.ts'
import type { AfterWords } from './words.ts'

type Props = { model: ExerciseModel; exercise: ExerciseProps; words: AfterWords; onClose: () => void }

export function AttemptsCompared({ model, exercise, words, onClose }: Props) {
  const attempts = model.attempts.value
  // By their times: while this is open a new attempt may come.
  const earlier = useSignal(attempts.at(-2)!.at)
  const later = useSignal(attempts.at(-1)!.at)
  const versions = useVersions(model)
  const place = (at: string) =>
    Math.max(
      0,
      attempts.findIndex((one) => one.at === at),
    )
  const [from, to] = [place(earlier.value), place(later.value)]
  const { changed, same } = testChanges(attempts[from]!, attempts[to]!)
  return (
    <section class="attempts" aria-label={words.attemptsTitle}>
      <div class="ph">
        <h4>{words.attemptsTitle}</h4>
        <span class="sp" />
        <button type="button" class="btn quiet" onClick={onClose}>
          {words.close}
        </button>
      </div>
      <div class="which">
        <Choice label={words.earlier} attempts={attempts} chosen={earlier} words={words} />
        <Choice label={words.later} attempts={attempts} chosen={later} words={words} />
      </div>
      <p role="status">{words.changedTests(changed.length, same)}</p>
      {changed.length > 0 && (
        <Changed changed={changed} exercise={exercise} numbers={[from + 1, to + 1]} words={words} />
      )}
      {exercise.files.map((file) => (
        <Code
          key={file}
          file={file}
          starter={model.document(file).starter}
          attempts={[attempts[from]!, attempts[to]!]}
          numbers={[from + 1, to + 1]}
          versions={versions.value[file]}
          online={model.bridge.ready}
          words={words}
        />
      ))}
    </section>
  )
}

type ChoiceProps = { label: string; attempts: Attempt[]; chosen: Signal<string>; words: AfterWords }

function Choice({ label, attempts, chosen, words }: ChoiceProps) {
  return (
    <label>
      <span>{label}</span>
      <select
        value={chosen.value}
        onChange={(event) => {
          chosen.value = event.currentTarget.value
        }}
      >
        {attempts.map(({ at, tests }, index) => (
          <option key={at} value={at}>
            {words.attempt(index + 1, moment(at), tests.filter(({ state }) => state === 'passed').length, tests.length)}
          </option>
        ))}
      </select>
    </label>
  )
}

type ChangedProps = { changed: TestChange[]; exercise: ExerciseProps; numbers: [number, number]; words: AfterWords }

function Changed({ changed, exercise, numbers, words }: ChangedProps) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{words.test}</th>
          {numbers.map((number, column) => (
            <th scope="col" key={column}>
              {words.attemptShort(number)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {changed.map(({ id, title, hidden, before, after }) => (
          <tr key={id}>
            <th scope="row">
              {hidden && `${words.hidden} `}
              {exercise.tests.find((test) => test.id === id)?.title ?? title}
            </th>
            {[before, after].map((state, column) => (
              <td key={column} class={state}>
                <Icon name={state === 'passed' ? 'check' : state === 'absent' ? 'idle' : 'cross'} />
                {words.states[state]}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

type CodeProps = {
  file: string
  starter: string
  attempts: [Attempt, Attempt]
  numbers: [number, number]
  /** Undefined while they are on their way. */
  versions: SavedText[] | undefined
  online: boolean
  words: AfterWords
}

function Code({ file, starter, attempts, numbers, versions, online, words }: CodeProps) {
  if (!versions) return <p>{online ? words.loading : words.offline}</p>
  const [before, after] = attempts.map((attempt) => gradedText(attempt, file, versions, starter))
  const gone = [before, after].flatMap((text, index) => (text ? [] : [numbers[index]!]))
  const unsure = [before, after].flatMap((text, index) => (text && !text.exact ? [numbers[index]!] : []))
  return (
    <div class="attempt-code">
      <h5>{words.code(file)}</h5>
      {[...new Set(gone)].map((number) => (
        <p key={number}>{words.gone(number)}</p>
      ))}
      {[...new Set(unsure)].map((number) => (
        <p key={number}>{words.about(number)}</p>
      ))}
      {before && after && (
        <Diff
          titles={{ before: words.attemptShort(numbers[0]), after: words.attemptShort(numbers[1]) }}
          before={before.text}
          after={after.text}
        />
      )}
    </div>
  )
}

/** The lab's versions of each file, asked for when this is shown, after each attempt, and when the lab is back. */
function useVersions(model: ExerciseModel): Signal<Record<string, SavedText[]>> {
  const versions = useSignal<Record<string, SavedText[]>>({})
  const { length } = model.attempts.value
  useEffect(() => {
    const ask = () => {
      for (const { target } of model.documents) model.bridge.send({ type: 'history', target })
    }
    const leave = [
      model.bridge.onHistory((message) => {
        const own = model.documents.some(({ target }) => keyOf(target) === keyOf(message.target))
        if (own) versions.value = { ...versions.value, [message.target.file]: message.versions }
      }),
      model.bridge.onOpened(ask),
    ]
    return () => {
      for (const one of leave) one()
    }
  }, [model, length])
  return versions
}
