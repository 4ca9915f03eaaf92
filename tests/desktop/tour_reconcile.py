# SPDX-License-Identifier: GPL-3.0-or-later
"""“It is not in the system”: nothing yet, alike, differences and their reasons, repaired, found, found nowhere."""
import os
import sqlite3

from piaodan_ui import Desk, Piaodan, _
from relay import Relay
from tour_guide import SAMPLE, Guide


def change(path, sql, *values):
    with sqlite3.connect(path, timeout=10) as database:
        database.execute(sql, values)
    database.close()


def look_for(guide, text, name):
    guide.app.key('ctrl+f', 'ctrl+a')
    guide.app.type(text)
    guide.app.settle(1)
    guide.screen(name)
    guide.app.key('Escape')


def differences(guide, platform, relay, desk):
    app = guide.app
    change(os.path.join(desk.data, 'cache.sqlite'), 'DELETE FROM orders WHERE number = ?', 'PX-2026-0004')
    for number in ('PX-2026-0009', 'PX-2026-0011'):
        change(os.path.join(platform.data, 'platform.sqlite'),
               'DELETE FROM document WHERE type = ? AND instr (body, ?) > 0', 'order', number)
    relay.set('down')
    desk.run('order', 'edit', 'PX-2026-0007', '--set', 'remark=未发送')
    app.push(_('Compare Now'))
    app.label(_('The platform could not be asked'), timeout=30)
    guide.screen('reconcile-not-asked')
    relay.set('through')
    app.push(_('Compare Now'))
    app.label(_('Not alike in both places'), timeout=30)
    guide.screen('reconcile-differences')
    app.label(_('Not alike in both places')).scroll(30)
    guide.screen('reconcile-reasons')


def repaired(guide):
    app = guide.app
    app.label(_('Not alike in both places')).scroll(-60)
    app.push(_('Repair'), timeout=40)
    app.wait(_('Repair'), role='push button', timeout=30)
    app.settle(1)
    guide.screen('reconcile-repaired')
    app.label(_('Not alike in both places')).scroll(60)
    guide.screen('reconcile-after')
    for node in app.root.find_all(_('Repaired before'), role='push button'):
        node.click()
        break


def run(platform):
    relay = Relay(platform)
    empty = Desk('nothing', relay, 'clerk')
    with Piaodan(empty.data) as app:
        guide = Guide(app)
        app.wait_sync('Up to date')
        app.key('alt+6')
        app.label(_('Both sides agree'), timeout=20)
        guide.screen('reconcile-nothing')
    other = Desk('enterer', platform, 'clerk')
    other.run('sync')
    other.run('order', 'import', SAMPLE)
    other.run('sync')
    desk = Desk('asker', relay, 'admin')
    desk.run('sync')
    with Piaodan(desk.data) as app:
        guide = Guide(app)
        app.wait_sync('Up to date')
        app.key('alt+6')
        app.label(_('Both sides agree'), timeout=20)
        guide.screen('reconcile-alike')
        look_for(guide, 'PX-2026-0003', 'reconcile-found')
        look_for(guide, 'PX-2099-0001', 'reconcile-nowhere')
        guide.attempt(differences, guide, platform, relay, desk)
        guide.attempt(repaired, guide)
