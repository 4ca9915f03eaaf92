#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An administrator connects the company to a provider: the wizard's test says what is wrong, and that it works in the end;
then an invoice is issued through it, and the connection is removed again.

The real window and platform, and the double of the provider.
"""
import json
import os
import subprocess
import sys
import urllib.request

from uitest import wait_for
from piaodan_ui import Desk, Piaodan, Platform, _

WORK = os.environ['UITEST_TOP']
HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLE = os.path.realpath(os.path.join(HERE, '..', '..', 'data', 'samples', 'orders-training.csv'))


class Provider:
    """The double of the provider; the platform is told where it is, with an application that it does not know."""

    def __init__(self, platform):
        port_file = os.path.join(WORK, 'provider.port')
        self.process = subprocess.Popen(['nuonuo-double', '--port-file', port_file], stdout=subprocess.DEVNULL)
        wait_for(lambda: os.path.exists(port_file) and os.path.getsize(port_file), 10, 'the provider does not listen')
        with open(port_file, encoding='ascii') as file:
            self.url = f'http://127.0.0.1:{file.read().strip()}'
        subprocess.run(['piaodan-platform', 'gateway', 'set', '--data', platform.data, '--tenant', '培训公司', '--gateway',
                        'nuonuo', '--app-key', 'OTHER', '--services-url', f'{self.url}/open/v1/services',
                        '--token-url', f'{self.url}/accessToken'], input='ANOTHER\n', text=True, check=True)

    def n_legal(self):
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f'{self.url}/control/legal', timeout=20) as answer:
            return json.load(answer)['count']

    def close(self):
        self.process.terminate()
        self.process.wait(10)


def button(app, label):
    """The first button whose name begins so: the name of its row may follow."""
    def found():
        return next((n for n in app.root.find_all(role='push button') if n.name.startswith(_(label))), None)
    return wait_for(found, 20, f'no button begins with {_(label)!r}')


def open_wizard(app):
    app.key('ctrl+comma')
    app.wait(_('Platform'), timeout=20).click()
    app.settle(0.5)
    button(app, 'Set Up…').click()
    button(app, 'Remove the Connection…')


def enter(app, key, secret):
    app.key('shift+Tab', 'ctrl+a')
    app.type(key)
    app.key('Tab')
    app.settle(0.2)
    app.type(secret)


def connect(app, desk):
    open_wizard(app)
    app.push(_('Next'))
    app.settle(0.6)
    enter(app, 'APPKEY', 'WRONG')
    app.push(_('Test'))
    app.wait(_('The connection does not work'), timeout=60)
    app.shot('gateway-window-fails')
    told = desk.run('bureau', 'connection')
    wait_for(lambda: told['connection']['state'] == 'fails', 1, lambda: f'the platform says {told}')
    app.push(_('Back'))
    app.settle(0.6)
    app.type('SECRET')
    app.push(_('Test'))
    app.wait(_('The connection works'), timeout=60)
    app.shot('gateway-window-works')
    told = desk.run('bureau', 'connection')
    wait_for(lambda: told['connection']['state'] == 'works' and told['gateway']['app_key'] == 'APPKEY', 1,
             lambda: f'the platform says {told}')
    app.push(_('Done'))


def remove(app, desk):
    open_wizard(app)
    button(app, 'Remove the Connection…').click()
    app.push(_('Remove'))
    app.wait_gone(_('Remove the Connection…'))
    app.shot('gateway-window-removed')
    told = desk.run('bureau', 'connection')
    wait_for(lambda: not told['gateway']['set_up'] and told['gateway']['name'] == 'sandbox', 1,
             lambda: f'the platform says {told}')


def main():
    platform = Platform()
    desk = Desk('admin', platform, 'admin')
    provider = Provider(platform)
    desk.run('sync')
    with Piaodan(desk.data) as app:
        app.wait_sync('Up to date')
        connect(app, desk)
        wait_for(lambda: provider.n_legal() == 0, 1, 'the test issued something')
        app.key('Escape')
        app.settle(0.5)
        remove(app, desk)
    # The secret is nowhere that a clerk or a log could find it.
    for folder, _folders, names in os.walk(WORK):
        for name in names:
            if name.endswith('.log'):
                with open(os.path.join(folder, name), encoding='utf-8', errors='replace') as file:
                    wait_for(lambda text=file.read(): 'SECRET' not in text and 'WRONG' not in text, 1,
                             f'{name} has the secret')
    provider.close()


if __name__ == '__main__':
    sys.exit(main())
