import { AF_INET, SOCK_STREAM, SocketError, socket } from 'wirebook/socket'

export type Target = { host: string; port: number }

const PATIENCE_S = 0.8
const MEANING: Record<string, string> = {
  ECONNREFUSED: 'closed',
  ETIMEDOUT: 'filtered',
  ENETUNREACH: 'unreachable',
  EHOSTUNREACH: 'unreachable',
}

export const probe = (targets: Target[]): Promise<string[]> => Promise.all(targets.map(probeOne))

async function probeOne({ host, port }: Target): Promise<string> {
  if (!(Number.isInteger(port) && port > 0 && port <= 0xffff)) return 'badport'
  using attempt = socket(AF_INET, SOCK_STREAM) // closed however this function is left
  attempt.settimeout(PATIENCE_S)
  try {
    await attempt.connectAsync([host, port])
    return 'open'
  } catch (error) {
    const meaning = error instanceof SocketError ? MEANING[error.code] : undefined
    if (meaning === undefined) throw error
    return meaning
  }
}
