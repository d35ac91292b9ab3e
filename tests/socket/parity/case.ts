/**
 * A case is a little program in what Python and JavaScript have in common: each line an expression, or `name = ` and
 * an expression. CPython runs it with its `socket`, we with `wirebook/socket`; each line has a result or an error, and
 * these must be the same. Both sides know:
 *
 * - all names of `socket` and `select`; `null`, `true`, `false`; lists for tuples
 * - `text('…')` and `hex('00ff')`: bytes; `zeros(n)`: memory; `size(x)`: how many;
 *   `part(x, begin, end)`: some of them
 * - `listener()`: a TCP socket that listens on 127.0.0.1; `pair()`: the two ends of a TCP connection;
 *   `udp()`: a UDP socket bound on 127.0.0.1
 * - `fds(list)`: sockets by their order of creation in place of descriptors
 *
 * Names that end in `_` hold what differs each time and is not compared.
 * Ports above 1023 are compared by order of appearance, for the kernel chooses them.
 */
export type Case = { name: string; lines: string[] }

/** Lines are separated by line ends; empty ones are left out. */
export function script(name: string, source: string): Case {
  const lines = source.split('\n').map((line) => line.trim())
  return { name, lines: lines.filter((line) => line !== '') }
}

/** What became of one line. Errors are errno numbers, or the kind of error where no call was made. */
export type Told = { value: unknown } | { error: number | string }

/** The results of each case, in order. */
export type Results = Told[][]
