/** Format and values to bytes, a colour a field, with the byte order to switch. */
import { useEffect, useState } from 'preact/hooks'
import type { Locale } from '../../../course/schema.ts'
import { layout, type Order, prefixOf, splitValues } from './struct.ts'
import type { problemText } from './struct-problems.ts'
import { byteClass, hex, wordsOf } from './words.ts'

const WORDS = {
  en: {
    title: 'Numbers as bytes',
    format: 'Format',
    values: 'Values, with commas between',
    order: 'Byte order',
    native: 'native (x86-64)',
    little: 'little-endian',
    big: 'big-endian',
    pad: 'padding',
    sentence: (size: number, fields: number, padding: number) =>
      `${size} ${size === 1 ? 'byte' : 'bytes'}: ${fields} ${fields === 1 ? 'field' : 'fields'}${
        padding > 0 ? `, ${padding} of padding` : ', no padding'
      }`,
    table: { field: 'field', value: 'value', offset: 'offset', bytes: 'bytes' },
  },
  'zh-cn': {
    title: '数字与字节',
    format: '格式',
    values: '值，用逗号分开',
    order: '字节序',
    native: '本机（x86-64）',
    little: '小端',
    big: '大端',
    pad: '填充',
    sentence: (size: number, fields: number, padding: number) =>
      `${size} 个字节：${fields} 个字段，${padding > 0 ? `填充 ${padding} 个` : '没有填充'}`,
    table: { field: '字段', value: '值', offset: '偏移', bytes: '字节' },
  },
}

const ORDERS = [
  { prefix: '@', name: 'native' },
  { prefix: '<', name: 'little' },
  { prefix: '!', name: 'big' },
] as const

export default function StructHex({ locale }: { locale: Locale }) {
  const words = wordsOf(WORDS, locale)
  const [format, setFormat] = useState('!HIb3s')
  const [values, setValues] = useState('9000, 1, -1, "hi"')
  const result = layout(format, splitValues(values))
  const { order, rest } = prefixOf(format)
  const shown: Order = order === '>' ? '!' : order === '=' ? '<' : order
  // Most readers never see one: their words are not part of the page's first load.
  const [told, setTold] = useState<typeof problemText | null>(null)
  useEffect(() => {
    if (!result.ok && !told) void import('./struct-problems.ts').then((module) => setTold(() => module.problemText))
  }, [result.ok, told])
  const padding = result.ok ? result.fields.filter((field) => field.pad).reduce((sum, f) => sum + f.bytes.length, 0) : 0
  return (
    <section class="panel" aria-label={words.title}>
      <h3>{words.title}</h3>
      <div class="fields">
        <label class="field">
          {words.format}
          <input
            class="mono"
            value={format}
            maxLength={40}
            spellcheck={false}
            autocomplete="off"
            onInput={(event) => setFormat(event.currentTarget.value)}
          />
        </label>
        <label class="field grow">
          {words.values}
          <input
            class="mono"
            value={values}
            maxLength={120}
            spellcheck={false}
            autocomplete="off"
            onInput={(event) => setValues(event.currentTarget.value)}
          />
        </label>
      </div>
      <fieldset class="choices">
        <legend>{words.order}</legend>
        {ORDERS.map(({ prefix, name }) => (
          <label key={prefix}>
            <input
              type="radio"
              name="struct-order"
              checked={shown === prefix}
              onChange={() => setFormat(`${prefix}${rest}`)}
            />
            <span>
              <code>{prefix}</code> {words[name]}
            </span>
          </label>
        ))}
      </fieldset>
      <p class={`sentence${result.ok ? '' : ' bad'}`} aria-live="polite">
        {result.ok
          ? words.sentence(result.size, result.fields.filter((field) => !field.pad).length, padding)
          : told?.(result.problem, locale)}
      </p>
      {result.ok && result.fields.length > 0 && (
        <>
          <div class="cells" aria-hidden="true">
            {result.fields.map((field, n) =>
              field.bytes.map((byte, at) => (
                <span key={field.from + at} class={field.pad ? 'cell pad' : `cell ${byteClass(n)}`}>
                  {hex(byte)}
                  <i>{field.from + at}</i>
                </span>
              )),
            )}
          </div>
          <table>
            <thead>
              <tr>
                <th scope="col">{words.table.field}</th>
                <th scope="col">{words.table.value}</th>
                <th scope="col">{words.table.offset}</th>
                <th scope="col">{words.table.bytes}</th>
              </tr>
            </thead>
            <tbody>
              {result.fields.map((field, n) => (
                <tr key={field.from}>
                  <td>
                    <span class={field.pad ? 'chip pad' : `chip ${byteClass(n)}`}>
                      {field.pad ? words.pad : field.label}
                    </span>
                  </td>
                  <td>{field.value}</td>
                  <td class="num">{field.from}</td>
                  <td>{field.bytes.map(hex).join(' ')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  )
}
