/** A recording as the text of its file: JSON with one event a line, so that a change reads well in a diff. Pure. */
import type { Recording } from '../../protocol/recording.ts'

export const RECORDING_FILE = 'recording.json'

export function recordingText({ runs, ...head }: Recording): string {
  const all = runs.map(({ events, ...how }) => {
    const lines = events.map((event) => JSON.stringify(event)).join(',\n')
    return `{${fields(how).join(' ')} "events": [\n${lines}\n]}`
  })
  return `{\n${fields(head).join('\n')}\n"runs": [\n${all.join(',\n')}\n]\n}\n`
}

const fields = (of: object): string[] =>
  Object.entries(of).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)},`)
