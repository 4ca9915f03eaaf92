# SPDX-License-Identifier: GPL-3.0-or-later
"""The Orders place: columns that were chosen, and several orders that go on together."""
from piaodan_ui import Desk, Piaodan, _
from tour_guide import SAMPLE, Guide

ADDRESS = ('--set', 'delivery_address=样例市书院路1号', '--set', 'contact_name=王样例', '--set', 'contact_phone=13900000000')


def prepare(platform, name):
    """Orders of both kinds, some of them to be done soon."""
    desk = Desk(name, platform, 'admin')
    desk.run('sync')
    desk.run('order', 'import', SAMPLE)
    for number, due, priority in ((2, '2026-11-20', 'urgent'), (5, '2026-11-27', 'high'), (7, '2026-12-31', 'normal')):
        desk.run('order', 'edit', f'PX-2026-000{number}', '--set', 'kind=goods', '--set', f'due_date={due}',
                 '--set', f'priority={priority}', *ADDRESS)
    for number, user in ((4, 'technician'), (9, 'support')):
        desk.run('order', 'edit', f'PX-2026-000{number}', '--set', 'kind=service', '--set', 'service=upgrade', '--set',
                 'description=开票软件升级后无法打印', '--set', f'assignee={user}', '--set', 'due_date=2026-11-28', *ADDRESS)
    desk.run('sync')
    return desk


def columns(platform):
    desk = prepare(platform, 'columns')
    with Piaodan(desk.data) as app:
        guide = Guide(app)
        app.wait_sync('Up to date')
        app.push(_('Choose Columns…'))
        app.settle(0.5)
        guide.screen('columns-dialog')
        window = app.x_windows()[-1]
        app.move(window['x'] + window['w'] // 2, window['y'] + window['h'] // 2)
        app.press(5, 20)
        app.settle(0.3)
        app.wait(_('Assigned to'), role='check box').click()
        app.wait(_('Due'), role='check box').click()
        guide.screen('columns-dialog-chosen', away=('Escape',))
        guide.screen('columns')
        app.key('Down', 'shift+Down', 'shift+Down', 'shift+Down')
        guide.screen('columns-several')
        app.push(_('Next Step'))
        guide.screen('columns-steps', away=('Escape',))
        app.key('ctrl+a')
        app.push(_('Cancel Orders…'))
        guide.screen('columns-cancel', away=('Escape',))


def board(platform):
    desk = prepare(platform, 'board')
    with Piaodan(desk.data) as app:
        guide = Guide(app)
        app.wait_sync('Up to date')
        app.key('ctrl+2')
        app.settle(1)
        guide.screen('board')
        guide.screen('board-menu', 'shift+F10', away=('Escape',))
        app.key('ctrl+Right')
        guide.screen('board-move', away=('Escape',))
        app.settle(0.5)
        app.key('ctrl+Right')
        app.settle(0.5)
        app.push(_('Submit for approval'))
        app.wait_sync('Up to date')
        guide.screen('board-moved')
        guide.screen('board-opened', 'Return')
        app.key('alt+Left')
        app.push(_('Service'))
        guide.screen('board-service')
        app.key('ctrl+1')


def views(platform):
    desk = prepare(platform, 'views')
    with Piaodan(desk.data) as app:
        guide = Guide(app)
        app.wait_sync('Up to date')
        app.push(_('Views'))
        guide.screen('views')
        app.wait(_('Overdue'), role='list item').click()
        guide.screen('views-overdue')
        app.push(_('Views'))
        app.push(_('Save View As…'))
        app.settle(0.5)
        app.type('逾期的')
        guide.screen('views-save')
        app.key('Return')
        app.settle(0.5)
        app.push(_('Views'))
        guide.screen('views-own')
        app.push(_('Delete “%s”') % '逾期的')
        guide.screen('views-deleted')


def calendar(platform):
    desk = prepare(platform, 'calendar')
    for number, start, end in ((4, '14:00', '15:30'), (9, '15:00', '16:00')):
        desk.run('order', 'edit', f'PX-2026-000{number}', '--set', 'assignee=technician', '--set', 'assignment_reason=示例')
        desk.run('order', 'visit', f'PX-2026-000{number}', '--from', f'2026-11-26 {start}', '--to', end)
    desk.run('sync')
    with Piaodan(desk.data) as app:
        guide = Guide(app)
        app.wait_sync('Up to date')
        app.key('ctrl+3')
        app.settle(1)
        guide.screen('calendar-month')
        app.push(_('Week view'))
        guide.screen('calendar-week')
        app.key('Page_Down')
        guide.screen('calendar-next-week')
        app.push(_('Today'))
        app.push(_('Month view'))
        app.settle(0.5)
        app.wait('^.*PX-2026-0005', role='push button').click()
        guide.screen('calendar-opened')
        app.key('ctrl+1')
