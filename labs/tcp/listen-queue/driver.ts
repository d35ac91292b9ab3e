/** Plays a whole script on one listener, so that a test of thousands of calls is one question. */
type Submission = typeof import('./starter/listener.ts')
type Options = import('./starter/listener.ts').Options

/** `syn a`, `ack a`, `accept`, `waiting`. */
export type Line = string

/** What each call answered. */
export function play(
  { Listener }: Submission,
  backlog: number,
  options: Options | null,
  script: Line[],
): (string | number | null)[] {
  const listener = options === null ? new Listener(backlog) : new Listener(backlog, options)
  return script.map((line) => {
    const [call, id = ''] = line.split(' ')
    if (call === 'syn') return listener.syn(id)
    if (call === 'ack') return listener.ack(id)
    return call === 'accept' ? listener.accept() : listener.waiting()
  })
}
