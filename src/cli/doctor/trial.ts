/** A small lab that is really run: what it shows is what labs show on this machine. */
import type { LoadedLab } from '../../course/load.ts'
import { Lab } from '../../course/schema.ts'
import type { SystemCall } from '../../protocol/lab.ts'
import { runLab } from '../../sidecar/runner/batch.ts'
import type { RunRecord } from '../../sidecar/runner/types.ts'
import type { Feature } from '../../sidecar/sandbox/features.ts'
import type { Sandbox } from '../../sidecar/sandbox/types.ts'

const WORD = 'wirebook'
const text = (title: string) => ({ en: title, 'zh-cn': title })
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
  lab: Lab.parse({ title: text('Trial'), programs: [{ name: 'trial', file: 'trial.ts' }] }),
  files: { 'trial.ts': PROGRAM },
}

export async function trial(sandbox: Sandbox): Promise<Feature[]> {
  return [await wholeLab(sandbox), ...(sandbox.tier === 'reduced' ? [] : [await systemCalls(sandbox)])]
}

async function wholeLab(sandbox: Sandbox): Promise<Feature> {
  const name = 'a lab, from end to end'
  const record = await attempt(() => runLab(sandbox, LAB))
  if (record instanceof Error) return { name, ok: false, detail: record.message, fix: 'See what else is missing here.' }
  const packets = `${record.packets.length} packet${record.packets.length === 1 ? '' : 's'} seen`
  const calls = `${record.calls.length > 0 ? 'its' : 'no'} socket calls told`
  return printed(record).includes(WORD)
    ? { name, ok: true, detail: `ran; ${packets}, ${calls}`, fix: '' }
    : {
        name,
        ok: false,
        detail: printed(record).trim().split('\n').at(-1) || 'it printed nothing',
        fix: 'See what else is missing here.',
      }
}

async function systemCalls(sandbox: Sandbox): Promise<Feature> {
  const name = 'system calls of a program'
  let told = 0
  let refused = ''
  const onCall = ({ name: call, args }: SystemCall) => {
    if (call === 'untraced') refused = args
    else told += 1
  }
  const record = await attempt(() => runLab(sandbox, LAB, { trace: { scopes: { trial: 'network' }, onCall } }))
  const why = record instanceof Error ? record.message : refused || 'none was told'
  const fix =
    'A policy refuses ptrace; in Docker: --cap-add SYS_PTRACE. Only run --trace and the lessons on I/O models need it.'
  return told > 0 ? { name, ok: true, detail: `${told} told`, fix: '' } : { name, ok: false, detail: why, fix }
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
