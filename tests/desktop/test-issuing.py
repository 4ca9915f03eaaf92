#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nobody is signed in at the tax bureau: invoices that are asked for wait, and go on when somebody has signed in.

The real window beside the real platform and its training bureau.
"""
import os
import subprocess
import sys

from uitest import wait_for
from piaodan_ui import Desk, Piaodan, Platform, _, words

WORK = os.environ['UITEST_TOP']
HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLE = os.path.realpath(os.path.join(HERE, '..', '..', 'data', 'samples', 'orders-training.csv'))


def bureau(platform, *command):
    """Play the training bureau."""
    done = subprocess.run(['piaodan-platform', 'sandbox', '--data', platform.data, *command], check=True, text=True,
                          capture_output=True, timeout=30)
    return done.stdout.strip()


def chip(app, label, number):
    return app.wait(f'{_(label)} {number}', role='push button', timeout=60)


def choose(app, text):
    app.key('ctrl+f', 'ctrl+a')
    app.type(text)
    app.count(1, found=True)
    app.key('Down')
    app.settle(0.5)


def ask_for_one(app):
    """The checklist of one order, and its invoice."""
    choose(app, 'PX-2026-0001')
    app.key('ctrl+i')
    app.label(_('An electronic invoice cannot be taken back, only reversed.'))
    app.shot('issuing-window-checklist')
    app.push(_('Issue Invoice'), last=True)
    app.label(_('The invoice for order %s is requested.') % 'PX-2026-0001')


def ask_for_several(app):
    """Two at once; the results stay current by themselves."""
    app.key('ctrl+f', 'ctrl+a')
    app.type('PX-2026-000')
    app.count(9, found=True)
    app.key('Down', 'Home', 'Down', 'shift+Down')
    app.wait(words("%'u selected", "%'u selected", 2), role='label')
    app.key('ctrl+i')
    app.push(words('Issue %u Invoice', 'Issue %u Invoices', 2), timeout=20)
    app.label(f"{_('Waiting for sign-in')} 2", timeout=60)
    app.shot('issuing-window-results')
    app.key('Escape')


def sign_in(app, platform):
    app.key('alt+2')
    chip(app, 'Waiting for sign-in', 3).click()
    app.count(3, found=True)
    app.key('ctrl+f', 'Down')
    app.label(_('What happens next'))
    app.shot('issuing-window-waiting')
    app.push(_('Sign In…'), last=True)
    app.wait(_('QR code to sign in at the tax bureau'), role='image', timeout=40)
    app.shot('issuing-window-sign-in')
    bureau(platform, 'scan')
    app.label(words('Signed in at the tax bureau. %u invoice that waited goes on.',
                    'Signed in at the tax bureau. %u invoices that waited go on.', 3), timeout=60)
    app.wait_no_window(_('Sign In at the Tax Bureau'))


def main():
    platform = Platform()
    desk = Desk('window', platform, 'finance')
    desk.run('order', 'import', SAMPLE)
    desk.run('sync')
    bureau(platform, 'sign-out')
    with Piaodan(desk.data) as app:
        app.wait_sync('Up to date')
        app.count(12)
        ask_for_one(app)
        ask_for_several(app)
        sign_in(app, platform)
        chip(app, 'Issued', 3)
        app.shot('issuing-window-issued')
    issued = desk.run('invoice', 'list', '--state', 'issued')['invoices']
    wait_for(lambda: len(issued) == 3, 1, lambda: f'{len(issued)} invoices are issued here, not 3')
    numbers = {invoice['number'] for invoice in issued}
    listed = bureau(platform, 'list')
    wait_for(lambda: all(number in listed for number in numbers), 1, 'the bureau has other invoices')


if __name__ == '__main__':
    sys.exit(main())
