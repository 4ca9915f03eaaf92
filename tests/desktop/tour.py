#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A picture of every screen, to be looked at: tour.py PREFIX [PART…] (inside session.sh and training.sh).

Not a test: it waits for each screen, and judges nothing.
"""
import os
import sys
import time

from gi.repository import GLib
from uitest import UiError
from piaodan_ui import Desk, Piaodan, Platform, _
from tour_guide import PREFIX, SAMPLE, WORK, Guide, choose, issued
import tour_bin
import tour_conflicts
import tour_files
import tour_forecast
import tour_gateway
import tour_intake
import tour_issuing
import tour_mail
import tour_orders
import tour_received
import tour_print
import tour_reconcile
import tour_red
import tour_rule
import tour_special
import tour_stock
import tour_template
import tour_ticket
import tour_time
import tour_sync
import tour_taking
import tour_view
import tour_way


def signed_out(_platform):
    with Piaodan(os.path.join(WORK, 'empty')) as app:
        guide = Guide(app)
        guide.screen('orders-empty')
        app.open_sync()
        guide.screen('sync-signed-out')
        app.push(_('Sign In…'))
        guide.screen('sign-in', away=('Escape',))
        for number, place in ((2, 'invoices'), (3, 'buyers'), (4, 'goods'), (5, 'conflicts'), (6, 'reconcile'), (7, 'queue')):
            guide.screen(f'{place}-empty', f'alt+{number}')
        guide.screen('menu', 'F10', away=('Escape',))
        guide.screen('preferences', 'ctrl+comma', away=('Escape',))
        guide.screen('shortcuts', 'ctrl+question', away=('Escape',))


def trouble(_platform):
    data = os.path.join(WORK, 'trouble')
    os.makedirs(data, exist_ok=True)
    with open(os.path.join(data, 'cache.sqlite'), 'w', encoding='utf-8') as file:
        file.write('This is a letter, and no database. ' * 200)
    with Piaodan(data) as app:
        Guide(app).screen('not-a-database')


def prepare(platform):
    """Orders of some days: invoiced, cancelled, waiting; so that a list looks like a list."""
    desk = Desk('tour', platform, 'finance')
    desk.run('order', 'import', SAMPLE)
    desk.run('invoice', 'issue', 'PX-2026-0001', 'PX-2026-0003', 'PX-2026-0004', 'PX-2026-0006')
    desk.run('order', 'cancel', 'PX-2026-0008', '--reason', '客户退订')
    issued(desk, 'PX-2026-0006')
    return desk


def at_work(platform):
    desk = prepare(platform)
    with Piaodan(desk.data) as app:
        guide = Guide(app)
        app.wait_sync('Up to date')
        app.count(12)
        app.key('Down', 'Down', 'Down')
        guide.screen('orders')
        app.key('ctrl+f')
        app.type('没有这样的订单')
        guide.screen('orders-nothing-found', away=('Escape',))
        choose(app, 'PX-2026-0003')
        guide.screen('order-invoiced')
        guide.screen('preview', 'ctrl+shift+p', away=('Escape',))
        choose(app, 'PX-2026-0007')
        guide.screen('draft', 'ctrl+shift+p', away=('Escape',))
        guide.screen('issue', 'ctrl+i', away=('Escape',))
        guide.screen('edit', 'ctrl+e', away=('Escape',))
        app.key('ctrl+n')
        app.settle(0.5)
        guide.screen('new-order')
        app.type('青禾')
        guide.screen('completion', away=('Tab',))
        app.key('ctrl+s')
        guide.screen('new-order-wrong')
        guide.screen('leave', 'Escape')
        app.push(_('Discard'))
        guide.screen('import-file', 'ctrl+o')
        app.push(_('Choose a File…'))
        app.choose_file(_('Import Orders'), SAMPLE)
        app.wait(_('Check Rows'), role='push button')
        guide.screen('import-mapping')
        app.push(_('Check Rows'))
        guide.screen('import-rows', away=('Escape',))
        for number, place in ((2, 'invoices'), (3, 'buyers'), (4, 'goods'), (5, 'conflicts')):
            app.key(f'alt+{number}')
            app.settle(0.5)
            guide.screen(place, 'Down', 'Down')
        for number, button, name in ((3, 'New Buyer', 'new-buyer'), (4, 'New Good', 'new-good')):
            app.key(f'alt+{number}')
            app.push(_(button))
            guide.screen(name, away=('Escape',))


def preferences(platform):
    desk = Desk('preferences', platform, 'finance')
    desk.run('sync')
    with Piaodan(desk.data) as app:
        guide = Guide(app)
        app.wait_sync('Up to date')
        guide.screen('preferences-1', 'ctrl+comma')
        app.wait(_('Platform')).click()
        guide.screen('preferences-2')
        app.wait(_('Orders and invoices of'), role='combo box').click()
        guide.screen('preferences-keep', away=('Escape',))
        app.wait(_('Print and Data')).click()
        guide.screen('preferences-3')


def roles(platform):
    """What those who may not issue see."""
    for user in ('clerk', 'warehouse'):
        desk = Desk(f'role-{user}', platform, user)
        desk.run('sync')
        with Piaodan(desk.data) as app:
            guide = Guide(app)
            app.wait_sync('Up to date')
            choose(app, 'PX-2026-0007')
            if guide.narrow:
                app.key('Return')
            guide.screen(f'role-{user}')


# In this order: what a part does to the platform's orders the later ones see.
PARTS = {'empty': signed_out, 'damaged': trouble, 'work': at_work, 'roles': roles, 'preferences': preferences,
         'files': tour_files.run, 'issuing': tour_issuing.run, 'mail': tour_mail.run,
         'gateway': tour_gateway.run, 'reconcile': tour_reconcile.run,
         'conflicts': tour_conflicts.run, 'sync': tour_sync.run, 'red': tour_red.run,
         'special': tour_special.run, 'received': tour_received.run, 'view': tour_view.run, 'print': tour_print.run,
         'way': tour_way.run, 'columns': tour_orders.columns, 'stock': tour_stock.run, 'device': tour_stock.devices,
         'rule': tour_rule.run, 'template': tour_template.run, 'intake': tour_intake.run, 'taking': tour_taking.run, 'board': tour_orders.board,
         'views': tour_orders.views, 'calendar': tour_orders.calendar, 'ticket': tour_ticket.run, 'forecast': tour_forecast.run,
         'reminders': tour_time.reminders, 'bin': tour_bin.run}



def main():
    start = time.monotonic()
    platform = Platform()
    for name in sys.argv[2:] or PARTS:
        try:
            PARTS[name](platform)
        except (UiError, GLib.Error, OSError) as error:
            print(f'{PREFIX}: {name}: {error}', file=sys.stderr)
    print(f'{PREFIX}: {time.monotonic() - start:.0f} s')


if __name__ == '__main__':
    sys.exit(main())
