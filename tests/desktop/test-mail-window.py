#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several invoices are mailed at once, with the files that were chosen, and the list says what became of each; the
provider is asked to send one again.

The real window and platform, and a real mail server on loopback.
"""
import glob
import json
import os
import subprocess
import sys

from uitest import wait_for
from piaodan_ui import Desk, Piaodan, Platform, _, words

WORK = os.environ['UITEST_TOP']
HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLE = os.path.realpath(os.path.join(HERE, '..', '..', 'data', 'samples', 'orders-training.csv'))
SERVER = os.path.join(HERE, '..', 'platform', 'mail-server.py')
TO = ('wang@example.com', 'li@example.com', 'refused@example.com')


class Mailbox:
    """A mail server that keeps what it takes, and the platform told of it."""

    def __init__(self, platform):
        self.folder = os.path.join(WORK, 'mail')
        os.makedirs(self.folder)
        self.process = subprocess.Popen(
            ['/usr/bin/python3', SERVER, 'serve', self.folder, os.path.join(platform.data, 'server-certificate.pem'),
             os.path.join(platform.data, 'server-key.pem'), 'starttls'],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        port = self.process.stdout.readline().strip()
        if not port and self.process.wait(10) == 77:
            sys.exit(77)
        subprocess.run(['piaodan-platform', 'mail', 'set', '--data', platform.data, '--tenant', '培训公司', '--host',
                        'localhost', '--port', port, '--sender', 'fapiao@example.com', '--user', 'fapiao@example.com',
                        '--authority', platform.authority], input='口令 s3cret\n', text=True, check=True)

    def mails(self):
        """Recipient → names of the files."""
        found = {}
        for path in glob.glob(os.path.join(self.folder, '*.json')):
            with open(path, encoding='utf-8') as file:
                to = json.load(file)['to']
            done = subprocess.run(['/usr/bin/python3', SERVER, 'read', path[:-5] + '.eml', WORK], check=True,
                                  capture_output=True, text=True)
            found[to[0]] = [p['filename'][-4:] for p in json.loads(done.stdout)['parts'] if p['filename']]
        return found

    def close(self):
        self.process.stdin.close()
        self.process.wait(20)


def issue(desk):
    desk.run('order', 'import', SAMPLE)
    desk.run('sync')
    desk.run('invoice', 'issue', 'PX-2026-0001', 'PX-2026-0002', 'PX-2026-0003')

    def issued():
        desk.run('sync')
        return len(desk.run('invoice', 'list', '--state', 'issued')['invoices']) == 3
    wait_for(issued, 60, 'three invoices are not issued')


def ask(app):
    app.key('alt+2')
    app.count(3)
    app.key('ctrl+f', 'Down', 'ctrl+a')
    app.wait(words("%'u selected", "%'u selected", 3), role='label')
    app.push(_('Send by Mail…'))
    app.label(words('Mail %u invoice', 'Mail %u invoices', 3), timeout=20)
    app.shot('mail-window-ask')
    for address in TO:
        app.key('ctrl+a')
        app.type(address)
        app.key('Tab')
    app.settle(0.3)
    app.wait('XML', role='check box').click()
    app.settle(0.3)
    app.shot('mail-window-filled')
    app.push(words('Send %u Mail', 'Send %u Mails', 3))


def send_again(app, desk):
    """By the provider itself, which is something else than a mail of the platform."""
    app.push(_('Close'))
    app.key('alt+2', 'ctrl+f', 'ctrl+a')
    app.type('PX-2026-0002')
    app.count(1, found=True)
    app.key('Down')
    app.label(_('Progress'))
    app.push(_('More'))
    app.wait(_('Have the Provider Send It Again…'), role='menu item').click()
    app.label(_('Have the Provider Send It Again?'), timeout=20)
    app.key('ctrl+a')
    app.type('1380013800')
    app.label(_('Give one mail address, or one mobile number of 11 digits.'))
    app.shot('mail-window-again-wrong')
    app.type('0')
    app.shot('mail-window-again')
    app.push(_('Send Again'))

    def answered():
        app.key('F5')
        desk.run('sync')
        return desk.run('invoice', 'show', 'PX-2026-0002')['invoice']['stages'][-1]['stage'] == 'redelivered'
    wait_for(answered, 60, 'the provider did not answer')
    app.key('F5')
    app.label(_('The provider sends it again'), timeout=30)
    app.shot('mail-window-sent-again')


def main():
    platform = Platform()
    desk = Desk('window', platform, 'finance')
    issue(desk)
    mailbox = Mailbox(platform)
    with Piaodan(desk.data) as app:
        app.wait_sync('Up to date')
        ask(app)
        app.label(words('%u mail is asked for', '%u mails are asked for', 3), timeout=20)
        app.key('F5')
        app.label(f"{_('Mailed')} 2 · {_('Mail refused')} 1", timeout=90)
        app.shot('mail-window-results')
        send_again(app, desk)
    # Exactly what was chosen, and to each of them once.
    wait_for(lambda: mailbox.mails() == {to: ['.pdf'] for to in TO[:2]}, 5, lambda: f'the mailbox has {mailbox.mails()}')
    states = sorted(d['state'] for d in desk.run('delivery', 'list')['deliveries'])
    wait_for(lambda: states == ['refused', 'sent', 'sent'], 1, lambda: f'the deliveries are {states}')
    mailbox.close()


if __name__ == '__main__':
    sys.exit(main())
