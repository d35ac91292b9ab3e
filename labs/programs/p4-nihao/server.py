"""The server of P4 in Python: says 你好 and closes. It never reads, as the client never sends."""
import socket

with socket.create_server(('127.0.0.1', 12345), backlog=5) as listener:
    while True:
        connection, address = listener.accept()
        print('连接地址：%s:%s' % address, flush=True)
        with connection:
            connection.sendall('你好'.encode('utf-8'))
