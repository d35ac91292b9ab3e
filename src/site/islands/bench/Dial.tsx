/** What the reader may turn before a run: the lab's options, and what happens on its wire. */
import type { Lab, Locale } from '../../../course/schema.ts'
import type { Words } from '../i18n.ts'
import type { Settings } from './settings.ts'

type Props = {
  id: string
  lab: Lab
  locale: Locale
  words: Words
  settings: Settings
  disabled: boolean
  onSet: (changes: Partial<Settings>) => void
}

export function Dial({ id, lab, locale, words, settings, disabled, onSet }: Props) {
  const { options, faults } = lab
  if (options.length === 0 && !faults) return null
  return (
    <fieldset class="dial" disabled={disabled} aria-label={words.options}>
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
        <label>
          {words.delay}
          <input
            type="range"
            min={0}
            max={faults.delay.max}
            step={faults.delay.max > 100 ? 10 : 1}
            value={settings.delayMs}
            aria-valuetext={`${settings.delayMs} ms`}
            onInput={(event) => onSet({ delayMs: Number(event.currentTarget.value) })}
          />
          <output>{settings.delayMs} ms</output>
        </label>
      )}
      {faults?.dropFirst && (
        <Choice
          name={`${id} drop`}
          title={words.drop(faults.dropFirst.from)}
          choices={Array.from({ length: faults.dropFirst.max + 1 }, (_, count) => ({
            value: String(count),
            label: count === 0 ? words.dropNone : words.dropFirst(count),
          }))}
          chosen={String(settings.dropFirst)}
          onChoose={(value) => onSet({ dropFirst: Number(value) })}
        />
      )}
    </fieldset>
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
function Choice({ name, title, choices, chosen, onChoose }: ChoiceProps) {
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
