#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The training orders are what they say: rows whole, credit codes with the right
# check characters (GB 32100), tax codes of 19 digits, amounts that are quantity
# times price.
#
#   samples.sh orders-training.csv
set -euo pipefail
exec /usr/bin/python3 - "$1" <<'PYTHON'
import csv
import sys
from decimal import Decimal, ROUND_HALF_UP

ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'


def check_character(code):
    total = sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17]))
    return ALPHABET[(31 - total % 31) % 31]


assert check_character('91320115MA202UKD7X') == 'X'
orders, discounts, lump_sums, rates = {}, 0, 0, set()
with open(sys.argv[1], encoding='utf-8', newline='') as file:
    for number, row in enumerate(csv.DictReader(file), 2):
        where = f'row {number}: '
        head = tuple(row[k] for k in list(row)[1:9] + ['含税标志', '备注'])
        assert orders.setdefault(row['订单号'], head) == head, where + 'differs from the first row of its order'
        code = row['购买方税号']
        assert not code or len(code) == 18 and code[17] == check_character(code), where + 'credit code ' + code
        assert code or row['发票类型'] == '普通发票', where + 'a special invoice needs a tax number'
        assert len(row['税收编码']) == 19 and row['税收编码'].isdigit(), where + 'tax code'
        assert row['税率'] in ('0.13', '0.09', '0.06', '0.01'), where + 'rate'
        assert row['含税标志'] in ('是', '否'), where + 'tax included'
        assert bool(row['数量']) == bool(row['单价']), where + 'quantity without price'
        amount = Decimal(row['金额'])
        if row['数量']:
            product = (Decimal(row['数量']) * Decimal(row['单价'])).quantize(Decimal('0.01'), ROUND_HALF_UP)
            assert product == amount, where + f'{product} is not {amount}'
        else:
            lump_sums += 1
        if row['折扣金额']:
            discounts += 1
            assert 0 < Decimal(row['折扣金额']) < amount, where + 'discount'
        rates.add(row['税率'])
assert len(orders) == 12 and discounts and lump_sums and len(rates) == 4, (len(orders), discounts, lump_sums, rates)
PYTHON
