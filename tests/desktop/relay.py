# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies between a desk and the platform, and what can go wrong there: a TLS relay that a script ill-treats.

    relay = Relay(platform)
    Desk('desk', relay, 'finance')
    relay.set('quota')     # from now on; connections that are open are cut
"""
import os
import re
import select
import socket
import ssl
import subprocess
import threading
import time
from email.utils import formatdate

HTML = b'<!DOCTYPE html><title>Wi-Fi</title><form>Sign in to this network</form>'

# What the relay answers itself: status, type, body, further headers.
ANSWERS = {
    'busy': (503, b'application/json', b'{"error":{"code":"busy","message":""}}', b'Retry-After: 600\r\n'),
    'portal': (200, b'text/html', HTML, b''),
    'quota': (507, b'application/json', b'{"error":{"code":"quota","message":"full"}}', b''),
    'fault': (500, b'application/json', b'{"error":{"code":"internal","message":"fault"}}', b''),
    'outdated': (426, b'application/json', b'{"error":{"code":"outdated","message":"old"}}', b''),
    'forbidden': (403, b'application/json', b'{"error":{"code":"forbidden","message":"no"}}', b''),
    'expired': (401, b'application/json', b'{"error":{"code":"unauthorized","message":"no"}}', b''),
    'room': (413, b'application/json', b'{"error":{"code":"quota","message":"full"}}', b''),
    'truncated': (200, b'application/json', b'{"streams":[{"na', b''),
}

# A slow line: a rest after each 16 KiB.
CRAWL_SECONDS = 0.06


class Relay:
    """Stands where the platform is expected, with its certificate; the desk's Platform for all that Desk asks."""

    def __init__(self, platform):
        self.upstream = platform
        self.data, self.authority = platform.data, platform.authority
        self.password = platform.password
        self.mode = 'through'
        own = [os.path.join(platform.data, name) for name in ('server-certificate.pem', 'server-key.pem')]
        self.contexts = {False: self.context(*own), True: self.context(*self.stranger())}
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.port = self.listener.getsockname()[1]
        self.address = f'https://127.0.0.1:{self.port}'
        self.open, self.lock = set(), threading.Lock()
        threading.Thread(target=self.accept, daemon=True).start()

    @staticmethod
    def context(certificate, key):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        return context

    @staticmethod
    def stranger():
        """A certificate that nobody trusts."""
        top = os.environ['UITEST_TOP']
        certificate, key = os.path.join(top, 'stranger.pem'), os.path.join(top, 'stranger-key.pem')
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes',
                        '-days', '30', '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1',
                        '-out', certificate, '-keyout', key], check=True, capture_output=True)
        return certificate, key

    def set(self, mode):
        """through, down, hang, crawl, stranger, clock, or one of ANSWERS; 'blobs:…' of files alone."""
        with self.lock:
            self.mode = mode
            for connection in self.open:
                try:
                    socket.socket.shutdown(connection, socket.SHUT_RDWR)
                except (OSError, ValueError):
                    pass
            self.open.clear()

    def accept(self):
        while True:
            connection, _address = self.listener.accept()
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        with self.lock:
            mode = self.mode
        try:
            if mode != 'down':
                with self.contexts[mode == 'stranger'].wrap_socket(connection, server_side=True) as desk:
                    with self.lock:
                        self.open.add(desk)
                        mode = self.mode
                    self.talk(desk, mode)
                    with self.lock:
                        self.open.discard(desk)
        except (OSError, ValueError):
            pass
        finally:
            connection.close()

    def talk(self, desk, mode):
        if mode == 'hang':
            while desk.recv(65536):
                pass
        elif mode in ANSWERS:
            head = b''
            while b'\r\n\r\n' not in head:
                part = desk.recv(65536)
                if not part:
                    return
                head += part
            self.answer(desk, mode)
        else:
            self.through(desk, mode)

    @staticmethod
    def answer(desk, mode):
        status, kind, body, more = ANSWERS[mode]
        length = len(body) + (100 if mode == 'truncated' else 0)
        desk.sendall(b'HTTP/1.1 %d -\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n%s\r\n%s'
                     % (status, kind, length, more, body))
        desk.settimeout(1)
        while desk.recv(65536):  # what it still sends: an end that cuts it would be a network failure
            pass

    def through(self, desk, mode):
        trusting = ssl.create_default_context(cafile=self.upstream.authority)
        raw = socket.create_connection(('127.0.0.1', self.upstream.port), 10)
        with trusting.wrap_socket(raw, server_hostname='127.0.0.1') as platform:
            while True:
                # One thread for both: TLS does not stand reading and writing at once.
                ready = [end for end in (desk, platform) if end.pending()]
                for end in ready or select.select((desk, platform), (), ())[0]:
                    data = self.receive(end)
                    if data == b'':
                        return
                    if end is desk and data and self.refuses(data, mode):
                        self.answer(desk, mode.partition(':')[2])
                        return
                    if data:
                        self.pass_on(data, platform if end is desk else desk, end is platform and mode)

    @staticmethod
    def receive(end):
        """What has come; nothing yet when it was only a part, or about the line itself."""
        end.setblocking(False)
        try:
            return end.recv(16384)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return None
        finally:
            end.setblocking(True)

    @staticmethod
    def refuses(data, mode):
        return mode.startswith('blobs:') and re.match(rb'(PUT|PATCH|POST) /v1/blobs', data)

    @staticmethod
    def pass_on(data, to, mode):
        if mode == 'clock':
            late = formatdate(time.time() + 40 * 86400, usegmt=True)
            data = re.sub(rb'Date: [^\r]{29}', b'Date: ' + late.encode(), data)
        to.sendall(data)
        if mode == 'crawl' and len(data) > 4096:
            time.sleep(CRAWL_SECONDS)
