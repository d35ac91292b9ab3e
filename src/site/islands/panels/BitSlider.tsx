/** Two addresses as 32 bits each, and a mask that slides over both. */
import { useState } from 'preact/hooks'
import type { Locale } from '../../../course/schema.ts'
import { BITS, bitsOf, common, dotted, hostsIn, maskOf, networkOf, parse } from './bits.ts'
import { wordsOf } from './words.ts'
import '../../styles/panels/bit-slider.css'

const LONGEST = '255.255.255.255'.length

const WORDS = {
  en: {
    title: 'Slide the mask',
    how: 'Change the addresses and the prefix length. Filled bits name the network.',
    a: 'My address',
    b: 'Destination',
    wrong: 'not an IPv4 address',
    prefix: 'Prefix length',
    mask: (prefix: number, mask: string) => `/${prefix}, mask ${mask}`,
    network: (address: string) => `network ${address}`,
    same: (prefix: number) =>
      prefix === 0
        ? 'No bit is compared, so everything is one network: straight to the destination.'
        : `The first ${prefix} bits are equal: one network, so straight to the destination.`,
    differ: (at: number) => `Bit ${at} differs: two networks, so by way of the gateway.`,
    hosts: (n: number) =>
      `A network of this size has addresses for ${n.toLocaleString('en')} ${n === 1 ? 'host' : 'hosts'}.`,
  },
  'zh-cn': {
    title: '移动掩码',
    how: '修改两个地址和前缀长度。填色的位表示网络。',
    a: '我的地址',
    b: '目的地址',
    wrong: '不是 IPv4 地址',
    prefix: '前缀长度',
    mask: (prefix: number, mask: string) => `/${prefix}，掩码 ${mask}`,
    network: (address: string) => `网络 ${address}`,
    same: (prefix: number) =>
      prefix === 0
        ? '一位也不比较，所以一切都在同一个网络里：直接送到目的地。'
        : `前 ${prefix} 位相同：在同一个网络里，直接送到目的地。`,
    differ: (at: number) => `第 ${at} 位不同：不在同一个网络，要经过网关。`,
    hosts: (n: number) => `这么大的网络里，主机地址有 ${n.toLocaleString('en')} 个。`,
  },
}

type Words = (typeof WORDS)['en']

export default function BitSlider({ locale }: { locale: Locale }) {
  const words = wordsOf(WORDS, locale)
  const [texts, setTexts] = useState(['10.0.1.5', '10.0.0.7'])
  const [prefix, setPrefix] = useState(24)
  const [a, b] = [parse(texts[0] ?? ''), parse(texts[1] ?? '')]
  const shared = a === null || b === null ? null : common(a, b)
  const mask = words.mask(prefix, dotted(maskOf(prefix)))
  return (
    <section class="panel bitslider" aria-label={words.title}>
      <h3>{words.title}</h3>
      <p class="how">{words.how}</p>
      {[words.a, words.b].map((label, at) => (
        <Address
          key={label}
          label={label}
          text={texts[at] ?? ''}
          onText={(text) => setTexts(texts.map((old, other) => (other === at ? text : old)))}
          prefix={prefix}
          shared={shared}
          words={words}
        />
      ))}
      <label class="field slide">
        <span>
          {words.prefix} <b>{mask}</b>
        </span>
        <input
          type="range"
          min={0}
          max={BITS}
          value={prefix}
          aria-valuetext={mask}
          onInput={(event) => setPrefix(Number(event.currentTarget.value))}
        />
      </label>
      <p class="sentence" aria-live="polite">
        {shared !== null && (shared >= prefix ? words.same(prefix) : words.differ(shared + 1))}
      </p>
      <p class="hintline">{words.hosts(hostsIn(prefix))}</p>
    </section>
  )
}

type AddressProps = {
  label: string
  text: string
  onText: (text: string) => void
  prefix: number
  /** Bits that both addresses have in common from the left; null while one of them is none. */
  shared: number | null
  words: Words
}

function Address({ label, text, onText, prefix, shared, words }: AddressProps) {
  const n = parse(text)
  return (
    <div class="address">
      <label class="field">
        {label}
        <input
          class="mono"
          value={text}
          maxLength={LONGEST}
          inputmode="decimal"
          spellcheck={false}
          autocomplete="off"
          aria-invalid={n === null}
          onInput={(event) => onText(event.currentTarget.value)}
        />
      </label>
      <small class={n === null ? 'bad' : ''}>
        {n === null ? words.wrong : `${words.network(dotted(networkOf(n, prefix)))}/${prefix}`}
      </small>
      <div class="octets" aria-hidden="true">
        {[0, 8, 16, 24].map((from) => (
          <span key={from}>
            {bitsOf(n ?? 0)
              .slice(from, from + 8)
              .map((bit, index) => {
                const at = from + index
                const differs = shared !== null && at === shared && at < prefix
                return (
                  <i key={at} class={`${at < prefix ? 'net' : ''}${differs ? ' differs' : ''}`}>
                    {n === null ? '·' : bit}
                  </i>
                )
              })}
          </span>
        ))}
      </div>
    </div>
  )
}
