/** Programs that labs do not need and that some lessons, tests or readers use where they are. Each is made to work. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Feature } from '../../sidecar/sandbox/features.ts'
import { encodeArp } from '../../wire/encode.ts'
import { pcap } from '../../wire/pcap.ts'
import { attempt } from './attempt.ts'
import type { DoctorWords } from './words/index.ts'

const CHROMIUMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const HEADLESS = ['--headless', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync']

export function extraFeatures(words: DoctorWords): Promise<Feature[]> {
  return Promise.all([strace(words), tshark(words), chromium(words), python(words)])
}

const works = (name: string, detail: string): Feature => ({ name, ok: true, detail, fix: '' })

async function strace(words: DoctorWords): Promise<Feature> {
  const name = 'strace'
  const command = ['strace', '-f', '--seccomp-bpf', '-e', 'trace=execve', '-o', '/dev/null', 'true']
  const { ok, missing, said } = await attempt(command, words)
  if (ok) return works(name, words.straceGood())
  const fix = missing ? words.straceInstall() : words.straceRefused()
  return { name, ok, detail: missing ? words.notInstalled() : said, fix }
}

async function tshark(words: DoctorWords): Promise<Feature> {
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
    const { ok, printed, missing, said } = await attempt(['tshark', '-n', '-r', file], words)
    if (ok && /Who has 10\.0\.0\.2/.test(printed)) return works(name, words.tsharkGood())
    return { name, ok: false, detail: missing ? words.notInstalled() : said, fix: words.tsharkFix() }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function chromium(words: DoctorWords): Promise<Feature> {
  const name = 'Chromium'
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const profile = mkdtempSync(join(tmpdir(), 'wirebook-'))
  let detail = words.notInstalled()
  try {
    for (const program of [...(process.env.CHROME_PATH ? [process.env.CHROME_PATH] : []), ...CHROMIUMS]) {
      const page = ['--dump-dom', 'data:text/html,<p>wirebook']
      const command = [program, ...HEADLESS, ...root, `--user-data-dir=${profile}`, ...page]
      const { ok, printed, missing, said } = await attempt(command, words)
      if (ok && /<p>wirebook/.test(printed)) return works(name, words.chromiumGood(program))
      if (!missing) detail = `${program}: ${said}`
    }
    return { name, ok: false, detail, fix: words.chromiumFix() }
  } finally {
    rmSync(profile, { recursive: true, force: true })
  }
}

async function python(words: DoctorWords): Promise<Feature> {
  const name = 'python3'
  const script = 'import socket, struct, sys; print(sys.version.split()[0])'
  const { ok, printed, missing, said } = await attempt(['python3', '-c', script], words)
  if (ok) return works(name, words.pythonGood(printed.trim()))
  return { name, ok, detail: missing ? words.notInstalled() : said, fix: words.pythonFix() }
}
