/** The server's half of a small agreement: the reply line to a request line, both without a line feed. */
export function respond(line: string): string {
  // TODO: PING, ADD a b, ECHO text, and a reply that begins with "ERR " to anything else
  return `ERR cannot do anything yet: ${line}`
}
