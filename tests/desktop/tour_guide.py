# SPDX-License-Identifier: GPL-3.0-or-later
"""What all parts of the tour share: the guide, who shows one screen after the other, and the sample orders."""
import os
import sys

from gi.repository import GLib
from uitest import UiError, wait_for
from piaodan_ui import _

WORK = os.environ['UITEST_TOP']
HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLE = os.path.realpath(os.path.join(HERE, '..', '..', 'data', 'samples', 'orders-training.csv'))
PREFIX = sys.argv[1] if len(sys.argv) > 1 else 'tour'

# Narrower than this, the list and what is selected are not beside each other.
BESIDE = 1000


class Guide:
    """Shows one screen after the other."""

    def __init__(self, app):
        self.app = app
        app.key('super+Up')
        app.settle(0.5)

    @property
    def narrow(self):
        return self.app.x_windows()[0]['w'] < BESIDE

    def shot(self, name):
        self.app.shot(f'{PREFIX}-{name}')

    def screen(self, name, *keys, away=()):
        if keys:
            self.app.key(*keys)
        self.app.settle(0.8)
        self.shot(name)
        if away:
            self.app.key(*away)

    def attempt(self, step, *args):
        """A screen that does not come must not hide the others."""
        try:
            return step(*args)
        except (UiError, GLib.Error) as error:
            print(f'{PREFIX}: {step.__name__}: {error}', file=sys.stderr)
            self.shot(f'failed-{step.__name__}')
            self.app.key('Escape')
            return None

    def choose_row(self, name, steps):
        """Another choice of a row: the first arrow key only goes to the one that is chosen."""
        self.app.wait(name).click()
        self.app.settle(0.5)
        self.app.key(*(['Down'] * (steps + 1) if steps > 0 else ['Up'] * (1 - steps)), 'Return')
        self.app.settle(2)

    def scroll_page(self, notches):
        """Turn the wheel over what is selected: at the right, or all that there is to be seen."""
        window = self.app.x_windows()[0]
        self.app.move(window['x'] + window['w'] * 8 // 10, window['y'] + window['h'] // 2)
        self.app.press(5 if notches > 0 else 4, abs(notches))
        self.app.settle(0.3)

    def sync_state(self, words, timeout=30):
        """Wait until the header says this, and show what is behind it."""
        wait_for(lambda: words in (self.app.sync_words() or ''), timeout,
                 lambda: f'the header says {self.app.sync_words()!r}, not {words!r}')

    def popover(self, name):
        self.app.open_sync()
        self.screen(name, away=('Escape',))
        self.app.settle(0.5)


def choose(app, text):
    """The one entry that has these words."""
    app.key('ctrl+f', 'ctrl+a')
    app.type(text)
    app.count(1, found=True)
    app.key('Down')
    app.settle(0.5)


def issued(desk, number):
    def ready():
        desk.run('sync')
        return desk.run('order', 'show', number)['order'].get('invoice_number')
    wait_for(ready, 60, 'the invoices do not come')
