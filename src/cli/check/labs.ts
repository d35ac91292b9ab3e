/** Runs a lab as shipped and compares with what its lab.json promises. */
import { loadLab } from '../../course/load.ts'
import { runLab } from '../../sidecar/runner/batch.ts'
import type { Sandbox } from '../../sidecar/sandbox/types.ts'
import { brokenPromises } from '../promises.ts'
import type { Problem } from './problem.ts'

export async function checkLab(sandbox: Sandbox, id: string): Promise<Problem[]> {
  const lab = loadLab(id)
  const record = await runLab(sandbox, lab)
  return brokenPromises(lab.lab, record).map((message) => ({ code: 'LAB_DIFFERS', where: `labs/${id}`, message }))
}
