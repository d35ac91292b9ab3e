/** The workbench's small form: a label over its control. */
import type { ComponentChildren } from 'preact'

type Props<V extends string> = {
  label: string
  value: V
  options: readonly { value: V; text: string }[]
  wide?: boolean
  invalid?: boolean
  describedBy?: string | undefined
  onChange: (value: V) => void
}

export function Choice<V extends string>({ label, value, options, wide, invalid, describedBy, onChange }: Props<V>) {
  return (
    <Labelled label={label} wide={wide}>
      <select
        value={value}
        aria-invalid={invalid}
        aria-describedby={describedBy}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.currentTarget.value)
          if (chosen) onChange(chosen.value)
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === value}>
            {option.text}
          </option>
        ))}
      </select>
    </Labelled>
  )
}

type TextProps = {
  label: string
  value: string
  most: number
  wide?: boolean
  numeric?: boolean
  invalid?: boolean
  describedBy?: string | undefined
  onInput: (text: string) => void
}

export function TextField({ label, value, most, wide, numeric, invalid, describedBy, onInput }: TextProps) {
  return (
    <Labelled label={label} wide={wide}>
      <input
        class="mono"
        value={value}
        maxLength={most}
        inputmode={numeric ? 'numeric' : undefined}
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        aria-invalid={invalid}
        aria-describedby={describedBy}
        onInput={({ currentTarget }) => {
          // What is no digit is not taken, and so must not stay in the box.
          if (numeric) currentTarget.value = currentTarget.value.replaceAll(/\D/g, '')
          onInput(currentTarget.value)
        }}
      />
    </Labelled>
  )
}

function Labelled({
  label,
  wide,
  children,
}: {
  label: string
  wide?: boolean | undefined
  children: ComponentChildren
}) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is among the children
    <label class={`field${wide ? ' grow' : ''}`}>
      <span>{label}</span>
      {children}
    </label>
  )
}
