/** Small parts that all pages of a class are made of. */
import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'
import type { Refused } from './api.ts'
import type { ClassWords } from './words/index.ts'

export function Problem({ problem, words }: { problem: Refused | null; words: ClassWords }) {
  // Always there, so that a reader hears what is put into it.
  return (
    <p class="problem" role="alert" hidden={problem === null}>
      {problem && (
        <>
          {problem.message || (problem.status === 0 ? words.unreachable : words.failed)} <code>{problem.code}</code>
        </>
      )}
    </p>
  )
}

type FieldProps = {
  label: string
  hint?: string
  /** The server named this field. */
  wrong?: boolean
  children: (id: string, described: string | undefined) => ComponentChildren
}

export function Field({ label, hint, wrong = false, children }: FieldProps) {
  const id = useId()
  return (
    <div class={`field${wrong ? ' wrong' : ''}`}>
      <label for={id}>{label}</label>
      {children(id, hint === undefined ? undefined : `${id}-hint`)}
      {hint !== undefined && (
        <small id={`${id}-hint`} class="hint">
          {hint}
        </small>
      )}
    </div>
  )
}

type TextProps = {
  label: string
  hint?: string
  wrong?: boolean
  value: string
  onValue(value: string): void
  type?: 'text' | 'password' | 'number' | 'datetime-local'
  autocomplete?: string
  required?: boolean
  maxLength?: number
  min?: number
  max?: number
  step?: number | 'any'
}

export function Text({ label, hint, wrong, value, onValue, type = 'text', autocomplete, ...more }: TextProps) {
  return (
    <Field label={label} {...(hint !== undefined && { hint })} {...(wrong !== undefined && { wrong })}>
      {(id, described) => (
        <input
          id={id}
          type={type}
          value={value}
          aria-describedby={described}
          aria-invalid={wrong || undefined}
          autocomplete={autocomplete ?? 'off'}
          spellcheck={false}
          onInput={({ currentTarget }) => onValue(currentTarget.value)}
          {...more}
        />
      )}
    </Field>
  )
}

type ChoiceProps<T extends string> = {
  label: string
  value: T
  of: readonly (readonly [T, string])[]
  onValue(value: T): void
  hint?: string
}

export function Choice<T extends string>({ label, value, of, onValue, hint }: ChoiceProps<T>) {
  return (
    <Field label={label} {...(hint !== undefined && { hint })}>
      {(id, described) => (
        <select
          id={id}
          value={value}
          aria-describedby={described}
          onChange={({ currentTarget }) => onValue(currentTarget.value as T)}
        >
          {of.map(([one, text]) => (
            <option key={one} value={one}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

type BoxProps = {
  title: string
  count?: number | string
  acts?: ComponentChildren
  children: ComponentChildren
  id?: string
}

export function Box({ title, count, acts, children, id }: BoxProps) {
  const own = useId()
  const heading = id ?? own
  return (
    <section class="cbox" aria-labelledby={heading}>
      <header>
        <h2 id={heading}>{title}</h2>
        {count !== undefined && <span class="num">{count}</span>}
        <span class="sp" />
        {acts}
      </header>
      {children}
    </section>
  )
}
