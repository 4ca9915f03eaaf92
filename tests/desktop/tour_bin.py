# SPDX-License-Identifier: GPL-3.0-or-later
"""What was deleted, by whom, and the way back."""
from piaodan_ui import Desk, Piaodan, _
from tour_guide import Guide
from tour_stock import BUYER, go


def restore(number):
    return f"{_('Restore')}: {_('Order')} PX-BIN-{number}"


def run(platform):
    desk = Desk('bin', platform, 'admin')
    desk.run('sync')
    for number in (1, 2, 3):
        desk.run('order', 'new', '--number', f'PX-BIN-{number}', '--buyer', BUYER, '--line', 'name=税控盘;quantity=2;unit_price=100;tax_rate=0.13')
    desk.run('sync')
    with Piaodan(desk.data) as app:
        guide = Guide(app)
        app.wait_sync('Up to date')
        go(app, guide, _('Bin'))
        guide.screen('bin-empty')
        for number in (1, 2):
            desk.run('order', 'delete', f'PX-BIN-{number}')
        desk.run('sync')
        desk.run('order', 'delete', 'PX-BIN-3')
        app.wait(restore(3), role='push button', timeout=30)
        app.settle(1)
        guide.screen('bin')
        app.push(restore(2))
        app.settle(1)
        guide.screen('bin-restored')
