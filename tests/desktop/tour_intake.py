# SPDX-License-Identifier: GPL-3.0-or-later
"""Orders that a shop puts in, and what is said of an order while it is entered."""
import json
import os
import ssl
import subprocess
import urllib.request

from piaodan_ui import Desk, Piaodan, _
from tour_guide import Guide, choose

BUYER = '样例市青禾贸易有限公司'
TENANT = '培训公司'
PAPER = 'name=复印纸;spec=A4;quantity={};unit_price={};tax_rate=0.13'


def put_in(platform, number):
    """What a shop does: nothing but HTTP and its own token."""
    token = subprocess.run(['piaodan-platform', 'intake', 'token', '--data', platform.data, '--tenant', TENANT,
                            '--shop', '网店'], check=True, capture_output=True, text=True).stdout.strip()
    body = {'number': number, 'kind': 'goods', 'buyer': {'name': BUYER}, 'description': '网店下单，尽快发货',
            'delivery': {'contact': '李样例', 'phone': '020-55550100', 'address': '样例市书院路1号'},
            'lines': [{'name': '复印纸', 'spec': 'A4', 'quantity': 5, 'unit_price': '22.60', 'tax_rate': '0.13'}]}
    request = urllib.request.Request(f'{os.environ["PIAODAN_SERVER"]}/v1/intake/orders', json.dumps(body).encode(),
                                     {'Authorization': f'Bearer {token}', 'Content-Type': 'application/json'})
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}),
        urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=os.environ['PIAODAN_CA'])))
    with opener.open(request, timeout=20) as answer:
        return json.load(answer)['id']


def prepare(platform):
    desk = Desk('intake', platform, 'admin')
    desk.run('sync')
    desk.run('good', 'new', '--name', '复印纸', '--spec', 'A4', '--unit', '包', '--tax-rate', '0.13',
             '--unit-price', '22.60', '--set', 'minimum_order=5')
    for number, quantity in (('1', 5), ('2', 10), ('3', 8)):
        desk.run('order', 'new', '--number', f'PX-PAPER-{number}', '--buyer', BUYER,
                 '--line', PAPER.format(quantity, '22.60'))
    desk.run('order', 'new', '--number', 'PX-PAPER-4', '--buyer', BUYER, '--kind', 'goods',
             '--line', PAPER.format(3, '2260'))
    desk.run('order', 'new', '--number', 'PX-PAPER-5', '--buyer', BUYER, '--line', PAPER.format(10, '22.60'))
    desk.run('sync')
    put_in(platform, 'WD-2026-0001')
    desk.run('sync')
    return desk


def run(platform):
    with Piaodan(prepare(platform).data) as app:
        guide = Guide(app)
        app.wait_sync('Up to date')
        for number, name in (('WD-2026-0001', 'intake-shop'), ('PX-PAPER-4', 'intake-doubts'),
                             ('PX-PAPER-5', 'intake-twice')):
            choose(app, number)
            if guide.narrow:
                app.key('Return')
            app.settle(1)
            if name == 'intake-shop':
                guide.screen(name)
                continue
            app.key('ctrl+e')
            app.settle(1.5)
            guide.screen(name, away=('Escape',))
