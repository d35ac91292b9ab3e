"""The client of P3 in Python."""
import socket

with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as connection:
    connection.connect(('127.0.0.1', 9000))
    print('connected')
    while connection.recv(1024):
        pass
    print('peer closed')
print('done')
