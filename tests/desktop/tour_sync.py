# SPDX-License-Identifier: GPL-3.0-or-later
"""The header and the popover behind it, in every state that there is between a desk and its platform."""
import csv
import os
import shutil
import subprocess
import sys

from uitest import wait_for
from piaodan_ui import Desk, Piaodan, _
from relay import Relay
from tour_guide import PREFIX, SAMPLE, WORK, Guide

# The relay's mode, and what the header says then; those that a person has to act on end the session.
STATES = (('busy', 'Platform busy'), ('portal', 'Network sign-in?'), ('quota', 'Quota full'),
          ('outdated', 'Update needed'), ('truncated', 'Bad answer'), ('down', 'Not reached'),
          ('clock', 'Clock wrong'), ('fault', 'Platform fault'), ('forbidden', 'Access refused'),
          ('stranger', 'Not trusted'), ('expired', 'Sign-in needed'))


def change(desk, number, text):
    desk.run('order', 'edit', number, '--set', f'remark={text}')


def one_state(guide, relay, desk, mode, words):
    relay.set(mode)
    # What meets a fault three times is set aside; of a clock nothing has to wait.
    if mode != 'clock':
        change(desk, 'PX-2026-0007' if mode == 'fault' else 'PX-2026-0005', mode)
    guide.app.key('F5')
    guide.sync_state(_(words))
    guide.popover(f'sync-{mode}')


def leave_state(guide, relay):
    """A key that is pressed while the popover goes is lost: pressed until it is heard."""
    relay.set('through')

    def left():
        guide.app.key('F5')
        guide.app.settle(1.5)
        return _('Up to date') in (guide.app.sync_words() or '') or None
    wait_for(left, 45, f'the header goes on saying {guide.app.sync_words()!r}')


def states(platform):
    enterer = Desk('sync-enterer', platform, 'clerk')
    enterer.run('sync')
    enterer.run('order', 'import', SAMPLE)
    enterer.run('sync')
    relay = Relay(platform)
    desk = Desk('states', relay, 'finance')
    desk.run('sync')
    with Piaodan(desk.data) as app:
        guide = Guide(app)
        app.wait_sync('Up to date')
        guide.popover('sync-live')
        app.open_sync()
        app.wait(_('Work offline'), role='check box').click()
        change(desk, 'PX-2026-0005', '离线')
        change(desk, 'PX-2026-0007', '离线')
        app.wait_sync('Offline')
        guide.screen('sync-offline')
        app.wait(_('Work offline'), role='check box').click()
        app.key('Escape')
        app.wait_sync('Up to date')
        relay.set('hang')
        app.key('F5')
        guide.attempt(guide.sync_state, _('Synchronising…'))
        guide.popover('sync-under-way')
        leave_state(guide, relay)
        for mode, words in STATES[:-3]:
            guide.attempt(one_state, guide, relay, desk, mode, words)
            guide.attempt(leave_state, guide, relay)
    for mode, words in STATES[-3:]:
        relay.set('through')
        with Piaodan(desk.data) as app:
            guide = Guide(app)
            app.settle(2)
            guide.attempt(one_state, guide, relay, desk, mode, words)
    relay.set('through')


def disk_full(platform):
    """Needs the right to mount a disk of its own."""
    folder = os.path.join(WORK, 'small')
    os.makedirs(folder)
    if subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=6m', 'none', folder], capture_output=True).returncode != 0:
        print(f'{PREFIX}: no right to mount a small disk: “Disk full” was not shown', file=sys.stderr)
        return
    try:
        desk = Desk('small', platform, 'clerk')
        other = Desk('filler', platform, 'finance')
        other.run('sync')
        desk.run('sync')
        with Piaodan(desk.data) as app:
            guide = Guide(app)
            app.wait_sync('Up to date')
            other_things = os.open(os.path.join(folder, 'other-things'), os.O_WRONLY | os.O_CREAT)
            try:
                while os.write(other_things, bytes(4096)):
                    pass
            except OSError:
                os.close(other_things)
            for number in ('PX-2026-0005', 'PX-2026-0007', 'PX-2026-0010'):
                other.run('order', 'edit', number, '--set', 'note=' + '很长的备注。' * 80)
            other.run('sync')
            app.key('F5')
            guide.attempt(guide.sync_state, _('Disk full'))
            guide.popover('sync-disk-full')
    finally:
        subprocess.run(['umount', '-l', folder], check=False)


def many_orders(path, count):
    """So many small orders, as a shop exports them."""
    with open(SAMPLE, encoding='utf-8-sig', newline='') as file:
        rows = list(csv.reader(file))
    head, row = rows[0], rows[1]
    with open(path, 'w', encoding='utf-8', newline='') as file:
        out = csv.writer(file)
        out.writerow(head)
        for number in range(count):
            out.writerow([f'DD-{number:04}', '2026-10-08', *row[2:]])


def removals(platform):
    """Much is to leave at once: nothing goes before a person has looked."""
    path = os.path.join(WORK, 'many.csv')
    many_orders(path, 60)
    other = Desk('mover', platform, 'finance')
    other.run('sync')
    other.run('order', 'import', path)
    other.run('sync')
    desk = Desk('guarded', platform, 'clerk')
    desk.run('sync')
    desk.run('keep', '--since', '2026')
    desk.run('sync')
    for number in range(58):
        other.run('order', 'edit', f'DD-{number:04}', '--set', 'order_date=2025-10-08')
    other.run('sync')
    with Piaodan(desk.data) as app:
        guide = Guide(app)
        guide.sync_state(_('Please look'))
        guide.popover('sync-removals')
        app.open_sync()
        app.push(_('Allow the Removal…'))
        guide.screen('sync-allow')
        app.push(_('Remove'))
        app.wait_sync('Up to date')


def run(platform):
    for part in (states, disk_full, removals):
        part(platform)
    shutil.rmtree(os.path.join(WORK, 'small'), ignore_errors=True)
