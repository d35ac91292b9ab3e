/** What three messages of the frame say: a value for each field that a sender gives. */
import type { Edit } from '../../../workbench/edit.ts'
import { isGiven, type Plan } from '../../../workbench/plan.ts'
import { type BenchState, VALUE_LIMIT } from '../../../workbench/state.ts'
import { TextField } from './Choice.tsx'
import type { Sent } from './sent.ts'
import type { WorkbenchWords } from './words.ts'

type Props = {
  plan: Plan
  messages: BenchState['messages']
  sent: readonly Sent[]
  words: WorkbenchWords
  onEdit: (edit: Edit) => void
}

export function Messages({ plan, messages, sent, words, onEdit }: Props) {
  const given = plan.fields.filter(isGiven)
  return (
    <section class="panel" aria-labelledby="wb-messages">
      <h2 id="wb-messages">{words.messages}</h2>
      {given.length === 0 && <p class="how">{words.nothingToGive}</p>}
      <div class="three">
        {messages.map((typed, n) => {
          const one = sent[n]
          const problem = one && !one.ok ? one.problem : null
          const told = problem ? `wb-message-${n}` : undefined
          return (
            <fieldset key={n} class="message">
              <legend>{words.message(n + 1)}</legend>
              {given.map(({ name }) => {
                const wrong = problem !== null && plan.fields[problem.field]?.name === name
                return (
                  <TextField
                    key={name}
                    label={name}
                    value={typed[name] ?? ''}
                    most={VALUE_LIMIT}
                    invalid={wrong}
                    describedBy={wrong ? told : undefined}
                    onInput={(text) => onEdit({ type: 'value', message: n, name, text })}
                  />
                )
              })}
              {problem && (
                <p class="bad" id={told}>
                  {words.valueProblem(problem, plan.fields[problem.field]?.name ?? '')}
                </p>
              )}
            </fieldset>
          )
        })}
      </div>
    </section>
  )
}
