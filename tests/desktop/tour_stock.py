# SPDX-License-Identifier: GPL-3.0-or-later
"""What there is of goods, and what became of devices."""
from piaodan_ui import Desk, Piaodan, _
from tour_guide import SAMPLE, Guide, choose

BUYER = '样例市远山文化传播有限公司'


def good(desk, name, spec, unit, minimum, *more):
    desk.run('good', 'new', '--name', name, '--spec', spec, '--unit', unit, '--tax-rate', '0.13', '--unit-price', '100',
             '--set', 'stocked=yes', '--set', f'minimum_stock={minimum}', *more)


def prepare(platform, name):
    """Goods of which there is enough, too little, and more promised than there is."""
    desk = Desk(name, platform, 'admin')
    desk.run('sync')
    desk.run('order', 'import', SAMPLE)
    desk.run('sync')
    if '税控盘' in str(desk.run('good', 'list')):
        return desk
    good(desk, '税控盘', 'JSP-2', '个', 10, '--set', 'has_serials=yes')
    good(desk, '针式打印机', 'LQ-615K', '台', 4)
    good(desk, '增值税发票专用打印纸', '241-2', '箱', 20)
    good(desk, '扫码枪', 'X5', '把', 0)
    desk.run('stock', 'receive', '税控盘', '3', '--serials', 'SK1001 SK1002 SK1003', '--reason', '采购到货')
    desk.run('stock', 'receive', '针式打印机', '9')
    desk.run('stock', 'receive', '增值税发票专用打印纸', '35.5', '--reason', '月初补货')
    desk.run('stock', 'count', '增值税发票专用打印纸', '34', '--reason', '受潮报废')
    desk.run('order', 'new', '--number', 'PX-STOCK-1', '--buyer', BUYER, '--kind', 'goods',
             '--line', 'name=税控盘;spec=JSP-2;quantity=8;unit_price=100;tax_rate=0.13')
    desk.run('sync')
    return desk


def run(platform):
    with Piaodan(prepare(platform, 'stock').data) as app:
        guide = Guide(app)
        app.wait_sync('Up to date')
        guide.screen('stock', 'alt+0')
        app.push(_('Short only'))
        guide.screen('stock-short')
        app.push(_('Short only'))
        app.push(_('Receive Goods…'))
        guide.screen('stock-take-in', away=('Escape',))
        app.push(_('Correct the Count…'))
        app.settle(0.5)
        app.type('7')
        guide.screen('stock-count', away=('Escape',))
        app.push(_('Show Good'))
        app.settle(1)
        guide.screen('stock-good')
        app.push(_('Reverse Movement…'))
        guide.screen('stock-reverse', away=('Escape',))
        guide.screen('stock-good-edit', 'ctrl+e', away=('Escape',))
        app.key('alt+1')
        choose(app, 'PX-STOCK-1')
        if guide.narrow:
            app.key('Return')
        app.settle(1)
        guide.screen('stock-order')
        guide.screen('stock-order-edit', 'ctrl+e', away=('Escape',))
        app.key('alt+4')
        app.push(_('New Good'))
        app.settle(0.5)
        app.type('激光打印机彩色')
        app.settle(1)
        guide.screen('good-suggestion', away=('Escape',))


def go(app, guide, place):
    """By the sidebar, which the narrowest window shows alone."""
    if guide.narrow and not app.root.find(place, role='list item'):
        app.push(_('All places'))
        app.settle(0.5)
    app.wait(place, role='list item').click()
    app.settle(1)


def devices(platform):
    desk = prepare(platform, 'device')
    desk.run('device', 'note', 'SK1001', '外壳有划痕，功能正常')
    desk.run('device', 'edit', 'SK1002', '--set', 'state=installed', '--set', f'buyer_name={BUYER}', '--set', 'address=样例市书院路1号',
             '--set', 'technician=wang', '--set', 'software_version=V3.2.1', '--set', 'installed_at=1763618400000000')
    desk.run('sync')
    with Piaodan(desk.data) as app:
        guide = Guide(app)
        app.wait_sync('Up to date')
        go(app, guide, _('Devices'))
        guide.screen('devices')
        app.key('Home')
        app.key('Return')
        app.settle(1)
        guide.screen('device')
        app.push(_('Add to the History…'))
        guide.screen('device-note', away=('Escape',))
        guide.screen('device-edit', 'ctrl+e', away=('Escape',))
