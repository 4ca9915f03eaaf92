# SPDX-License-Identifier: GPL-3.0-or-later
"""How many orders the next weeks bring, and what a service order's description speaks of."""
import datetime
from piaodan_ui import Desk, Piaodan, _
from tour_guide import Guide
from tour_stock import BUYER


def run(platform):
    desk = Desk('forecast', platform, 'admin')
    desk.run('sync')
    with Piaodan(desk.data) as app:
        guide = Guide(app)
        app.wait_sync('Up to date')
        app.key('F10')
        app.wait(_('Forecast…'), role='menu item').click()
        guide.screen('forecast-empty', away=('Escape',))
    today = datetime.date.today()
    for week in range(1, 15):
        for number in range(2 + week % 3):
            date = today - datetime.timedelta(days=7 * week + number)
            desk.run('order', 'new', '--number', f'PX-F-{week}-{number}', '--buyer', BUYER, '--kind', 'goods', '--order-date', str(date),
                     '--line', 'name=税控盘;quantity=1;unit_price=100;tax_rate=0.13')
    with Piaodan(desk.data) as app:
        guide = Guide(app)
        app.settle(1)
        app.key('F10')
        app.wait(_('Forecast…'), role='menu item').click()
        guide.screen('forecast')
        guide.scroll_page(12)
        guide.screen('forecast-rows', away=('Escape',))
