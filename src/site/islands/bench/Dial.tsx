/** What the reader may turn before a run: the lab's options, and what happens on its wire. */
import { useSignal } from '@preact/signals'
import { type FaultValues, KNOBS, type Knob, knobValue } from '../../../course/fault-knobs.ts'
import type { LabFaults } from '../../../course/fault-schema.ts'
import type { Lab, Locale } from '../../../course/schema.ts'
import type { Words } from '../i18n.ts'
import type { Bench } from './bench.ts'
import type { FaultPanel } from './faults/FaultPanel.tsx'
import type { Settings } from './settings.ts'

type Props = {
  id: string
  lab: Lab
  locale: Locale
  words: Words
  settings: Settings
  /** Null until it is there. */
  bench: Bench | null
  onSet: (changes: Partial<Settings>) => void
}

export function Dial({ id, lab, locale, words, settings, bench, onSet }: Props) {
  const { options, faults } = lab
  const turn = (values: FaultValues) => onSet({ faults: { ...settings.faults, ...values } })
  if (options.length === 0 && !faults) return null
  return (
    <fieldset class="dial" disabled={!bench} aria-label={words.options}>
      {options.map((option) => {
        const key = `${option.program} ${option.name}`
        return (
          <Choice
            key={key}
            name={`${id} ${key}`}
            title={option.title[locale]}
            choices={option.values.map((value) => ({ value, label: option.labels?.[value]?.[locale] ?? value }))}
            chosen={settings.options[key] ?? option.default}
            onChoose={(value) => onSet({ options: { ...settings.options, [key]: value } })}
          />
        )
      })}
      {faults?.delay && (
        <Slider
          title={words.delay}
          max={faults.delay.max}
          step={faults.delay.step}
          unit=" ms"
          value={Number(knobValue(faults, 'delay', settings.faults))}
          onSet={(delay) => turn({ delay })}
        />
      )}
      {faults?.dropFirst && (
        <Choice
          name={`${id} drop`}
          title={words.drop(faults.dropFirst.from)}
          choices={Array.from({ length: faults.dropFirst.max + 1 }, (_, count) => ({
            value: String(count),
            label: count === 0 ? words.dropNone : words.dropFirst(count),
          }))}
          chosen={String(knobValue(faults, 'dropFirst', settings.faults))}
          onChoose={(value) => turn({ dropFirst: Number(value) })}
        />
      )}
      {faults && (
        <More id={id} faults={faults} locale={locale} words={words} settings={settings} bench={bench} onSet={onSet} />
      )}
    </fieldset>
  )
}

/** Knobs that stand on the dial itself; the others, and what compares runs, are behind a fold, loaded when it is opened. */
const OWN = new Set<Knob>(['delay', 'dropFirst'])

export type MoreProps = Pick<Props, 'id' | 'locale' | 'words' | 'settings' | 'bench' | 'onSet'> & { faults: LabFaults }

function More(props: MoreProps) {
  const panel = useSignal<{ Panel: typeof FaultPanel } | null>(null)
  const { faults, settings, words } = props
  const on = KNOBS.filter((knob) => faults[knob] && !OWN.has(knob) && knobValue(faults, knob, settings.faults)).length
  return (
    <details
      class="more"
      onToggle={() => {
        void import('./faults/FaultPanel.tsx').then(({ FaultPanel: Panel }) => {
          panel.value ??= { Panel }
        })
      }}
    >
      <summary>
        {words.disturb}
        {on > 0 && <b> {on}</b>}
      </summary>
      {panel.value && <panel.value.Panel {...props} />}
    </details>
  )
}

type SliderProps = {
  title: string
  max: number
  step?: number | undefined
  unit: string
  value: number
  onSet: (value: number) => void
}

export function Slider({ title, max, step = max > 100 ? 10 : 1, unit, value, onSet }: SliderProps) {
  return (
    <label>
      {title}
      <input
        type="range"
        min={0}
        max={max}
        step={step}
        value={value}
        aria-valuetext={`${value}${unit}`}
        onInput={(event) => onSet(Number(event.currentTarget.value))}
      />
      <output>
        {value}
        {unit}
      </output>
    </label>
  )
}

type ChoiceProps = {
  name: string
  title: string
  choices: { value: string; label: string }[]
  chosen: string
  onChoose: (value: string) => void
}

/** Native radio buttons drawn as segments: arrow keys and screen readers know them. */
export function Choice({ name, title, choices, chosen, onChoose }: ChoiceProps) {
  return (
    <div class="choice" role="radiogroup" aria-label={title}>
      <span aria-hidden="true">{title}</span>
      <span class="segments">
        {choices.map(({ value, label }) => (
          <label key={value}>
            <input type="radio" name={name} value={value} checked={value === chosen} onChange={() => onChoose(value)} />
            <span>{label}</span>
          </label>
        ))}
      </span>
    </div>
  )
}
