"""The client of P9 in Python: the same bytes as client.ts."""
import socket
import sys

name = sys.argv[1] if len(sys.argv) > 1 else './p9.sock'
path = '\0' + name[1:] if name.startswith('@') else name

with socket.socket(socket.AF_UNIX) as connection:
    connection.connect(path)
    with connection.makefile('rwb') as lines:
        for request in ('ping', 'pid', 'straße 小明'):
            lines.write(request.encode() + b'\n')
        lines.flush()
        for _ in range(3):
            print(lines.readline().decode().rstrip('\n'))
