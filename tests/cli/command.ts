/** The wirebook command as a child process, as anybody starts it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../../src/course/load.ts'

export type Ended = { code: number | null; signal: string | null; out: string; err: string }
export type Running = { child: ChildProcess; ended: Promise<Ended>; heard: (text: string) => Promise<void> }

const WIREBOOK = join(ROOT, 'bin/wirebook')

/** `heard` resolves when the text has come on stdout or stderr; it rejects when the command ends before. */
export function start(
  words: string[],
  options: { env?: Record<string, string>; uid?: number; cwd?: string } = {},
): Running {
  const { uid, env, cwd = ROOT } = options
  const child = spawn('/bin/sh', [WIREBOOK, ...words], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '', ...env },
    ...(uid === undefined ? {} : { uid, gid: uid }),
  })
  let [out, err] = ['', '']
  const listeners = new Set<() => void>()
  const told = () => {
    for (const listener of listeners) listener()
  }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
    told()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
    told()
  })
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, out, err }))
  })
  const heard = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => (out.includes(text) || err.includes(text)) && resolve()
      listeners.add(look)
      look()
      void ended.then(() => reject(new Error(`it ended without "${text}": ${out}${err}`)))
    })
  return { child, ended, heard }
}

/** A PATH on which the launcher finds what it needs, and nobody finds a tool for namespaces. */
export function pathWithoutTools(folder: string): string {
  for (const tool of ['sh', 'readlink', 'dirname']) symlinkSync(toolAt(tool), join(folder, tool))
  return folder
}

function toolAt(name: string): string {
  const folders = (process.env.PATH ?? '').split(':')
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? `/bin/${name}`
}

export const wirebook = (words: string[], options?: Parameters<typeof start>[1]): Promise<Ended> =>
  start(words, options).ended
