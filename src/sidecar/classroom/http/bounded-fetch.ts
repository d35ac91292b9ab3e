/** What another server answers, read whole and no further than to a bound: by libraries that would read whatever comes. */

export class AnswerTooLarge extends Error {
  override name = 'AnswerTooLarge'
}

/**
 * A `fetch` that follows no redirect, so that nobody whom we ask can make us ask somebody else, and rejects with
 * AnswerTooLarge beyond `bytes`. Its signal bounds the body's time, too.
 */
export function boundedFetch(bytes: number): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, { ...init, redirect: 'manual' })
    const body = await readBounded(response, bytes)
    const { status, statusText, headers } = response
    return new Response(mayHaveBody(status) ? body : null, { status, statusText, headers })
  }
}

/** Rejects with AnswerTooLarge. */
export async function readBounded(response: Response, most: number): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length
    if (bytes > most) throw new AnswerTooLarge(`an answer of more than ${most} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Fetch §2.2.3: a Response refuses a body with these. */
function mayHaveBody(status: number): boolean {
  return ![101, 204, 205, 304].includes(status)
}
