# SPDX-License-Identifier: GPL-3.0-or-later
"""Orders that go from hand to hand: where they are, what comes next, and what is in the way."""
from gi.repository import GLib
from piaodan_ui import Desk, Piaodan, Platform, _
from tour_guide import SAMPLE, Guide, choose
from uitest import wait_for


def prepare(platform):
    """A goods order that can be sent for approval, a service order that lacks its contact."""
    desk = Desk('way', platform, 'admin')
    desk.run('order', 'import', SAMPLE)
    desk.run('order', 'edit', 'PX-2026-0002', '--set', 'kind=goods', '--set', 'delivery_address=样例市书院路1号', '--set', 'contact_name=王样例',
             '--set', 'contact_phone=13900000000', '--set', 'due_date=2026-12-31', '--set', 'priority=high')
    desk.run('order', 'edit', 'PX-2026-0004', '--set', 'kind=service', '--set', 'service=upgrade', '--set', 'description=开票软件升级后无法打印')
    desk.run('sync')
    return desk


def run(platform):
    desk = prepare(platform)
    with Piaodan(desk.data) as app:
        guide = Guide(app)
        app.wait_sync('Up to date')
        choose(app, 'PX-2026-0004')
        if guide.narrow:
            app.key('Return')
        app.settle(0.5)
        guide.screen('way-service-lacks')
        choose(app, 'PX-2026-0002')
        if guide.narrow:
            app.key('Return')
        app.settle(0.5)
        guide.screen('way-goods-draft')
        guide.screen('way-edit', 'ctrl+e', away=('Escape',))
        app.push(_('Submit for approval'))
        app.wait_sync('Up to date')
        app.settle(1)
        guide.screen('way-goods-review')
        app.push(_('Send back'))
        app.settle(0.5)
        guide.screen('way-reason', away=('Escape',))
        app.push(_('Approve'))
        app.wait_sync('Up to date')
        app.settle(1)
        guide.screen('way-goods-payment')
        facts(app, guide)


def show(app, name, role=None, state=None):
    """Turn the wheel over the order's page, down and up again, until something is to be seen on it."""
    window = app.x_windows()[0]
    turns = [(4, 30)] + [(5, 3)] * 13

    def look():
        found = app.root.find(name, role=role, state=state)
        if not found:
            app.move(window['x'] + window['w'] * 8 // 10, window['y'] + window['h'] // 2)
            app.press(*turns[0])
            turns.append(turns.pop(0))
            app.settle(0.3)
        return found
    # What it waits for may come while another part of the page is seen.
    return wait_for(look, 10, f'no {role} "{name}" on the order\'s page')


def tap(app, name, role):
    """Click on something, wherever it is on the order's page; once more when it was made anew just then."""
    for _attempt in range(3):
        try:
            show(app, name, role).click()
            return
        except GLib.Error:
            app.settle(0.5)
    show(app, name, role).click()


def reveal(app, name):
    """Push a button, wherever it is on the order's page."""
    show(app, name, 'push button', 'sensitive')
    app.push(name)


def add(app, kind):
    """Choose what to add from the menu of the order's page."""
    app.settle(1)  # the page is made anew when the platform has answered, and a menu on it would go
    reveal(app, _('Add…'))
    app.wait(role='menu item')
    wanted = _('%s…') % _(kind)
    for _turn in range(12):
        now = app.root.find(role='menu item', state='focused', hidden=True)
        if now is not None and now.name == wanted:
            break
        app.key('Down')
    app.key('Return')
    app.settle(0.5)


def facts(app, guide):
    """What happens to an order: what was paid, sent, said."""
    add(app, 'Payment')
    guide.screen('way-payment')
    app.push(_('Save'), last=True)
    app.settle(0.5)
    add(app, 'Parcel')
    app.type('顺丰速运')
    app.key('Tab')
    app.type('SF1000000001')
    guide.screen('way-parcel')
    app.push(_('Save'), last=True)
    app.settle(0.5)
    app.push(_('Add…'))
    guide.screen('way-add', away=('Escape',))
    add(app, 'Tracking event')
    guide.screen('way-tracking')
    app.push(_('Save'), last=True)
    app.settle(1)
    guide.screen('way-facts')
    reveal(app, _('Reverse Payment…'))
    app.settle(0.5)
    guide.screen('way-reverse', away=('Escape',))
    service(app, guide)


def service(app, guide):
    """What a technician sees: the visit, the checklist, and who did what before."""
    desk = Desk('way-technician', Platform(), 'admin')
    number = 'PX-2026-0004'
    desk.run('sync')
    desk.run('order', 'edit', number, '--set', 'delivery_address=样例市书院路1号', '--set', 'contact_name=王样例', '--set',
             'contact_phone=13900000000', '--set', 'assignee=technician')
    desk.run('order', 'visit', number, '--from', '2026-12-01 14:00', '--to', '15:30')
    for step in ('submit', 'approve', 'appoint', 'start'):
        desk.run('order', 'step', step, number)
        desk.run('sync')
    app.key('Escape')
    app.settle(3)
    choose(app, number)
    if guide.narrow:
        app.key('Return')
    app.settle(1)
    guide.screen('way-checklist')
    add(app, 'Visit')
    guide.screen('way-visit', away=('Escape',))
    guide.scroll_page(40)
    guide.screen('way-history')
