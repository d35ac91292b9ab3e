// Two processes and one file. The program starts a copy of itself: this one writes, the copy looks for the file.
import { fork } from 'node:child_process'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

const NOTE = '/tmp/note'
const everyMs = Number(process.argv.find((arg) => arg.startsWith('poll='))?.slice(5) ?? 200)

function startWriter(): void {
  // A process of its own, with its own memory: all the two share is the file.
  const reader = fork(import.meta.filename, [`poll=${everyMs}`])
  reader.on('error', (error) => {
    console.error(error.message)
    process.exitCode = 1
  })
  reader.on('message', async () => {
    await sleep(450)
    writeFileSync(`${NOTE}.new`, `${Date.now()} hello`)
    renameSync(`${NOTE}.new`, NOTE) // appears whole: no reader finds half of it
    console.log(`process ${process.pid} wrote the file`)
  })
}

async function readWhenThere(): Promise<void> {
  process.send?.('started')
  let looks = 1
  while (!existsSync(NOTE)) {
    await sleep(everyMs)
    looks += 1
  }
  const [written, text] = readFileSync(NOTE, 'utf8').split(' ')
  const late = Date.now() - Number(written)
  console.log(`process ${process.pid} read "${text}" from the file: ${looks} looks, ${late} ms after it was written`)
  process.disconnect?.()
}

if (process.send) await readWhenThere()
else startWriter()
