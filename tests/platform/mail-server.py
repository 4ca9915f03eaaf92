#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real mail server on loopback, for test-platform-smtp.

  mail-server.py serve FOLDER CERTIFICATE KEY starttls|tls|plain
      prints its port, writes what it takes to FOLDER/N.eml with the envelope
      in FOLDER/N.json, and ends with its standard input. What it does with a
      mail goes by the recipient's name: refused, later, drop-before,
      drop-after, refuse-content, busy-content, slow.
  mail-server.py read MAIL FOLDER
      prints the headers and parts of a mail as JSON, as the email module of
      Python reads them, and writes the attachments to FOLDER/0, FOLDER/1 …

Exit status 77: aiosmtpd is not installed.
"""
import asyncio
import email
import email.policy
import json
import os
import ssl
import sys

USER, PASSWORD = b"fapiao@example.com", "口令 s3cret".encode()
LONGEST = 120  # seconds, whatever becomes of the test


def read(path, folder):
    with open(path, "rb") as file:
        raw = file.read()
    message = email.message_from_bytes(raw, policy=email.policy.default)
    parts = []
    for number, part in enumerate(message.iter_parts()):
        content = part.get_payload(decode=True)
        with open(os.path.join(folder, str(number)), "wb") as file:
            file.write(content)
        parts.append({
            "type": part.get_content_type(),
            "filename": part.get_filename() or "",
            "name": str(part["content-type"].params.get("name", "")),
            "disposition": part.get_content_disposition() or "",
            "encoding": str(part["content-transfer-encoding"]),
            "text": part.get_content() if part.get_content_type() == "text/plain" else "",
        })
    print(json.dumps({
        "headers": {key.lower(): str(value) for key, value in message.items()},
        "defects": [str(defect) for part in message.walk() for defect in part.defects],
        "ascii": raw.isascii(),
        "longest": max(len(line) for line in raw.split(b"\r\n")),
        "bare": raw.replace(b"\r\n", b"").count(b"\n") + raw.replace(b"\r\n", b"").count(b"\r"),
        "parts": parts,
    }))


def serve(folder, certificate, key, mode):
    try:
        from aiosmtpd.smtp import SMTP, AuthResult
    except ImportError:
        print("aiosmtpd is not installed", file=sys.stderr)
        sys.exit(77)
    taken = 0

    class Handler:
        async def handle_RCPT(self, server, session, envelope, address, options):
            if address.startswith("refused"):
                return "550 5.1.1 No such user here"
            if address.startswith("later"):
                return "451 4.7.1 Greylisted, come back later"
            envelope.rcpt_tos.append(address)
            return "250 OK"

        async def handle_DATA(self, server, session, envelope):
            nonlocal taken
            first = envelope.rcpt_tos[0]
            if first.startswith("refuse-content"):
                return "554 5.7.1 This looks like spam"
            if first.startswith("busy-content"):
                return "452 4.3.1 Disk full"
            taken += 1
            base = os.path.join(folder, str(taken))
            with open(base + ".eml", "wb") as file:
                file.write(envelope.content)
            with open(base + ".json", "w") as file:
                json.dump({"from": envelope.mail_from, "to": envelope.rcpt_tos,
                           "tls": session.ssl is not None or mode == "tls",
                           "signed_in": session.authenticated}, file)
            if first.startswith("drop-after"):
                server.transport.abort()
            if first.startswith("slow"):
                await asyncio.sleep(60)
            return "250 OK"

    class Server(SMTP):
        async def smtp_DATA(self, arg):
            if self.envelope.rcpt_tos[0].startswith("drop-before"):
                await self.push("354 go on")
                await self._reader.read(100)
                self.transport.abort()
                return
            await super().smtp_DATA(arg)

    def authenticate(server, session, envelope, mechanism, data):
        return AuthResult(success=data.login == USER and data.password == PASSWORD, handled=False)

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    def make():
        options = {"hostname": "localhost", "decode_data": False, "enable_SMTPUTF8": False}
        if mode == "starttls":
            options.update(tls_context=context, require_starttls=True)
        if mode != "plain":
            options.update(authenticator=authenticate, auth_required=True, auth_require_tls=mode == "starttls")
        return Server(Handler(), **options)

    async def main():
        loop = asyncio.get_running_loop()
        server = await loop.create_server(make, "127.0.0.1", 0, ssl=context if mode == "tls" else None)
        print(server.sockets[0].getsockname()[1], flush=True)
        over = asyncio.Event()
        loop.add_reader(sys.stdin.fileno(), lambda: os.read(0, 100) or over.set())
        try:
            await asyncio.wait_for(over.wait(), LONGEST)
        except asyncio.TimeoutError:
            pass
        os._exit(0)

    asyncio.run(main())


if sys.argv[1] == "read":
    read(*sys.argv[2:])
else:
    serve(*sys.argv[2:])
