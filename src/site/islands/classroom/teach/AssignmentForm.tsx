/** Making or changing an assignment. Times are set on the class's clocks; what lateness costs is told with an example. */
import { useState } from 'preact/hooks'
import { ASSIGNMENT_LIMITS, type Assignment, type AssignmentInput } from '../../../../protocol/classroom/assignments.ts'
import { latenessOf } from '../../../../protocol/classroom/lateness.ts'
import { call } from '../api.ts'
import { submitting } from '../Door.tsx'
import { Box, Choice, Problem, Text } from '../parts.tsx'
import { useActing } from '../use.ts'
import { fromField, toField } from '../zone.ts'
import { Items } from './Items.tsx'
import type { InCohort } from './in-cohort.ts'

type Props = InCohort & { before: Assignment | null; onDone(): void }

const FRESH: AssignmentInput = {
  title: '',
  items: [],
  opensAt: null,
  dueAt: null,
  closesAt: null,
  late: { percentPerDay: 0, floorPercent: 0, graceMinutes: 0 },
  attemptLimit: null,
  cooldownMs: 0,
  hiddenTests: 'after-due',
  keep: 'best',
}
const HOUR_MS = 3_600_000
const EXAMPLE_HOURS = 30

export function AssignmentForm(all: Props) {
  const { before, onDone, base, cohort, words } = all
  const [input, setInput] = useState<AssignmentInput>(() => (before ? inputOf(before) : FRESH))
  const { busy, problem, run } = useActing()
  const set = (changes: Partial<AssignmentInput>) => setInput({ ...input, ...changes })
  const save = async () => {
    const path = before ? `${base}/assignments/${before.id}` : `${base}/assignments`
    if (await run(() => call(before ? 'PUT' : 'POST', path, input))) onDone()
  }
  const when = (name: 'opensAt' | 'dueAt' | 'closesAt') => (
    <Text
      label={words[name]}
      hint={words.timeHint(cohort.timeZone)}
      type="datetime-local"
      value={toField(input[name], cohort.timeZone)}
      onValue={(text) => set({ [name]: fromField(text, cohort.timeZone) })}
      wrong={problem?.where === name}
    />
  )
  const share = (name: keyof AssignmentInput['late'], most: number) => (
    <Text
      label={words[name]}
      type="number"
      min={0}
      max={most}
      value={`${input.late[name]}`}
      onValue={(text) => set({ late: { ...input.late, [name]: numberOr(text, 0) } })}
      wrong={problem?.where === `late.${name}`}
    />
  )
  return (
    <form onSubmit={submitting(save)}>
      <Box title={before ? before.title : words.newAssignment} id="assignment-form">
        <div class="pad asgform">
          <Text
            label={words.title}
            value={input.title}
            onValue={(title) => set({ title })}
            required
            maxLength={ASSIGNMENT_LIMITS.title}
            wrong={problem?.where === 'title'}
          />
          <Items {...all} items={input.items} onItems={(items) => set({ items })} />
          <div class="fields">
            {when('opensAt')}
            {when('dueAt')}
            {when('closesAt')}
          </div>
          <fieldset>
            <legend>{words.latePolicy}</legend>
            <div class="fields">
              {share('percentPerDay', 100)}
              {share('floorPercent', 100)}
              {share('graceMinutes', 7 * 24 * 60)}
            </div>
            <p class="say" role="status">
              {input.late.percentPerDay > 0 ? `${words.late(input.late)} ${example(input, words)}` : words.lateNone}
            </p>
          </fieldset>
          <div class="fields">
            <Text
              label={words.attemptLimitField}
              hint={words.attemptLimitHint}
              type="number"
              min={1}
              max={ASSIGNMENT_LIMITS.attempts}
              value={input.attemptLimit === null ? '' : `${input.attemptLimit}`}
              onValue={(text) => set({ attemptLimit: text === '' ? null : numberOr(text, 1) })}
              wrong={problem?.where === 'attemptLimit'}
            />
            <Text
              label={words.cooldownField}
              type="number"
              min={0}
              value={`${input.cooldownMs / 60_000}`}
              onValue={(text) => set({ cooldownMs: Math.round(numberOr(text, 0) * 60_000) })}
              wrong={problem?.where === 'cooldownMs'}
            />
            <Choice
              label={words.hiddenTests}
              value={input.hiddenTests}
              of={(['never', 'after-due', 'after-release'] as const).map(
                (one) => [one, words.hiddenOptions[one]] as const,
              )}
              onValue={(hiddenTests) => set({ hiddenTests })}
            />
            <Choice
              label={words.keep}
              value={input.keep}
              of={(['best', 'last'] as const).map((one) => [one, words.keepOptions[one]] as const)}
              onValue={(keep) => set({ keep })}
            />
          </div>
          <Problem {...{ problem, words }} />
          <p class="acts">
            <button class="btn go" type="submit" disabled={busy || input.items.length === 0}>
              {words.save}
            </button>
            <button class="btn quiet" type="button" onClick={onDone}>
              {words.cancel}
            </button>
          </p>
        </div>
      </Box>
    </form>
  )
}

/** By the function that grades. */
function example({ late, items }: AssignmentInput, words: InCohort['words']): string {
  const of = items[0]?.points || 10
  const { factor } = latenessOf(late, 0, EXAMPLE_HOURS * HOUR_MS)
  return words.lateExample(EXAMPLE_HOURS, of, Math.round(of * factor * 100) / 100)
}

function inputOf({ id: _, cohort: __, releasedAt: ___, createdAt: ____, ...input }: Assignment): AssignmentInput {
  return input
}

function numberOr(text: string, otherwise: number): number {
  const value = Number(text)
  return text.trim() !== '' && Number.isFinite(value) ? value : otherwise
}
