#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A picture of every screen, to be looked at: tour.py PREFIX (inside session.sh and training.sh).

Not a test: it waits for each screen, and judges nothing.
"""
import os
import sys
import time

from uitest import UiError, wait_for
from piaodan_ui import Desk, Piaodan, Platform, _

WORK = os.environ['UITEST_TOP']
HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLE = os.path.realpath(os.path.join(HERE, '..', '..', 'data', 'samples', 'orders-training.csv'))
PREFIX = sys.argv[1] if len(sys.argv) > 1 else 'tour'


class Guide:
    """Shows one screen after the other."""

    def __init__(self, app):
        self.app = app
        app.key('super+Up')
        app.settle(0.5)

    def shot(self, name):
        self.app.shot(f'{PREFIX}-{name}')

    def screen(self, name, *keys, away=()):
        if keys:
            self.app.key(*keys)
        self.app.settle(0.8)
        self.shot(name)
        if away:
            self.app.key(*away)


def signed_out():
    with Piaodan(os.path.join(WORK, 'empty')) as app:
        guide = Guide(app)
        guide.screen('orders-empty')
        app.open_sync()
        guide.screen('sync-signed-out')
        app.push(_('Sign In…'))
        guide.screen('sign-in', away=('Escape',))
        for number, place in ((2, 'invoices'), (3, 'buyers'), (4, 'goods'), (5, 'conflicts'), (6, 'reconcile')):
            guide.screen(f'{place}-empty', f'alt+{number}')
        guide.screen('menu', 'F10', away=('Escape',))
        guide.screen('preferences', 'ctrl+comma', away=('Escape',))
        guide.screen('shortcuts', 'ctrl+question', away=('Escape',))


def trouble():
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
    contract = os.path.join(WORK, '合同.pdf')
    with open(contract, 'wb') as file:
        file.write(b'%PDF-1.4\n' * 90000)
    desk.run('attachment', 'add', 'PX-2026-0002', contract, SAMPLE)
    desk.run('order', 'cancel', 'PX-2026-0008', '--reason', '客户退订')

    def issued():
        desk.run('sync')
        return desk.run('order', 'show', 'PX-2026-0006')['order'].get('invoice_number')
    wait_for(issued, 60, 'the invoices do not come')
    return desk


def collide(platform, desk):
    """Conflicts to look at: fields, a price, a note that both wrote on, an order that was cancelled meanwhile."""
    other = Desk('other', platform, 'clerk')
    other.run('sync')
    changes = (('PX-2026-0007', ('remark=送货上门', 'buyer_phone=010-1'), ('remark=自提', 'buyer_phone=010-2')),
               ('PX-2026-0009', ('remark=加急', 'note=对方'), ('remark=不急', 'note=我方')))
    for number, theirs, mine in changes:
        for who, values in ((other, theirs), (desk, mine)):
            who.run('order', 'edit', number, *(part for value in values for part in ('--set', value)))
    for who, price in ((other, '21'), (desk, '22')):
        who.run('order', 'edit', 'PX-2026-0007', '--line', f'1;unit_price={price}')
    desk.run('order', 'edit', 'PX-2026-0010', '--set', 'remark=我方')
    other.run('order', 'cancel', 'PX-2026-0010')
    other.run('sync')
    desk.run('sync')


def conflicts(desk):
    with Piaodan(desk.data) as app:
        guide = Guide(app)
        app.key('alt+5')
        app.wait(_('Open conflicts'))
        for number in range(3):
            guide.screen(f'conflict-{number + 1}', away=('Down',))
        app.key('super+Down')
        app.settle(0.5)
        guide.screen('conflict-narrow', 'Return')


def choose(app, text):
    app.key('ctrl+f', 'ctrl+a')
    app.type(text)
    app.count(1, found=True)
    app.key('Down')
    app.settle(0.5)


def at_work(desk):
    with Piaodan(desk.data) as app:
        guide = Guide(app)
        app.wait_sync('Up to date')
        app.count(12)
        app.key('Down', 'Down', 'Down')
        guide.screen('orders')
        app.key('ctrl+f')
        app.type('没有这样的订单')
        guide.screen('orders-nothing-found', away=('Escape',))
        choose(app, 'PX-2026-0002')
        app.wait('515.00').scroll(30)
        guide.screen('attachments')
        choose(app, 'PX-2026-0003')
        guide.screen('order-invoiced')
        guide.screen('preview', 'ctrl+p', away=('Escape',))
        choose(app, 'PX-2026-0007')
        guide.screen('draft', 'ctrl+p', away=('Escape',))
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
        app.key('alt+6')
        app.wait(_('Both sides agree'))
        guide.screen('reconcile')
        app.type('0003')
        guide.screen('reconcile-found', away=('Escape',))
        for number, button, name in ((3, 'New Buyer', 'new-buyer'), (4, 'New Good', 'new-good')):
            app.key(f'alt+{number}')
            app.push(_(button))
            guide.screen(name, away=('Escape',))


def main():
    start = time.monotonic()
    platform = Platform()
    desk = prepare(platform)
    steps = (signed_out, trouble, lambda: at_work(desk), lambda: collide(platform, desk), lambda: conflicts(desk))
    for step in steps:
        try:
            step()
        except UiError as error:
            print(f'{PREFIX}: {error}', file=sys.stderr)
    print(f'{PREFIX}: {time.monotonic() - start:.0f} s')


if __name__ == '__main__':
    sys.exit(main())
