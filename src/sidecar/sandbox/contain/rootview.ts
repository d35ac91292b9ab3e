/**
 * The same containment from util-linux alone: unshare(1) makes the namespaces and maps the learner's uid, enter.mjs
 * builds the view inside by system calls, gives every privilege away and becomes the learner's Node.
 */
import { CONTAIN_ENTRY } from '../paths.ts'
import type { Capability } from '../types.ts'
import {
  DEVICES,
  ENVIRONMENT,
  FILES,
  LEARNER_ID,
  resourceLimits,
  SHM_BYTES,
  type SystemEntry,
  systemEntries,
  type View,
} from './view.ts'

/** What enter.mjs is told, as JSON. */
export type EnterOptions = {
  host: string
  /** Folder of ours to build the view on; null: keep the machine's file system (basic tier). */
  root: string | null
  /** Where the file system is kept: a file in the place of /etc/hosts. */
  hosts: string | null
  system: SystemEntry[]
  binds: { from: string; to: string }[]
  devices: string[]
  tmpBytes: number
  shmBytes: number
  /** Most files of either. */
  files: number
  folder: string
  command: string[]
  environment: Record<string, string>
  limits: { number: number; soft: number; hard: number }[]
  /** Base64. */
  filter: string
  /** Descriptor that becomes the program's stderr; until then 2 is for what goes wrong here. */
  stderr: number
  /** Descriptors that the program keeps. */
  keep: number[]
  /** Numbers of the capabilities that it keeps. */
  capabilities: number[]
  /** The user namespace is the program's alone. */
  ownUsers: boolean
}

/** linux/capability.h */
const CAPABILITY_NUMBER: Record<Capability, number> = { NET_RAW: 13 }

export type EnterSettings = { node: string; root: string | null; filter: Buffer }

/** Words of the command line that starts the view. */
export function rootviewCommand(view: View, { node, root, filter }: EnterSettings): string[] {
  const { capabilities = [] } = view
  // The network belongs to the outer user namespace: capabilities of an inner one would be worth nothing there.
  const users = ['--user', `--map-user=${LEARNER_ID}`, `--map-group=${LEARNER_ID}`, '--keep-caps']
  const options: EnterOptions = {
    host: view.host,
    root,
    hosts: root === null ? hostsFile(view) : null,
    system: root === null || view.system === false ? [] : systemEntries(),
    binds: root === null ? [] : view.binds,
    devices: DEVICES,
    tmpBytes: view.limits.fileMiB << 20,
    shmBytes: SHM_BYTES,
    files: FILES,
    folder: view.folder,
    command: view.command,
    environment: view.environment ?? ENVIRONMENT,
    limits: resourceLimits(view.limits).map(({ number, soft, hard }) => ({ number, soft, hard })),
    filter: filter.toString('base64'),
    stderr: 5,
    keep: [0, 1, 2, 3, 4],
    capabilities: capabilities.map((name) => CAPABILITY_NUMBER[name]),
    ownUsers: capabilities.length === 0,
  }
  return [
    ...['setpriv', '--pdeathsig', 'KILL'],
    ...['unshare', ...(capabilities.length === 0 ? users : [])],
    ...['--mount', '--pid', '--fork', '--kill-child', '--ipc', '--uts'],
    ...[node, '--disable-warning=ExperimentalWarning', CONTAIN_ENTRY, JSON.stringify(options)],
  ]
}

function hostsFile({ binds }: View): string | null {
  const etc = binds.find(({ to }) => to === '/etc')
  return etc === undefined ? null : `${etc.from}/hosts`
}
