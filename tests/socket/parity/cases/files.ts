/** Files over sockets. */
import { type Case, script } from '../case.ts'

export const FILES: Case[] = [
  script(
    'lines of text',
    `
     p = pair()
     p[0].sendall(text("one\\ntwo\\r\\nthree\\rlast"))
     p[0].close()
     f = p[1].makefile()
     f.readline()
     f.readline()
     f.readline()
     f.readline()
     f.readline()`,
  ),
  script(
    'lines of bytes are not changed',
    `
     p = pair()
     p[0].sendall(text("one\\ntwo\\r\\nthree\\rlast"))
     p[0].close()
     f = p[1].makefile("rb")
     f.readline()
     f.readline()
     f.readline()
     f.readline()`,
  ),
  script(
    'a line cut over two segments, in the middle of a character',
    `
     p = pair()
     p[0].sendall(hex("e4bda0e5"))
     p[0].sendall(hex("a5bd0a"))
     p[1].makefile().readline()`,
  ),
  script('bytes that are no text', 'p = pair()\np[0].sendall(hex("ff0a"))\nf = p[1].makefile("rb")\nf.readline()'),
  script(
    'a number of bytes, over several segments',
    `
     p = pair()
     p[0].sendall(text("abc"))
     p[0].sendall(text("defgh"))
     f = p[1].makefile("rb")
     f.read(5)
     f.read(1)
     p[0].close()
     f.read(10)
     f.read(10)`,
  ),
  script(
    'everything through the end',
    'p = pair()\np[0].sendall(text("a\\nb"))\np[0].close()\nf = p[1].makefile("rb")\nf.read()\nf.read()',
  ),
  script(
    'a limit for lines',
    'p = pair()\np[0].sendall(text("abcdef\\n"))\nf = p[1].makefile("rb")\nf.readline(4)\nf.readline(100)',
  ),
  script('all lines', 'p = pair()\np[0].sendall(text("a\\nb\\nc"))\np[0].close()\np[1].makefile().readlines()'),
  script(
    'an empty line is not the end',
    'p = pair()\np[0].sendall(text("\\n\\nx"))\np[0].close()\nf = p[1].makefile()\nf.readline()\nf.readline()\nf.readline()\nf.readline()',
  ),
  script(
    'what is written waits for flush',
    `
     p = pair()
     p[1].settimeout(0.03)
     f = p[0].makefile("wb")
     f.write(text("gathered"))
     p[1].recv(100)
     f.flush()
     p[1].recv(100)
     f.write(text("at close"))
     f.close()
     p[1].recv(100)
     p[0].send(text("still open"))
     p[1].recv(100)`,
  ),
  script(
    'text is written as UTF-8',
    'p = pair()\nf = p[0].makefile("w")\nf.write("你好\\n")\nf.flush()\np[1].recv(100)',
  ),
  script(
    'a file keeps the socket open',
    `
     p = pair()
     f = p[0].makefile("rb")
     p[0].close()
     p[1].send(text("line\\n"))
     f.readline()
     f.close()
     p[1].recv(10)`,
  ),
  script(
    'reading and writing at once',
    `
     p = pair()
     f = p[0].makefile("rwb")
     f.write(text("ask\\n"))
     f.flush()
     p[1].recv(100)
     p[1].send(text("answer\\n"))
     f.readline()`,
  ),
  script('modes that there are not', 'p = pair()\np[0].makefile("x")\np[0].makefile("a")'),
  script('a time limit holds for files', 'p = pair()\np[0].settimeout(0.03)\np[0].makefile("rb").readline()'),
]
