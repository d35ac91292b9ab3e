/** Recordings of labs that really run. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { LoadedLab } from '../../../src/course/load.ts'
import { Lab } from '../../../src/course/schema.ts'
import { recordedRun } from '../../../src/protocol/recording.ts'
import { diffText } from '../../../src/sidecar/recording/diff.ts'
import { digestOf, makeRecording } from '../../../src/sidecar/recording/make.ts'
import { parseRecording } from '../../../src/sidecar/recording/read.ts'
import { recordingText } from '../../../src/sidecar/recording/text.ts'
import { verifyRecording } from '../../../src/sidecar/recording/verify.ts'
import { openSandbox } from '../../../src/sidecar/sandbox/open.ts'
import type { Sandbox } from '../../../src/sidecar/sandbox/types.ts'
import { NAMESPACES, ownNetwork } from '../../support/tier.ts'

let sandbox: Sandbox
beforeAll(async () => {
  if (NAMESPACES) sandbox = await openSandbox()
})
afterAll(() => sandbox?.close())
beforeEach(ownNetwork)

const both = (text: string) => ({ en: text, 'zh-cn': text })
const SERVER = `
import { createServer } from 'node:net'
createServer((socket) => socket.on('data', (data) => socket.end('echo ' + data))).listen(9999, '10.0.0.2')
`
/** What it prints after \`got\` is another in every run. */
const CLIENT = `
import { connect } from 'node:net'
const word = process.argv[2].slice(5)
const socket = connect(9999, '10.0.0.2', () => socket.write(word))
socket.on('data', (data) => console.log(String(data)))
socket.on('end', () => console.log('chance', Math.random(), 'from port', socket.localPort))
`
const lab = (client = CLIENT): LoadedLab => ({
  id: 'test/echo',
  folder: '',
  lab: Lab.parse({
    title: both('Echo'),
    topology: 'pair',
    programs: [
      { name: 'server', file: 'server.ts', ready: { listen: 'tcp:9999' } },
      { name: 'client', file: 'client.ts', after: ['server'] },
    ],
    options: [{ program: 'client', name: 'word', title: both('Word'), values: ['one', 'two'], default: 'one' }],
  }),
  files: { 'server.ts': SERVER, 'client.ts': client },
})

test('holds the lab as shipped and with each option turned, and a later run behaves as it says', async () => {
  const { recording, shipped } = await makeRecording(sandbox, lab())
  expect(shipped.end).toBe('finished')
  expect(recording.runs.map(({ options }) => options)).toEqual([{}, { client: ['word=two'] }])
  expect(recording.runs[0]!.varies).toEqual(['client | chance # from port PORT'])
  const printed = recordedRun(recording, { client: ['word=two'] })!.events.flatMap(([, event]) =>
    event.type === 'output' && event.program === 'client' ? [event.text] : [],
  )
  expect(printed.join('')).toMatch(/^echo two\nchance /)
  const read = parseRecording(recordingText(recording), 'recording.json')
  expect(read).toEqual(recording)
  expect(await verifyRecording(sandbox, lab(), read)).toEqual([])
})

test('a lab of other programs is stale, and one that behaves otherwise is shown to', async () => {
  const { recording } = await makeRecording(sandbox, lab())
  const rude = lab(CLIENT.replace('socket.write(word)', 'socket.resetAndDestroy()'))
  expect(await verifyRecording(sandbox, rude, recording)).toMatchObject([{ code: 'RECORDING_STALE' }])
  const found = await verifyRecording(sandbox, rude, { ...recording, digest: digestOf(rude) })
  expect(found.map(({ code }) => code)).toEqual(['RECORDING_DIFFERS', 'RECORDING_DIFFERS'])
  const diff = diffText(found[0]!.diff).join('\n')
  expect(diff).toMatch(/^- client \| echo one$/m)
  expect(diff).toMatch(/^\+ flow tcp .*reset$/m)
})

test('a call that is called off leaves no recording', async () => {
  await expect(makeRecording(sandbox, lab(), AbortSignal.abort())).rejects.toThrow()
})
