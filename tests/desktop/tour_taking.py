# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that are taken over in the window: what a carrier tells of parcels, and what a bank says was paid."""
import os

from piaodan_ui import Desk, Piaodan, _
from tour_guide import Guide, WORK

BUYER = '样例市青禾贸易有限公司'
LINE = 'name=复印纸;quantity=10;unit_price=22.60;tax_rate=0.13'
TRACKING = ('运单号,时间,状态,所在地,描述\n'
            'SF1000000071,2026-11-21 09:12,已揽收,杭州,【杭州】快递员已取件\n'
            'SF1000000071,2026-11-22 08:40,派送中,宁波,正在派送，请准备签收\n'
            'SF1000000071,2026-11-22 10:05,已签收,宁波,已签收，签收人：本人\n'
            'YT2000000099,2026-11-22 10:05,已签收,宁波,已签收\n'
            'SF1000000071,前天,已签收,宁波,已签收\n')
STATEMENT = ('交易日期,交易时间,贷方发生额,借方发生额,对方户名,摘要\n'
             f'20261121,09:30:11,226.00,,{BUYER},货款 PX-TAKE-1\n'
             '20261121,10:02:40,452.00,,样例市南山器材有限公司,货款\n'
             '20261121,11:00:00,5.00,,张先生,不详\n'
             '20261122,09:00:00,,800.00,房东,房租\n'
             f'20261122,15:20:00,300.00,,{BUYER},PX-TAKE-2\n'
             '2026-13-01,,12.00,,王,错\n')


def prepare(platform):
    desk = Desk('taking', platform, 'admin')
    desk.run('sync')
    for number, buyer, line in (('PX-TAKE-1', BUYER, LINE), ('PX-TAKE-2', BUYER, LINE),
                                ('PX-TAKE-3', '样例市南山器材有限公司', LINE.replace('=10', '=20')),
                                ('PX-TAKE-4', '样例市南山器材有限公司', LINE.replace('=10', '=20'))):
        desk.run('order', 'new', '--number', number, '--buyer', buyer, '--line', line)
    desk.run('order', 'parcel', 'PX-TAKE-1', '--carrier', '顺丰速运', '--tracking', 'SF1000000071')
    desk.run('sync')
    return desk


def take(guide, item, title, text, name):
    app = guide.app
    path = os.path.join(WORK, f'{name}.csv')
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)
    app.key('F10')
    app.wait(_(item), role='menu item').click()
    app.wait_window(_(title))
    guide.screen(f'{name}-file')
    app.push(_('Choose a File…'))
    app.choose_file(_(title), path)
    guide.screen(name)


def run(platform):
    with Piaodan(prepare(platform).data) as app:
        guide = Guide(app)
        app.wait_sync('Up to date')
        take(guide, 'Import Tracking…', 'Import Tracking', TRACKING, 'taking-tracking')
        app.key('Return')
        guide.screen('taking-tracking-done', away=('Escape',))
        app.settle(1)
        take(guide, 'Import a Statement…', 'Import a Statement', STATEMENT, 'taking-statement')
        app.key('Return')
        guide.screen('taking-statement-done', away=('Escape',))
