# SPDX-License-Identifier: GPL-3.0-or-later
"""Orders that go from hand to hand: where they are, what comes next, and what is in the way."""
from piaodan_ui import Desk, Piaodan, _
from tour_guide import SAMPLE, Guide, choose


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
