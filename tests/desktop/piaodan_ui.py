# SPDX-License-Identifier: GPL-3.0-or-later
"""What a test of the window knows about Piaodan: its words, its dialogs, and the platform beside it.

Runs inside session.sh and training.sh.  Words are looked up in the catalogue
that the program itself reads, so that a test says what the source says.
"""
import gettext
import json
import os
import re
import signal
import socket
import subprocess
import time

from uitest import ROLES, App, Node, UiError, call, plain, unpack_states, wait_for

catalogue = gettext.translation('piaodan', os.environ.get('PIAODAN_LOCALEDIR'), fallback=True,
                                languages=[os.environ.get('LANGUAGE') or os.environ.get('LC_ALL', 'C')])
_ = catalogue.gettext
toolkit = gettext.translation('gtk40', '/usr/share/locale', fallback=True,
                              languages=[os.environ.get('LANGUAGE') or 'C'])


def words(singular, plural, number):
    """What ngettext makes of a count in C."""
    return catalogue.ngettext(singular, plural, number).replace("%'u", '%u') % number


class Platform:
    """The training platform that training.sh started; a test may cut the network by ending it."""

    def __init__(self):
        self.address = os.environ['PIAODAN_SERVER']
        self.port = int(self.address.rsplit(':', 1)[1])
        self.authority = os.environ['PIAODAN_CA']
        self.data = os.path.dirname(self.authority)
        self.users = os.environ['PIAODAN_USERS']
        self.pid = int(os.environ['PIAODAN_PLATFORM_PID'])
        self.process = None  # one that this test started itself

    def password(self, user):
        with open(self.users, encoding='utf-8') as file:
            return next(u['password'] for u in json.load(file)['users'] if u['name'] == user)

    def answers(self):
        with socket.socket() as probe:
            return probe.connect_ex(('127.0.0.1', self.port)) == 0

    def stop(self):
        """Cut the network, and come back when nobody answers any more."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(30)
            self.process = None
        elif self.pid:
            os.kill(self.pid, signal.SIGTERM)
            self.pid = 0
        wait_for(lambda: not self.answers(), 15, 'the platform goes on answering')

    def start(self):
        """Bring the network back: the same data on the same port."""
        log = open(os.path.join(os.environ['UITEST_TOP'], 'platform.log'), 'a', encoding='utf-8')
        self.process = subprocess.Popen(['piaodan-platform', 'serve', '--data', self.data, '--training', '--listen',
                                         f'127.0.0.1:{self.port}'], stdout=log, stderr=log)
        log.close()
        wait_for(self.answers, 30, 'the platform does not come back')

    def close(self):
        if self.process is not None:
            self.stop()


class Desk:
    """A desk of its own for piaodanctl: another cache, another user."""

    def __init__(self, name, platform, user):
        self.data = os.path.join(os.environ['UITEST_TOP'], name)
        os.makedirs(self.data, exist_ok=True)
        self.run('sign-in', '--server', platform.address, '--ca', platform.authority, '--user', user,
                 '--password-stdin', text=platform.password(user))

    def run(self, *args, text=None):
        done = subprocess.run(['piaodanctl', '--data', self.data, '--json', *args], input=text, text=True,
                              capture_output=True, timeout=120)
        if done.returncode != 0:
            raise UiError(f'piaodanctl {" ".join(args)}: {done.returncode} {done.stdout} {done.stderr}')
        return json.loads(done.stdout) if done.stdout.strip() else None


def clipboard():
    """What another program would paste."""
    done = subprocess.run(['xclip', '-selection', 'clipboard', '-out'], capture_output=True, timeout=10)
    return done.stdout.decode(errors='replace')


def pdf_text(path):
    done = subprocess.run(['pdftotext', '-layout', path, '-'], capture_output=True, check=True, timeout=60)
    return done.stdout.decode()


class Front(Node):
    """The program's windows that answer: a modal one keeps the others from it."""

    def children(self):
        windows = super().children()
        modal = [w for w in windows if 'modal' in w.states]
        return modal[-1:] or windows


class Piaodan(App):
    """The program in front of a person."""

    def __init__(self, data, env=None, argv=()):
        program = os.environ.get('PIAODAN_PROGRAM', 'piaodan')
        own = {'PIAODAN_DATA': data, 'PIAODAN_SERVER': '', 'PIAODAN_CA': '', 'PIAODAN_USERS': ''}
        super().__init__([program, *argv], dict(own, **(env or {})), fatal='fatal-warnings')
        self.log_path = os.path.join(os.environ['UITEST_TOP'], os.path.basename(data) + '.log')

    def _root(self):
        root = super()._root()
        return root and Front(self, root.dest, root.path)

    # --- screenshots
    def shot(self, name):
        """Keep a picture of the whole screen, beside the build."""
        self.settle(0.3)
        self.screenshot(os.path.join(os.environ.get('UITEST_SHOTS', '.'), name + '.png'))

    # --- the state in the header bar
    def sync_words(self):
        """What the header bar says of the platform; None while it says none of the known things."""
        known = [_(w) for w in ('Not signed in', 'Offline', 'Up to date', 'Synchronising…', 'Not reached',
                                'Sign-in needed', 'Not trusted', 'Access refused', 'Platform busy', 'Bad answer',
                                'Network sign-in?', 'Clock wrong', 'Update needed', 'Quota full', 'Platform fault',
                                'Disk full', 'Read-only', 'Data damaged', 'Please look')]
        counts = [re.escape(words(text, plural, 7)).replace('7', '[0-9]+')
                  for text, plural in (('%u waiting', '%u waiting'), ('%u conflict', '%u conflicts'))]
        for node in self.root.walk():
            if node.role not in ('push button', 'toggle button', 'combo box', '129', 'panel', 'filler'):
                continue
            name = node.name
            if any(w in name for w in known) or any(re.search(count, name) for count in counts):
                return name
        return None

    def wait_sync(self, state, waiting=None, timeout=30):
        """Wait until the header bar says this, and that at least so much waits to be sent (0: nothing).

        A change that was on its way when the network went is counted for itself, so that the count may be
        higher than that of the records.
        """
        wanted, said = _(state), ['']

        def test():
            self.alive()
            said[0] = self.sync_words() or ''
            counts = [int(n) for n in re.findall('[0-9]+', said[0])]
            if waiting == 0:
                return said[0] == wanted
            if waiting:
                return wanted in said[0] and counts and counts[-1] >= waiting
            return wanted in said[0]
        wait_for(test, timeout, lambda: f'the header bar says {said[0]!r}, not {wanted!r} with {waiting} waiting')
        return said[0]

    def open_sync(self):
        """Show what is behind the words in the header bar."""
        self.push(self.wait_words())
        self.wait(_('Work offline'), role='check box')

    def wait_words(self):
        return wait_for(self.sync_words, 10, 'the header bar does not say how it stands with the platform')

    # --- words on screen
    def push(self, name, timeout=10, last=False):
        """Push a button by its words, as soon as it can be pushed."""

        def ready():
            self.alive()
            buttons = (n for n in self.root.find_all(name, role='push button', state='sensitive'))
            button = next(iter(list(buttons)[-1:] if last else buttons), None)
            return button and button.point()  # one that goes away before it is reached is looked for once more
        button = wait_for(ready, timeout, f'no button {name!r} can be pushed')
        self.press()
        self.settle()
        return button

    def label(self, part, timeout=10):
        """Wait for a label, perhaps below a notice, that contains these words or this regular expression."""
        def find():
            self.alive()
            return next((n for n in self.root.walk() if n.role in ('label', 'heading')
                         and (part in n.name or re.search(part, n.name))), None)
        return wait_for(find, timeout, f'nothing on screen says {part!r}')

    def count(self, number, found=False, timeout=15):
        """Wait until the list says how many entries it has."""
        text = words("%'u found", "%'u found", number) if found else words("%'u entry", "%'u entries", number)
        return self.wait(text, role='label', timeout=timeout)

    # --- the dialogs of the toolkit
    def window_named(self, title):
        return next((w for w in self.x_windows() if w['name'] == title), None)

    def wait_window(self, title, timeout=10):
        return wait_for(lambda: self.alive() and self.window_named(title), timeout, f'no window {title!r}')

    def wait_no_window(self, title, timeout=10):
        wait_for(lambda: self.alive() and not self.window_named(title), timeout, f'the window {title!r} stayed')

    def close_window(self, title):
        """Escape, once the keyboard is in this window; and again where the first one only took a notice away."""
        for _attempt in range(2):
            wait_for(lambda: self.alive() and any(w.name == title and 'active' in w.states for w in self.root.children()),
                     10, f'the window {title!r} does not get the keyboard')
            self.key('Escape')
            try:
                return self.wait_no_window(title, timeout=2)
            except UiError:
                continue
        raise UiError(f'the window {title!r} does not go with Escape')

    def choose_file(self, title, path):
        """In the toolkit's own file chooser: type the path, press Enter."""
        asked = [0.0]

        def takes_path():
            self.alive()
            if self.x_windows()[-1]['name'] != title:
                return None
            entry = next((n for n in self.root.walk() if n.role == 'text' and 'focused' in n.states), None)
            if entry is None and time.monotonic() - asked[0] > 1:
                asked[0] = time.monotonic()
                self.key('ctrl+l')
            return entry
        wait_for(takes_path, 15, f'no file chooser {title!r} takes a path')
        chooser = self.x_windows()[-1]
        self.key('ctrl+a')
        self.type(path)
        self.key('Return')
        asked[0] = time.monotonic()

        def is_gone():
            self.alive()
            if all(w['id'] != chooser['id'] for w in self.x_windows()):
                return True
            # On a slow machine the list of completions may have taken the key.
            if time.monotonic() - asked[0] > 5:
                asked[0] = time.monotonic()
                self.key('Return')
            return False
        wait_for(is_gone, 10, f'the file chooser does not take {path}')

    # --- the form of a record
    def all_focused(self):
        """The widgets that have the keyboard, one in each window; asked of the whole tree at once, as this is asked often."""
        items = call(self.bus, self.root.dest, '/org/a11y/atspi/cache', 'org.a11y.atspi.Cache', 'GetItems')[0]
        for item in items:
            (dest, path), role, states = item[0], ROLES.get(item[7]), unpack_states(item[9])
            if 'focused' in states and role in ('text', 'entry', 'password text', 'combo box', 'check box', 'push button'):
                yield Node(self, dest, path)

    def focused(self):
        """The widget that has the keyboard, where there is one window."""
        node = next(self.all_focused(), None)
        if node is None:
            self.touch()  # a widget is in it once a client has asked for it
        return node

    def wait_focus(self, name, timeout=5):
        """Wait until the keyboard is in the field of this name."""
        now = []

        def test():
            now[:] = self.all_focused()
            if not now:
                self.touch()
            return next((node for node in now if plain(node.name) == name), None)
        return wait_for(test, timeout, lambda: f'the keyboard is in {now}, not in {name!r}')

    def fill(self, *fields):
        """Type into one field after the other, with Tab in between: (name, text); None leaves it as it is."""
        for name, text in fields:
            self.wait_focus(name)
            if text is not None:
                self.key('ctrl+a')
                self.type(text)
            self.key('Tab')

    def popped_up(self):
        return [w for w in self.x_windows() if w['popup']]


def since(start):
    return f'{time.monotonic() - start:5.1f} s'
