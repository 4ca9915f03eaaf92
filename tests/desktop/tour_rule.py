# SPDX-License-Identifier: GPL-3.0-or-later
"""Who does a service order: the rules, tried on past orders."""
from piaodan_ui import Desk, Piaodan, _, catalogue
from tour_guide import Guide, choose
from tour_stock import BUYER, go


def order(desk, number, region, assignee):
    desk.run('order', 'new', '--number', number, '--buyer', BUYER, '--kind', 'service', '--service', 'upgrade', '--region', region,
             '--delivery-address', region + '松林路18号', '--contact-name', '王样例', '--contact-phone', '13900000000',
             '--line', 'name=软件升级;quantity=1;unit_price=100;tax_rate=0.06', *(['--assignee', assignee] if assignee else []))
    desk.run('sync')
    for step in ('submit', 'approve'):
        desk.run('order', 'step', step, number)
        desk.run('sync')


def run(platform):
    desk = Desk('rule', platform, 'admin')
    desk.run('sync')
    for place, (region, assignee) in enumerate((('样例市东湖区', 'technician'), ('样例市东湖区', 'wang'), ('样例市西山区', ''))):
        order(desk, f'PX-RULE-{place}', region, assignee)
    with Piaodan(desk.data) as app:
        guide = Guide(app)
        app.wait_sync('Up to date')
        go(app, guide, _('Assignment rules'))
        guide.screen('rules-empty')
        desk.run('rule', 'create', '--name', '东湖区升级', '--position', '10', '--service', 'upgrade', '--region', '样例市东湖区', '--assignees',
                 'technician,wang', '--max-load', '5')
        desk.run('rule', 'create', '--name', '加急', '--position', '20', '--set', 'priority=high', '--assignees', 'li')
        desk.run('rule', 'create', '--name', '其余', '--position', '30', '--assignees', 'technician')
        desk.run('rule', 'edit', '其余', '--set', 'active=yes')
        desk.run('sync')
        app.wait('其余', role='label', timeout=30)
        guide.screen('rules')
        app.push(_('Try…'))
        guide.screen('rule-trial', away=('Escape',))
        app.push(_('New Rule…'))
        app.settle(0.5)
        app.push(_('Save'), last=True)
        guide.screen('rule-new', away=('Escape',))
        app.key('alt+1')
        choose(app, 'PX-RULE-1')
        if guide.narrow:
            app.key('Return')
        app.settle(1)
        guide.screen('rule-order')
        app.push(_('Assign…'))
        app.settle(0.5)
        app.key('Down')
        guide.screen('rule-people', away=('Escape',))
        app.push(_('Use This'))
        app.push(catalogue.pgettext('order', 'Assign'), last=True)
        guide.screen('rule-assign', away=('Escape',))
