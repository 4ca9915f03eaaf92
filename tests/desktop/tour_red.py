# SPDX-License-Identifier: GPL-3.0-or-later
"""The red-letter desk: what of an invoice is reversed, and what became of it."""
from piaodan_ui import Desk, Piaodan, _
from tour_guide import SAMPLE, Guide, choose, issued


def prepare(platform):
    desk = Desk('red', platform, 'finance')
    desk.run('order', 'import', SAMPLE)
    desk.run('invoice', 'issue', 'PX-2026-0001', 'PX-2026-0002')
    issued(desk, 'PX-2026-0001')
    issued(desk, 'PX-2026-0002')
    return desk


def run(platform):
    desk = prepare(platform)
    with Piaodan(desk.data) as app:
        guide = Guide(app)
        app.wait_sync('Up to date')
        app.key('alt+8')
        guide.screen('red-forms-empty')
        app.key('alt+1')
        choose(app, 'PX-2026-0002')
        app.push(_('Show Invoice'))
        app.settle(1)
        guide.screen('invoice-issued')
        app.push(_('Reverse…'))
        app.settle(0.8)
        guide.screen('reverse-whole')
        app.wait(_('All that is left'), role='check box').click()
        app.settle(0.5)
        guide.screen('reverse-none')
        app.wait('^.*税控设备', role='check box').click()
        app.settle(0.5)
        guide.screen('reverse-part')
        app.key('Escape')
        app.push(_('Reverse…'))
        app.settle(0.8)
        app.push(_('Reverse'))
        app.settle(1)
        guide.screen('reverse-asked')
        app.settle(4)
        guide.screen('red-form')
        app.key('alt+1')
        app.settle(1)
        guide.screen('order-reversed')
        app.key('alt+2', 'Home')
        app.settle(1)
        guide.screen('invoices-reversed')
