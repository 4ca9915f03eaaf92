# SPDX-License-Identifier: GPL-3.0-or-later
"""Drive a GTK 4 program the way a person with a mouse, a keyboard and eyes would.

Runs inside session.sh.  Needs the Debian packages python3-gi (Gio only),
python3-xlib, xdotool, xclip and scrot.  The accessibility bus is spoken to
directly, so nothing is cached and every answer is the program's state now.

    with App(['build/src/program']) as app:
        app.wait('订单', role='page tab').click()
        app.wait('名称', role='text').type('上海')
        app.screenshot('out/form.png')

What GTK 4.8 tells an accessibility client, and what it does not (measured):
  - SHOWING is set on windows only, VISIBLE on everything: reachable() asks the
    program's own hit test instead.
  - Positions are right against the window, wrong inside a popover by a constant:
    find_surface() knows the popover's X window by its size and corrects them.
  - A button with a mnemonic is called 'Save(_S) Save(S)': plain() undoes that.
  - A widget nobody named is called by its class ('GtkColumnViewCell').
  - Password rows give their text away to any accessibility client.
"""
import os
import re
import subprocess
import sys
import time

import gi
gi.require_version('Gio', '2.0')
from gi.repository import Gio, GLib  # noqa: E402
from Xlib import X, display as xdisplay  # noqa: E402
from Xlib.error import XError  # noqa: E402
from Xlib.ext import xtest  # noqa: E402

ATSPI = 'org.a11y.atspi.'
ROOT = '/org/a11y/atspi/accessible/root'
DBUS = 'org.freedesktop.DBus'
ROLES = {6: 'canvas', 7: 'check box', 11: 'combo box', 14: 'desktop frame', 16: 'dialog', 20: 'filler', 23: 'frame',
         27: 'image', 29: 'label', 31: 'list', 32: 'list item', 33: 'menu', 34: 'menu bar', 35: 'menu item',
         37: 'page tab', 38: 'page tab list', 39: 'panel', 40: 'password text', 42: 'progress bar', 43: 'push button',
         44: 'radio button', 45: 'radio menu item', 48: 'scroll bar', 49: 'scroll pane', 50: 'separator', 51: 'slider',
         52: 'spin button', 54: 'status bar', 55: 'table', 56: 'table cell', 57: 'table column header', 61: 'text',
         62: 'toggle button', 63: 'tool bar', 64: 'tool tip', 65: 'tree', 66: 'tree table', 69: 'window',
         75: 'application', 79: 'entry', 83: 'heading', 88: 'link', 90: 'table row', 91: 'tree item', 98: 'list box',
         101: 'notification'}
STATES = {0: 'invalid', 1: 'active', 4: 'checked', 7: 'editable', 9: 'expandable', 10: 'expanded', 11: 'focusable',
          12: 'focused', 16: 'modal', 20: 'pressed', 22: 'selectable', 23: 'selected', 24: 'sensitive', 25: 'showing',
          30: 'visible', 43: 'read-only'}


class UiError(AssertionError):
    """A step that a person could not have done."""


def call(bus, dest, path, iface, method, args=None):
    return bus.call_sync(dest, path, iface, method, args, None, Gio.DBusCallFlags.NONE, 30000, None).unpack()


def wait_for(test, timeout, message):
    """Ask until the answer is true; UITEST_SLOW=3 triples all patience (valgrind, a loaded machine)."""
    end = time.monotonic() + timeout * float(os.environ.get('UITEST_SLOW', 1))
    while True:
        try:
            answer = test()
        except GLib.Error:
            answer = None  # the widget went away while we looked
        if answer:
            return answer
        if time.monotonic() > end:
            raise UiError(message() if callable(message) else message)
        time.sleep(0.05)


def plain(name):
    """The words a person reads: no mnemonic, not said twice."""
    name = re.sub(r'\(_?\w\)', '', name).replace('_', '').strip()
    half = len(name) // 2
    return name[:half] if len(name) % 2 and name[half] == ' ' and name[:half] == name[half + 1:] else name


def xdotool(*args):
    return subprocess.run(['xdotool', *map(str, args)], check=True, capture_output=True, text=True).stdout


class Node:
    """One accessible object; every question goes to the program afresh."""

    def __init__(self, app, dest, path, up=None, window=None):
        self.app, self.dest, self.path = app, dest, path
        self.up = up          # the parent, where a walk came from it
        self.window = window  # the X window that this very widget owns, for a toplevel or a popover
        self.area = None      # x, y, width, height when a walk saw it
        self.seen = None      # the part of it that no ancestor clips away

    def __eq__(self, other):
        return isinstance(other, Node) and (self.dest, self.path) == (other.dest, other.path)

    def __hash__(self):
        return hash((self.dest, self.path))

    def __str__(self):
        try:
            return f'{self.role} "{self.name}"'
        except GLib.Error:
            return f'(gone {self.path})'

    def ask(self, iface, method, signature=None, *values):
        args = GLib.Variant(signature, values) if signature else None
        return call(self.app.bus, self.dest, self.path, ATSPI + iface, method, args)[0]

    def prop(self, iface, name):
        return call(self.app.bus, self.dest, self.path, DBUS + '.Properties', 'Get', GLib.Variant('(ss)', (ATSPI + iface, name)))[0]

    # --- reading
    name = property(lambda self: self.prop('Accessible', 'Name'))
    description = property(lambda self: self.prop('Accessible', 'Description'))
    interfaces = property(lambda self: [i[len(ATSPI):] for i in self.ask('Accessible', 'GetInterfaces')])

    @property
    def role(self):
        number = self.ask('Accessible', 'GetRole')
        return ROLES.get(number, str(number))

    @property
    def states(self):
        return unpack_states(self.ask('Accessible', 'GetState'))

    @property
    def text(self):
        return self.ask('Text', 'GetText', '(ii)', 0, self.prop('Text', 'CharacterCount'))

    def extents(self):
        """x, y, width, height against the window's corner (against luck in a popover)."""
        return self.ask('Component', 'GetExtents', '(u)', 1)

    def actions(self):
        return [a[0] for a in self.ask('Action', 'GetActions')] if 'Action' in self.interfaces else []

    def children(self):
        return [Node(self.app, d, p) for d, p in self.ask('Accessible', 'GetChildren') if d]

    def parent(self):
        dest, path = self.prop('Accessible', 'Parent')
        return Node(self.app, dest, path) if dest and path != ROOT else None

    # --- searching
    def walk(self, hidden=False, windows=None):
        """Self and descendants in tree order.

        Left out unless hidden: what has no area or is scrolled out of sight, and
        what lies under a sibling of the same place (a stack's other pages, which
        keep their area after they are put away).
        """
        yield self
        if windows is None:
            windows = self.app.x_windows()
        children = self.children()
        for child in children:
            try:
                child.area = tuple(child.extents())
            except GLib.Error:
                pass  # no Component interface: a stack page
        places = [child.area for child in children]
        for child in children:
            try:
                child.up = self
                child.find_surface(windows)
                if child.area is not None and not hidden:
                    if not child.seen or (places.count(child.area) > 1 and not child.reachable()):
                        continue
                yield from child.walk(hidden, windows)
            except GLib.Error:
                continue  # it went away while we looked

    def find_surface(self, windows):
        """Set seen, and window where this widget is a window or a popover."""
        above = self.up.seen if self.up else None
        if self.area is None:
            self.seen = above
        elif above is None:  # a toplevel
            title = self.name
            self.window = next((w for w in reversed(windows) if not w['popup'] and w['name'] == title), None)
            self.seen = self.area
        else:
            self.window = next((w for w in windows if w['popup'] and (w['w'], w['h']) == self.area[2:]), None)
            self.seen = self.area if self.window else intersection(self.area, above)

    def find_all(self, name=None, role=None, state=None, hidden=False):
        """Widgets by name (exact, or a ^regex) and role, that a pointer can reach."""
        pattern = re.compile(name) if name is not None and name.startswith('^') else None
        for node in self.walk(hidden):
            try:
                if name is not None:
                    own = node.name
                    words = plain(own)
                    if not (pattern.search(words) if pattern else name in (words, own)):
                        continue
                if role is not None and node.role != role:
                    continue
                if state is not None and state not in node.states:
                    continue
                if not hidden and node.area is not None and not node.reachable():
                    continue
            except GLib.Error:
                continue
            yield node

    def find(self, name=None, role=None, state=None, hidden=False):
        return next(self.find_all(name, role, state, hidden), None)

    def tree(self, hidden=False, out=None):
        """Print what the program tells an accessibility client."""
        for node in self.walk(hidden):
            try:
                role, states, depth, up = node.role, node.states, 0, node.up
                while up is not None:
                    depth, up = depth + 1, up.up
                more = ' @%d,%d %dx%d' % node.area if node.area else ''
                if role in ('text', 'entry', 'password text'):
                    more += f' text={node.text!r}'
                marks = states & {'focused', 'checked', 'selected', 'expanded', 'active', 'modal', 'invalid'}
                if 'sensitive' not in states and role != 'application':
                    marks = marks | {'insensitive'}
                if marks:
                    more += f' [{" ".join(sorted(marks))}]'
                print('  ' * depth + f'{role} "{node.name}"{more}', file=out or sys.stdout)
            except GLib.Error:
                print('(gone)', file=out or sys.stdout)

    # --- where it is
    def owner(self):
        """The toplevel or popover that this widget is drawn in."""
        node = self
        while node is not None and node.window is None:
            node = node.up
        if node is None:
            raise UiError(f'{self} is in no X window')
        return node

    def reachable(self):
        """Would a pointer on this widget land on it, rather than on what covers it?"""
        owner = self.owner()
        if owner is self:
            return True
        answer = self.hit_test(owner)
        if answer is None:
            self.app.touch()  # a widget has no accessible before a client asked for it
            answer = self.hit_test(owner)
        return answer is not False

    def hit_test(self, owner):
        above, node = set(), self.up
        while node is not None:
            above.add(node)
            node = node.up
        x, y, w, h = self.seen
        ancestor_hit = None
        for fx, fy in ((.5, .5), (.1, .5), (.9, .5), (.5, .1), (.5, .9), (.02, .02)):
            dest, path = owner.ask('Component', 'GetAccessibleAtPoint', '(iiu)', int(x + w * fx), int(y + h * fy), 1)
            if not dest:
                continue  # no accessible yet, or never one (GtkText)
            hit = Node(self.app, dest, path)
            if hit in above:
                ancestor_hit = True  # a label is often no target itself: its row is
                continue
            while hit is not None and hit not in above:
                if hit == self:
                    return True
                hit = hit.parent()
            return False
        return ancestor_hit

    def centre(self):
        """The middle of this widget's visible part, now, in X root coordinates."""
        chain = [self]
        while chain[-1].window is None:
            chain.append(chain[-1].up)
        owner = chain[-1]
        windows = {w['id']: w for w in self.app.x_windows()}
        if owner.window['id'] not in windows:
            raise UiError(f'the window of {self} is gone')
        window = owner.window = windows[owner.window['id']]
        ox, oy, ow, oh = clip = tuple(owner.extents())
        for node in reversed(chain[:-1]):
            if node.area is not None:
                clip = intersection(clip, tuple(node.extents()))
                if clip is None:
                    raise UiError(f'{self} is out of sight')
        x, y, w, h = clip
        left, top = window['shadow'] or ((window['w'] - ow) // 2, (window['h'] - oh) // 2)
        return window['x'] + left + x - ox + w // 2, window['y'] + top + y - oy + h // 2

    # --- acting with the pointer and the keyboard
    def point(self):
        """Move the pointer here in small steps; a jump can land on a leftover tooltip."""
        for _turn in range(5):
            x, y = self.centre()
            self.app.move(x, y)
            if self.centre() == (x, y):  # it may move while the pointer is on its way
                break
        own = self.owner().window
        wait_for(lambda: not self.app.covered(x, y, own), 3, lambda: f'another window covers {self}')
        return self

    def click(self, button=1, count=1):
        self.point()
        self.app.press(button, count)
        self.app.settle()
        return self

    def scroll(self, notches):
        """Turn the wheel over this widget; positive is down."""
        self.point()
        self.app.press(5 if notches > 0 else 4, abs(notches))
        self.app.settle()
        return self

    def type(self, text, replace=True):
        """Click into this field and type."""
        self.click()
        if replace:
            self.app.key('ctrl+a')
        self.app.type(text)
        return self

    # --- acting through the accessibility bus (no pointer, no focus: for what a test only needs done)
    def do(self, index=0):
        if not self.ask('Action', 'DoAction', '(i)', index):
            raise UiError(f'{self} refused its action {index}')
        self.app.settle()

    def set_text(self, text):
        if not self.ask('EditableText', 'SetTextContents', '(s)', text):
            raise UiError(f'{self} refused text')

    def grab_focus(self):
        return self.ask('Component', 'GrabFocus')


def intersection(a, b):
    x, y = max(a[0], b[0]), max(a[1], b[1])
    w, h = min(a[0] + a[2], b[0] + b[2]) - x, min(a[1] + a[3], b[1] + b[3]) - y
    return (x, y, w, h) if w > 0 and h > 0 else None


def unpack_states(words):
    bits = words[0] | words[1] << 32
    return {STATES.get(i, str(i)) for i in range(64) if bits >> i & 1}


class App:
    """A program under test, found on the accessibility bus by its process."""

    def __init__(self, argv, env=None, timeout=30, fatal='fatal-criticals'):
        self.argv, self.timeout = [str(a) for a in argv], timeout
        self.env = dict(os.environ, **(env or {}))
        if fatal:
            self.env['G_DEBUG'] = fatal
        self.log_path = os.path.join(os.environ.get('UITEST_TOP', '/tmp'), 'app.log')
        self.x = xdisplay.Display()
        self.session = Gio.bus_get_sync(Gio.BusType.SESSION, None)
        address = call(self.session, 'org.a11y.Bus', '/org/a11y/bus', 'org.a11y.Bus', 'GetAddress')[0]
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        self.bus = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)

    def __enter__(self):
        self.log_file = open(self.log_path, 'w')
        start = time.monotonic()
        self.process = subprocess.Popen(self.argv, env=self.env, stdout=self.log_file, stderr=subprocess.STDOUT)
        self.root = wait_for(self._root, self.timeout, lambda: f'{self.argv[0]} did not reach the accessibility bus:\n{self.log()}')
        wait_for(self.x_windows, self.timeout, lambda: f'{self.argv[0]} showed no window:\n{self.log()}')
        self.start_seconds = time.monotonic() - start
        self.settle()
        return self

    def __exit__(self, kind, value, trace):
        if kind is not None:
            out = os.environ.get('UITEST_OUT', '.')
            try:
                self.screenshot(os.path.join(out, 'failure.png'))
                with open(os.path.join(out, 'failure-tree.txt'), 'w') as file:
                    self.root.tree(out=file)
            except Exception as error:  # the report must not hide the failure
                print('no picture of the failure:', error, file=sys.stderr)
        status = self.close()
        if kind is not None:
            print(self.log()[-4000:], file=sys.stderr)
        elif status not in (0, -15):
            raise UiError(f'program ended with status {status}:\n{self.log()[-4000:]}')

    def close(self, timeout=10):
        """End the program; its exit status (negative: killed by that signal)."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log_file.close()
        self.x.close()
        return self.process.returncode

    def log(self):
        with open(self.log_path, errors='replace') as file:
            return file.read()

    def _root(self):
        self.alive()
        registry = Node(self, 'org.a11y.atspi.Registry', ROOT)
        family = {self.process.pid, *descendants(self.process.pid)}
        for child in registry.children():
            pid = call(self.bus, DBUS, '/org/freedesktop/DBus', DBUS, 'GetConnectionUnixProcessID', GLib.Variant('(s)', (child.dest,)))[0]
            if pid in family:
                self.pid = pid
                return child
        return None

    def alive(self):
        if self.process.poll() is not None:
            raise UiError(f'program ended with status {self.process.returncode}:\n{self.log()[-4000:]}')
        return True

    # --- looking
    def wait(self, name=None, role=None, state=None, timeout=5):
        """The first reachable widget with this name (or ^regex), role and state."""
        return wait_for(lambda: self.alive() and self.root.find(name, role, state), timeout,
                        lambda: f'no {role or "widget"} "{name}" {state or ""} within {timeout} s')

    def wait_gone(self, name=None, role=None, timeout=5):
        wait_for(lambda: self.alive() and self.root.find(name, role) is None, timeout, f'{role or "widget"} "{name}" stayed')

    def tree(self, hidden=False, out=None):
        self.root.tree(hidden, out)

    def touch(self):
        """Make the program build an accessible for every widget that has area."""
        pending = self.root.children()
        while pending:
            node = pending.pop()
            try:
                if node.extents()[2] > 0:
                    pending += node.children()
            except GLib.Error:
                try:
                    pending += node.children()  # a stack page has no extents
                except GLib.Error:
                    pass

    def x_windows(self):
        """This program's mapped X windows, lowest first."""
        atom, windows = self.x.intern_atom, []
        pending = list(self.x.screen().root.query_tree().children)
        while pending:
            window = pending.pop(0)
            try:
                look = window.get_attributes()
                if look.map_state != X.IsViewable or look.win_class != X.InputOutput:
                    continue
                pid = window.get_full_property(atom('_NET_WM_PID'), X.AnyPropertyType)
                if pid is None:
                    pending[:0] = window.query_tree().children  # a window manager's frame
                    continue
                if pid.value[0] != self.pid:
                    continue
                shape = window.get_geometry()
                place = window.translate_coords(self.x.screen().root, 0, 0)
                name = window.get_full_property(atom('_NET_WM_NAME'), X.AnyPropertyType)
                shadow = window.get_full_property(atom('_GTK_FRAME_EXTENTS'), X.AnyPropertyType)
            except XError:
                continue  # it went away
            windows.append({'id': window.id, 'x': -place.x, 'y': -place.y, 'w': shape.width, 'h': shape.height,
                            'name': name.value.decode() if name else '', 'popup': bool(look.override_redirect),
                            'shadow': (shadow.value[0], shadow.value[2]) if shadow else None})
        return windows

    def covered(self, x, y, own):
        """Does another of the program's windows (a tooltip, a dialog) lie over this point?"""
        above = False
        for window in self.x_windows():
            if window['id'] == own['id']:
                above = True
            elif above:
                left, top = window['shadow'] or (0, 0)
                if window['x'] + left <= x < window['x'] + window['w'] - left and window['y'] + top <= y < window['y'] + window['h'] - top:
                    return True
        return False

    def screenshot(self, path):
        """The whole screen as a PNG: what a person would see, popovers included."""
        os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
        subprocess.run(['scrot', '--overwrite', path], check=True)
        return path

    # --- acting
    def move(self, x, y, steps=8):
        """Move the pointer from where it is, as a hand does."""
        here = self.x.screen().root.query_pointer()
        for i in range(1, steps + 1):
            xtest.fake_input(self.x, X.MotionNotify, x=here.root_x + (x - here.root_x) * i // steps,
                             y=here.root_y + (y - here.root_y) * i // steps)
            self.x.sync()
            time.sleep(0.012)

    def press(self, button=1, count=1):
        for _ in range(count):
            xtest.fake_input(self.x, X.ButtonPress, button)
            xtest.fake_input(self.x, X.ButtonRelease, button)
            self.x.sync()
            time.sleep(0.03)

    def settle(self, quiet=0.15):
        """A round trip through the program's main loop, then a few frames' time."""
        if self.process.poll() is None:
            try:
                self.root.children()
            except GLib.Error:
                pass
        elif self.process.returncode < 0:
            raise UiError(f'program died of signal {-self.process.returncode}:\n{self.log()[-4000:]}')
        time.sleep(quiet)
        return self

    def key(self, *combos):
        xdotool('key', '--clearmodifiers', '--delay', 40, *combos)
        return self.settle()

    def type(self, text):
        """ASCII goes through the keyboard, anything else through the clipboard."""
        if text.isascii():
            xdotool('type', '--clearmodifiers', '--delay', 15, text)
        else:
            subprocess.run(['xclip', '-selection', 'clipboard', '-in'], input=text.encode(), check=True,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            self.key('ctrl+v')
        return self.settle()

    def activate(self, action, parameter=None, window=1):
        """An action of the GApplication ('app.x') or a window's GActionMap ('win.x') over D-Bus.

        Actions of gtk_widget_class_install_action() are not there: reach those
        through a menu, a shortcut or a button.
        """
        scope, name = action.split('.', 1)
        names = call(self.session, DBUS, '/org/freedesktop/DBus', DBUS, 'ListNames')[0]
        for app_id in names:
            if app_id.startswith(':') or app_id == DBUS:
                continue
            if call(self.session, DBUS, '/org/freedesktop/DBus', DBUS, 'GetConnectionUnixProcessID', GLib.Variant('(s)', (app_id,)))[0] == self.pid:
                break
        else:
            raise UiError('the program owns no name on the session bus')
        path = '/' + app_id.replace('.', '/').replace('-', '_') + (f'/window/{window}' if scope == 'win' else '')
        call(self.session, app_id, path, 'org.gtk.Actions', 'Activate',
             GLib.Variant('(sava{sv})', (name, [parameter] if parameter is not None else [], {})))
        return self.settle()


def descendants(pid):
    try:
        with open(f'/proc/{pid}/task/{pid}/children') as file:
            for child in file.read().split():
                yield int(child)
                yield from descendants(int(child))
    except OSError:
        return


def main(args):
    """uitest.py [STEP...] -- COMMAND...   each STEP in order:

    click=NAME | type=NAME:TEXT | key=ctrl+f | wait=NAME | sleep=SECONDS | shot=FILE.png | tree | tree=FILE
    """
    if '--' not in args:
        print(main.__doc__, file=sys.stderr)
        return 64
    cut = args.index('--')
    with App(args[cut + 1:]) as app:
        for step in args[:cut]:
            verb, _, rest = step.partition('=')
            if verb == 'click':
                app.wait(rest).click()
            elif verb == 'type':
                name, _, text = rest.partition(':')
                app.wait(name).type(text)
            elif verb == 'key':
                app.key(rest)
            elif verb == 'wait':
                app.wait(rest)
            elif verb == 'sleep':
                time.sleep(float(rest))
            elif verb == 'shot':
                app.screenshot(rest)
            elif verb == 'tree':
                with (open(rest, 'w') if rest else os.fdopen(os.dup(1), 'w')) as file:
                    app.tree(out=file)
            else:
                raise SystemExit(f'unknown step {step}')
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
