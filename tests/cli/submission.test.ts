/** What is read of a path before anything is graded: bad input, each kind with its own code and what to do. */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { UsageError } from '../../src/cli/exit.ts'
import { readSubmission } from '../../src/cli/submission.ts'
import { en } from '../../src/cli/words/en.ts'
import { inWords } from '../../src/protocol/sentence.ts'

const FILE = 'frame-decoder.ts'
const MIB = 1 << 20

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wirebook-test-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const at = (name: string) => join(folder, name)
function file(name: string, content: string | Buffer): string {
  writeFileSync(at(name), content)
  return at(name)
}
/** A folder that holds the exercise's file as something else makes it. */
function holding(name: string, make: (path: string) => void): string {
  mkdirSync(at(name))
  make(join(at(name), FILE))
  return at(name)
}
function fifo(path: string): string {
  expect(spawnSync('mkfifo', [path]).status).toBe(0)
  return path
}

function problem(path: string, names = [FILE], locale: 'en' | 'zh-cn' = 'en') {
  const read = readSubmission(path, names, locale)
  return 'problem' in read ? read.problem : undefined
}

function refusal(path: string, names = [FILE]): { code: string; message: string } {
  try {
    readSubmission(path, names, 'en')
  } catch (error) {
    const { code, sentence } = error as UsageError
    return { code, message: inWords(en, sentence) }
  }
  throw new Error('nothing was thrown')
}

describe('a submission', () => {
  test('is one file, whatever it is called', () => {
    const path = file('mine.ts', 'export {}\n')
    expect(readSubmission(path, [FILE], 'en')).toEqual({ files: { [FILE]: 'export {}\n' }, paths: { [FILE]: path } })
  })

  test('is a folder with the names of the exercise; other files in it are not read', () => {
    const path = holding('whole', (name) => writeFileSync(name, 'export const a = 1\n'))
    writeFileSync(join(path, 'notes.bin'), Buffer.alloc(9))
    writeFileSync(join(path, 'helper.ts'), 'export {}\n')
    expect(readSubmission(path, [FILE, 'helper.ts'], 'en')).toMatchObject({
      files: { [FILE]: 'export const a = 1\n', 'helper.ts': 'export {}\n' },
    })
  })

  test('may be a link when it was named itself, and within its own folder', () => {
    const path = file('target.ts', 'export {}\n')
    symlinkSync(path, at('link.ts'))
    expect(problem(at('link.ts'))).toBeUndefined()
    const inside = holding('inside', (name) => {
      writeFileSync(join(at('inside'), 'real.ts'), 'export {}\n')
      symlinkSync('real.ts', name)
    })
    expect(problem(inside)).toBeUndefined()
  })
})

describe('what is no program is a result, with the place and what to do', () => {
  test('50 MB', () => {
    const path = file('large.ts', '')
    truncateSync(path, 50 * MIB)
    expect(problem(path)).toEqual({
      code: 'SUBMISSION_TOO_LARGE',
      file: FILE,
      message: "The submission has 52428800 bytes; at most 1048576 are graded. Hand in only your program's text.",
    })
  })

  test('binary garbage', () => {
    expect(problem(file('garbage.ts', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 0, 0, 0xff])))).toMatchObject({
      code: 'SUBMISSION_BINARY',
    })
  })

  test('text that is not UTF-8, with the byte at which it is not', () => {
    expect(problem(file('latin1.ts', Buffer.from('// caf\xe9\n', 'latin1')))).toMatchObject({
      code: 'SUBMISSION_NOT_UTF8',
      message: 'This is not UTF-8 text: byte 6 begins no character. Save the file as UTF-8.',
    })
    expect(problem(file('cut.ts', Buffer.from('// é').subarray(0, 4)))).toMatchObject({ code: 'SUBMISSION_NOT_UTF8' })
  })

  test('a link out of the folder, which is not followed', () => {
    const path = holding('escapes', (name) => symlinkSync('/etc/passwd', name))
    expect(problem(path)).toMatchObject({ code: 'SUBMISSION_LINK', file: FILE })
    expect(problem(path)?.message).toContain('/etc/passwd. Put a copy of the file in its place.')
    const sibling = holding('escapes-2', (name) => symlinkSync('../escapes-2-not/secret', name))
    mkdirSync(at('escapes-2-not'))
    writeFileSync(at('escapes-2-not/secret'), 'export {}\n')
    expect(problem(sibling)).toMatchObject({ code: 'SUBMISSION_LINK' })
  })

  test('a folder in the place of the file, in the reader’s language', () => {
    const path = holding('nested', (name) => mkdirSync(name))
    expect(problem(path, [FILE], 'zh-cn')).toEqual({
      code: 'SUBMISSION_NOT_FILE',
      file: FILE,
      message: '这是文件夹，不是文件。请把程序本身放在这里。',
    })
  })

  test('a fifo in the folder, for which nobody waits', () => {
    const path = holding('piped', (name) => fifo(name))
    expect(problem(path)).toMatchObject({ code: 'SUBMISSION_NOT_FILE', message: expect.stringContaining('a fifo') })
  })

  test('a socket in the folder', async () => {
    const path = holding('socketed', () => {})
    const server = createServer().listen(join(path, FILE))
    await new Promise((resolve) => server.once('listening', resolve))
    expect(problem(path)).toMatchObject({ code: 'SUBMISSION_NOT_FILE', message: expect.stringContaining('a socket') })
    await new Promise((resolve) => server.close(resolve))
  })
})

describe('a path that cannot hold a submission is wrong usage', () => {
  test('nothing there: those near it are named', () => {
    file('my-decoder.ts', '')
    const { code, message } = refusal(at('my-decodr.ts'))
    expect(code).toBe('PATH_MISSING')
    expect(message).toBe(`there is no file or folder ${at('my-decodr.ts')}; near it: ${at('my-decoder.ts')}`)
  })

  test('a link to nothing, and one that leads in a circle', () => {
    symlinkSync('gone.ts', at('dangling.ts'))
    expect(refusal(at('dangling.ts'))).toMatchObject({ code: 'PATH_MISSING' })
    expect(refusal(at('dangling.ts')).message).toContain('a symbolic link to gone.ts, which is not there')
    symlinkSync('circle.ts', at('circle.ts'))
    expect(refusal(at('circle.ts')).code).toBe('PATH_LOOP')
  })

  test('a folder with other names: which are missing, and which are near', () => {
    mkdirSync(at('other'))
    writeFileSync(at('other/frame_decoder.ts'), '')
    writeFileSync(at('other/notes.txt'), '')
    expect(refusal(at('other'))).toEqual({
      code: 'FILE_MISSING',
      message: `the folder other has no ${FILE}; near it: frame_decoder.ts; rename, or name the file itself`,
    })
    mkdirSync(at('empty'))
    expect(refusal(at('empty'), [FILE, 'b.ts']).message).toBe(
      `the folder empty has no ${FILE}, b.ts; it is empty; give your files the names of the exercise`,
    )
  })

  test('one file where the exercise has several', () => {
    expect(refusal(file('single.ts', ''), [FILE, 'helper.ts'])).toMatchObject({ code: 'PATH_NOT_FOLDER' })
    expect(refusal('-', [FILE, 'helper.ts']).message).toMatch(/^standard input is one text/)
  })

  test('a device and a fifo, which are not opened', () => {
    expect(refusal('/dev/zero')).toMatchObject({ code: 'PATH_NOT_FILE', message: expect.stringContaining('a device') })
    expect(refusal(fifo(at('pipe')))).toMatchObject({
      code: 'PATH_NOT_FILE',
      message: expect.stringContaining('a fifo'),
    })
  })
})

describe('a file that may not be read', () => {
  test('is a result for its owner to mend', (context) => {
    context.skip(process.getuid?.() === 0, 'root may read everything; tests/cli/grade.test.ts does it as another user')
    const path = file('closed.ts', 'export {}\n')
    chmodSync(path, 0o000)
    expect(problem(path)).toMatchObject({ code: 'SUBMISSION_DENIED', message: expect.stringContaining('chmod u+r') })
  })
})
