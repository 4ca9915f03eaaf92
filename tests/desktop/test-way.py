#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A service order goes from hand to hand: clerk, reviewer, technician without a network, support.

Each of them sits at a computer of their own; the real window and platform.
"""
from uitest import UiError, plain, wait_for
from piaodan_ui import Desk, Piaodan, Platform, _, words
from tour_guide import choose
from tour_way import add, reveal, show, tap


def step(app, name, reached=True):
    """Take the next step on the order's page; while the platform is reached, wait until it has taken it too."""
    def is_taken():
        app.alive()
        return app.root.find(_(name), role='push button', hidden=True) is None
    app.move(2, 2)  # what the pointer is over goes when the row is made anew
    reveal(app, _(name))
    try:
        wait_for(is_taken, 1, 'not yet')
    except UiError:
        reveal(app, _(name))  # a notice above it had moved it from under the pointer
        wait_for(is_taken, 5, f'the step {name!r} is not taken')
    if reached:
        app.wait_sync('Up to date', waiting=0)
    app.settle(1)


def stage(desk, number):
    desk.run('sync')
    return desk.run('order', 'show', number)['order'].get('stage')


def reaches(desk, number, wanted):
    wait_for(lambda: stage(desk, number) == wanted, 30, f'the order does not come to {wanted}')


def tab_to(app, field):
    """Go on by the keyboard until it is in this field."""
    passed = []
    for _turn in range(20):
        now = app.focused()
        passed.append(plain(now.name) if now else None)
        if passed[-1] == _(field):
            return
        app.key('Tab')
    raise UiError(f'the keyboard does not come to {field!r}, only to {passed}')


def pick(app, field, down):
    """Choose an entry of a list by the keyboard, so many below the one that it shows."""
    app.wait_focus(_(field))
    app.key('space')
    wait_for(app.popped_up, 10, f'the list of {field!r} does not open')
    app.key(*['Down'] * down, 'Return')
    wait_for(lambda: not app.popped_up(), 10, f'the list of {field!r} stays open')
    app.wait_focus(_(field))
    app.key('Tab')


def enter_order(app):
    """A service order by the keyboard alone; what is missing for the next step is left out."""
    app.key('ctrl+n')
    app.wait_focus(_('Buyer name'))
    number = app.wait(_('Order number'), role='text').text
    app.fill((_('Buyer name'), '苏州合木示范家具有限公司'))
    app.fill(*[(_(name), None) for name in ('Buyer tax number', 'Buyer address', 'Buyer phone', 'Buyer bank',
                                            'Buyer bank account', 'Buyer e-mail')])
    app.fill((_('Good or service'), '软件升级'), (_('Specification'), None), (_('Unit'), None),
             (_('Tax classification code'), None), (_('Quantity'), '1'), (_('Unit price'), '300'))
    app.fill((_('Amount'), None), (_('Discount'), None), (_('Tax rate'), '6'))
    tab_to(app, 'Kind of order')
    pick(app, 'Kind of order', 2)
    pick(app, 'Service', 3)
    app.fill((_('Description'), '开票软件升级'))
    tab_to(app, 'Delivery or service address')
    app.type('苏州市虎丘区示范街66号')
    app.shot('way-window-entry')
    app.key('ctrl+s')
    app.label(_('“%s” is saved on this computer.') % number)
    return number


def clerk_enters(platform):
    desk = Desk('clerk', platform, 'clerk')
    with Piaodan(desk.data) as app:
        app.wait_sync('Up to date')
        number = enter_order(app)
        app.wait_sync('Up to date', waiting=0)
        choose(app, number)
        # What is missing for the next step is said where it is, and mended.
        app.label(_('“%s” is missing: fill it in first.') % _('Contact'))
        desk.run('order', 'edit', number, '--set', 'contact_name=王样例', '--set', 'contact_phone=13900000000')
        step(app, 'Submit for approval')
        app.label(_('To be approved'))
    reaches(desk, number, 'review')
    return desk, number


def reviewer_approves(platform, number):
    desk = Desk('reviewer', platform, 'reviewer')
    desk.run('sync')
    with Piaodan(desk.data) as app:
        app.wait_sync('Up to date')
        choose(app, number)
        app.shot('way-window-review')
        step(app, 'Approve')
    reaches(desk, number, 'assignment')


def arrange(clerk, number):
    clerk.run('sync')
    clerk.run('order', 'edit', number, '--set', 'assignee=technician')
    with Piaodan(clerk.data) as app:
        app.wait_sync('Up to date')
        choose(app, number)
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
    reaches(clerk, number, 'appointed')


def write(app, check, text):
    tap(app, _(check), 'text')
    app.type(text)
    app.key('Return')
    app.settle(0.5)


def technician_works(platform, number):
    desk = Desk('technician', platform, 'technician')
    desk.run('sync')
    with Piaodan(desk.data) as app:
        app.wait_sync('Up to date')
        choose(app, number)
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
    reaches(desk, number, 'done')
    checks = desk.run('order', 'show', number)['order']['checks']
    assert {c['key']: c.get('value') for c in checks}['version_after'] == '3.2', checks
    assert sum(1 for c in checks if c.get('done')) == 5, checks


def support_asks(platform, number):
    desk = Desk('support', platform, 'support')
    desk.run('sync')
    with Piaodan(desk.data) as app:
        app.wait_sync('Up to date')
        choose(app, number)
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
    reaches(desk, number, 'followed_up')
    return desk


def customer_complains(desk, number):
    """What is open after the visit becomes a ticket about the order; it is worked on without a network."""
    with Piaodan(desk.data) as app:
        app.wait_sync('Up to date')
        choose(app, number)
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
    assert ticket['order_number'] == number, ticket
    return ticket['number']


def has_history(desk, number):
    steps = [s['command'] for s in desk.run('order', 'show', number)['order']['steps']]
    assert steps == ['submit', 'approve', 'hand_over', 'appoint', 'start', 'finish', 'complete', 'follow_up'], steps


def main():
    platform = Platform()
    try:
        clerk, number = clerk_enters(platform)
        reviewer_approves(platform, number)
        arrange(clerk, number)
        technician_works(platform, number)
        support = support_asks(platform, number)
        has_history(support, number)
        customer_complains(support, number)
    finally:
        platform.close()


if __name__ == '__main__':
    main()
