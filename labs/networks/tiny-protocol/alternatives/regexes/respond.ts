/** The server's half of a small agreement: the reply line to a request line, both without a line feed. */
export function respond(line: string): string {
  if (line === 'PING') return 'PONG'

  const add = /^ADD (-?\d+) (-?\d+)$/.exec(line)
  if (add) return `SUM ${Number(add[1]) + Number(add[2])}`

  const echo = /^ECHO ([^\n]*)$/.exec(line)
  if (echo) return `TEXT ${echo[1]}`

  return 'ERR not understood'
}
