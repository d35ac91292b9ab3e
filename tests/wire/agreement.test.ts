/** tshark and our decoder read the same captures: what both show, both show alike. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { decode } from '../../src/wire/decode.ts'
import { NAMESPACES, ownNetwork } from '../support/tier.ts'
import { conversations } from './oracle/conversations.ts'
import { crafted } from './oracle/crafted.ts'
import { compareFlows, type Met, NAMES } from './oracle/flows.ts'
import { HEADER_PAIRS } from './oracle/header-pairs.ts'
import { alike, ourValues, theirText } from './oracle/header-values.ts'
import { type Capture, labCaptures } from './oracle/labs.ts'
import { knowsField, TSHARK, tsharkFields, tsharkInstalled, tsharkOfOurRules } from './oracle/tshark.ts'

/** tshark's name of a field -> in how many packets it was compared. */
const compared = new Map<string, number>()

/** Fields that differ, as `packet n: name ours theirs`; what only one of the two shows is no difference. */
const pairs = () => HEADER_PAIRS.filter(({ tshark }) => knowsField(tshark))

function differences({ frames }: Pick<Capture, 'frames'>): string[] {
  const names = pairs().map(({ tshark }) => tshark)
  // Fragments are left in pieces, so that both speak of the packet itself.
  const options = ['-o', 'ip.defragment:FALSE', '-o', 'ipv6.defragment:FALSE']
  const rows = tsharkFields(frames, names, options)
  return frames.flatMap(({ data, length }, index) => {
    const packet = decode(data, length)
    return pairs().flatMap((pair, column) => {
      const theirs = rows[index]![column]!.map((value) => theirText(value, pair.kind))
      const ours = ourValues(packet, pair)
      if (theirs.length === 0 || ours.length === 0) return []
      compared.set(pair.tshark, (compared.get(pair.tshark) ?? 0) + 1)
      // A quoted header that is cut may be shown by one of the two only.
      const shared = Math.min(ours.length, theirs.length)
      return ours
        .slice(0, shared)
        .flatMap((mine, at) =>
          alike(mine, theirs[at]!) ? [] : [`packet ${index + 1}: ${pair.tshark} ours ${mine}, theirs ${theirs[at]}`],
        )
    })
  })
}

/** One file after the other: tshark takes longer to start than to read. */
function inARow(captures: readonly Capture[]): Pick<Capture, 'frames'> {
  const apart = 100_000_000
  return {
    frames: captures.flatMap(({ frames }, index) =>
      frames.map((frame) => ({ ...frame, at: frame.at + index * apart })),
    ),
  }
}

const met: Met = new Map()

describe('captures of labs', () => {
  beforeEach((context) => {
    tsharkInstalled(context)
    ownNetwork(context)
  })
  let captures: Capture[] = []
  beforeAll(async () => {
    if (TSHARK && NAMESPACES) captures = await labCaptures()
  })

  test('show the same header fields, at least ten labs of the course', () => {
    expect(captures.filter(({ name }) => !name.startsWith('wire/')).length).toBeGreaterThanOrEqual(10)
    for (const { name, frames } of captures) expect(frames.length, name).toBeGreaterThan(0)
    expect(differences(inARow(captures))).toEqual([])
  })

  test('show the same flows: streams, relative numbers, windows, what each segment is', () => {
    expect(compareFlows(inARow(captures), met)).toEqual([])
    // What the labs were made to show.
    for (const name of ['initial_rtt', 'zero-window', 'udp.stream']) expect(met.has(name), name).toBe(true)
  })
})

describe('made-up conversations', () => {
  beforeEach(tsharkOfOurRules)

  test('are judged as tshark judges them, segment by segment', () => {
    const met: Met = new Map()
    expect(compareFlows({ frames: conversations(1, 150) }, met)).toEqual([])
    expect(NAMES.filter((name) => !met.has(name))).toEqual([])
  })
})

describe('crafted packets', () => {
  beforeEach(tsharkInstalled)

  test('of every protocol we decode show the same header fields', () => {
    expect(differences({ frames: crafted() })).toEqual([])
    const missing = pairs().filter(({ tshark }) => !compared.has(tshark))
    expect(missing.map(({ tshark }) => tshark)).toEqual([])
  })
})

afterAll(() => {
  if (!TSHARK) return
  const lines = HEADER_PAIRS.map(({ tshark }) => `${tshark} ${compared.get(tshark) ?? 0}`)
  console.log(`field pairs compared: ${compared.size} of ${HEADER_PAIRS.length}\n${lines.join(', ')}`)
  console.log(`of flows: ${[...met].map(([name, count]) => `${name} ${count}`).join(', ')}`)
})
