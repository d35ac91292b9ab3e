// Stands in for a browser: it loads a page, then what the page names, on a connection that it keeps.
import { Agent, get, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'

const agent = new Agent({ keepAlive: !process.argv.includes('reuse=no'), maxSockets: 1 })

async function load(path: string): Promise<string> {
  const response = await new Promise<IncomingMessage>((come, fail) => {
    get({ host: '10.0.0.2', port: 8080, path, agent }, come).on('error', fail)
  })
  const body = await text(response)
  console.log(`${path}: ${response.statusCode} ${response.headers['content-type']}, ${body.length} characters`)
  return body
}

try {
  const page = await load('/')
  const sheet = /href=(\S+?)>/.exec(page)?.[1]
  if (sheet) await load(sheet)
  await load('/missing.png')
  console.log(`the hidden path gives: ${await load('/..%2fsecret.txt')}`)
} catch (error) {
  console.error(String(error))
  process.exitCode = 1
}
agent.destroy() // a browser would keep its connection for the next page
