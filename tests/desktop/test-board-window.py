#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A card goes from column to column of the board without a network: each step follows the one before."""
from uitest import wait_for
from piaodan_ui import Desk, Piaodan, Platform, _

ORDER = 'HW-1'


def prepare(platform):
    desk = Desk('board', platform, 'admin')
    desk.run('order', 'new', '--number', ORDER, '--buyer-name', '苏州合木示范家具有限公司', '--line',
             'name=打印纸;quantity=1;unit_price=300;tax_rate=0.13', '--kind', 'goods', '--delivery-address',
             '苏州市虎丘区示范街66号')
    desk.run('order', 'edit', ORDER, '--set', 'contact_name=王样例', '--set', 'contact_phone=13900000000')
    desk.run('sync')
    return desk


def stage(desk):
    return desk.run('order', 'show', ORDER)['order'].get('stage')


def move_right(app, command):
    """Move the card that has the keyboard; it may still be on its way back to it."""

    def is_asked():
        app.key('ctrl+Right')
        app.settle(1)
        return app.root.find(_(command), role='push button')
    wait_for(is_asked, 5, f'nothing offers {command!r}')
    app.push(_(command))
    app.settle(1)


def main():
    platform = Platform()
    try:
        desk = prepare(platform)
        with Piaodan(desk.data) as app:
            app.wait_sync('Up to date')
            platform.stop()
            app.wait_sync('Not reached')
            app.key('ctrl+1', 'ctrl+2')  # the keyboard comes to the first card
            app.settle(1)
            move_right(app, 'Submit for approval')
            wait_for(lambda: stage(desk) == 'review', 10, 'the card is not where the step leads')
            app.settle(1)  # it keeps the keyboard there
            app.shot('board-offline-review')
            move_right(app, 'Approve')
            wait_for(lambda: stage(desk) == 'payment', 10, 'the second step does not follow')
            app.shot('board-offline-payment')
            platform.start()
            app.wait_sync('Up to date', waiting=0, timeout=60)
        steps = [s['command'] for s in desk.run('order', 'show', ORDER)['order']['steps']]
        assert steps == ['submit', 'approve'], steps
    finally:
        platform.close()


if __name__ == '__main__':
    main()
