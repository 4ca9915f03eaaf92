#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A service order goes from hand to hand: clerk, reviewer, technician without a network, support.

Each of them sits at a computer of their own; the real window and platform.
"""
from uitest import wait_for
from piaodan_ui import Desk, Piaodan, Platform, _, words
from tour_guide import choose
from tour_way import add, reveal, show, tap

ORDER = 'FW-1'
LINE = 'name=软件升级;quantity=1;unit_price=300;tax_rate=0.06'


def step(app, name, reached=True):
    """Take the next step on the order's page; while the platform is reached, wait until it has taken it too."""
    app.move(2, 2)  # what the pointer is over goes when the row is made anew
    reveal(app, _(name))
    if reached:
        app.wait_sync('Up to date', waiting=0)
    app.settle(1)


def stage(desk):
    desk.run('sync')
    return desk.run('order', 'show', ORDER)['order'].get('stage')


def reaches(desk, wanted):
    wait_for(lambda: stage(desk) == wanted, 30, f'the order does not come to {wanted}')


def clerk_enters(platform):
    desk = Desk('clerk', platform, 'clerk')
    desk.run('order', 'new', '--number', ORDER, '--buyer-name', '苏州合木示范家具有限公司', '--line', LINE, '--kind', 'service',
             '--service', 'upgrade', '--description', '开票软件升级', '--delivery-address', '苏州市虎丘区示范街66号')
    desk.run('sync')
    with Piaodan(desk.data) as app:
        app.wait_sync('Up to date')
        choose(app, ORDER)
        # What is missing for the next step is said where it is, and mended.
        app.label(_('“%s” is missing: fill it in first.') % _('Contact'))
        desk.run('order', 'edit', ORDER, '--set', 'contact_name=王样例', '--set', 'contact_phone=13900000000')
        step(app, 'Submit for approval')
        app.label(_('To be approved'))
    reaches(desk, 'review')
    return desk


def reviewer_approves(platform):
    desk = Desk('reviewer', platform, 'reviewer')
    desk.run('sync')
    with Piaodan(desk.data) as app:
        app.wait_sync('Up to date')
        choose(app, ORDER)
        app.shot('way-window-review')
        step(app, 'Approve')
    reaches(desk, 'assignment')


def arrange(clerk):
    clerk.run('sync')
    clerk.run('order', 'edit', ORDER, '--set', 'assignee=technician')
    with Piaodan(clerk.data) as app:
        app.wait_sync('Up to date')
        choose(app, ORDER)
        add(app, 'Visit')
        app.wait_focus(_('Kind'))
        app.key('Tab', 'Tab')
        app.type('2026-12-01 14:00')
        app.key('Tab')
        app.type('2026-12-01 15:30')
        app.shot('way-window-visit')
        app.key('Return')
        app.label('2026-12-01 14:00')
        app.wait_sync('Up to date', waiting=0)
        app.settle(1)
        step(app, 'Confirm the appointment')
    reaches(clerk, 'appointed')


def write(app, check, text):
    tap(app, _(check), 'text')
    app.type(text)
    app.key('Return')
    app.settle(0.5)


def technician_works(platform):
    desk = Desk('technician', platform, 'technician')
    desk.run('sync')
    with Piaodan(desk.data) as app:
        app.wait_sync('Up to date')
        choose(app, ORDER)
        platform.stop()
        app.wait_sync('Not reached')
        step(app, 'Start work', reached=False)
        app.label(_('Being done'))
        app.label(words('%u is open', '%u are open', 5))
        for check in ('Data were backed up before', 'Issuing an invoice was tested', 'Filing a return was tested'):
            tap(app, _(check), 'check box')
            app.settle(0.5)
        write(app, 'Version before', '3.1')
        write(app, 'Version after', '3.2')
        show(app, _('All is done'), 'label')
        reveal(app, _('Edit “%s”') % (_('Work on site') + ' · 2026-12-01 14:00'))
        app.wait_focus(_('Kind'))
        app.key(*['Tab'] * 6)  # the calendar beside the day is one stop
        app.type('王样例')
        app.shot('way-window-signed')
        app.move(2, 2)  # what the pointer is over goes when the row is made anew
        app.settle(1)
        app.push(_('Save'))
        app.label(_('%1$s: %2$s').replace('%1$s', _('Signed off by')).replace('%2$s', '王样例'))
        # Each step follows the one before, and is marked as not confirmed.
        step(app, 'Finish work', reached=False)
        step(app, 'Complete order', reached=False)
        app.shot('way-window-offline')
        platform.start()
        app.wait_sync('Up to date', waiting=0, timeout=60)
    reaches(desk, 'done')
    checks = desk.run('order', 'show', ORDER)['order']['checks']
    assert {c['key']: c.get('value') for c in checks}['version_after'] == '3.2', checks
    assert sum(1 for c in checks if c.get('done')) == 5, checks


def support_asks(platform):
    desk = Desk('support', platform, 'support')
    desk.run('sync')
    with Piaodan(desk.data) as app:
        app.wait_sync('Up to date')
        choose(app, ORDER)
        add(app, 'Visit')
        app.wait_focus(_('Kind'))
        app.key(*['Tab'] * 7)
        app.type('5')
        app.shot('way-window-return-visit')
        app.key('Return')
        app.label(_('Return visit'))
        app.wait_sync('Up to date', waiting=0)
        app.settle(1)
        step(app, 'Close after the return visit')
        show(app, _('History'))
        app.shot('way-window-history')
    reaches(desk, 'followed_up')
    return desk


def customer_complains(platform, desk):
    """What is open after the visit becomes a ticket about the order; it is worked on without a network."""
    with Piaodan(desk.data) as app:
        app.wait_sync('Up to date')
        choose(app, ORDER)
        app.push(_('More'))
        app.wait(_('New Ticket About This…'), role='menu item').click()
        app.wait_focus(_('Subject'))
        app.type('升级后打印机不出票')
        app.key('Tab', 'space', 'Down', 'Return')
        app.settle(0.5)
        app.shot('way-window-ticket')
        app.key('ctrl+s')
        app.label(_('“%s” is saved on this computer.').split('%s')[1])
        app.wait_sync('Up to date', waiting=0)
    ticket = desk.run('ticket', 'search', '打印机')['tickets'][0]
    assert ticket['order_number'] == ORDER, ticket
    return ticket['number']


def has_history(desk):
    steps = [s['command'] for s in desk.run('order', 'show', ORDER)['order']['steps']]
    assert steps == ['submit', 'approve', 'hand_over', 'appoint', 'start', 'finish', 'complete', 'follow_up'], steps


def main():
    platform = Platform()
    try:
        clerk = clerk_enters(platform)
        reviewer_approves(platform)
        arrange(clerk)
        technician_works(platform)
        support = support_asks(platform)
        has_history(support)
        customer_complains(platform, support)
    finally:
        platform.close()


if __name__ == '__main__':
    main()
