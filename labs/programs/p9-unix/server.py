"""The server of P9 in Python: one thread per connection."""
import os
import socket
import stat
import sys
import threading

MAX_LINE = 4096
name = sys.argv[1] if len(sys.argv) > 1 else './p9.sock'
path = '\0' + name[1:] if name.startswith('@') else name
UPPER = bytes(byte - 0x20 if 0x61 <= byte <= 0x7A else byte for byte in range(256))


def serve(connection, address):
    print(f'a client, address {address!r}', flush=True)
    with connection, connection.makefile('rwb') as lines:
        while line := lines.readline(MAX_LINE + 1):
            if not line.endswith(b'\n'):
                if len(line) > MAX_LINE:
                    lines.write(b'ERR\n')
                break
            lines.write(b'%d\n' % os.getpid() if line == b'pid\n' else line.translate(UPPER))
            lines.flush()


def stale(file):
    """A socket that nobody answers on. A regular file refuses connections as well."""
    if not stat.S_ISSOCK(os.lstat(file).st_mode):
        return False
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(file) != 0


with socket.socket(socket.AF_UNIX) as listener:
    if not name.startswith('@') and os.path.lexists(path) and stale(path):
        os.unlink(path)
    listener.bind(path)
    listener.listen()
    print(f'listening on {name}', flush=True)
    while True:
        threading.Thread(target=serve, args=listener.accept(), daemon=True).start()
