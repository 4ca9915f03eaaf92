# SPDX-License-Identifier: GPL-3.0-or-later
"""The red-letter desk: what of an invoice is reversed, and what became of it."""
import subprocess

from piaodan_ui import Desk, Piaodan, _
from tour_guide import SAMPLE, Guide, choose, issued

ORDERS = ('PX-2026-0001', 'PX-2026-0002', 'PX-2026-0004')


def bureau(platform, *args):
    subprocess.run(['piaodan-platform', 'sandbox', '--data', platform.data, *args], check=True, timeout=60,
                   capture_output=True)


def prepare(platform):
    """An invoice to reverse; one that the buyer has booked; one that the buyer wants to reverse."""
    desk = Desk('red', platform, 'finance')
    desk.run('order', 'import', SAMPLE)
    desk.run('invoice', 'issue', *ORDERS)
    for order in ORDERS:
        issued(desk, order)
    numbers = {i['order_number']: i['number'] for i in desk.run('invoice', 'list')['invoices']}
    bureau(platform, 'book', numbers['PX-2026-0001'])
    bureau(platform, 'book', numbers['PX-2026-0004'])
    bureau(platform, 'inbound', numbers['PX-2026-0004'])
    desk.run('invoice', 'reverse', numbers['PX-2026-0001'], '--reason', 'return', '--line', '1')
    # A platform that starts looks at once for what others entered.
    platform.stop()
    platform.start()
    desk.run('sync')
    return desk


def run(platform):
    desk = prepare(platform)
    with Piaodan(desk.data) as app:
        guide = Guide(app)
        app.wait_sync('Up to date')
        choose(app, 'PX-2026-0002')
        if guide.narrow:
            app.key('Return')
        app.push(_('Return or Refund…'))
        app.settle(0.8)
        guide.screen('return', away=('Escape',))
        app.settle(0.3)
        app.push(_('Show Invoice'))
        app.settle(1)
        guide.screen('invoice-issued')
        app.push(_('Reverse…'))
        app.settle(0.8)
        guide.screen('reverse-whole')
        app.wait(_('All that is left'), role='check box').click()
        app.settle(0.5)
        app.wait('^.*税控设备', role='check box').click()
        app.settle(0.5)
        guide.screen('reverse-part')
        app.push(_('Reverse'))
        app.settle(6)
        guide.screen('red-form-issued')
        app.push('^' + _('Red-letter invoice'))
        app.settle(1)
        guide.screen('red-invoice')
        app.key('alt+1')
        app.settle(1)
        guide.screen('order-reversed')
        app.key('alt+8')
        app.settle(0.5)
        for name, state in (('theirs', 'Waiting for the other side'), ('ours', 'Waiting for our word')):
            if guide.narrow:
                app.key('alt+Left')
            app.settle(0.5)
            app.wait(_(state), role='label').click()
            app.settle(0.8)
            guide.screen(f'red-form-{name}')
        app.push(_('Reject…'))
        guide.screen('red-form-reject', away=('Escape',))
        app.key('alt+2', 'Home')
        app.settle(1)
        guide.screen('invoices-reversed', 'Down', 'Down')
