/**
 * What a learner's process sees of the machine, and whether it can change that: as whoever runs the tests and, when that
 * is root, again as an ordinary user, from a folder of that user's. With bubblewrap the lasting part of the view is mounted
 * once for all (contain/prepared.ts); where that fails it is mounted at each start, which nobody would notice but here.
 */
import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { SUBMISSION_LIMITS } from '../../src/sidecar/grader/limits.ts'
import { REPOSITORY } from '../../src/sidecar/sandbox/paths.ts'
import { bubblewrap, FULL, fullTier, MACHINE, ROOT_USER, rootUser } from '../support/tier.ts'
import type { ViewReport } from './support/view-attack.ts'

type Proof = { tier: string; uid: number; verdict: string; ends: string[]; report: ViewReport }

const NOBODY = 65_534
const MIB = 1 << 20
const ENTRY = join(REPOSITORY, 'tests/grader/support/prove-view.ts')
/** Mounted by us, and told so by name, where bubblewrap's own root would be its own tmpfs. */
const OUR_MOUNT = 'wirebook'

const folder = mkdtempSync(join(tmpdir(), 'wirebook-view-'))
const clone = join(folder, 'clone')
beforeAll(() => {
  mkdirSync(clone)
  chmodSync(folder, 0o755)
})
afterAll(() => rmSync(folder, { recursive: true }))

const asOrdinary = [
  ...['unshare', '--mount', '--propagation', 'private', 'sh', '-c'],
  'mount --rbind "$1" "$2" && cd / && shift 2 && exec "$@"',
  ...['sh', REPOSITORY, clone, 'setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'],
]
const people = [
  { who: 'the current user', byRoot: false, words: [process.execPath, ENTRY], under: ['bubblewrap', 'rootview'] },
  {
    who: 'an ordinary user',
    byRoot: true,
    words: [...asOrdinary, ...[process.execPath, ENTRY].map((path) => path.replace(REPOSITORY, clone))],
    under: [MACHINE.bubblewrap ? 'bubblewrap' : 'rootview'],
  },
]

function prove([command = '', ...words]: string[]): Promise<Proof> {
  return new Promise((resolve, reject) => {
    execFile(command, words, { timeout: 200_000, cwd: '/' }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${error.message}\n${stderr}`))
      else resolve(JSON.parse(stdout) as Proof)
    })
  })
}

describe.each(people)('a grading as $who', ({ byRoot, words, under }) => {
  describe.each(under)('under %s', (containment) => {
    let proof: Proof

    beforeEach((context) => {
      fullTier(context)
      if (byRoot) rootUser(context)
      if (containment === 'bubblewrap') bubblewrap(context)
    })
    beforeAll(async () => {
      if (!FULL || (byRoot && !ROOT_USER) || (containment === 'bubblewrap' && !MACHINE.bubblewrap)) return
      proof = await prove([...words, containment])
    }, 240_000)

    it('is in the full tier, by that user, and beside another one', () => {
      expect(proof).toMatchObject({ tier: 'full', verdict: 'fail', ends: ['SUBMISSION_HANGS'] })
      if (byRoot) expect(proof.uid).toBe(NOBODY)
    })

    if (containment === 'bubblewrap')
      it('has the root that was mounted once', () => {
        expect(proof.report.root).toMatchObject({ source: OUR_MOUNT, options: expect.stringMatching(/^ro,/) })
      })

    it('can mount, unmount and enter nothing', () => {
      expect(proof.report.done).toEqual([])
    })

    it('finds nothing writable but /tmp and /dev/shm', () => {
      expect(proof.report.written).toEqual(['/dev/shm/written', '/tmp/written'])
      expect(proof.report.opened).toEqual([])
      const own = /^(\/tmp|\/dev\/shm|\/dev\/(null|zero|full|random|urandom)|\/proc) rw$/
      expect(proof.report.mounts.filter((mount) => !mount.endsWith(' ro') && !own.test(mount))).toEqual([])
    })

    it("sees nothing of the machine's folders, no spec and no solution", () => {
      const system = ['bin', 'lib', 'lib64', 'usr']
      const names = proof.report.names.filter((name) => !system.includes(name))
      expect(names).toEqual(['dev', 'etc', 'node_modules', 'opt', 'proc', 'tmp'])
      expect(proof.report.specs).toEqual([])
    })

    it('sees no process and no file of the learner beside it', () => {
      expect(proof.report.others).toEqual([])
    })

    it('has the devices that everybody has, and no descriptor of a file', () => {
      const devices = ['fd', 'full', 'null', 'random', 'shm', 'stderr', 'stdin', 'stdout', 'urandom', 'zero']
      expect(proof.report.devices).toEqual(devices)
      // Its own view of mounts is what it opened itself.
      const files = proof.report.descriptors.filter((target) => !/^(socket|pipe|anon_inode|mnt):|^\/dev\//.test(target))
      expect(files).toEqual([])
      expect(proof.report.interfaces).toEqual(['lo'])
    })

    it('has no capability, a filter of system calls, and every limit', () => {
      const none = '0000000000000000'
      expect(proof.report.status).toEqual([
        ...[`CapEff: ${none}`, `CapPrm: ${none}`, `CapBnd: ${none}`],
        ...['NoNewPrivs: 1', 'Seccomp: 2', 'Uid: 1000'],
      ])
      const { cpuSeconds, fileMiB, dataMiB, processes, descriptors } = SUBMISSION_LIMITS
      expect(proof.report.limits).toMatchObject({
        'Max cpu time': `${cpuSeconds + 1}`,
        'Max file size': `${fileMiB * MIB}`,
        'Max data size': `${dataMiB * MIB}`,
        'Max processes': `${processes}`,
        'Max open files': `${descriptors}`,
        'Max core file size': '1',
        'Max pending signals': '1024',
        'Max msgqueue size': '0',
      })
    })
  })
})
