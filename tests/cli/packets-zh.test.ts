/** What a packet says in Chinese: of every packet that the course has recorded, and of every message there is a name for. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packetsOf } from '../../src/cli/packets.ts'
import { zh } from '../../src/cli/words/zh-cn.ts'
import { ROOT } from '../../src/course/load.ts'
import type { CapturedPacket } from '../../src/protocol/lab.ts'
import { parseRecording } from '../../src/sidecar/recording/read.ts'
import { explained } from '../../src/site/islands/bench/wire/explained.ts'
import { decode } from '../../src/wire/decode.ts'
import { encode } from '../../src/wire/encode.ts'
import { summary } from '../../src/wire/summary.ts'
import { englishIn } from './english.ts'

/** ARP and ICMP quote addresses; flags and numbers are what they are in every language. */
const told = (packet: Parameters<typeof zh.packet>[0]) => zh.packet(packet)

function recorded(): CapturedPacket[][] {
  return globSync('labs/*/*/recording.json', { cwd: ROOT }).flatMap((file) =>
    parseRecording(readFileSync(join(ROOT, file), 'utf8'), file).runs.map(({ events }) =>
      events.flatMap(([, event]) => (event.type === 'packets' ? event.packets : [])),
    ),
  )
}

test('every packet of every recording is told without an English word but names', () => {
  const seen = new Map<string, string>()
  for (const packets of recorded())
    for (const packet of packetsOf(packets).packets) {
      const text = told(packet)
      seen.set(text.replace(/[\d.:a-f]+/g, '#'), `${packet.summary} → ${text}`)
      // What stands behind the first point are numbers.
      expect(text.split(' · ').slice(1), packet.summary).toEqual(
        packet.summary
          .split(' · ')
          .slice(1)
          .map((part) => part.replace(/^(\d+) bytes?$/, '$1 字节')),
      )
    }
  const english = [...seen.values()].filter((text) =>
    /[a-z]{3,} [a-z]{2,}/.test(text.split(' → ').slice(1).join(' → ')),
  )
  expect(english).toEqual([])
  expect(seen.size).toBeGreaterThan(25)
})

test('every message of ICMP, ICMPv6 and IGMP has a Chinese name', () => {
  const names = new Map<string, string>()
  const take = (bytes: Uint8Array) => {
    const decoded = decode(bytes)
    const name = decoded.icmp?.meaning ?? decoded.igmp?.meaning
    if (name !== undefined && !/^type /.test(name))
      names.set(name, told({ decoded, segment: null, summary: summary(decoded, null) }))
  }
  const four = { source: '10.0.0.1', destination: '10.0.0.2' }
  const six = { source: 'fd00::1', destination: 'fd00::2' }
  for (let type = 0; type < 256; type += 1)
    for (let code = 0; code < 16; code += 1) {
      take(encode({ ip: four, icmp: { type, code } }))
      take(encode({ ip: six, icmp: { type, code } }))
    }
  for (let type = 0; type < 256; type += 1) {
    take(encode({ ip: four, protocol: 2, payload: Uint8Array.of(type, 0, 0, 0, 0, 0, 0, 0) }))
    take(encode({ ip: four, protocol: 2, payload: Uint8Array.of(type, 0, 0, 0, 224, 0, 0, 9) }))
  }
  expect(names.size).toBeGreaterThan(45)
  const untold = [...names].filter(([name, text]) => text.includes(name) || englishIn(text) !== null)
  expect(untold).toEqual([])
  // The page has its own catalogue: where it has a name, it is the same.
  const differing = [...names].filter(([name, text]) => {
    const onPage = explained(name, 'zh-cn')
    return onPage !== name && !text.includes(onPage)
  })
  expect(differing).toEqual([])
})
