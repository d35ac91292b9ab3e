"""The client of P4 in Python: one recv, as such clients are often written. Six bytes come in one piece."""
import socket

with socket.create_connection(('127.0.0.1', 12345)) as connection:
    print(connection.recv(1024).decode('utf-8'))
