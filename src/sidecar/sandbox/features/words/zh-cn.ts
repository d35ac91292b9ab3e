/** The same sentences as en.ts, in Chinese. Commands and names of programs stay as they are typed. */
import type { FeatureWords } from './en.ts'

const DOCKER =
  '在 Docker 或 Podman 中，启动容器时请加上 --security-opt seccomp=container/seccomp.json --security-opt ' +
  'systempaths=unconfined（前者是本仓库里的文件；用 seccomp=unconfined 也可以）。'
/** A rule of an AppArmor profile. */
const RULE = 'userns,'

export const zh: FeatureWords = {
  nodeVersion: () => 'Node 版本',
  libatomic: () => 'libatomic',
  user: () => '用户',
  namespaces: () => '命名空间',
  userNamespaces: () => '用户命名空间',
  networkNamespaces: () => '网络命名空间',
  capture: () => '抓包',
  wire: () => '两台主机之间的线路',
  bridge: () => '交换机',
  ipv6: () => 'IPv6',
  bubblewrap: () => 'bubblewrap',
  rootview: () => '只用 util-linux',
  bare: () => '系统调用过滤器',
  sandbox: () => '沙箱',
  memory: () => '用 cgroup 限制内存',

  npmNodeStarts: () => 'npm 安装的 Node 可以启动',
  asRoot: (uid) => `root；学习者的程序以 uid ${uid} 运行`,
  asUser: (uid) => `uid ${uid}，不需要特权`,
  madeOne: () => '已成功创建一个',
  captureGood: () => '在独立的网络里打开了 AF_PACKET',
  wireGood: () => 'veth 网线连接了两个命名空间',
  bridgeGood: () => '网桥连接了各台主机',
  ipv6Good: () => '主机有 IPv6 地址',
  bubblewrapGood: () => '能隔离程序',
  rootviewGood: () => '能隔离程序，程序有自己的文件系统视图',
  bareGood: () => '没有特权的程序可以在它之下运行',
  memoryGood: (version, folder) => `cgroup v${version}，位于 ${folder}：占用过多内存的程序被终止了`,

  onLinuxOnly: (platform) => `这是 Linux 的功能；这里是 ${platform}`,
  useLinux: () => '请在 Linux 容器里运行 wirebook（需要两个选项，见 README），或者直接在 Linux 上运行。',
  cannotRunTypeScript: (version) => `${version} 不能直接运行 TypeScript`,
  installNode: (version) => `请安装 Node ${version} 或更新的版本，或者在这里运行 npm install（不带 --omit=optional）。`,
  npmNodeDoesNot: () => 'npm 安装的 Node 无法启动',
  installLibatomic: () => '请安装 libatomic（Debian 和 Ubuntu：apt-get install libatomic1）。在此之前使用本机的 Node。',
  installOptional: () => '请运行 npm install（不带 --omit=optional）。在此之前使用本机的 Node。',
  wireFix: () => '以 root 身份运行：modprobe veth。只有一台主机的实验不需要它。',
  bridgeFix: () => '以 root 身份运行：modprobe bridge。没有交换机的实验不需要它。',
  ipv6Fix: () => '启动系统时不要带 ipv6.disable=1。只用 IPv4 的实验不需要它。',
  bubblewrapFix: () => '只用 util-linux 就能隔离程序时不需要它；否则请安装 bubblewrap。',
  memoryWatched: (why) => `改为每秒检查内存十次：${why}`,
  nothingToTry: () => '没有可以用来尝试的沙箱',
  noController: () => '没有挂载内存控制器',
  notWritable: (folder) => `${folder} 不可写`,
  noGroup: () => '无法创建控制组',
  notBounded: () => '程序在自己的控制组里仍能超过上限',
  memoryFix: (unit) => `只运行自己的代码时不需要它。有 systemd 时：${unit} --scope -p Delegate=yes npm start。`,
  raw: (text) => text,

  refused: (meaning, said) => `${meaning}（${said}）`,
  noBubblewrap: () => '没有安装 bubblewrap',
  installBubblewrap: () => '请安装 bubblewrap，也可以不装：只用 util-linux 效果相同。',
  noUnshare: () => '没有安装 unshare（util-linux）',
  installUtilLinux: () => '请安装 util-linux。',
  usedUp: () => '命名空间的数量上限为零，或者已经用完',
  raiseLimit: () => '以 root 身份运行：sysctl -w user.max_user_namespaces=15000 user.max_net_namespaces=15000。',
  noRights: () => '创建了用户命名空间，但 AppArmor 不给它任何权限（Ubuntu 23.10 及更新的版本）',
  allowUserns: () =>
    `以 root 身份运行：sysctl -w kernel.apparmor_restrict_unprivileged_userns=0；或者为 /usr/bin/unshare 写一个带有 ${RULE} 的 AppArmor 配置。`,
  maskedProc: () => '不能挂载自己的 /proc：容器遮住了其中一部分',
  docker: () => DOCKER,
  byPolicy: () => '被安全策略拒绝，容器默认就有这样的策略',
  allowByPolicy: () =>
    `${DOCKER}Debian 11 之前的版本，以 root 身份运行：sysctl -w kernel.unprivileged_userns_clone=1。`,
  silent: () => '失败了，没有给出任何信息',
  runOnLinux: () => '请直接在 Linux 机器上运行 wirebook。',
}
