import { describe, expect, test } from 'vitest'
import { listLabs, loadLab } from '../../../src/course/load.ts'
import { NO_FAULTS } from '../../../src/protocol/lab.ts'
import { type Recording, recordedRun, replay } from '../../../src/protocol/recording.ts'
import { digestOf, settingsOf } from '../../../src/sidecar/recording/make.ts'
import { parseRecording, RecordingError, readRecording } from '../../../src/sidecar/recording/read.ts'
import { recordingText } from '../../../src/sidecar/recording/text.ts'

const RECORDING: Recording = {
  version: 1,
  lab: 'test/lab',
  date: '2026-01-31',
  kernel: '6.0',
  node: 'v26.0.0',
  tier: 'full',
  digest: '0123456789abcdef',
  snapLength: 1_514,
  runs: [
    {
      options: {},
      varies: ['a | got #'],
      events: [
        [0, { type: 'runStarted', programs: ['a'], faults: NO_FAULTS, revisions: { 'a.ts': 0 } }],
        [
          1,
          {
            type: 'packets',
            packets: [{ n: 1, at: 1, link: 'wire', from: 'a', to: 'b', data: 'AAEC', length: 3 }],
            lost: 0,
          },
        ],
        [2, { type: 'calls', calls: [{ program: 'a', call: 'connect', at: 1, id: 1, file: 'a.ts', line: 3 }] }],
        [3, { type: 'output', program: 'a', stream: 'stdout', text: 'got 1\n', at: 3 }],
        [
          4,
          {
            type: 'program',
            program: 'a',
            state: { state: 'exited', exit: { code: 0, signal: null, reason: 'exited' } },
          },
        ],
        [4, { type: 'runEnded' }],
      ],
    },
    {
      options: { a: ['gap=50'] },
      varies: [],
      events: [
        [0, { type: 'runStarted', programs: ['a'], faults: NO_FAULTS, revisions: { 'a.ts': 0 } }],
        [9, { type: 'runEnded' }],
      ],
    },
  ],
}

describe('a recording', () => {
  test('comes back from its file as it was, with all that a packet says', () => {
    expect(parseRecording(recordingText(RECORDING), 'r.json')).toEqual(RECORDING)
  })

  test('is written with one event a line', () => {
    const lines = recordingText(RECORDING).split('\n')
    expect(lines.filter((line) => line.startsWith('['))).toHaveLength(8)
  })

  test('replays as the events of a session, each with its time', () => {
    const told = replay('test/lab', RECORDING.runs[0]!, 4)
    expect(told[0]).toEqual({
      at: 0,
      event: {
        type: 'runStarted',
        lab: 'test/lab',
        run: 4,
        programs: ['a'],
        faults: NO_FAULTS,
        revisions: { 'a.ts': 0 },
      },
    })
    expect(told.map(({ at }) => at)).toEqual([0, 1, 2, 3, 4, 4])
    expect(new Set(told.map(({ event }) => 'run' in event && event.run))).toEqual(new Set([4]))
  })

  test('gives the run whose dial stood as asked, and none for what nobody recorded', () => {
    expect(recordedRun(RECORDING)).toBe(RECORDING.runs[0])
    expect(recordedRun(RECORDING, { a: ['gap=50'] })).toBe(RECORDING.runs[1])
    expect(recordedRun(RECORDING, { a: ['gap=51'] })).toBeNull()
  })
})

describe('a file that is no recording says where and why', () => {
  const changed = (change: (recording: ReturnType<typeof clone>) => void) => {
    const copy = clone()
    change(copy)
    return JSON.stringify(copy)
  }
  // biome-ignore lint/suspicious/noExplicitAny: it is made wrong on purpose
  const clone = () => structuredClone(RECORDING) as any
  const cases: [name: string, text: string, path: string, why: RegExp][] = [
    ['that is cut off', recordingText(RECORDING).slice(0, -20), 'top level', /not JSON/],
    ['of a later version', changed((r) => (r.version = 2)), 'version', /expected 1/],
    ['without runs', changed((r) => (r.runs = [])), 'runs', />=1/],
    [
      'with a frame that is no base64',
      changed((r) => (r.runs[0].events[1][1].packets[0].data = '%')),
      'runs.0.events.1.1.packets.0.data',
      /base64/,
    ],
    [
      'with an event of no known type',
      changed((r) => (r.runs[0].events[2][1].type = 'dance')),
      'runs.0.events.2.1.type',
      /./,
    ],
    ['whose times go backwards', changed((r) => (r.runs[0].events[3][0] = 1)), 'runs.0.events', /backwards/],
    [
      'that never ends',
      changed((r) => r.runs[1].events.splice(1, 1, r.runs[1].events[0])),
      'runs.1.events',
      /runEnded/,
    ],
    [
      'of an unknown way to end',
      changed((r) => (r.runs[0].events[4][1].state.exit.reason = 'bored')),
      'runs.0.events.4.1.state.exit.reason',
      /exited/,
    ],
  ]
  for (const [name, text, path, why] of cases)
    test(name, () => {
      let error: unknown
      try {
        parseRecording(text, 'labs/x/recording.json')
      } catch (caught) {
        error = caught
      }
      expect(error).toBeInstanceOf(RecordingError)
      const { path: at, message } = error as RecordingError
      expect([at, message.startsWith('labs/x/recording.json: ')]).toEqual([path, true])
      expect(message).toMatch(why)
    })
})

describe('the recordings of the course', () => {
  for (const id of listLabs())
    test(`${id} shows the lab of today, with every setting of its dial`, () => {
      const lab = loadLab(id)
      const recording = readRecording(lab.folder)
      expect(recording, `make it with "npx wirebook record ${id}"`).not.toBeNull()
      expect(recording!.lab).toBe(id)
      expect(recording!.digest, `make it anew with "npx wirebook record ${id}"`).toBe(digestOf(lab))
      for (const options of settingsOf(lab.lab))
        expect(recordedRun(recording!, options), JSON.stringify(options)).not.toBeNull()
    })
})
