/** What sort of file it is, and how a name is divided. */
import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { Refusal } from '../../../src/sidecar/classroom/http/route.ts'
import { dividedName, wholeName } from '../../../src/sidecar/classroom/people/roster/names.ts'
import { readRoster } from '../../../src/sidecar/classroom/people/roster/preview.ts'

const HEAD = 'sourcedId,role,givenName,familyName'
const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')
/** 小明 in GBK. */
const GBK = Buffer.concat([
  Buffer.from(`${HEAD}\n1,student,`),
  Buffer.from([0xd0, 0xa1, 0xc3, 0xf7]),
  Buffer.from(',\n'),
])

function codeOf(content: string | Buffer): string {
  try {
    readRoster(Buffer.from(content as string).toString('base64'))
    return 'read'
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return `${error.code} ${error.message}`
  }
}

describe('files', () => {
  it.each<[string, string | Buffer, RegExp]>([
    ['empty', '', /^ROSTER_EMPTY/],
    ['blank', ' \r\n\n', /^ROSTER_EMPTY/],
    ['a head alone', `${HEAD}\n`, /^ROSTER_EMPTY/],
    ['a PDF', '%PDF-1.7 …', /^ROSTER_NOT_TEXT.*PDF/],
    ['an image', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), /^ROSTER_NOT_TEXT.*PNG/],
    ['a workbook', Buffer.from([0x50, 0x4b, 3, 4, 20, 0]), /^ROSTER_WORKBOOK.*CSV UTF-8/],
    ['an old workbook', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), /^ROSTER_WORKBOOK/],
    ['bytes', Buffer.concat([Buffer.from('abc\0'), randomBytes(64)]), /^ROSTER_NOT_TEXT/],
    ['JSON', '{"users": []}', /^ROSTER_NOT_TEXT/],
    ['a page', '<!doctype html><p>sourcedId', /^ROSTER_NOT_TEXT/],
    ['UTF-16', utf16(`${HEAD}\n1,student,A,B\n`), /^ROSTER_ENCODING.*UTF-16.*CSV UTF-8/],
    ['UTF-16 without a mark', utf16(`${HEAD}\n1,student,A,B\n`).subarray(2), /^ROSTER_ENCODING.*UTF-16/],
    ['GBK', GBK, /^ROSTER_ENCODING.*GBK.*CSV UTF-8/],
    ['Latin-1', Buffer.from(`${HEAD}\n1,student,J\u00f6rg,B\n`, 'latin1'), /^ROSTER_ENCODING.*not in UTF-8/],
    ['a gradebook', 'Name,Handle,Email,School id,HTTP (10),Total (10)\nA,a,a@x,1,5,5\n', /^ROSTER_GRADEBOOK/],
    [
      'grades for Gradescope',
      'First Name,Last Name,SID,Email,Total Score,Max Points\nA,B,1,a@x,1,2\n',
      /^ROSTER_GRADEBOOK/,
    ],
    ['another table', 'a,b\n1,2\n', /^ROSTER_COLUMNS.*sourcedId, role, givenName.*a, b/],
    ['a column twice', `${HEAD},role\n1,student,A,B,student\n`, /^ROSTER_COLUMNS.*twice/],
    ['an open quotation', `${HEAD}\n1,student,"A,B\n2,student,C,D\n`, /^ROSTER_QUOTES/],
    ['a stray quotation', `${HEAD}\n1,student,"A" x,B\n`, /^ROSTER_QUOTES.*line 2/],
    ['too many rows', `${HEAD}\n${'1,student,A,B\n'.repeat(5_001)}`, /^ROSTER_TOO_LONG/],
    ['with U+0000', `${HEAD}\n1,student,A\0,B\n`, /^ROSTER_NOT_TEXT/],
    ['a roster', `${HEAD}\n1,student,A,B\n`, /^read$/],
  ])('%s', (_, content, code) => {
    expect(codeOf(content)).toMatch(code)
  })

  it.each([
    ['a byte order mark', `\ufeff${HEAD}\n1,student,小明,林\n2,teacher,A,B`],
    ['all line endings', `${HEAD}\r\n1,student,小明,林\n2,teacher,A,B\r`],
    ['the other order first', `${HEAD}\n1,student,小明,林\r\n\r\n2,teacher,A,B\n`],
    ['semicolons', `${HEAD.replaceAll(',', ';')}\n1;student;小明;林\n2;teacher;A;B\n`],
    ['tabs', `${HEAD.replaceAll(',', '\t')}\n1\tstudent\t小明\t林\n2\tteacher\tA\tB\n`],
    [
      'names of columns in capitals, and spaces',
      'SOURCEDID, Role ,givenname,FamilyName\n 1 ,student, 小明 ,林\n2,Teacher,A,B\n',
    ],
    [
      'columns that mean nothing here',
      'sms,sourcedId,role,givenName,familyName,grades\n,1,student,小明,林,7\n,2,teacher,A,B,\n',
    ],
  ])('%s', (_, text) => {
    const { rows, faults } = readRoster(Buffer.from(text).toString('base64'))
    expect(faults).toEqual([])
    expect(rows.map(({ sourceId, name, role }) => [sourceId, name, role])).toEqual([
      ['1', '林小明', 'learner'],
      ['2', 'A B', 'instructor'],
    ])
  })

  it('rows have the numbers of a spreadsheet, also below cells of several lines and empty rows', () => {
    const text = `${HEAD}\n1,student,"A\nlong",B\n\n\n2,student,,\n`
    const { faults } = readRoster(Buffer.from(text).toString('base64'))
    expect(faults.map(({ row }) => row)).toEqual([5])
  })
})

describe('names', () => {
  it.each([
    '林小明',
    '欧阳修',
    'Ada Lovelace',
    'Ada',
    '林 小明',
    'Mary Ann van Dyke',
    '김철수',
    '林',
    'Ada 林',
    '林 Ada',
    '😀 👩‍🏫',
  ])('%s is whole again', (name) => {
    const { given, family } = dividedName(name)
    expect(wholeName(given, family)).toBe(name)
  })
})
