// Takes the chunks of a body apart: a size in hexadecimal, a line end, that many bytes, a line end; size 0 is the last.

/** The body's bytes. Throws Error("truncated") or Error("bad chunk"). */
export function unchunk(raw: Buffer): Buffer {
  const parts: Buffer[] = []
  for (let at = 0; ; ) {
    const end = raw.indexOf('\r\n', at)
    if (end < 0) throw new Error('truncated')
    const digits = raw.toString('latin1', at, end)
    if (!/^[0-9a-f]+$/i.test(digits)) throw new Error('bad chunk')
    const size = Number.parseInt(digits, 16)
    console.log(`chunk: "${digits}" is ${size} bytes`)
    if (size === 0) return Buffer.concat(parts)
    const from = end + 2
    if (raw.length < from + size + 2) throw new Error('truncated')
    parts.push(raw.subarray(from, from + size))
    at = from + size + 2
  }
}
