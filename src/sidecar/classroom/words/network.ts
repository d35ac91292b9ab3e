/** Of the class network. */
const en = {
  networkNotHere: () =>
    'this server cannot join labs: a class network needs the full tier of isolation; ask whoever runs it to see `wirebook doctor`',
  networkClosed: () => 'the class network is closed; the teacher opens it',
  networkLeaving: () => 'this server is about to end: nobody joins any more',
  networkTooMany: (most: number) => `${most} class networks are open on this server; close one of them first`,
  networkNotYou: () => 'the teacher has opened the class network for others this time',
  networkFull: (most: number) => `the class network has room for ${most}; somebody has to leave first`,
  networkLabClosed: (lab: string) =>
    `your lab “${lab}” is not open on this server; open its page, press Run, and join then`,
  networkLabElsewhere: (lab: string) => `your lab “${lab}” is in the network of another class; leave that one first`,
  networkLabAddress: (lab: string, address: string) =>
    `the lab “${lab}” uses ${address} itself, an address of class networks; join with another lab`,
  networkNoHost: (lab: string, host: string, hosts: string) =>
    `the lab “${lab}” has no host “${host}”; it has ${hosts}`,
  networkLabBroke: (code: string) => `the lab was closed while it was joined (${code}); run it again, and join then`,
  networkNotIn: () => 'this person is not in the class network',
}

const zh: typeof en = {
  networkNotHere: () => '这台服务器不能连接各人的实验：班级网络需要完整隔离；请管理服务器的人查看 `wirebook doctor`',
  networkClosed: () => '班级网络没有开放，要由教师开放',
  networkLeaving: () => '这台服务器即将停止，不能再加入',
  networkTooMany: (most) => `这台服务器上已开放 ${most} 个班级网络，请先关闭其中一个`,
  networkNotYou: () => '教师这次把班级网络开放给了其他人',
  networkFull: (most) => `班级网络最多容纳 ${most} 人，要等有人离开`,
  networkLabClosed: (lab) => `你的实验“${lab}”没有在这台服务器上打开；请打开它所在的页面，按“运行”，再加入`,
  networkLabElsewhere: (lab) => `你的实验“${lab}”已在另一个班的网络里，请先离开那边`,
  networkLabAddress: (lab, address) => `实验“${lab}”自己用了 ${address}，这是班级网络的地址；请换一个实验加入`,
  networkNoHost: (lab, host, hosts) => `实验“${lab}”没有主机“${host}”，只有 ${hosts}`,
  networkLabBroke: (code) => `加入时实验被关闭了（${code}）；请重新运行，再加入`,
  networkNotIn: () => '这个人不在班级网络里',
}

export const network = { en, zh }
