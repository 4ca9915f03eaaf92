#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Received invoices as a person looks at them: with wheel and pointer, copied out of, several to the print desk."""
import os
import re
import sys

from uitest import UiError, wait_for, xdotool
from piaodan_ui import Desk, Piaodan, Platform, _, clipboard, words
from tour_received import fill

WORK = os.environ['UITEST_TOP']
NUMBERS = 9


def percent(app):
    """What the zoom button says to somebody who cannot see it."""
    pattern = re.compile(re.escape(_('Zoom, now %d percent')).replace('%d', r'(\d+)'))
    for found in app.root.walk():
        match = pattern.fullmatch(found.name)
        if match:
            return int(match.group(1))
    return None


def middle(app, title):
    window = app.window_named(title)
    return window['x'] + window['w'] // 2, window['y'] + window['h'] // 2


def picture(app, name):
    """What is on the screen, without the pointer."""
    path = os.path.join(WORK, name)
    app.settle(0.5)
    app.screenshot(path)
    with open(path, 'rb') as file:
        return file.read()


def drag(app, x, y):
    """From where the pointer is, with the middle button."""
    xdotool('mousedown', 2)
    app.move(x, y)
    xdotool('mouseup', 2)


def pan(app):
    """The middle button takes hold of a page that is larger than its window, and puts it back where it was."""
    app.key(*['ctrl+plus'] * 6)
    wait_for(lambda: (percent(app) or 0) > 150, 5, 'ctrl and plus do not zoom')
    x, y = middle(app, '发票8.xml')
    app.move(x, y)
    before = picture(app, 'before.png')
    drag(app, x - 40, y - 20)
    if picture(app, 'panned.png') == before:
        raise UiError('the page does not follow the middle button')
    drag(app, x, y)
    if picture(app, 'back.png') != before:
        raise UiError('the page is not back where the middle button took hold of it')


def look(app):
    app.push(_('Preview'))
    app.wait_window('发票8.xml')
    app.settle(1.5)
    before = percent(app)
    if before is None:
        raise UiError('the zoom has no accessible name')
    x, y = middle(app, '发票8.xml')
    app.move(x, y)
    xdotool('keydown', 'ctrl')
    app.press(4, 3)
    xdotool('keyup', 'ctrl')
    wait_for(lambda: (percent(app) or 0) > before, 5, 'ctrl and the wheel do not zoom')
    pan(app)
    app.key('ctrl+0')
    wait_for(lambda: percent(app) == 100, 5, 'ctrl+0 is not the size on paper')
    app.key('ctrl+a', 'ctrl+c')
    wait_for(lambda: '26330000000000000008' in clipboard(), 5, 'the text of the page is not copied')
    app.key('Escape')
    app.wait_no_window('发票8.xml')


def several(app):
    app.key('ctrl+f', 'Down', 'ctrl+a')
    app.wait(words("%'u selected", "%'u selected", NUMBERS), role='label')
    app.key('ctrl+p')
    app.wait_window(_('Print Desk'))
    app.label(words('%u document', '%u documents', NUMBERS).replace('%u', str(NUMBERS)))
    app.settle(2)
    app.shot('view-several')
    app.close_window(_('Print Desk'))


def main():
    platform = Platform()
    desk = Desk('view', platform, 'finance')
    desk.run('sync')
    folder = os.path.join(WORK, 'from-mail')
    fill(folder, '样例办公服务（培训）有限公司')
    desk.run('received', 'take-in', folder)
    desk.run('sync')
    with Piaodan(desk.data) as app:
        app.wait_sync('Up to date')
        app.key('alt+9')
        app.count(NUMBERS)
        app.key('Down')
        app.settle(1)
        look(app)
        several(app)


if __name__ == '__main__':
    sys.exit(main())
