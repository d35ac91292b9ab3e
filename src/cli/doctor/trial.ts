/** A small lab that is really run: what it shows is what labs show on this machine. */
import type { LoadedLab } from '../../course/load.ts'
import { Lab } from '../../course/schema.ts'
import type { SystemCall } from '../../protocol/lab.ts'
import { runLab } from '../../sidecar/runner/batch.ts'
import type { RunRecord } from '../../sidecar/runner/types.ts'
import type { Feature } from '../../sidecar/sandbox/features.ts'
import type { Sandbox } from '../../sidecar/sandbox/types.ts'
import { type SidecarWords, withCode } from '../../sidecar/words/index.ts'
import type { DoctorWords } from './words/index.ts'

const WORD = 'wirebook'
/** One datagram from a socket to another of the same program, on a port that the kernel chooses. */
const PROGRAM = `
import { createSocket } from 'node:dgram'
const [receiver, sender] = [createSocket('udp4'), createSocket('udp4')]
receiver.on('message', (word) => { console.log(String(word)); receiver.close(); sender.close() })
receiver.bind(0, '127.0.0.1', () => sender.send('${WORD}', receiver.address().port, '127.0.0.1'))
`
const LAB: LoadedLab = {
  id: 'doctor/trial',
  folder: '',
  lab: Lab.parse({ title: { en: 'Trial', 'zh-cn': '试运行' }, programs: [{ name: 'trial', file: 'trial.ts' }] }),
  files: { 'trial.ts': PROGRAM },
}

export async function trial(sandbox: Sandbox, words: DoctorWords, below: SidecarWords): Promise<Feature[]> {
  const calls = sandbox.tier === 'reduced' ? [] : [await systemCalls(sandbox, words, below)]
  return [await wholeLab(sandbox, words, below), ...calls]
}

async function wholeLab(sandbox: Sandbox, words: DoctorWords, below: SidecarWords): Promise<Feature> {
  const name = words.trial()
  const record = await attempt(() => runLab(sandbox, LAB))
  const fix = words.seeAbove()
  if (record instanceof Error) return { name, ok: false, detail: withCode(record, below), fix }
  const said = printed(record)
  if (!said.includes(WORD))
    return { name, ok: false, detail: said.trim().split('\n').at(-1) || words.printedNothing(), fix }
  return { name, ok: true, detail: words.trialRan(record.packets.length, record.calls.length > 0), fix: '' }
}

async function systemCalls(sandbox: Sandbox, words: DoctorWords, below: SidecarWords): Promise<Feature> {
  const name = words.systemCalls()
  let told = 0
  let refused = ''
  const onCall = ({ name: call, args }: SystemCall) => {
    if (call === 'untraced') refused = args
    else told += 1
  }
  const record = await attempt(() => runLab(sandbox, LAB, { trace: { scopes: { trial: 'network' }, onCall } }))
  if (told > 0) return { name, ok: true, detail: words.callsTold(told), fix: '' }
  const why = record instanceof Error ? withCode(record, below) : refused || words.noneTold()
  return { name, ok: false, detail: why, fix: words.systemCallsFix() }
}

async function attempt(run: () => Promise<RunRecord>): Promise<RunRecord | Error> {
  try {
    return await run()
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

const printed = ({ programs }: RunRecord): string =>
  programs.flatMap(({ output }) => output.map((chunk) => chunk.text)).join('')
