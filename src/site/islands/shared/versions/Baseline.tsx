/** What the versions are compared with: one of three. */
import type { Signal } from '@preact/signals'
import { useId } from 'preact/hooks'
import type { Against } from './Version.tsx'
import type { VersionsWords } from './words.ts'

const CHOICES: Against[] = ['now', 'starter', 'before']

export function Baseline({ words, against }: { words: VersionsWords; against: Signal<Against> }) {
  const name = useId()
  return (
    <fieldset class="baseline">
      <legend>{words.compareWith}</legend>
      {CHOICES.map((choice) => (
        <label key={choice}>
          <input
            type="radio"
            name={name}
            checked={against.value === choice}
            onChange={() => {
              against.value = choice
            }}
          />
          {words.against[choice]}
        </label>
      ))}
    </fieldset>
  )
}
