import { dueForRemoval, retentionDays, setRetention } from '../../sidecar/classroom/operate/retention.ts'
import type { Voice } from '../words/index.ts'
import { type Where, within } from './within.ts'

/** `days`: null keeps everything; undefined only asks. Throws ClassroomError. */
export async function retentionCommand(days: number | null | undefined, where: Where, { words }: Voice): Promise<void> {
  await within(where, async ({ db }) => {
    const now = Date.now()
    if (days !== undefined) await setRetention(db, days, now)
    const set = await retentionDays(db)
    if (set === null) return console.log(words.retentionOff())
    const { attempts, texts } = await dueForRemoval(db, set, now)
    console.log(words.retentionOn(set, attempts, texts))
  })
}
