# SPDX-License-Identifier: GPL-3.0-or-later
"""The conflict inbox: the list, each kind of entry, deciding, deciding alike, taking back, nothing left."""
from piaodan_ui import Desk, Piaodan, _
from tour_guide import SAMPLE, Guide


def collide(desk, other):
    """Fields, a price, a note that both wrote on, two that ask the same, an order that was cancelled meanwhile."""
    changes = (('PX-2026-0007', ('remark=送货上门', 'buyer_phone=010-1'), ('remark=自提', 'buyer_phone=010-2')),
               ('PX-2026-0009', ('remark=加急', 'note=对方'), ('remark=不急', 'note=我方')),
               ('PX-2026-0005', ('remark=送货上门',), ('remark=自提',)),
               ('PX-2026-0011', ('remark=送货上门',), ('remark=自提',)))
    for number, theirs, mine in changes:
        for who, values in ((other, theirs), (desk, mine)):
            who.run('order', 'edit', number, *(part for value in values for part in ('--set', value)))
    for who, price in ((other, '21'), (desk, '22')):
        who.run('order', 'edit', 'PX-2026-0007', '--line', f'1;unit_price={price}')
    desk.run('order', 'edit', 'PX-2026-0010', '--set', 'remark=我方')
    other.run('order', 'cancel', 'PX-2026-0010')
    other.run('sync')
    desk.run('sync')


def entries(guide):
    guide.screen('conflict-1', 'Home')
    for number in range(2, 6):
        guide.screen(f'conflict-{number}', 'Down')
    guide.screen('conflict-focus', 'Return', 'Tab', 'Tab', 'Right')
    guide.scroll_page(60)
    guide.screen('conflict-end')


def decide_alike(guide):
    app = guide.app
    app.key('alt+Left')
    name = _('%1$s %2$s').replace('%1$s', _('Order')).replace('%2$s', 'PX-2026-0005')
    app.wait(name, role='label').click()
    app.push(_('Mine for All'))
    guide.screen('conflict-alike')
    for node in app.root.find_all('^.*PX-2026-0011', role='check box'):
        node.click()
        break
    for node in app.root.find_all(_('The record as it will be'), role='toggle button'):
        node.click()
        break
    guide.scroll_page(60)
    guide.screen('conflict-preview')
    app.key('ctrl+Return')
    app.settle(1)
    guide.screen('conflict-decided')
    app.key('ctrl+z')
    app.settle(1)
    guide.screen('conflict-taken-back')


def nothing_left(guide):
    app = guide.app
    for entry in guide.desk.run('conflict', 'list')['conflicts']:
        guide.desk.run('conflict', 'resolve', entry['id'], '--all-theirs')
    app.wait(_('No Conflicts'), timeout=20)
    guide.screen('conflict-none')


def run(platform):
    other, desk = Desk('others', platform, 'clerk'), Desk('inbox', platform, 'finance')
    other.run('sync')
    other.run('order', 'import', SAMPLE)
    other.run('sync')
    desk.run('sync')
    collide(desk, other)
    with Piaodan(desk.data) as app:
        guide = Guide(app)
        guide.desk = desk
        guide.popover('sync-stuck')
        app.key('alt+5')
        app.wait(_('Open conflicts'))
        app.settle(0.5)
        guide.attempt(entries, guide)
        guide.attempt(decide_alike, guide)
        guide.attempt(nothing_left, guide)
