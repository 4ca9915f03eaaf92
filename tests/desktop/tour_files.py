# SPDX-License-Identifier: GPL-3.0-or-later
"""Attachments on an order's page: sent, too large, missing, on their way, refused."""
import glob
import os

from piaodan_ui import Desk, Piaodan, _
from relay import Relay
from tour_guide import SAMPLE, WORK, Guide, choose

NUMBER = 'PX-2026-0002'


def letter(name, size):
    path = os.path.join(WORK, name)
    with open(path, 'wb') as file:
        file.write(b'%PDF-1.4\n' + os.urandom(size))
    return path


def show(guide):
    choose(guide.app, NUMBER)
    if guide.narrow:
        guide.app.key('Return')
        guide.app.settle(0.5)
    guide.scroll_page(40)


def too_large(guide):
    path = os.path.join(WORK, '全部图纸.zip')
    with open(path, 'wb') as file:
        file.truncate(300 * 1000 * 1000)
    guide.app.push(_('Attach…'))
    guide.app.choose_file(_('Attach Files'), path)
    guide.screen('files-too-large', away=('Escape',))


def missing(guide, desk, relay):
    """It was attached here, is damaged, and can therefore not be sent."""
    relay.set('down')
    desk.run('attachment', 'add', NUMBER, letter('送货单.pdf', 200000))
    newest = max((path for path in glob.glob(os.path.join(desk.data, '**', '*'), recursive=True)
                  if os.path.isfile(path) and os.path.getsize(path) == 200009), key=os.path.getmtime)
    os.unlink(newest)
    relay.set('through')
    guide.app.key('F5')
    guide.app.settle(2)
    guide.scroll_page(60)
    guide.screen('files-missing')


def refused(guide, desk, relay):
    relay.set('blobs:room')
    desk.run('attachment', 'add', NUMBER, letter('验收单.pdf', 150000))
    guide.app.key('F5')
    guide.app.settle(2)
    guide.scroll_page(60)
    guide.screen('files-refused')


def fetched(guide, relay):
    relay.set('crawl')
    guide.app.wait('合同.pdf', role='label').click()
    guide.app.settle(1)
    guide.screen('files-fetched')
    guide.app.settle(8)
    relay.set('through')
    guide.screen('files-no-program', away=('Escape',))


def run(platform):
    relay = Relay(platform)
    other = Desk('attacher', platform, 'clerk')
    other.run('sync')
    other.run('order', 'import', SAMPLE)
    other.run('attachment', 'add', NUMBER, letter('合同.pdf', 6000000), SAMPLE)
    other.run('sync')
    desk = Desk('files', relay, 'finance')
    desk.run('sync')
    with Piaodan(desk.data) as app:
        guide = Guide(app)
        app.wait_sync('Up to date')
        choose(app, 'PX-2026-0001')
        if guide.narrow:
            app.key('Return')
        app.settle(0.5)
        guide.scroll_page(40)
        guide.screen('files-none')
        guide.app.key('alt+Left')
        show(guide)
        guide.screen('files-there')
        guide.attempt(fetched, guide, relay)
        guide.attempt(too_large, guide)
        guide.attempt(refused, guide, desk, relay)
        guide.attempt(missing, guide, desk, relay)
