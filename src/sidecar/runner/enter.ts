/**
 * How a command of this machine gets into the network of one of a lab's hosts: the words that stand before it. It runs
 * under the user's own name, with the user's own files; only its network, and the names of hosts, are the lab's.
 */
import type { Host } from '../sandbox/types.ts'

/** Puts a file of names over /etc/hosts where that is allowed; $1 is its content. Then becomes the command. */
const WITH_NAMES = `names=$1; shift
if mount -t tmpfs -o size=64k,mode=755 wirebook /mnt 2>/dev/null; then
  printf %s "$names" > /mnt/hosts && mount --bind /mnt/hosts /etc/hosts 2>/dev/null
  umount -l /mnt
fi
exec "$@"`

/**
 * Without privileges one has to enter the user namespace that owns the network as well; it is that of the process
 * through which `netns` is reached. The command ends with whoever started it. In the reduced tier the lab's network is
 * the machine's, and there is nothing to enter.
 */
export function enter(host: Host, hosts: readonly Host[]): string[] {
  if (host.netns === null) return []
  const owner = /^\/proc\/\d+/.exec(host.netns)?.[0]
  const user = process.getuid?.() === 0 || owner === undefined ? [] : [`--user=${owner}/ns/user`]
  return [
    ...['nsenter', '--preserve-credentials', ...user, `--net=${host.netns}`, '--'],
    ...['unshare', '--mount', '--propagation', 'private', '--'],
    ...['setpriv', '--pdeathsig', 'HUP'],
    ...['sh', '-c', WITH_NAMES, 'wirebook', hostsFile(hosts)],
  ]
}

/** All addresses of a host, without their prefixes. */
export function addressesOf(host: Host): string[] {
  const { addresses = [host.address] }: { addresses?: string[] } = host
  return addresses.map((address) => address.split('/')[0]!)
}

function hostsFile(hosts: readonly Host[]): string {
  const lines = hosts.flatMap((host) => addressesOf(host).map((address) => `${address} ${host.name}`))
  return `${['127.0.0.1 localhost', '::1 localhost', ...lines].join('\n')}\n`
}
