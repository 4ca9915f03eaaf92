# SPDX-License-Identifier: GPL-3.0-or-later
"""Tickets, what becomes of them, and the library of solutions."""
from piaodan_ui import Desk, Piaodan, _
from tour_guide import SAMPLE, Guide
from uitest import UiError

BUYER = '样例市远山文化传播有限公司'
TITLE = '税控盘指示灯不亮，开票软件提示未检测到设备'
ANSWER = '税控盘指示灯不亮怎么办'


def go(app, place):
    """By the sidebar, which a folded window shows alone."""
    try:
        app.push(_('All places'))
        app.settle(0.5)
    except UiError:
        pass
    app.wait(place, role='list item').click()
    app.settle(1)


def new(desk, title, kind, severity, *more):
    desk.run('ticket', 'new', title, '--kind', kind, '--severity', severity, '--buyer-name', BUYER, *more)


def number(desk, title):
    tickets = desk.run('ticket', 'search', title)['tickets']
    return tickets[0]['number'] if tickets else None


def prepare(platform):
    """A library with something in it, and tickets in several states, one of them late."""
    desk = Desk('ticket', platform, 'admin')
    desk.run('order', 'import', SAMPLE)
    desk.run('sync')
    if number(desk, TITLE) is not None:
        return desk
    desk.run('solution', 'new', ANSWER, '--kind', 'device', '--device-model', 'JSP-2', '--keywords', '指示灯，数据线，驱动',
             '--problem', '插入后指示灯不亮，开票软件提示未检测到设备。',
             '--answer', '1. 换一个 USB 接口；2. 换一根数据线；3. 重新安装驱动；4. 仍不亮则送修。')
    desk.run('solution', 'new', '开票软件升级后打不开', '--kind', 'software', '--answer', '以管理员身份重新安装。')
    desk.run('sync')
    desk.run('solution', 'publish', ANSWER)
    new(desk, TITLE, 'device', 'high', '--order', 'PX-2026-0007', '--device-number', 'SK1001', '--device-model', 'JSP-2',
        '--contact-name', '王样例', '--contact-phone', '13900000000', '--service', 'maintenance', '--opened-on', '2026-01-05',
        '--description', '早上开机后一直不亮，换过电脑也一样。客户今天要开票，很着急。')
    new(desk, '开票软件升级后打不开', 'software', 'critical')
    new(desk, '咨询小规模纳税人免税政策', 'tax', 'low')
    new(desk, '发票抬头写错，要求换开', 'invoice', 'normal')
    desk.run('sync')
    late = number(desk, TITLE)
    desk.run('ticket', 'step', 'assign', late, '--owner', '李师傅')
    desk.run('ticket', 'comment', late, '客户来电催办，说下午四点前必须开票。', '--channel', 'phone')
    desk.run('sync')
    desk.run('ticket', 'step', 'start', late)
    desk.run('sync')
    desk.run('ticket', 'step', 'ask', late, '--reason', '请客户拍照看指示灯')
    desk.run('sync')
    asked = number(desk, '发票抬头')
    desk.run('ticket', 'step', 'assign', asked, '--owner', '赵会计')
    desk.run('sync')
    desk.run('ticket', 'step', 'start', asked)
    desk.run('sync')
    desk.run('ticket', 'step', 'resolve', asked, '--resolution', '红冲原发票，按正确抬头重新开具。')
    desk.run('sync')
    return desk


def run(platform):
    with Piaodan(prepare(platform).data) as app:
        guide = Guide(app)
        app.wait_sync('Up to date')
        go(app, _('Tickets'))
        guide.screen('tickets')
        app.key('ctrl+f')
        app.type('指示灯')
        app.settle(1)
        app.key('Down', 'Return')
        app.settle(1)
        guide.screen('ticket')
        app.push(_('Ask an expert'))
        guide.screen('ticket-expert', away=('Escape',))
        guide.scroll_page(30)
        guide.screen('ticket-more')
        guide.scroll_page(-3)
        app.push(_('Add Comment…'))
        guide.screen('ticket-comment', away=('Escape',))
        guide.screen('ticket-edit', 'ctrl+e', away=('Escape',))
        app.settle(0.5)
        app.key('F10')
        app.wait(_('Frequent Problems…'), role='menu item').click()
        app.wait_window(_('Frequent Problems'))
        app.settle(1)
        guide.screen('ticket-report', away=('Escape',))
        app.settle(0.5)
        if guide.narrow:
            app.key('alt+Left')
            app.settle(0.5)
        go(app, _('Solutions'))
        app.key('Home', 'Return')
        guide.screen('solutions')
