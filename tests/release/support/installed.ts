/**
 * The release as npm lays it out for its user, without a registry: the tarball's own content, and around it the packages
 * that its npm-shrinkwrap.json names, as hard links of those that are installed here. A package that the release needs and
 * does not name is not there.
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ROOT } from '../../../src/course/load.ts'
import { Lock } from '../../../src/release/lock.ts'

export type Installed = { root: string; command: string }

/** `folder` is empty, on the file system of the repository. */
export function install(tarball: string, folder: string): Installed {
  const root = join(folder, 'node_modules/wirebook')
  mkdirSync(root, { recursive: true })
  execFileSync('tar', ['xzf', tarball, '-C', root, '--strip-components', '1', '--no-same-owner'])
  const { packages } = Lock.parse(JSON.parse(readFileSync(join(root, 'npm-shrinkwrap.json'), 'utf8')))
  const top = Object.keys(packages).filter((path) => /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path))
  for (const path of top.filter((each) => existsSync(join(ROOT, each)))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    execFileSync('cp', ['-al', join(ROOT, path), join(folder, path)])
  }
  mkdirSync(join(folder, 'node_modules/.bin'))
  const node = join(folder, `node_modules/node-${process.platform}-${process.arch}/bin/node`)
  if (existsSync(node)) symlinkSync(node, join(folder, 'node_modules/.bin/node'))
  symlinkSync('../wirebook/bin/wirebook', join(folder, 'node_modules/.bin/wirebook'))
  chmodSync(folder, 0o755)
  return { root, command: join(folder, 'node_modules/.bin/wirebook') }
}
