# SPDX-License-Identifier: GPL-3.0-or-later
"""Invoices by mail, and invoices of others that are verified."""
import datetime
import json
import os
import shutil
import subprocess
import urllib.request

from uitest import wait_for
from piaodan_ui import Desk, Piaodan, _, words
from tour_guide import SAMPLE, WORK, Guide, issued
from tour_issuing import button

# What the double of the provider says of these, where it is on the PATH (build/tests/doubles).
DIGITAL = '26322000000048000001'
SEVERAL = [words('Send %u Mail', 'Send %u Mails', n) for n in range(1, 20)]


def mail(app, guide, number):
    app.key('alt+2')
    app.settle(0.8)
    app.key('ctrl+f', 'ctrl+a')
    app.type(number)
    app.settle(1)
    app.key('Down')
    if guide.narrow:
        app.key('Return')
    app.settle(0.8)
    app.push(_('More'))
    guide.screen('mail-menu')
    app.wait(_('Send by Mail…'), role='menu item').click()
    app.settle(0.8)
    app.type('wang@example.com, li@example.com')
    guide.screen('mail-dialog')
    app.key('ctrl+a')
    app.type('nobody')
    guide.screen('mail-wrong')
    app.key('ctrl+a')
    app.type('wang@example.com, li@example.com')
    app.push(_('Send'))
    guide.screen('mail-sent')
    app.key('F5')
    app.settle(2)
    guide.scroll_page(60)
    guide.screen('mail-states')


def several(app, guide):
    """All invoices at once, and what becomes of each."""
    app.key('alt+2')
    app.settle(0.5)
    app.key('ctrl+f', 'ctrl+a', 'Delete')
    app.settle(0.8)
    guide.screen('invoices-nothing-selected')
    app.key('Down', 'ctrl+a')
    guide.screen('mail-several-selected')
    app.push(_('Send by Mail…'))
    app.settle(0.8)
    app.type('wang@example.com')
    guide.screen('mail-several')
    next(n for n in app.root.find_all(role='push button') if n.name in SEVERAL).click()
    guide.screen('mail-again')
    guide.attempt(app.push, _('Mail Again'))
    guide.screen('mail-several-results', away=('Escape',))


def verdict(app, guide, number):
    """What the tax bureau says of an invoice of ours."""
    app.key('alt+2', 'ctrl+f', 'ctrl+a')
    app.type(number)
    app.settle(1)
    app.key('Down')
    if guide.narrow:
        app.key('Return')
    app.settle(1)
    guide.scroll_page(60)
    guide.screen('verdict-before')
    app.push(_('Verify'))
    app.settle(0.5)
    app.key('F5')
    app.settle(4)
    guide.scroll_page(60)
    guide.screen('verdict')


def settings(app, guide):
    """What an administrator sets up."""
    app.key('ctrl+comma')
    app.wait(_('Platform')).click()
    app.settle(0.5)
    guide.screen('mail-preferences')
    button(app, _('Set Up…') + ' ' + _('Mail server')).click()
    app.settle(1.5)
    guide.screen('mail-settings')
    app.type('smtp.example.com')
    guide.screen('mail-settings-filled', away=('Escape',))
    app.settle(0.5)
    button(app, _('Set Up…') + ' ' + _('Verification of invoices')).click()
    app.settle(1.5)
    guide.screen('verify-settings', away=('Escape',))


def verify(app, guide):
    app.key('F10')
    app.wait(_('Verify an Invoice…'), role='menu item').click()
    app.settle(0.8)
    guide.screen('verify')
    app.type('01,10,033002000211,83089647,510.68,20200723,16197833567414507415,0941')
    guide.screen('verify-qr')
    app.push(_('Verify'))
    app.settle(1)
    guide.scroll_page(20)
    guide.screen('verify-asked', away=('Escape',))


def provider(platform):
    """The double of the verifying provider, set up for the company; None where it is not built."""
    program = shutil.which('nuonuo-double')
    if program is None:
        return None
    port_file = os.path.join(WORK, 'double-port')
    double = subprocess.Popen([program, '--port-file', port_file])
    wait_for(lambda: os.path.exists(port_file) and os.path.getsize(port_file), 10, 'the double does not start')
    with open(port_file, encoding='ascii') as file:
        url = f'http://127.0.0.1:{file.read().strip()}'
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    day = (datetime.date.today() - datetime.timedelta(days=2)).strftime('%Y%m%d')
    for number, state in ((DIGITAL, '0'), (DIGITAL[:-1] + '2', '7')):
        opener.open(f'{url}/control/known', json.dumps(
            {'number': number, 'date': day, 'gross': 11300, 'net': 10000, 'state': state}).encode()).close()
    subprocess.run(['piaodan-platform', 'verify', 'set', '--data', platform.data, '--tenant', '培训公司', '--app-id',
                    'APPID', '--url', url], input=b'APPSECRET\n', check=True)
    return double


def ask(desk):
    day = (datetime.date.today() - datetime.timedelta(days=2)).isoformat()
    for number, amount in ((DIGITAL, '113'), (DIGITAL[:-1] + '2', '113'), (DIGITAL[:-1] + '3', '5'), (DIGITAL, '7')):
        desk.run('invoice', 'verify', '--number', number, '--date', day, '--amount', amount)
    desk.run('sync')

    def answered():
        desk.run('sync')
        return all(v['state'] not in ('waiting', 'asking') for v in desk.run('verification', 'list')['verifications'])
    wait_for(answered, 30, 'the verdicts do not come')


def run(platform):
    double = provider(platform)
    desk = Desk('mail', platform, 'finance')
    desk.run('sync')
    desk.run('order', 'import', SAMPLE)
    if not any(order['state'] == 'invoiced' for order in desk.run('order', 'list')['orders']):
        desk.run('invoice', 'issue', 'PX-2026-0001', 'PX-2026-0002', 'PX-2026-0003')
        issued(desk, 'PX-2026-0001')
    number = desk.run('invoice', 'list', '--state', 'issued')['invoices'][0]['number']
    if double is not None:
        ask(desk)
    with Piaodan(desk.data) as app:
        guide = Guide(app)
        app.wait_sync('Up to date')
        guide.attempt(mail, app, guide, number)
        guide.attempt(verify, app, guide)
        app.settle(0.5)
        guide.attempt(several, app, guide)
        if double is not None:
            guide.attempt(verdict, app, guide, number)
    admin = Desk('mail-admin', platform, 'admin')
    admin.run('sync')
    with Piaodan(admin.data) as app:
        guide = Guide(app)
        app.wait_sync('Up to date')
        guide.attempt(settings, app, guide)
    if double is not None:
        double.terminate()
