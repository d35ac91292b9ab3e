/** One field: its place, its name, its kind and what the kind needs. */
import type { Edit } from '../../../workbench/edit.ts'
import { sizeBy } from '../../../workbench/edit.ts'
import {
  type ByteOrder,
  type Field,
  type FillField,
  FLOAT_WIDTHS,
  FRAME_LIMITS,
  INTEGER_WIDTHS,
  KINDS,
  type Size,
} from '../../../workbench/frame.ts'
import { lengthName, type Problem } from '../../../workbench/plan.ts'
import { Choice, TextField } from './Choice.tsx'
import type { Drag } from './drag.ts'
import { fillOf } from './look.ts'
import type { WorkbenchWords } from './words.ts'

type Props = {
  field: Field
  at: number
  fields: readonly Field[]
  problems: readonly Problem[]
  words: WorkbenchWords
  drag: Drag | null
  onTake: (event: PointerEvent) => void
  onEdit: (edit: Edit) => void
}

const NAME_PROBLEMS: readonly Problem['code'][] = ['name-missing', 'name-form', 'name-long', 'name-twice']

/** A field as it is spoken of. */
export function calledIn(fields: readonly Field[], at: number, words: WorkbenchWords): string {
  return fields[at]?.name || words.unnamed(at + 1)
}

/** The row that is held, and the one beside which it would go. */
function marks(drag: Drag | null, at: number): string[] {
  if (!drag) return []
  if (drag.from === at) return ['held']
  if (drag.to !== at || drag.to === drag.from) return []
  return [drag.to < drag.from ? 'before' : 'after']
}

export function FieldRow({ field, at, fields, problems, words, drag, onTake, onEdit }: Props) {
  const called = calledIn(fields, at, words)
  const told = problems.length > 0 ? `wb-problem-${at}` : undefined
  const invalid = problems.some(({ code }) => !NAME_PROBLEMS.includes(code))
  return (
    <li class={['row', ...marks(drag, at)].join(' ')}>
      <div class="place">
        <button
          type="button"
          data-act="up"
          aria-label={words.up(called)}
          disabled={at === 0}
          onClick={() => onEdit({ type: 'up', at })}
        >
          <span aria-hidden="true">↑</span>
        </button>
        {/* For the pointer; by keyboard the two buttons move it. */}
        <span class={`chip ${fillOf(at)}`} data-grip="" title={words.drag(called)} onPointerDown={onTake}>
          {at + 1}
        </span>
        <button
          type="button"
          data-act="down"
          aria-label={words.down(called)}
          disabled={at === fields.length - 1}
          onClick={() => onEdit({ type: 'down', at })}
        >
          <span aria-hidden="true">↓</span>
        </button>
      </div>
      <fieldset class="of">
        <legend class="sr">{words.field(at + 1)}</legend>
        <label class="field">
          <span>{words.name}</span>
          <input
            class="mono"
            data-act="name"
            value={field.name}
            maxLength={2 * FRAME_LIMITS.name}
            spellcheck={false}
            autocomplete="off"
            autocapitalize="off"
            aria-invalid={problems.some(({ code }) => NAME_PROBLEMS.includes(code))}
            aria-describedby={told}
            onInput={(event) => onEdit({ type: 'rename', at, name: event.currentTarget.value })}
          />
        </label>
        <Choice
          label={words.kind}
          value={field.kind}
          options={KINDS.map((kind) => ({ value: kind, text: words.kinds[kind] }))}
          onChange={(kind) => onEdit({ type: 'kind', at, kind })}
        />
        <Details {...{ field, at, fields, words, invalid, told, onEdit }} />
      </fieldset>
      <button
        type="button"
        class="btn quiet gone"
        data-act="remove"
        aria-label={words.remove(called)}
        onClick={() => onEdit({ type: 'remove', at })}
      >
        <svg class="i" viewBox="0 0 16 16" aria-hidden="true">
          <path d="M4 4l8 8M12 4l-8 8" />
        </svg>
      </button>
      {problems.length > 0 && (
        <p class="bad" id={told}>
          {problems.map((problem) => words.problem(problem)).join(' ')}
        </p>
      )}
    </li>
  )
}

type DetailProps = Pick<Props, 'field' | 'at' | 'fields' | 'words' | 'onEdit'> & {
  invalid: boolean
  told: string | undefined
}

function Details(props: DetailProps) {
  const { field, at, fields, words, invalid, told, onEdit } = props
  const measured = fields.find((other) => lengthName(other) === field.name)
  switch (field.kind) {
    case 'uint':
    case 'int':
    case 'float':
      return (
        <>
          <Choice
            label={words.width}
            value={String(field.width)}
            options={(field.kind === 'float' ? FLOAT_WIDTHS : INTEGER_WIDTHS).map((width) => ({
              value: String(width),
              text: words.bytes(width),
            }))}
            invalid={invalid}
            describedBy={told}
            onChange={(width) => onEdit({ type: 'width', at, width: Number(width) })}
          />
          {field.width > 1 && <OrderOf own={field.order} at={at} words={words} onEdit={onEdit} />}
          {measured && <p class="aside">{words.measures(measured.name, countsOf(measured))}</p>}
        </>
      )
    case 'magic':
      return (
        <TextField
          label={words.constant}
          value={field.bytes}
          most={FRAME_LIMITS.text}
          wide
          invalid={invalid}
          describedBy={told}
          onInput={(bytes) => onEdit({ type: 'magic', at, bytes })}
        />
      )
    case 'crc32':
      return (
        <>
          <OrderOf own={field.order} at={at} words={words} onEdit={onEdit} />
          <p class="aside">{words.crcNote}</p>
        </>
      )
    case 'bytes':
    case 'utf8':
      return <SizeOf {...props} field={field} />
  }
}

const countsOf = (field: Field) => ('size' in field && field.size.by === 'length' ? field.size.counts : 'field')

type OrderProps = { own: ByteOrder | undefined; at: number; words: WorkbenchWords; onEdit: (edit: Edit) => void }

function OrderOf({ own, at, words, onEdit }: OrderProps) {
  return (
    <Choice<ByteOrder | 'frame'>
      label={words.ownOrder}
      value={own ?? 'frame'}
      options={[
        { value: 'frame', text: words.asFrame },
        { value: 'be', text: words.be },
        { value: 'le', text: words.le },
      ]}
      onChange={(order) => onEdit({ type: 'field-order', at, order: order === 'frame' ? null : order })}
    />
  )
}

function SizeOf({ field, at, fields, words, invalid, told, onEdit }: DetailProps & { field: FillField }) {
  const { size } = field
  const set = (next: Size) => onEdit({ type: 'size', at, size: next })
  const whole = (text: string) => Number(text)
  const common = { invalid, describedBy: told }
  return (
    <>
      <Choice
        label={words.sizeBy}
        value={size.by}
        options={(['fixed', 'length', 'delimiter'] as const).map((by) => ({ value: by, text: words.sizes[by] }))}
        onChange={(by) => set(sizeBy(by, size, fields, at))}
      />
      {size.by === 'fixed' && (
        <TextField
          label={words.fixedBytes}
          value={String(size.bytes)}
          most={4}
          numeric
          {...common}
          onInput={(text) => set({ by: 'fixed', bytes: whole(text) })}
        />
      )}
      {size.by === 'length' && (
        <>
          <Choice
            label={words.lengthField}
            value={size.field}
            options={lengthOptions(fields, at, size.field, words)}
            {...common}
            onChange={(name) => set({ ...size, field: name })}
          />
          <Choice
            label={words.counts}
            value={size.counts}
            options={(['field', 'after', 'frame'] as const).map((one) => ({ value: one, text: words.countsWhat[one] }))}
            onChange={(counts) => set({ ...size, counts })}
          />
        </>
      )}
      {size.by === 'delimiter' && (
        <TextField
          label={words.delimiter}
          value={size.delimiter}
          most={FRAME_LIMITS.text}
          {...common}
          onInput={(delimiter) => set({ ...size, delimiter })}
        />
      )}
      {size.by !== 'fixed' && (
        <TextField
          label={words.max}
          value={String(size.max)}
          most={8}
          numeric
          {...common}
          onInput={(text) => set({ ...size, max: whole(text) })}
        />
      )}
    </>
  )
}

/** Whole numbers before the field; and what is chosen, also where it is none. */
function lengthOptions(fields: readonly Field[], at: number, chosen: string, words: WorkbenchWords) {
  const names = fields
    .slice(0, at)
    .filter(({ kind }) => kind === 'uint' || kind === 'int')
    .map(({ name }) => name)
  const known = names.includes(chosen)
  return [
    ...(known ? [] : [{ value: chosen, text: chosen === '' ? words.noLength : chosen }]),
    ...[...new Set(names)].map((name) => ({ value: name, text: name })),
  ]
}
