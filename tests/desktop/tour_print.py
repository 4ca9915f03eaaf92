# SPDX-License-Identifier: GPL-3.0-or-later
"""The print desk and the preview."""
import os

from uitest import plain
from piaodan_ui import Desk, Piaodan, _, toolkit
from tour_guide import SAMPLE, WORK, Guide, issued


def ways(app, guide):
    """One, two and four on a sheet; the settings as they are."""
    app.key('alt+2')
    app.settle(1)
    app.key('Down', 'ctrl+a', 'ctrl+p')
    app.wait_window(_('Print Desk'))
    app.settle(2.5)
    guide.screen('print-two')
    if guide.narrow:
        app.push(_('Settings'))
        guide.screen('print-settings-narrow')
    for steps, name in ((1, 'print-four'), (-2, 'print-one')):
        guide.choose_row(_('Pages per sheet'), steps)
        guide.screen(name)
    app.key('Escape')
    app.settle(0.5)


def preview(app, guide):
    app.key('alt+2')
    app.settle(0.8)
    app.key('Down', 'ctrl+shift+p')
    app.settle(1.5)
    guide.screen('preview-plain')
    app.key('ctrl+f')
    app.settle(0.4)
    app.type('发票')
    guide.screen('preview-search')
    app.key('Escape', 'F9')
    guide.screen('preview-thumbnails')
    app.key('F9', 'ctrl+r')
    guide.screen('preview-turned')
    app.key('ctrl+r', 'ctrl+r', 'ctrl+r')
    pdf = os.path.join(WORK, 'other.pdf')
    app.push(_('Compare with a file'))
    app.choose_file(_('Compare With'), pdf)
    app.settle(1.5)
    guide.screen('preview-compare', away=('Escape',))
    app.settle(0.4)
    app.key('Escape')


def again(app, guide):
    """Once on paper that is a file, then the question before the second time."""
    gtk = toolkit.gettext
    for turn in (1, 2):
        app.key('alt+2')
        app.settle(0.8)
        app.key(*(['Down'] if turn == 1 else []), 'ctrl+p')
        app.wait_window(_('Print Desk'))
        app.settle(2.5)
        app.key('ctrl+p')
        if turn == 1:
            app.wait_window(gtk('Print'))
            app.wait(gtk('Print to File'), timeout=15).click()
            app.push(plain(gtk('_Print')), last=True)
            app.settle(3)
            guide.screen('print-done')
        else:
            app.settle(0.8)
            guide.screen('print-again', away=('Escape',))
        app.settle(0.5)
        app.close_window(_('Print Desk'))
    app.settle(0.5)
    guide.scroll_page(60)
    guide.screen('print-ledger')


def empty(app, guide):
    app.key('F10')
    app.wait(_('Print Desk…'), role='menu item').click()
    app.wait_window(_('Print Desk'))
    app.settle(1)
    app.push(_('Empty the queue'))
    guide.screen('print-empty', away=('Escape',))


def run(platform):
    desk = Desk('print', platform, 'finance')
    desk.run('sync')
    desk.run('order', 'import', SAMPLE)
    if not any(order['state'] == 'invoiced' for order in desk.run('order', 'list')['orders']):
        desk.run('invoice', 'issue', 'PX-2026-0001', 'PX-2026-0002', 'PX-2026-0003')
        issued(desk, 'PX-2026-0001')
    desk.run('invoice', 'pdf', 'PX-2026-0001', '--output', os.path.join(WORK, 'other.pdf'))
    # The print dialog suggests a file in the working folder.
    os.chdir(WORK)
    with Piaodan(desk.data) as app:
        guide = Guide(app)
        app.wait_sync('Up to date')
        guide.attempt(ways, app, guide)
        guide.attempt(empty, app, guide)
        guide.attempt(again, app, guide)
        guide.attempt(preview, app, guide)
