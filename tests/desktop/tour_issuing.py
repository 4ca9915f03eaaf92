# SPDX-License-Identifier: GPL-3.0-or-later
"""The screens of issuing: invoices in every state, the queue, the tax bureau, the checklist; without a platform.

fill-issuing-cache, beside the build, makes the cache.
"""
import os
import subprocess

from uitest import UiError
from piaodan_ui import Piaodan, _
from tour_guide import WORK, Guide


def button(app, beginning):
    """The first button that can be reached whose name begins so."""
    found = next((n for n in app.root.find_all(role='push button') if n.name.startswith(beginning)), None)
    if found is None:
        raise UiError(f'no button begins with {beginning!r}')
    return found


def chip(app, label):
    return button(app, _(label) + ' ')


def invoices(app, guide):
    app.key('alt+2')
    app.settle(0.8)
    guide.shot('issuing-invoices')
    for label, name in (('Waiting for sign-in', 'waiting'), ('Outcome unknown', 'unknown'), ('Refused', 'refused'),
                        ('Issued', 'issued')):
        app.key('alt+2')
        chip(app, label).click()
        app.settle(0.5)
        app.key('ctrl+f', 'Down')
        if guide.narrow:
            app.key('Return')
        guide.screen(f'issuing-{name}')
        guide.scroll_page(20)
        guide.screen(f'issuing-{name}-below')
        guide.scroll_page(-40)
        if name == 'unknown':
            app.push(_('It Was Issued…'))
            guide.screen('issuing-declare', away=('Escape',))
        if guide.narrow:
            app.key('alt+Left')
        chip(app, label).click()
        app.settle(0.3)


def orders(app, guide):
    app.key('alt+1')
    app.settle(0.5)
    app.key('ctrl+f', 'Down', 'Home')
    guide.screen('issuing-checklist', 'ctrl+i', away=('Escape',))
    app.settle(0.3)
    app.key('ctrl+a')
    app.settle(0.4)
    guide.screen('issuing-several', 'ctrl+i', away=('Escape',))


def run(_platform):
    data = os.path.join(WORK, 'issuing')
    subprocess.run(['fill-issuing-cache', data], check=True, stdout=subprocess.DEVNULL)
    with Piaodan(data) as app:
        guide = Guide(app)
        guide.attempt(invoices, app, guide)
        guide.screen('issuing-queue', 'alt+7')
        guide.scroll_page(60)
        guide.screen('issuing-queue-below')
        guide.attempt(app.push, _('Issue All…'))
        guide.screen('issuing-queue-all', away=('Escape',))
        app.settle(0.3)
        guide.attempt(orders, app, guide)
        app.key('alt+7')
        guide.scroll_page(-60)
        guide.attempt(app.push, _('Where the Time Goes…'))
        guide.screen('issuing-times', away=('Escape',))
        guide.attempt(app.push, _('Sign In…'))
        guide.screen('issuing-sign-in', away=('Escape',))
        app.settle(0.5)
        guide.attempt(lambda: button(app, _('Tax bureau: %s') % '').click())
        guide.screen('issuing-bureau', away=('Escape',))
        app.settle(0.5)
        guide.screen('issuing-preferences', 'ctrl+comma')
        app.wait(_('Platform')).click()
        guide.screen('issuing-preferences', away=('Escape',))
