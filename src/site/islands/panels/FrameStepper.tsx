/** Feed a frame decoder bytes and watch its state, what it needs and what it has. */
import { useState } from 'preact/hooks'
import type { Locale } from '../../../course/schema.ts'
import { EMPTY, endOf, HEADER, LIMIT, push, SAMPLES, type Sample } from './frames.ts'
import { byteClass, hex, wordsOf } from './words.ts'

const WORDS = {
  en: {
    title: 'A decoder, byte by byte',
    stream: 'Stream',
    samples: { three: 'hi, 你好 and an empty message', huge: 'a huge length', cutOff: 'cut off in the middle' },
    feed: (n: number) => `Feed ${n}`,
    feedOne: 'Feed 1 byte',
    rest: 'Feed the rest',
    again: 'Start again',
    fed: (n: number, all: number) => `${n} of ${all} bytes fed`,
    state: 'State',
    states: { header: 'reads a header', payload: 'reads a payload', refused: 'has refused' },
    need: 'Needs',
    colon: ': ',
    has: 'Has',
    bytes: (n: number) => `${n} ${n === 1 ? 'byte' : 'bytes'}`,
    out: 'Messages given out',
    none: 'none yet',
    empty: 'empty, 0 bytes',
    refused: (claim: number) =>
      `The header claims ${claim.toLocaleString('en')} bytes; the limit is ${LIMIT.toLocaleString('en')}. Refused before any memory was taken. Where the next frame would begin nobody can say.`,
    ends: {
      border: 'The stream may end here: it stands between two frames.',
      'in-header': 'If the stream ended here, a header would be cut off: an error.',
      'in-payload': 'If the stream ended here, a message would be cut off: an error.',
      refused: '',
    },
  },
  'zh-cn': {
    title: '逐字节看解码器',
    stream: '字节流',
    samples: { three: 'hi、你好，再加一条空消息', huge: '巨大的长度', cutOff: '中途被切断' },
    feed: (n: number) => `送入 ${n} 个`,
    feedOne: '送入 1 个字节',
    rest: '全部送入',
    again: '重新开始',
    fed: (n: number, all: number) => `已送入 ${n} / ${all} 个字节`,
    state: '状态',
    states: { header: '正在读报头', payload: '正在读载荷', refused: '已拒绝' },
    need: '需要',
    colon: '：',
    has: '已有',
    bytes: (n: number) => `${n} 个字节`,
    out: '已交出的消息',
    none: '还没有',
    empty: '空消息，0 个字节',
    refused: (claim: number) =>
      `报头声称有 ${claim.toLocaleString('en')} 个字节，上限是 ${LIMIT.toLocaleString('en')}。还没有占用任何内存，就拒绝了。下一帧从哪里开始，谁也说不出。`,
    ends: {
      border: '流可以在这里结束：正好在两帧之间。',
      'in-header': '如果流在这里结束，报头就断了：这是错误。',
      'in-payload': '如果流在这里结束，消息就断了：这是错误。',
      refused: '',
    },
  },
}

export default function FrameStepper({ locale }: { locale: Locale }) {
  const words = wordsOf(WORDS, locale)
  const [sample, setSample] = useState<Sample>('three')
  const [fed, setFed] = useState(0)
  const stream = SAMPLES[sample]
  const decoder = push(EMPTY, stream.slice(0, fed))
  const left = stream.length - fed
  const feed = (n: number) => setFed(Math.min(stream.length, fed + n))
  const shownNeed = Math.max(decoder.state === 'refused' ? HEADER : decoder.need, decoder.have.length)
  return (
    <section class="panel" aria-label={words.title}>
      <h3>{words.title}</h3>
      <fieldset class="choices">
        <legend>{words.stream}</legend>
        {(Object.keys(SAMPLES) as Sample[]).map((name) => (
          <label key={name}>
            <input
              type="radio"
              name="frame-sample"
              checked={sample === name}
              onChange={() => {
                setSample(name)
                setFed(0)
              }}
            />
            <span>{words.samples[name]}</span>
          </label>
        ))}
      </fieldset>
      <div class="cells" aria-hidden="true">
        {stream.map((byte, at) => (
          <span key={`${sample}${at}`} class={`cell${at < fed ? ' fed' : ''}`}>
            {hex(byte)}
          </span>
        ))}
      </div>
      <div class="presets">
        <button class="btn" type="button" disabled={left === 0} onClick={() => feed(1)}>
          {words.feedOne}
        </button>
        <button class="btn" type="button" disabled={left === 0} onClick={() => feed(3)}>
          {words.feed(3)}
        </button>
        <button class="btn" type="button" disabled={left === 0} onClick={() => feed(left)}>
          {words.rest}
        </button>
        <button class="btn quiet" type="button" disabled={fed === 0} onClick={() => setFed(0)}>
          {words.again}
        </button>
        <span class="hintline num">{words.fed(fed, stream.length)}</span>
      </div>
      <dl class="facts3" aria-live="polite">
        <div>
          <dt>{words.state}</dt>
          <dd class={decoder.state === 'refused' ? 'bad' : ''}>{words.states[decoder.state]}</dd>
        </div>
        <div>
          <dt>{words.need}</dt>
          <dd>{decoder.state === 'refused' ? '–' : words.bytes(decoder.need)}</dd>
        </div>
        <div>
          <dt>{words.has}</dt>
          <dd>
            {words.bytes(decoder.have.length)}
            {decoder.have.length > 0 && `${words.colon}${decoder.have.map(hex).join(' ')}`}
          </dd>
        </div>
      </dl>
      <div class="slots" aria-hidden="true">
        {Array.from({ length: shownNeed }, (_, at) => (
          <i key={at} class={at < decoder.have.length ? 'on' : ''} />
        ))}
      </div>
      <p class={`sentence${decoder.state === 'refused' ? ' bad' : ''}`}>
        {decoder.claim === null ? words.ends[endOf(decoder)] : words.refused(decoder.claim)}
      </p>
      <p class="hintline">{words.out}</p>
      <ol class="reads">
        {decoder.messages.length === 0 && <li>{words.none}</li>}
        {decoder.messages.map((message, n) => (
          <li key={`${n}${message.length}`}>
            {message.length === 0 ? (
              <span>{words.empty}</span>
            ) : (
              <>
                <span>{words.bytes(message.length)}</span>
                <code>
                  <span class={byteClass(n)}>{new TextDecoder().decode(new Uint8Array(message))}</span>
                </code>
              </>
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}
