# SPDX-License-Identifier: GPL-3.0-or-later
"""Special businesses, additional elements and deductions: in the editor, on an order's page, on paper, in a conflict."""

from piaodan_ui import Desk, Piaodan, _
from tour_guide import Guide, choose

LINE = 'name=工程施工;quantity=1;unit_price={};tax_rate={};tax_code=3050100000000000000'


def orders(desk):
    """One that is complete, one of two rows that is not, one of travellers, one that is taxed on a difference."""
    def new(number, line, *options):
        desk.run('order', 'new', '--number', number, '--buyer', '张先生', '--line', line, *options)

    new('TS-1', LINE.format('109000', '0.09'), '--special', 'construction', '--special-field', 'site=广东省广州市天河区',
        '--special-field', 'site_detail=样例路 1 号', '--special-field', 'project_name=样例大厦', '--special-field',
        'cross_city=否', '--element', '合同编号=HT-2026-1')
    new('TS-2', LINE.format('2180', '0.09'), '--special', 'goods_transport', '--special-field', 'origin=广东省广州市天河区',
        '--special-field', 'vehicle=公路运输', '--special-field', 'plate_number=粤A00000', '--special-field',
        '2/origin=北京市海淀区', '--special-field', '2/goods=打印纸')
    new('TS-3', LINE.format('545', '0.09'), '--special', 'passenger_transport', '--special-field', 'traveler=李四',
        '--special-field', 'document_type=《中华人民共和国外国人工作许可证》（A类）', '--special-field', 'travel_date=2026-3',
        '--special-field', 'vehicle=飞机')
    new('TS-4', 'name=劳务派遣;amount=200;tax_rate=0.01;tax_code=3070403000000000000', '--deduction', '2', '--element',
        '合同编号=HT-2026-4', '--element', '备注=不能这样')


def collide(desk, other):
    """Both fill in the same field of an order, and one of them takes another one out."""
    desk.run('order', 'new', '--number', 'TS-5', '--buyer', '张先生', '--line', LINE.format('100', '0.09'), '--special',
             'construction', '--special-field', 'site=广东省广州市', '--special-field', 'project_name=样例大厦')
    desk.run('sync')
    other.run('sync')
    other.run('order', 'edit', 'TS-5', '--special-field', 'site=广东省深圳市', '--special-field', 'project_name=')
    desk.run('order', 'edit', 'TS-5', '--special-field', 'site=广东省珠海市', '--special-field', 'project_name=样例二期')
    other.run('sync')
    desk.run('sync')


def edit(app, guide, name):
    app.key('ctrl+e')
    app.settle(0.6)
    guide.scroll_page(60)
    guide.screen(f'special-{name}-edit')


def run(platform):
    desk = Desk('special', platform, 'finance')
    orders(desk)
    collide(desk, Desk('special-other', platform, 'admin'))
    with Piaodan(desk.data) as app:
        guide = Guide(app)
        for number, name in (('TS-1', 'construction'), ('TS-2', 'freight'), ('TS-3', 'passengers'), ('TS-4', 'difference')):
            choose(app, number)
            if guide.narrow:
                app.key('Return')
            guide.screen(f'special-{name}')
            guide.scroll_page(40)
            guide.screen(f'special-{name}-below')
            guide.attempt(edit, app, guide, name)
            app.key('ctrl+s')
            app.settle(0.6)
            if number == 'TS-1':
                guide.screen('special-paper', 'ctrl+shift+p', away=('Escape',))
            guide.screen(f'special-{name}-issue', 'ctrl+i', away=('Escape',))
            if guide.narrow:
                app.key('alt+Left')
        guide.screen('special-new', 'ctrl+n')
        app.key('Escape')
        guide.screen('special-conflict', 'alt+5', 'Down')
        if guide.narrow:
            guide.screen('special-conflict-open', 'Return')
        guide.scroll_page(40)
        guide.screen('special-conflict-below')
