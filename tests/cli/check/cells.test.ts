import { expect, test } from 'vitest'
import { readCells } from '../../../src/course/cells.ts'

const LESSON = `# Title

<Lab id="tcp/handshake-1" />

<Quiz
  id="q1"
  right={1}
  options={[
    { text: 'a } in a text', why: \`and a "quote"\` },
    { text: 'b', why: '>' },
  ]}
>

What? See <Rfc n={9293} s="3.5" />.

</Quiz>

\`\`\`jsx
<Lab id="not/one" />
\`\`\`

<Predict id="p" right={oops(} options={[]}></Predict>
`

test('cells are read with their attributes, line and body', () => {
  const [lab, quiz, rfc] = readCells(LESSON)
  expect(lab).toMatchObject({ name: 'Lab', attributes: { id: 'tcp/handshake-1' }, line: 3, body: '' })
  expect(quiz).toMatchObject({
    name: 'Quiz',
    line: 5,
    attributes: {
      id: 'q1',
      right: 1,
      options: [
        { text: 'a } in a text', why: 'and a "quote"' },
        { text: 'b', why: '>' },
      ],
    },
  })
  expect(quiz!.body.trim()).toBe('What? See <Rfc n={9293} s="3.5" />.')
  expect(rfc!.attributes).toEqual({ n: 9293, s: '3.5' })
})

test('fenced code holds no cells', () => {
  expect(readCells(LESSON).filter(({ name }) => name === 'Lab')).toHaveLength(1)
})

test('a value that is no JavaScript is told, and ends nothing', () => {
  expect(readCells(LESSON).at(-1)).toMatchObject({ name: 'Predict', broken: ['right'] })
})
