/** One attempt: its tests with what was expected and what came, the packets of those that failed, and the code. */
import { useState } from 'preact/hooks'
import type { AttemptSummary } from '../../../../protocol/classroom/view.ts'
import type { CapturedPacket } from '../../../../protocol/lab.ts'
import type { Attempt } from '../../../../protocol/messages.ts'
import { Box, Problem } from '../parts.tsx'
import { useAsked } from '../use.ts'
import { Code } from './Code.tsx'
import type { InCohort } from './in-cohort.ts'
import type { PacketLines } from './PacketLines.tsx'

type Whole = { id: string; files: Record<string, string>; result: Attempt | null }

export function AttemptShown({
  base,
  titles,
  words,
  person,
  attempt,
}: InCohort & { person: string; attempt: AttemptSummary }) {
  const { data, problem } = useAsked<Whole>(`${base}/people/${person}/attempts/${attempt.id}`)
  return (
    <Box title={words.attemptOf(titles.exercise(attempt.exercise))}>
      <Problem {...{ problem, words }} />
      {data?.result && <Results result={data.result} words={words} />}
      {data && Object.entries(data.files).map(([file, text]) => <Code key={file} file={file} text={text} />)}
    </Box>
  )
}

function Results({ result, words }: { result: Attempt; words: InCohort['words'] }) {
  return (
    <div class="pad results">
      {result.problem && (
        <p class="problem">
          {result.problem.message} <code>{result.problem.code}</code>
        </p>
      )}
      <ul>
        {result.tests.map(
          ({ id, title, state, points, maxPoints, message, visibility, expected, actual, packets = [] }) => (
            <li key={id} class={state}>
              <div class="h">
                <span class={`pip ${state === 'passed' ? 'passed' : 'failing'}`}>
                  <i aria-hidden="true" />
                  <span class="sr">{state === 'passed' ? words.states.passed : words.states.failing}</span>
                </span>
                <b>
                  {title}
                  {visibility === 'hidden' && <small> {words.hiddenTest}</small>}
                </b>
                <span class="num">{words.points(points, maxPoints)}</span>
              </div>
              {state !== 'passed' && (
                <>
                  {message && <p class="message">{message}</p>}
                  {expected !== undefined && actual !== undefined && !message.includes(actual) && (
                    <pre>
                      {words.expected} {expected}
                      {'\n'}
                      {words.got} {actual}
                    </pre>
                  )}
                  {packets.length > 0 && <Packets packets={packets} words={words} />}
                </>
              )}
            </li>
          ),
        )}
      </ul>
      {result.printed !== '' && (
        <details>
          <summary>{words.printed}</summary>
          <pre>{result.printed}</pre>
        </details>
      )}
    </div>
  )
}

function Packets({ packets, words }: { packets: CapturedPacket[]; words: InCohort['words'] }) {
  const [Lines, setLines] = useState<typeof PacketLines | null>(null)
  const load = (open: boolean) => {
    if (open && !Lines)
      import('./PacketLines.tsx').then(
        (own) => setLines(() => own.PacketLines),
        () => {},
      )
  }
  return (
    <details onToggle={({ currentTarget }) => load(currentTarget.open)}>
      <summary>{words.packets(packets.length)}</summary>
      {Lines && (
        <div class="wide">
          <Lines packets={packets} words={words} />
        </div>
      )}
    </details>
  )
}
