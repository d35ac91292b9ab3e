/** select, poll, epoll. */
import { type Case, script } from '../case.ts'

export const MULTIPLEXING: Case[] = [
  script(
    'select: nothing, then data, then the end',
    `
     p = pair()
     select([p[0]], [], [], 0)
     select([p[0]], [p[0]], [], 0)
     p[1].send(text("x"))
     select([p[0], p[1]], [], [], 1)
     p[0].recv(1)
     select([p[0]], [], [], 0.02)
     p[1].close()
     select([p[0]], [], [], 1)`,
  ),
  script(
    'select: a listener is readable when one waits',
    'a = listener()\nselect([a], [], [], 0)\nb = socket()\nb.connect(a.getsockname())\nselect([a], [], [], 1)',
  ),
  script(
    'select: a connection under way is writable when it is open',
    'a = listener()\nb = socket()\nb.setblocking(false)\nb.connect_ex(a.getsockname())\nselect([], [b], [], 1)\nb.getsockopt(SOL_SOCKET, SO_ERROR)',
  ),
  script(
    'select: urgent data is exceptional',
    'p = pair()\np[1].send(text("!"), MSG_OOB)\nselect([], [], [p[0]], 1)\nselect([p[0]], [], [], 0)',
  ),
  script(
    'select: a full buffer is not writable',
    `
     p = pair()
     p[0].setblocking(false)
     p[0].send(zeros(50000000)) > 0
     select([], [p[0]], [], 0)`,
  ),
  script(
    'select: descriptors as they are',
    'p = pair()\np[1].send(text("x"))\nsize(select([p[0].fileno()], [], [], 1)[0])',
  ),
  script('select: nothing to wait for but time', 'select([], [], [], 0.01)'),
  script(
    'select: arguments that are none',
    'p = pair()\nselect([p[0]], [], [], "1")\nselect(["x"], [], [], 0)\nselect([null], [], [], 0)\nselect(5, [], [], 0)\nselect([p[0]], [], [], -1) == 0',
  ),
  script('select: a descriptor that is not open', 'select([999], [], [], 0)\nselect([5000], [], [], 0)'),
  script(
    'poll: events of a connection',
    `
     p = pair()
     q = poll()
     q.register(p[0])
     fds(q.poll(0))
     q.modify(p[0], POLLIN)
     fds(q.poll(0))
     p[1].send(text("x"))
     fds(q.poll(1000))
     p[1].close()
     p[0].recv(1)
     q.modify(p[0], POLLIN | POLLRDHUP)
     fds(q.poll(1000))
     p[0].shutdown(SHUT_WR)
     fds(q.poll(1000))`,
  ),
  script(
    'poll: a reset',
    `
     p = pair()
     q = poll()
     q.register(p[0], POLLIN)
     p[1].setsockopt(SOL_SOCKET, SO_LINGER, [1, 0])
     p[1].close()
     fds(q.poll(1000))`,
  ),
  script('poll: a socket that was never connected', 's = socket()\nq = poll()\nq.register(s)\nfds(q.poll(0))'),
  script(
    'poll: a refused connection',
    `
     a = listener()
     at = a.getsockname()
     a.close()
     b = socket()
     b.setblocking(false)
     b.connect_ex(at)
     q = poll()
     q.register(b, POLLOUT)
     fds(q.poll(1000))`,
  ),
  script('poll: a descriptor that is not open', 's = socket()\nq = poll()\nq.register(s)\ns.close()\nfds(q.poll(0))'),
  script(
    'poll: several, unregistered, changed',
    `
     a = udp()
     b = udp()
     q = poll()
     q.register(a, POLLIN)
     q.register(b, POLLIN)
     a.sendto(text("x"), b.getsockname())
     b.sendto(text("x"), a.getsockname())
     fds(q.poll(1000))
     q.unregister(a)
     fds(q.poll(1000))
     q.modify(a, POLLIN)
     q.register(b, POLLOUT)
     fds(q.poll(1000))`,
  ),
  script(
    'poll: a time limit',
    'a = udp()\nq = poll()\nq.register(a, POLLIN)\nfds(q.poll(10))\nq.poll("x")\nq.register(a, "x")\nq.register(a, 70000)',
  ),
  script(
    'epoll: level-triggered',
    `
     p = pair()
     e = epoll()
     e.register(p[0], EPOLLIN)
     fds(e.poll(0))
     p[1].send(text("ab"))
     fds(e.poll(1))
     fds(e.poll(1))
     p[0].recv(1)
     fds(e.poll(1))
     p[0].recv(1)
     fds(e.poll(0))
     p[1].close()
     fds(e.poll(1))`,
  ),
  script(
    'epoll: edge-triggered',
    `
     p = pair()
     e = epoll()
     e.register(p[0], EPOLLIN | EPOLLET)
     p[1].send(text("ab"))
     fds(e.poll(1))
     p[0].recv(1)
     fds(e.poll(0.02))
     p[1].send(text("c"))
     fds(e.poll(1))`,
  ),
  script(
    'epoll: once',
    `
     p = pair()
     e = epoll()
     e.register(p[0], EPOLLIN | EPOLLONESHOT)
     p[1].send(text("a"))
     fds(e.poll(1))
     fds(e.poll(0.02))
     e.modify(p[0], EPOLLIN | EPOLLONESHOT)
     fds(e.poll(1))`,
  ),
  script(
    'epoll: half-closed and closed',
    `
     p = pair()
     e = epoll()
     e.register(p[0], EPOLLIN | EPOLLRDHUP)
     p[1].shutdown(SHUT_WR)
     fds(e.poll(1))
     p[0].shutdown(SHUT_WR)
     fds(e.poll(1))`,
  ),
  script(
    'epoll: twice, not at all, and no socket',
    `
     p = pair()
     e = epoll()
     e.register(p[0], EPOLLIN)
     e.register(p[0], EPOLLIN)
     e.modify(p[1], EPOLLIN)
     e.unregister(p[1])
     e.unregister(p[0])
     e.unregister(p[0])
     e.register(999, EPOLLIN)
     e.register("x", EPOLLIN)
     e.register(p[0], "x")`,
  ),
  script(
    'epoll: no more than asked for',
    `
     a = udp()
     b = udp()
     e = epoll()
     e.register(a, EPOLLIN)
     e.register(b, EPOLLIN)
     a.sendto(text("x"), b.getsockname())
     b.sendto(text("x"), a.getsockname())
     sleep(0.02)
     size(e.poll(1, 1))
     size(e.poll(1, 5))
     e.poll(0, 0)
     e.poll(0, -2)`,
  ),
  script(
    'epoll: a closed socket leaves',
    'a = udp()\ne = epoll()\ne.register(a, EPOLLOUT)\nsize(e.poll(0))\na.close()\nsize(e.poll(0))',
  ),
  script(
    'epoll: in an epoll',
    `
     a = udp()
     e = epoll()
     e.register(a, EPOLLIN)
     o = epoll()
     o.register(e.fileno(), EPOLLIN)
     size(o.poll(0))
     a.sendto(text("x"), a.getsockname())
     size(o.poll(1))`,
  ),
  script('epoll: closed', 'a = udp()\ne = epoll()\ne.closed\ne.close()\ne.close()\ne.closed'),
]
