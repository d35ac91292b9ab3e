/** Plays what would take very many calls across the grader's channel, beside the submission. */
type Submission = typeof import('./starter/ws-decoder.ts')
type WsEvent = import('./starter/ws-decoder.ts').WsEvent

/** Pushes the chunks from one array that is overwritten after each push; returns all events, and how many each gave. */
export function feed(
  { WsDecoder }: Submission,
  chunks: Uint8Array[],
  options: { role: 'server' | 'client'; maxMessage?: number },
): { events: WsEvent[]; counts: number[] } {
  const decoder = new WsDecoder(options)
  const shared = new Uint8Array(Math.max(1, ...chunks.map((chunk) => chunk.length)))
  const events: WsEvent[] = []
  const counts: number[] = []
  for (const chunk of chunks) {
    shared.set(chunk)
    const came = decoder.push(shared.subarray(0, chunk.length))
    shared.fill(0xee)
    events.push(...came)
    counts.push(came.length)
  }
  return { events, counts }
}
