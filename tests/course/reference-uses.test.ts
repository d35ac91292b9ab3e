/** Which lessons use a name: what counts, and what only looks so. */
import { expect, it } from 'vitest'
import { type LessonSource, lessonSources, lessonsUsing } from '../../src/course/reference-uses.ts'

const lesson = (text: string, ...programs: string[]): LessonSource[] => [{ id: 'a/b', text, programs }]
const OWN = "import { socket } from 'wirebook/socket'\n"
const hits = (words: string[], lessons: LessonSource[]) => lessonsUsing(words, lessons)[0]?.hits ?? 0

it('finds a function where it is called, or named in backticks, and nowhere else', () => {
  expect(hits(['bind'], lesson('then `bind` and `s.bind(address)`'))).toBe(2)
  expect(hits(['bind'], lesson('what is bound, or rebind(it), or to bind'))).toBe(0)
})

it('knows the awaited twin and a type argument', () => {
  expect(hits(['recv', 'fromFd'], lesson('', `${OWN}await s.recvAsync(4)\nSocket.fromFd<string>(3)`))).toBe(2)
})

it('takes calls of a program only where it imports a module of ours', () => {
  const code = "socket.connect(['10.0.0.2', 9999])"
  expect(hits(['connect'], lesson('', `import net from 'node:net'\n${code}`))).toBe(0)
  expect(hits(['connect'], lesson('', OWN + code))).toBe(1)
})

it('leaves the Node column of a comparison out', () => {
  const text = '<Compare python={`s.close()`} bsd={`s.close()`} node={`socket.close()`} />'
  expect(hits(['close'], lesson(text))).toBe(2)
})

it('finds constants as whole words, and pieces of code as they stand', () => {
  expect(hits(['SO_REUSEADDR'], lesson('SO_REUSEADDR, SO_REUSEADDRX, NO_SO_REUSEADDR'))).toBe(1)
  expect(hits(['new Worker'], lesson('', "import { Worker } from 'node:worker_threads'\nnew Worker(file)"))).toBe(1)
  expect(hits(['pack('], lesson("pack('!I', 5), unpack('!I', data)"))).toBe(1)
})

it('keeps the order of the course, and leaves out who does not use it', () => {
  const lessons = [
    ...lesson('`bind`'),
    { id: 'c/d', text: 'nothing', programs: [] },
    { id: 'e/f', text: '`bind`', programs: [] },
  ]
  expect(lessonsUsing(['bind'], lessons).map(({ id }) => id)).toEqual(['a/b', 'e/f'])
})

it('reads the lessons of the course with the programs of their labs', () => {
  const first = lessonSources().find(({ id }) => id === 'sockets/first-conversation')
  expect(first?.programs.length).toBeGreaterThan(3)
  expect(lessonsUsing(['accept'], lessonSources()).map(({ id }) => id)).toContain('sockets/first-conversation')
})
