/**
 * English sentences of the command line outside its catalogues: there are none. Every literal of the sources is looked
 * at, not only what is handed to a function that prints, as a sentence reaches the terminal by many ways.
 */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { ROOT } from '../../src/course/load.ts'

/** The command line, and what of the sidecar words what reaches it. */
const SOURCES = [
  'src/cli/**/*.ts',
  'src/sidecar/{serve,build}.ts',
  'src/sidecar/http/listen.ts',
  'src/sidecar/store/open.ts',
  'src/sidecar/runner/*.ts',
  'src/sidecar/recording/verify.ts',
  'src/sidecar/grader/{grader,process}.ts',
  'src/sidecar/sandbox/{features,launch,local}.ts',
  'src/sidecar/sandbox/features/*.ts',
  'src/sidecar/sandbox/{netd,plain}/*.ts',
  'src/sidecar/sandbox/contain/containment.ts',
  'src/sidecar/sandbox/network/warm-pool.ts',
  'src/protocol/fault-{text,reader,nodes}.ts',
]
const ELSEWHERE = [
  // The catalogues themselves.
  /\/words\//,
  // What is written into a new lesson, in both languages.
  /^src\/cli\/new\/(templates\/|lesson\.ts)/,
  // What is wrong with a course is told to its authors, in English; what frames it is not among these.
  /^src\/cli\/check\/(?!table|watch|progress)/,
]
/** Literals that are no sentences: scripts for other programs, and what only a fault of ours can show. */
const NO_SENTENCE: Record<string, RegExp[]> = {
  'src/cli/doctor/extras.ts': [/^import socket/],
  'src/cli/doctor/trial.ts': [/^\nimport \{ createSocket/],
  'src/sidecar/runner/enter.ts': [/^names=\$1/],
  'src/sidecar/sandbox/launch.ts': [/^set -e\n/, /^stage=\$1|^if mount|tmpfs/, /is outside/],
  // What a program said that could not be contained, in parentheses behind the sentence.
  'src/sidecar/sandbox/contain/containment.ts': [/^const \{ readdirSync/, /^it ended with |^exit code /],
  'src/sidecar/sandbox/plain/person.ts': [/^for \(const path/],
  'src/sidecar/sandbox/plain/network.ts': [/^there is no host/],
  // The message in English of an error that carries its sentence beside it.
  'src/protocol/fault-nodes.ts': [/^there is no |; there $/, /^is no /],
  // The id of a kind of file.
  'src/cli/submission-text.ts': [/^special file$/],
}

const PROSE = /(?<![\w./$=-])[A-Za-z]?[a-z']+,? [a-z']{2,}(?![\w/=(])/

function* literals(file: string): Generator<{ text: string; line: number }> {
  const source = ts.createSourceFile(file, readFileSync(join(ROOT, file), 'utf8'), ts.ScriptTarget.Latest, true)
  const found: { text: string; line: number }[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isLiteralTypeNode(node)) return
    const whole = ts.isTemplateExpression(node)
      ? [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('…')
      : ts.isStringLiteralLike(node)
        ? node.text
        : null
    if (whole !== null)
      found.push({ text: whole, line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1 })
    ts.forEachChild(node, visit)
  }
  visit(source)
  yield* found
}

const FILES = SOURCES.flatMap((pattern) => globSync(pattern, { cwd: ROOT }))
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => !ELSEWHERE.some((other) => other.test(file)))
  .sort()

test('no sentence of the command line stands outside its catalogues', () => {
  expect(FILES.length).toBeGreaterThan(50)
  const found = FILES.flatMap((file) => {
    const known = NO_SENTENCE[file] ?? []
    return [...literals(file)]
      .filter(({ text }) => PROSE.test(text) && !known.some((one) => one.test(text)))
      .map(({ text, line }) => `${file}:${line}: ${text.slice(0, 80)}`)
  })
  expect(found).toEqual([])
})

test('every exception is still needed', () => {
  const idle = Object.entries(NO_SENTENCE).flatMap(([file, known]) => {
    const texts = FILES.includes(file) ? [...literals(file)].map(({ text }) => text) : []
    return known
      .filter((one) => !texts.some((text) => one.test(text) && PROSE.test(text)))
      .map((one) => `${file}: ${one}`)
  })
  expect(idle).toEqual([])
})
