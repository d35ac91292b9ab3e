/** What is worth saying of two runs' differences, the cause first and what programs noticed of it last. Pure. */
import type { CountName, Row } from './differences.ts'
import type { CompareWords } from './words.ts'

export function sentencesOf(rows: readonly Row[], words: CompareWords): string[] {
  const counts = Object.fromEntries(rows.flatMap((row) => (row.kind === 'count' ? [[row.what, row]] : []))) as Partial<
    Record<CountName, Extract<Row, { kind: 'count' }>>
  >
  const changed = (what: CountName) => (counts[what]?.differs ? counts[what].values : null)
  const wire = [
    say(changed('lost'), words.said.lost),
    say(changed('retransmissions'), words.said.retransmissions),
    say(changed('duplicateAcks'), words.said.duplicateAcks),
    say(changed('segments'), words.said.segments),
    say(changed('bytes'), words.said.bytes),
    say(changed('received'), (without, faulted) =>
      words.said.received(without, faulted, counts.sent?.values ?? [without, faulted]),
    ),
    say(changed('twice'), words.said.twice),
  ]
  const seen = rows.flatMap((row) => (row.differs ? [programSaid(row, words)] : []))
  const said = [...wire, ...seen].filter((one) => one !== null)
  if (said.length === 0) return [words.said.nothing]
  // Of a program nothing but its time changed: that is what a stream, and a protocol above datagrams, is for.
  const noticed = rows.some(({ kind, differs }) => differs && (kind === 'printed' || kind === 'end'))
  return noticed ? said : [...said, words.said.unnoticed]
}

function say<T>(values: readonly [T, T] | null, words: (without: T, faulted: T) => string): string | null {
  return values === null ? null : words(...values)
}

function programSaid(row: Row, { said, connection, state }: CompareWords): string | null {
  switch (row.kind) {
    case 'count':
      return null
    case 'reads':
      return said.reads(row.program, ...row.values)
    case 'time':
      return said.time(...row.values)
    case 'connection': {
      // Those of two runs may have other ends, and have ended alike.
      const [without, faulted] = [connection(row.values[0]), connection(row.values[1])]
      return without === faulted ? null : said.connection(row.index + 1, without, faulted)
    }
    case 'end':
      return said.end(row.program, state(row.values[0]), state(row.values[1]))
    case 'printed':
      return said.printed(row.program)
    default:
      return row satisfies never
  }
}
