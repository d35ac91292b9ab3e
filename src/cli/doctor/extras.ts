/** Programs that labs do not need and that some lessons, tests or readers use where they are. Each is made to work. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Feature } from '../../sidecar/sandbox/features.ts'
import { encodeArp } from '../../wire/encode.ts'
import { pcap } from '../../wire/pcap.ts'
import { attempt } from './attempt.ts'

const CHROMIUMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const HEADLESS = ['--headless', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync']

export function extraFeatures(): Promise<Feature[]> {
  return Promise.all([strace(), tshark(), chromium(), python()])
}

const works = (name: string, detail: string): Feature => ({ name, ok: true, detail, fix: '' })

async function strace(): Promise<Feature> {
  const name = 'strace'
  const { ok, missing, said } = await attempt([
    'strace',
    '-f',
    '--seccomp-bpf',
    '-e',
    'trace=execve',
    '-o',
    '/dev/null',
    'true',
  ])
  if (ok) return works(name, 'for your own use in wirebook shell; labs have a tracer of their own')
  const fix = missing
    ? 'Not needed: labs have a tracer of their own. To use it yourself: apt-get install strace.'
    : 'A policy refuses ptrace. In Docker: --cap-add SYS_PTRACE.'
  return { name, ok, detail: missing ? 'not installed' : said, fix }
}

async function tshark(): Promise<Feature> {
  const name = 'tshark'
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-'))
  try {
    const file = join(folder, 'one.pcap')
    const data = encodeArp({
      operation: 1,
      senderMac: '02:00:00:00:00:01',
      senderIp: '10.0.0.1',
      targetMac: '00:00:00:00:00:00',
      targetIp: '10.0.0.2',
    })
    writeFileSync(file, pcap([{ at: 0, data, length: data.length }]))
    const { ok, printed, missing, said } = await attempt(['tshark', '-n', '-r', file])
    if (ok && /Who has 10\.0\.0\.2/.test(printed))
      return works(name, 'reads captures: wirebook compares its own reading with it')
    const fix = 'Install tshark (Debian and Ubuntu: apt-get install tshark). Only our own tests use it.'
    return { name, ok: false, detail: missing ? 'not installed' : said, fix }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function chromium(): Promise<Feature> {
  const name = 'Chromium'
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const profile = mkdtempSync(join(tmpdir(), 'wirebook-'))
  let detail = 'not installed'
  try {
    for (const program of [...(process.env.CHROME_PATH ? [process.env.CHROME_PATH] : []), ...CHROMIUMS]) {
      const page = ['--dump-dom', 'data:text/html,<p>wirebook']
      const { ok, printed, missing, said } = await attempt([
        program,
        ...HEADLESS,
        ...root,
        `--user-data-dir=${profile}`,
        ...page,
      ])
      if (ok && /<p>wirebook/.test(printed)) return works(name, `${program} shows a page`)
      if (!missing) detail = `${program}: ${said}`
    }
    const fix = 'Not needed: any browser shows the course, and our tests bring a Chromium of their own by npm.'
    return { name, ok: false, detail, fix }
  } finally {
    rmSync(profile, { recursive: true, force: true })
  }
}

async function python(): Promise<Feature> {
  const name = 'python3'
  const script = 'import socket, struct, sys; print(sys.version.split()[0])'
  const { ok, printed, missing, said } = await attempt(['python3', '-c', script])
  if (ok) return works(name, `${printed.trim()}: labs talk to its programs by run --with`)
  const fix = 'Install python3 for the labs in which another language takes part.'
  return { name, ok, detail: missing ? 'not installed' : said, fix }
}
