# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of others looked at and printed: the viewer on OFD and PDF, comparing, received invoices on the print desk.

Real files are shown where PIAODAN_SAMPLES names a folder of them; without it the ones that are made here.
"""
import glob
import os
import zipfile

from piaodan_ui import Desk, Piaodan, _
from tour_guide import WORK, Guide
from tour_received import back, fill, select

BUYER = '样例办公服务（培训）有限公司'
NUMBER = '26330000000000009999'
OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'
PART = '''<ofd:TextObject ID="{id}" Boundary="{x} {y} 180 8" Font="2" Size="{size}"><ofd:FillColor Value="{color}"/>\
<ofd:TextCode X="0" Y="5">{text}</ofd:TextCode></ofd:TextObject>'''


def ofd(path):
    """An invoice of two pages whose picture and font are not there."""
    words = [('增值税电子普通发票', 60, 8, 7, '128 0 0'), (f'发票号码：{NUMBER}', 130, 20, 3.5, '0 0 0'),
             ('开票日期：2026年10月08日', 130, 26, 3.5, '0 0 0'), (f'购买方名称：{BUYER}', 12, 40, 3.5, '0 0 0'),
             ('销售方名称：上海样例物流有限公司', 12, 48, 3.5, '0 0 0'), ('*物流辅助服务*运费', 12, 62, 3.5, '0 0 0'),
             ('合计 ¥300.00 税额 ¥39.00 价税合计（小写）¥339.00', 12, 90, 3.5, '0 0 0')]
    text = ''.join(PART.format(id=10 + i, x=x, y=y, size=size, color=color, text=word)
                   for i, (word, x, y, size, color) in enumerate(words))
    picture = '<ofd:ImageObject ID="9" ResourceID="8" Boundary="10 8 25 25" CTM="25 0 0 25 0 0"/>'
    page = (f'<ofd:Page {OFD}><ofd:Area><ofd:PhysicalBox>0 0 210 140</ofd:PhysicalBox></ofd:Area><ofd:Content>'
            f'<ofd:Layer ID="7">{picture}{text}</ofd:Layer></ofd:Content></ofd:Page>')
    with zipfile.ZipFile(path, 'w') as archive:
        archive.writestr('OFD.xml', f'<ofd:OFD {OFD} DocType="OFD" Version="1.1"><ofd:DocBody><ofd:DocInfo><ofd:DocID>1'
                         '</ofd:DocID></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>')
        archive.writestr('Doc_0/Document.xml', f'<ofd:Document {OFD}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>'
                         '0 0 210 140</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>Res.xml</ofd:PublicRes></ofd:CommonData>'
                         '<ofd:Pages><ofd:Page ID="1" BaseLoc="P0.xml"/><ofd:Page ID="2" BaseLoc="P1.xml"/></ofd:Pages>'
                         '</ofd:Document>')
        archive.writestr('Doc_0/Res.xml', f'<ofd:Res {OFD} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="2" FontName="宋体"/>'
                         '</ofd:Fonts><ofd:MultiMedias><ofd:MultiMedia ID="8" Type="Image"><ofd:MediaFile>gone.png'
                         '</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>')
        archive.writestr('Doc_0/P0.xml', page)
        archive.writestr('Doc_0/P1.xml', page.replace('普通发票', '普通发票（第二页）'))


def viewer(app, guide, name, words):
    """One file with all that the viewer can do."""
    app.push(_('Preview'))
    app.settle(2.5)
    guide.screen(f'view-{name}')
    app.key('ctrl+f')
    app.settle(0.4)
    app.type(words)
    app.settle(0.5)
    guide.screen(f'view-{name}-search')
    app.key('Escape', 'F9')
    app.settle(0.8)
    guide.screen(f'view-{name}-thumbnails')
    app.key('F9', 'ctrl+r')
    guide.screen(f'view-{name}-turned')
    app.key('ctrl+r', 'ctrl+r', 'ctrl+r', 'ctrl+a')
    guide.screen(f'view-{name}-selected')


def compared(app, guide, name, path):
    app.push(_('Compare with a file'))
    app.choose_file(_('Compare With'), path)
    app.settle(2)
    guide.screen(f'view-{name}-compare', away=('Escape',))
    app.settle(0.4)


def shown(app, guide, number, name, words, other=None):
    select(app, guide, number)
    guide.attempt(viewer, app, guide, name, words)
    if other:
        guide.attempt(compared, app, guide, name, other)
    app.key('Escape')
    app.settle(0.5)
    back(app, guide)


def many(app, guide):
    """All that were received, by kind, with a cover, numbers and in grey."""
    app.key('ctrl+f', 'ctrl+a', 'Delete')
    app.settle(1)
    app.key('Down', 'ctrl+a')
    app.settle(0.5)
    guide.screen('received-selected')
    app.key('ctrl+p')
    app.wait_window(_('Print Desk'))
    app.settle(6)
    guide.screen('desk-received')
    if guide.narrow:
        app.push(_('Settings'))
        app.settle(0.5)
    guide.choose_row(_('Pages per sheet'), 2)
    guide.screen('desk-by-kind')
    window = app.x_windows()[-1]
    app.move(window['x'] + window['w'] - 100, window['y'] + window['h'] // 2)
    app.press(5, 40)
    app.settle(0.5)
    guide.screen('desk-settings-end')
    for name in (_('Cover sheet with totals'), _('Sheet numbers'), _('Grey instead of colour')):
        guide.attempt(lambda name=name: app.wait(name).click())
        app.settle(0.4)
    app.settle(4)
    if guide.narrow:
        app.push(_('Settings'))
        app.settle(0.5)
    guide.screen('desk-cover')


def printed(app, guide):
    from piaodan_ui import toolkit
    from uitest import plain
    app.key('ctrl+p')
    app.wait_window(toolkit.gettext('Print'))
    app.wait(toolkit.gettext('Print to File'), timeout=15).click()
    app.push(plain(toolkit.gettext('_Print')), last=True)
    app.settle(4)
    guide.screen('desk-printed')
    app.close_window(_('Print Desk'))
    app.settle(0.5)
    app.key('Down', 'ctrl+p')
    app.wait_window(_('Print Desk'))
    app.settle(4)
    guide.screen('desk-printed-before')
    app.key('ctrl+p')
    app.settle(1)
    guide.screen('desk-again', away=('Escape',))
    app.settle(0.4)
    app.close_window(_('Print Desk'))
    app.settle(0.5)
    if guide.narrow:
        app.key('Return')
    guide.scroll_page(60)
    guide.screen('received-ledger')


def run(platform):
    samples = os.environ.get('PIAODAN_SAMPLES', '')
    desk = Desk('view', platform, 'finance')
    desk.run('sync')
    folder = os.path.join(WORK, 'from-mail')
    fill(folder, BUYER)
    ofd(os.path.join(folder, 'incomplete.ofd'))
    real = sorted(glob.glob(os.path.join(samples, 'ofd', '*signed*.ofd')) + glob.glob(os.path.join(samples, 'pdf', '*.pdf')))
    taken = desk.run('received', 'take-in', folder, *real)
    numbers = {os.path.basename(row['file']): row.get('number') for row in taken.get('files', [])}
    desk.run('sync')
    os.chdir(WORK)
    with Piaodan(desk.data) as app:
        guide = Guide(app)
        app.wait_sync('Up to date')
        app.key('alt+9')
        app.settle(1)
        shown(app, guide, NUMBER, 'incomplete', '发票')
        shown(app, guide, '26330000000000000003', 'xml', '发票')
        for name in ('legacy-signed-v4.ofd', 'legacy-ordinary-signed-2021.pdf', 'special-13pct-2024.pdf'):
            if numbers.get(name):
                other = [path for path in real if path.endswith('.pdf')][0]
                shown(app, guide, numbers[name], name.rsplit('.', 1)[0], '税', other)
        guide.attempt(many, app, guide)
        guide.attempt(printed, app, guide)
