/** Faults as people write them. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatFaults } from '../../src/protocol/fault-format.ts'
import { unknownNode } from '../../src/protocol/fault-nodes.ts'
import { FaultPlanSchema } from '../../src/protocol/fault-schema.ts'
import { FaultTextError, parseFaults } from '../../src/protocol/fault-text.ts'
import { FAULT_LIMITS, FAULT_PROTOCOLS, type FaultAction, type FaultRule } from '../../src/protocol/faults.ts'

describe('text becomes rules', () => {
  test.each<[string, FaultRule[]]>([
    ['none', []],
    ['delay=100', [{ kind: 'delay', ms: 100 }]],
    ['drop=client:1+2', [{ kind: 'drop', from: 'client', of: 'tcp', nth: [1, 2] }]],
    ['client/tcp:drop=1+2', [{ kind: 'drop', from: 'client', of: 'tcp', nth: [1, 2] }]],
    ['loss=20%', [{ kind: 'loss', probability: 0.2 }]],
    ['loss=0.2', [{ kind: 'loss', probability: 0.2 }]],
    ['client/udp:loss=20%', [{ kind: 'loss', from: 'client', of: 'udp', probability: 0.2 }]],
    [
      'loss=20%, client/tcp: dup=10%',
      [
        { kind: 'loss', probability: 0.2 },
        { kind: 'duplicate', from: 'client', of: 'tcp', probability: 0.1 },
      ],
    ],
    ['udp:dup=10%', [{ kind: 'duplicate', of: 'udp', probability: 0.1 }]],
    [
      'wire.client/tcp:split=3+3+2',
      [{ kind: 'split', link: 'wire', from: 'client', of: 'tcp', sizes: [3, 3, 2], gapMs: 2 }],
    ],
    ['split=~8/5ms', [{ kind: 'split', mean: 8, gapMs: 5 }]],
    ['wire.*:cut', [{ kind: 'cut', link: 'wire' }]],
    ['h1>h2:cut=2s..7s', [{ kind: 'cut', from: 'h1', to: 'h2', fromMs: 2_000, untilMs: 7_000 }]],
    ['>h2/icmp:cut=..500ms', [{ kind: 'cut', to: 'h2', of: 'icmp', untilMs: 500 }]],
    ['cut=1.5s..', [{ kind: 'cut', fromMs: 1_500 }]],
    ['reorder=5%/3', [{ kind: 'reorder', probability: 0.05, by: 3 }]],
    ['rate=256kbps', [{ kind: 'rate', kbps: 256, queue: 30_000 }]],
    ['rate=2Mbps/64kB', [{ kind: 'rate', kbps: 2_000, queue: 64_000 }]],
    ['coalesce=64', [{ kind: 'coalesce', bytes: 64, ms: 40 }]],
    ['coalesce=64/10ms', [{ kind: 'coalesce', bytes: 64, ms: 10 }]],
    ['reset=1000', [{ kind: 'reset', after: 1_000 }]],
    [
      'delay=100,jitter=30ms',
      [
        { kind: 'delay', ms: 100 },
        { kind: 'jitter', ms: 30 },
      ],
    ],
  ])('%s', (text, rules) => {
    expect(parseFaults(text)).toEqual(rules)
    expect(parseFaults(formatFaults(rules))).toEqual(rules)
  })
})

describe('what is no rule is told with its place', () => {
  test.each<[string, number, string]>([
    ['', 0, 'a fault'],
    ['los=20%', 0, 'a fault: loss'],
    ['loss', 4, '"=" after loss'],
    ['loss=', 5, 'a share'],
    ['loss=120%', 5, '0% to 100%'],
    ['loss=20%x', 8, 'a comma'],
    ['delay=100,', 10, 'a fault'],
    ['delay=11s', 6, '10000 ms'],
    ['drop=0', 5, 'from 1'],
    ['drop=client:1+x', 14, 'which frame'],
    ['client/tpc:loss=1%', 7, 'a protocol'],
    ['.client:loss=1%', 0, 'a host'],
    ['wire.:loss=1%', 5, 'a host on the link'],
    ['client>:loss=1%', 7, 'the name of a host'],
    ['cut=2s', 6, '".."'],
    ['rate=0', 5, 'a rate'],
    ['split=3+', 8, 'a size'],
    ['coalesce=1', 9, 'at least 2'],
    ['reset=none', 6, 'how many bytes'],
  ])('%s', (text, position, expected) => {
    const thrown = (() => {
      try {
        return parseFaults(text)
      } catch (error) {
        return error
      }
    })()
    if (!(thrown instanceof FaultTextError)) throw new Error(`"${text}" was read as ${JSON.stringify(thrown)}`)
    expect(thrown.position).toBe(position)
    expect(thrown.message).toContain(expected)
    const [, line, caret] = thrown.message.split('\n')
    expect([line, caret]).toEqual([`  ${text}`, `  ${' '.repeat(position)}^`])
  })

  test('any text is either rules or such an error', () => {
    const sign = fc.constantFrom(...'losdrpcutaney=.,:/+%~>*0123456789 ')
    fc.assert(
      fc.property(fc.string({ unit: sign, maxLength: 30 }), (text) => {
        try {
          expect(FaultPlanSchema.safeParse({ seed: 1, rules: parseFaults(text) }).success).toBe(true)
        } catch (error) {
          expect(error).toBeInstanceOf(FaultTextError)
        }
      }),
    )
  })
})

const whole = (min: number, max: number) => fc.integer({ min, max })
const time = (max: number) => fc.oneof(whole(0, max), fc.double({ min: 0, max, noNaN: true }))
const probability = fc.double({ min: 0, max: 1, noNaN: true })
const name = fc.constantFrom('client', 'server', 'h1', 'a-b', 'lan')
const is = <K extends string>(kind: K) => fc.constant(kind)
const action: fc.Arbitrary<FaultAction> = fc.oneof(
  fc.record({ kind: is('loss'), probability }),
  fc.record({ kind: is('duplicate'), probability }),
  fc.record({ kind: is('reorder'), probability, by: whole(1, 100) }),
  fc.record({ kind: is('drop'), nth: fc.array(whole(1, 100_000), { minLength: 1, maxLength: 9 }) }),
  fc.record({ kind: is('delay'), ms: time(10_000) }),
  fc.record({ kind: is('jitter'), ms: time(10_000) }),
  fc.record({ kind: is('rate'), kbps: whole(1, 1_000_000), queue: whole(1_514, 1_000_000) }),
  fc.record({ kind: is('cut'), fromMs: time(600_000), untilMs: time(600_000) }, { requiredKeys: ['kind'] }),
  fc.record({ kind: is('split'), sizes: fc.array(whole(1, 65_536), { minLength: 1, maxLength: 9 }), gapMs: time(100) }),
  fc.record({ kind: is('split'), mean: whole(1, 65_536), gapMs: time(100) }),
  fc.record({ kind: is('coalesce'), bytes: whole(2, 65_536), ms: whole(1, 150) }),
  fc.record({ kind: is('reset'), after: whole(1, 1_000_000_000) }),
)
const place = fc.record(
  { link: name, from: name, to: name, of: fc.constantFrom(...FAULT_PROTOCOLS) },
  { requiredKeys: [] },
)

describe('rules become text', () => {
  test('that says the same, whatever they are', () => {
    const rule = fc.tuple(place, action).map(([where, what]) => ({ ...where, ...what }))
    fc.assert(
      fc.property(fc.array(rule, { maxLength: FAULT_LIMITS.rules }), (rules) => {
        expect(parseFaults(formatFaults(rules))).toEqual(rules)
        expect(FaultPlanSchema.parse({ seed: 1, rules })).toEqual({ seed: 1, rules })
      }),
    )
  })
})

describe('a name that is not there', () => {
  const nodes = { hosts: ['client', 'server'], links: ['wire'] }
  test('is told with those that are', () => {
    const said = (text: string) => unknownNode(parseFaults(text), nodes)
    expect(said('clint:loss=1%')).toBe('there is no host "clint"; there are client, server')
    expect(said('lan.client:loss=1%')).toBe('there is no link "lan"; there is wire')
    expect(said('client>server:loss=1%,wire.*:cut')).toBe(null)
  })
})
