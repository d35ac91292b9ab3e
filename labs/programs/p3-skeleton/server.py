"""The server of P3 in Python: the skeleton with an empty body."""
import socket

with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(('127.0.0.1', 9000))
    listener.listen()
    print('listening 127.0.0.1:9000', flush=True)
    connection, (host, port) = listener.accept()
    print(f'peer {host}:{port}', flush=True)
    connection.close()
print('done', flush=True)
