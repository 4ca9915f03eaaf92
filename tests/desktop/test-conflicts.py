#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A conflict as a person decides it, by the keyboard alone: look, choose, type a third value, resolve, take back.

Two desks change the same orders; the real window and the real platform.
"""
import os
import sys
import time

from uitest import UiError, wait_for
from piaodan_ui import Desk, Piaodan, Platform, _, words

SAMPLE = os.path.join(os.environ['G_TEST_SRCDIR'], '..', 'data', 'samples', 'orders-training.csv')
PHONE = '0571-00000099'


def expect(truth, message):
    if not truth:
        raise UiError(message)


def collide(mine, other, number, **fields):
    """Both change the same fields of an order; the other one is first."""
    for desk, side in ((other, 1), (mine, 0)):
        sets = [part for field, values in fields.items() for part in ('--set', f'{field}={values[side]}')]
        desk.run('order', 'edit', number, *sets)


def tab_to(app, text, key='Tab', limit=80):
    """Press Tab until something that is called so has the keyboard."""
    seen = []
    for _step in range(limit):
        app.key(key)
        node = app.root.find(state='focused')
        name = node.name if node else ''
        seen.append(name)
        if text in name:
            return node
    raise UiError(f'{key} does not come to {text!r}: {seen}')


def press(app, name):
    tab_to(app, name)
    app.key('space')


def order(desk, number):
    return desk.run('order', 'show', number)['order']


def open_conflicts(desk):
    return len(desk.run('conflict', 'list')['conflicts'])


def count(app, number):
    """Wait for so many entries in the list."""
    def entries():
        found = app.root.find(_('Open conflicts'))
        return (len(found.children()) if found else 0) == number
    wait_for(entries, 20, f'there are not {number} conflicts in the list')


def field_by_field(app, mine):
    """Arrows choose, typing is a third answer, Ctrl+Enter resolves."""
    app.key('alt+5')
    app.wait(_('Open conflicts'))
    app.label('PX-2026-0003')
    app.label(_('To be decided'))
    app.shot('conflict-1-open')
    resolve = app.wait('^' + _('Resolve') + '$', role='push button')
    expect('sensitive' not in resolve.states, 'it can be resolved with nothing decided')
    remark = _('Remark on the invoice')
    app.key('Return')
    tab_to(app, remark)
    app.key('Left')
    chosen = app.root.find(state='focused')
    expect('我方' in chosen.name and 'checked' in chosen.states, f'Left does not choose mine but {chosen}')
    expect('sensitive' not in resolve.states, 'it can be resolved with one of two decided')
    tab_to(app, _('%1$s: %2$s').replace('%1$s', _('Something else')).replace('%2$s', _('Buyer phone')))
    app.key('ctrl+a')
    app.type(PHONE)
    app.label(_('Decided'))
    wait_for(lambda: 'sensitive' in resolve.states, 5, 'it cannot be resolved with everything decided')
    tab_to(app, _('The record as it will be'))
    app.key('space')
    app.label(PHONE)
    app.shot('conflict-2-decided')
    app.key('ctrl+Return')
    count(app, 3)
    wait_for(lambda: order(mine, 'PX-2026-0003').get('buyer_phone') == PHONE, 10, 'the third value is not saved')
    expect(order(mine, 'PX-2026-0003')['remark'] == '我方', 'my remark is not saved')


def sent(mine):
    """Wait until the platform has everything."""
    def nothing_waits():
        status = mine.run('status')
        return status['waiting'] + status['in_flight'] == 0
    wait_for(nothing_waits, 30, 'what was decided is not sent')


def take_back(app, mine):
    """It has been sent: Ctrl+Z makes an entry that puts back what the platform had before."""
    sent(mine)
    app.key('ctrl+z')
    count(app, 4)
    app.label('PX-2026-0003')
    app.label(_('Your decision had been sent already. Decide here what is put back; it goes out as a new change.'))
    app.shot('conflict-3-taken-back')
    app.key('ctrl+Return')
    count(app, 3)
    wait_for(lambda: order(mine, 'PX-2026-0003')['remark'] == '对方', 10, 'the remark is not put back')
    expect(order(mine, 'PX-2026-0003')['buyer_phone'] == '2', 'the phone number is not put back')


def alike(app, mine):
    """Two that ask the same, at once, after a look at what they will be; and back at once."""
    press(app, _('Mine for All'))
    tab_to(app, 'PX-2026-000')
    app.key('space')
    app.wait(words('Resolve %u Record', 'Resolve %u Records', 2), role='push button')
    app.shot('conflict-4-alike')
    app.key('ctrl+Return')
    count(app, 1)
    expect(open_conflicts(mine) == 1, 'not both are decided')
    sent(mine)
    app.key('ctrl+z')
    count(app, 3)
    for left in (2, 1):
        app.key('ctrl+Return')
        count(app, left)
        app.settle(0.5)


def cancelled_meanwhile(app, mine):
    """The order was cancelled there while it was changed here: the work becomes a new order."""
    app.wait(_('New Order from My Version'), role='push button')
    app.shot('conflict-5-cancelled')
    before = len(mine.run('order', 'list')['orders'])
    press(app, _('New Order from My Version'))
    app.wait(_('No Conflicts'))
    app.wait(_('Undo the Last Decision'), role='push button')
    app.shot('conflict-6-none')
    expect(len(mine.run('order', 'list')['orders']) == before + 1, 'there is no new order')
    expect(order(mine, 'PX-2026-0009')['state'] == 'cancelled', 'the old order is not as it is on the platform')


def may_not_issue(app):
    """A clerk sees who issues; and a shortcut to a place takes the keyboard there."""
    app.key('alt+1', 'Home')
    issue = app.wait(_('Issue Invoice'), role='push button')
    expect('sensitive' not in issue.states, 'a clerk is offered to issue')
    expect(issue.description == _('Invoices are issued by finance or an administrator'), f'it says {issue.description!r}')


def main():
    start = time.monotonic()
    platform = Platform()
    mine, other = Desk('mine', platform, 'clerk'), Desk('other', platform, 'finance')
    other.run('order', 'import', SAMPLE)
    other.run('sync')
    mine.run('sync')
    mine.run('order', 'edit', 'PX-2026-0009', '--set', 'remark=我方')
    other.run('order', 'cancel', 'PX-2026-0009', '--reason', '客户退订')
    for number, fields in (('PX-2026-0005', {}), ('PX-2026-0006', {}), ('PX-2026-0003', {'buyer_phone': ('1', '2')})):
        collide(mine, other, number, remark=('我方', '对方'), **fields)
        other.run('sync')
        mine.run('sync')
    expect(open_conflicts(mine) == 4, 'there are not four conflicts')
    with Piaodan(mine.data) as app:
        app.key('super+Up')
        app.settle(1)
        field_by_field(app, mine)
        take_back(app, mine)
        alike(app, mine)
        cancelled_meanwhile(app, mine)
        may_not_issue(app)
    other.run('sync')
    expect(order(other, 'PX-2026-0005')['remark'] == '对方', 'the other desk does not hear of it')
    print(f'conflicts: {time.monotonic() - start:.0f} s')


if __name__ == '__main__':
    sys.exit(main())
