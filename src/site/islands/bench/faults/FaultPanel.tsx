/** What the reader may do to the wire, beyond the two knobs on the dial. Loaded when its fold is opened. */
import { type FaultValues, KNOBS, type Knob, knobValue, planOf } from '../../../../course/fault-knobs.ts'
import { formatFaults } from '../../../../protocol/fault-format.ts'
import type { FaultPlace } from '../../../../protocol/faults.ts'
import { CompareRuns } from '../compare/CompareRuns.tsx'
import { Choice, type MoreProps, Slider } from '../Dial.tsx'
import { faultWords } from './words.ts'

const UNITS: Partial<Record<Knob, string>> = { jitter: ' ms', loss: ' %', duplicate: ' %', reorder: ' %' }
const CHOICE_UNITS: Partial<Record<Knob, string>> = { rate: ' kbit/s', coalesce: ' B', reset: ' B', split: ' B' }
/** Largest seed: 32 bits. */
const MOST_SEED = 0xffff_ffff

export function FaultPanel({ id, faults, locale, settings, bench, onSet }: MoreProps) {
  const words = faultWords(locale)
  const turn = (values: FaultValues) => onSet({ faults: { ...settings.faults, ...values } })
  const { rules, seed } = planOf(faults, settings.faults, settings.seed)
  const knob = (name: Knob) => {
    const offered = faults[name]
    if (!offered || name === 'delay' || name === 'dropFirst') return null
    const value = knobValue(faults, name, settings.faults)
    const title = `${words.knobs[name]}${whereOf(offered, words)}`
    if ('max' in offered)
      return (
        <Slider
          key={name}
          title={title}
          max={offered.max}
          step={'step' in offered ? offered.step : undefined}
          unit={UNITS[name] ?? ''}
          value={Number(value)}
          onSet={(chosen) => turn({ [name]: chosen })}
        />
      )
    const choices =
      'choices' in offered
        ? offered.choices.map((choice) => ({ value: String(choice), label: `${choice}${CHOICE_UNITS[name] ?? ''}` }))
        : [{ value: '1', label: words.on }]
    const none = name === 'split' ? '' : '0'
    return (
      <Choice
        key={name}
        name={`${id} ${name}`}
        title={title}
        choices={[{ value: none, label: name === 'cut' ? words.off : words.none }, ...choices]}
        chosen={String(value)}
        onChoose={(chosen) => turn({ [name]: name === 'split' ? chosen : Number(chosen) })}
      />
    )
  }
  return (
    <div class="knobs">
      {KNOBS.map(knob)}
      <label title={words.seedWhy}>
        {words.seed}
        <input
          type="number"
          min={0}
          max={MOST_SEED}
          step={1}
          value={settings.seed}
          onChange={(event) => {
            const chosen = event.currentTarget.valueAsNumber
            if (Number.isInteger(chosen) && chosen >= 0 && chosen <= MOST_SEED) onSet({ seed: chosen })
            else event.currentTarget.value = String(settings.seed)
          }}
        />
      </label>
      <p>
        {words.asText}: <code>{`--fault ${formatFaults(rules)} --seed ${seed}`}</code>
      </p>
      {bench && <CompareRuns bench={bench} locale={locale} />}
    </div>
  )
}

function whereOf({ from, to, of }: FaultPlace, words: ReturnType<typeof faultWords>): string {
  const where = [of?.toUpperCase(), from && words.from(from), to && words.to(to)].filter(Boolean)
  return where.length > 0 ? ` (${where.join(' ')})` : ''
}
