#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""“It is not in the system”, as a person asks it: where is it, what differs, repair it, give it back, without a network.

The real window beside the real platform, whose files are damaged behind its back.
"""
import os
import sqlite3
import sys

from uitest import UiError
from piaodan_ui import Desk, Piaodan, Platform, _, words

WORK = os.environ['UITEST_TOP']
HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLE = os.path.realpath(os.path.join(HERE, '..', '..', 'data', 'samples', 'orders-training.csv'))


def change(path, sql, *values):
    with sqlite3.connect(path, timeout=10) as database:
        done = database.execute(sql, values).rowcount
    database.close()
    if done < 1:
        raise UiError(f'nothing was changed: {sql}')


def differences(number):
    return words('%u record is not alike in both places', '%u records are not alike in both places', number)


def main():
    platform = Platform()
    other = Desk('other', platform, 'finance')
    other.run('order', 'import', SAMPLE)
    other.run('sync')
    desk = Desk('window', platform, 'admin')
    desk.run('sync')
    with Piaodan(desk.data) as app:
        app.wait_sync('Up to date')
        app.key('alt+6')
        app.label(_('Both sides agree'), timeout=20)
        app.shot('reconcile-agree')

        # Where is it? Here; nowhere; on the platform only. The keyboard is in the field.
        app.wait_focus(_('Where is…?'))
        app.type('2026-0001')
        app.label(_('It is on this computer and on the platform.'))
        app.key('ctrl+a')
        app.type('没有这样的号码')
        app.label(_('Neither this computer nor the platform has it.'), timeout=20)
        app.shot('reconcile-nowhere')
        app.key('Escape')

        # A record that was damaged here is found and fetched with one button.
        change(os.path.join(desk.data, 'cache.sqlite'),
               "UPDATE orders SET gross_amount = gross_amount + 1 WHERE number = 'PX-2026-0004'")
        app.push(_('Compare Now'))
        app.label(_('Both sides agree'), timeout=20)
        app.label(words('%u record was repaired.', '%u records were repaired.', 1))

        # What the platform has lost is told, kept, and given back by an administrator.
        for number in ('PX-2026-0007', 'PX-2026-0009'):
            change(os.path.join(platform.data, 'platform.sqlite'),
                   'DELETE FROM document WHERE type = ? AND instr (body, ?) > 0', 'order', number)
        app.push(_('Compare Now'))
        app.label(differences(2), timeout=20)
        app.label('PX-2026-0007')
        app.shot('reconcile-lost')
        app.push(_('Give Back to the Platform'))
        app.label(_('Both sides agree'), timeout=30)
        app.shot('reconcile-given-back')

        # Without the platform: what waits is told, and that the platform could not be asked.
        platform.stop()
        app.push(_('Compare Now'))
        app.label(_('The platform could not be asked'), timeout=30)
        app.shot('reconcile-offline')
        platform.start()
        app.push(_('Compare Now'))
        app.label(_('Both sides agree'), timeout=30)
    if other.run('sync') is None or len(other.run('order', 'list', '--limit', '0')['orders']) != 12:
        raise UiError('the other desk does not have what was given back')
    platform.close()


if __name__ == '__main__':
    sys.exit(main())
