/**
 * Writes tests/fixtures/struct.json: cases with CPython's answers, for machines without it.
 *
 *   sh bin/node tests/socket/struct/make-fixture.ts
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { drawCases } from './cases.ts'
import { pythonAnswers, pythonVersion } from './python.ts'

const FIXTURE = join(import.meta.dirname, '../../fixtures/struct.json')
const SEED = 1
const CASES = 1_200

const version = pythonVersion()
if (version === null) throw new Error('python3 is not CPython, or not there')
const cases = drawCases(SEED, CASES)
const answers = pythonAnswers(cases)
const lines = cases.map((given, n) => JSON.stringify([given, answers[n]]))
writeFileSync(FIXTURE, `{"python":${JSON.stringify(version)},"cases":[\n${lines.join(',\n')}\n]}\n`)
console.log(`${lines.length} cases of ${version}`)
