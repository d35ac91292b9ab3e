// Cuts one request out of the bytes that have come. Limits and refusals are left to the exercise.

export type Request = { method: string; path: string; host: string | undefined; body: Buffer; rest: Buffer }

/** The first whole request and what stands behind it, or undefined while some of it is missing. */
export function takeRequest(bytes: Buffer): Request | undefined {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const [line = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n')
  const [method = '', path = ''] = line.split(' ')
  const fields = new Map<string, string>()
  for (const field of lines) {
    const colon = field.indexOf(':')
    fields.set(field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim())
  }
  const from = end + 4
  const to = from + Number(fields.get('content-length') ?? 0)
  if (bytes.length < to) return undefined
  return { method, path, host: fields.get('host'), body: bytes.subarray(from, to), rest: bytes.subarray(to) }
}
