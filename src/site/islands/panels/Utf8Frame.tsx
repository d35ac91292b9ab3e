/** Type a text, see its UTF-8 bytes and the frame that carries them in one UDP datagram. */
import { useState } from 'preact/hooks'
import type { Locale } from '../../../course/schema.ts'
import { characters, HEADERS } from './utf8.ts'
import { byteClass, hex, wordsOf } from './words.ts'

/** Longest text: what still fits the column as boxes. */
const LONGEST = 40

const WORDS = {
  en: {
    title: 'From text to frame',
    label: 'Text',
    yours: 'your bytes',
    sentence: (chars: number, bytes: number, frame: number) =>
      `${chars} ${chars === 1 ? 'character' : 'characters'} → ${bytes} ${bytes === 1 ? 'byte' : 'bytes'} of UTF-8 → a frame of ${frame} bytes`,
    empty: 'An empty text is an empty datagram: the headers travel all the same.',
    size: (n: number) => `${n} B`,
    bytes: 'Bytes of each character',
  },
  'zh-cn': {
    title: '从文本到帧',
    label: '文本',
    yours: '你的字节',
    sentence: (chars: number, bytes: number, frame: number) =>
      `${chars} 个字符 → ${bytes} 个 UTF-8 字节 → 一个 ${frame} 字节的帧`,
    empty: '空文本就是空数据报：报头照样要走一趟。',
    size: (n: number) => `${n} B`,
    bytes: '每个字符的字节',
  },
}

export default function Utf8Frame({ locale }: { locale: Locale }) {
  const words = wordsOf(WORDS, locale)
  const [text, setText] = useState('你好')
  const parts = characters(text)
  const payload = parts.reduce((sum, part) => sum + part.bytes.length, 0)
  const udp = payload + HEADERS.udp
  const ip = udp + HEADERS.ipv4
  const frame = ip + HEADERS.ethernet
  return (
    <section class="panel" aria-label={words.title}>
      <h3>{words.title}</h3>
      <label class="field">
        {words.label}
        <input
          value={text}
          maxLength={LONGEST}
          spellcheck={false}
          autocomplete="off"
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      <ol class="chars" aria-label={words.bytes}>
        {parts.map((part, at) => (
          <li key={`${at}${part.text}`} class={byteClass(at)}>
            <b>{part.text === ' ' ? '␠' : part.text}</b>
            <code>{part.bytes.map(hex).join(' ')}</code>
          </li>
        ))}
      </ol>
      <p class="sentence" aria-live="polite">
        {words.sentence(parts.length, payload, frame)}
      </p>
      <div class="nest" aria-hidden="true">
        <span>
          Ethernet <i>{words.size(HEADERS.ethernet)}</i>
        </span>
        <div class="nest">
          <span>
            IPv4 <i>{words.size(HEADERS.ipv4)}</i>
          </span>
          <div class="nest">
            <span>
              UDP <i>{words.size(HEADERS.udp)}</i>
            </span>
            <div class="nest mine">
              <span>
                {words.yours} <i>{words.size(payload)}</i>
              </span>
            </div>
          </div>
        </div>
      </div>
      {payload === 0 && <p class="hintline">{words.empty}</p>}
    </section>
  )
}
