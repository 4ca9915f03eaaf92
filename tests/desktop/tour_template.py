# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates of orders: kept, chosen for a new order, and the order that the platform made of one."""
import datetime

from piaodan_ui import Desk, Piaodan, _
from tour_guide import SAMPLE, Guide, choose

CHINA = datetime.timezone(datetime.timedelta(hours=8))


def run(platform):
    desk = Desk('template', platform, 'admin')
    desk.run('order', 'import', SAMPLE)
    desk.run('sync')
    today = datetime.datetime.now(CHINA).date().isoformat()
    with Piaodan(desk.data) as app:
        guide = Guide(app)
        app.wait_sync('Up to date')
        app.key('F10')
        app.wait(_('New from Template…'), role='menu item').click()
        guide.screen('templates-empty', away=('Escape',))
        choose(app, 'PX-2026-0007')
        if guide.narrow:
            app.key('Return')
        app.settle(1)
        app.push(_('More'))
        guide.screen('template-menu')
        app.wait(_('Save as Template…'), role='menu item').click()
        app.settle(0.5)
        guide.screen('template-new', away=('Escape',))
        desk.run('template', 'new', 'PX-2026-0007', '--name', '每月维护费', '--every', 'month', '--start-date', today)
        desk.run('template', 'new', 'PX-2026-0003', '--name', '季度耗材', '--every', 'quarter', '--interval', '2', '--start-date', today)
        desk.run('template', 'new', 'PX-2026-0005', '--name', '上门培训')
        desk.run('template', 'edit', '季度耗材', '--set', 'paused=yes')
        desk.run('sync')
        app.key('F10')
        app.wait(_('New from Template…'), role='menu item').click()
        app.wait('每月维护费', role='label', timeout=30)
        guide.screen('templates')
        app.push(_('Edit') + ': 每月维护费')
        guide.screen('template-edit', away=('Escape',))
        app.settle(0.5)
        app.wait('上门培训', role='label').click()
        app.settle(1)
        guide.screen('template-used', away=('Escape',))
