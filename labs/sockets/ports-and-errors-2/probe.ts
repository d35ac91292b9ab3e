// Tries each of the server's four ports at the addresses given as arguments, and prints a table.
import { connect } from 'node:net'

const PORTS = [9001, 9002, 9003, 9004]
const addresses = process.argv.slice(2)

/** `yes`, or why not. */
function reach(host: string, port: number): Promise<string> {
  return new Promise((done) => {
    const socket = connect(port, host, () => done('yes'))
    socket.on('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message))
    socket.resume()
  })
}

const row = (cells: string[]) =>
  console.log(
    cells
      .map((text) => text.padEnd(14))
      .join('')
      .trimEnd(),
  )

row(['connect to', ...PORTS.map(String)])
for (const address of addresses) {
  const cells: string[] = []
  for (const port of PORTS) cells.push(await reach(address, port))
  row([address, ...cells])
}
