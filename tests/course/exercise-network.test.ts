import { describe, expect, it } from 'vitest'
import { exerciseIssues, seatOf } from '../../src/course/exercise-network.ts'
import { Exercise } from '../../src/course/schema.ts'

const text = { en: 'x', 'zh-cn': 'x' }
const exercise = (more: object) =>
  Exercise.parse({
    kind: 'server',
    title: text,
    files: ['one.ts'],
    tests: { one: { title: text, hint: 1 } },
    hints: [text, text, text],
    mutants: {},
    ...more,
  })
const seat = (more: object) => {
  const found = seatOf(exercise(more))
  return found && [found.host, found.spec]
}
const issues = (more: object) => exerciseIssues(exercise(more)).map(({ path, message }) => `${path}: ${message}`)

describe('an exercise', () => {
  it('has one host unless it says otherwise', () => {
    expect(seat({})).toBeUndefined()
    expect(seat({ topology: 'solo' })).toBeUndefined()
  })

  it('puts the submission on the host of its kind, and the spec on the other', () => {
    expect(seat({ wire: true })).toEqual(['server', 'client'])
    expect(seat({ kind: 'client', topology: 'pair' })).toEqual(['client', 'server'])
    expect(seat({ kind: 'client', topology: 'routed' })).toEqual(['client', 'server'])
  })

  it('puts them on the first two hosts of a lan, or where it says', () => {
    expect(seat({ kind: 'client', topology: 'lan' })).toEqual(['h1', 'h2'])
    expect(seat({ kind: 'client', topology: 'lan', host: 'h3', spec: 'h4' })).toEqual(['h3', 'h4'])
    expect(seat({ topology: 'lan', host: 'h2' })).toEqual(['h2', 'h1'])
  })
})

describe('a wrong network of an exercise', () => {
  it('is told by its field', () => {
    expect(issues({ topology: 'pair' })).toEqual([])
    expect(issues({ wire: true, topology: 'lan' })).toEqual([
      'wire: it is short for "topology": "pair"; say one of them',
    ])
    expect(issues({ topology: 'lan', host: 'h9' })).toEqual(['host: there is no host "h9"; there are h1, h2, h3, h4'])
    expect(issues({ host: 'server' })).toEqual(['host: spec and submission are on one host; say a "topology" first'])
    expect(issues({ topology: 'pair', host: 'server', spec: 'server' })).toEqual([
      'spec: the spec needs another host than the submission',
    ])
    expect(issues({ kind: 'function', capture: true })).toEqual([
      'capture: a function is called, not talked to: it has no network',
    ])
    expect(issues({ size: 3 })).toEqual(['size: it is the number of hosts of the topology "lan"'])
  })
})
