# SPDX-License-Identifier: GPL-3.0-or-later
"""What is due, what is told of it, and where it was done."""
import datetime

from piaodan_ui import Desk, Piaodan, _
from tour_guide import Guide
from tour_stock import BUYER, go

ADDRESS = ('--delivery-address', '样例市松林路18号', '--contact-name', '王样例', '--contact-phone', '13900000000')


def day(later):
    china = datetime.timezone(datetime.timedelta(hours=8))
    return (datetime.datetime.now(china) + datetime.timedelta(days=later)).date().isoformat()


def order(desk, number, due, assignee):
    desk.run('order', 'new', '--number', number, '--buyer', BUYER, '--kind', 'goods', '--due-date', day(due), *ADDRESS,
             '--line', 'name=税控盘;quantity=1;unit_price=100;tax_rate=0.13', *(['--assignee', assignee] if assignee else []))


def reminders(platform):
    desk = Desk('reminders', platform, 'admin')
    desk.run('sync')
    with Piaodan(desk.data) as app:
        guide = Guide(app)
        app.wait_sync('Up to date')
        go(app, guide, '^' + _('Deadlines'))
        guide.screen('deadlines-first')
        for number, due, assignee in (('PX-DUE-1', -3, 'wang'), ('PX-DUE-2', 0, 'admin'), ('PX-DUE-3', 1, ''), ('PX-DUE-4', 9, 'li')):
            order(desk, number, due, assignee)
        desk.run('ticket', 'new', '税控盘指示灯不亮', '--kind', 'device', '--severity', 'critical', '--owner', 'admin')
        desk.run('sync')
        app.wait(_('Overdue'), role='label', timeout=30)
        guide.screen('deadlines')
        desk.run('filing', 'done', '2026-10')
        desk.run('filing', 'move', '2026-12', '2026-12-18')
        desk.run('sync')
        app.push(_('Tax Calendar…'))
        app.settle(1)
        guide.screen('tax-calendar', away=('Escape',))
        app.key('ctrl+comma')
        app.settle(1)
        app.wait(_('Notifications')).click()
        app.settle(0.5)
        guide.screen('preferences-notifications', away=('Escape',))
