# SPDX-License-Identifier: GPL-3.0-or-later
"""The wizard for the connection to a provider, against the double of one: by an administrator, and seen by another."""
import os
import subprocess

from uitest import wait_for
from piaodan_ui import Desk, Piaodan, _
from tour_guide import WORK, Guide
from tour_issuing import button


class Provider:
    """The double of the provider, and the platform told where it is."""

    def __init__(self, platform):
        self.port_file = os.path.join(WORK, 'provider.port')
        self.process = subprocess.Popen(['nuonuo-double', '--port-file', self.port_file], stdout=subprocess.DEVNULL)
        wait_for(lambda: os.path.exists(self.port_file), 10, 'the provider does not listen')
        with open(self.port_file, encoding='utf-8') as file:
            url = f'http://127.0.0.1:{file.read().strip()}'
        subprocess.run(['piaodan-platform', 'gateway', 'set', '--data', platform.data, '--tenant', '培训公司', '--gateway',
                        'nuonuo', '--app-key', 'OTHER', '--services-url', f'{url}/open/v1/services', '--token-url',
                        f'{url}/accessToken'], input='ANOTHER\n', text=True, check=True)

    def close(self):
        self.process.terminate()
        self.process.wait(10)


def forget(platform):
    """What comes after this part is issued through the platform's own gateway again."""
    subprocess.run(['piaodan-platform', 'gateway', 'set', '--data', platform.data, '--tenant', '培训公司', '--forget'],
                   stdin=subprocess.DEVNULL, check=True)


def open_wizard(app, label):
    app.key('ctrl+comma')
    app.wait(_('Platform')).click()
    app.settle(0.5)
    button(app, _(label)).click()
    app.settle(1)


def enter(app, key, secret):
    app.key('ctrl+a')
    app.type(key)
    app.key('Tab')
    app.settle(0.2)
    app.type(secret)


def administrator(platform):
    desk = Desk('gateway-admin', platform, 'admin')
    provider = None
    with Piaodan(desk.data) as app:
        guide = Guide(app)
        app.settle(2)
        app.key('ctrl+comma')
        app.wait(_('Platform')).click()
        guide.screen('gateway-preferences')
        button(app, _('Set Up…')).click()
        guide.screen('gateway-first')
        app.key('Escape')
        provider = Provider(platform)
        desk.run('sync')
        app.settle(1)
        button(app, _('Set Up…')).click()
        app.settle(1.5)
        guide.screen('gateway-start')
        app.push(_('Next'))
        app.settle(0.6)
        app.key('shift+Tab')
        enter(app, 'APPKEY', 'WRONG')
        guide.screen('gateway-form')
        app.key('Return')
        app.settle(0.4)
        guide.shot('gateway-testing')
        app.wait(_('The connection does not work'), timeout=60)
        guide.screen('gateway-fails')
        app.push(_('Back'))
        app.settle(0.6)
        guide.screen('gateway-mend')
        app.type('SECRET')
        app.push(_('Test'))
        app.wait(_('The connection works'), timeout=60)
        guide.screen('gateway-works')
        app.push(_('Back'))
        app.settle(0.6)
        provider.close()
        app.push(_('Test'))
        app.wait(_('The provider was not reached'), timeout=60)
        guide.screen('gateway-unreached')
        app.push(_('Back'))
        platform.stop()
        app.settle(1)
        app.push(_('Test'))
        app.settle(4)
        guide.screen('gateway-offline')
        app.push(_('Back'))
        app.key('Escape')
        app.settle(1)
        button(app, _('Set Up…')).click()
        app.settle(2)
        guide.screen('gateway-not-reached')
        platform.start()


def others(platform):
    desk = Desk('gateway-clerk', platform, 'clerk')
    with Piaodan(desk.data) as app:
        guide = Guide(app)
        app.settle(2)
        open_wizard(app, 'Details…')
        guide.screen('gateway-clerk')


def compared(platform):
    """What the provider's list says of the last days' invoices, asked for in the bureau's popover."""
    desk = Desk('gateway-finance', platform, 'finance')
    desk.run('sync')
    with Piaodan(desk.data) as app:
        guide = Guide(app)
        app.wait_sync('Up to date')
        button(app, _('Tax bureau: %s') % '').click()
        app.push(_("Compare with the Provider's List"))
        app.settle(3)
        app.key('F5')
        app.settle(3)
        button(app, _('Tax bureau: %s') % '').click()
        guide.screen('gateway-compared')


def run(platform):
    try:
        administrator(platform)
        others(platform)
    finally:
        forget(platform)
    compared(platform)
