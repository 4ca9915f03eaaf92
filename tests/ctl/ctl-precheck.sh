#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What of an order gives pause: each kind of it by its word and its place, what could be there instead, and nothing of an
# order that is as the others are. Offline throughout.
set -euo pipefail
# shellcheck source=tests/ctl/checks.sh
. "$(dirname "${BASH_SOURCE[0]}")/checks.sh"

"$here/sign-in.sh" clerk >/dev/null
piaodanctl --quiet sync >/dev/null
# doubts ORDER: the kinds of what gives pause, with the field of each
doubts() { ask '[.problems[] | "\(.kind):\(.field // "-")"] | unique | join (" ")' order precheck "$1"; }
# has ORDER KIND:FIELD
has() { doubts "$1" | tr ' ' '\n' | grep -qx -- "$2" || fail "of $1 not told: $2; told: $(doubts "$1")"; }
hasnt() { ! doubts "$1" | tr ' ' '\n' | grep -qx -- "$2" || fail "of $1 told: $2"; }
# enter NUMBER QUANTITY PRICE [OPTION…]
enter() {
  local number=$1 quantity=$2 price=$3
  shift 3
  piaodanctl --quiet order new --number "$number" --buyer "样例客户$number" \
    --line "name=扫码枪;quantity=$quantity;unit_price=$price;tax_rate=0.13;tax_code=1090512990000000000" "$@" >/dev/null 2>&1
}

error 5 not_found order precheck NOWHERE
error 2 usage order precheck

# A history of three prices, and one order that is like it.
enter P-1 2 100; enter P-2 3 101; enter P-3 2 99; enter P-4 2 100
hasnt P-4 price:unit_price
hasnt P-4 quantity:quantity

enter P-5 2 1000
has P-5 price:unit_price
piaodanctl order precheck P-5 2>&1 | grep -q 扫码枪 || fail "which good it is, is not said"
same "the middle price is offered" true "$(ask '[.problems[] | select (.kind == "price")][0].instead | tonumber > 80 and tonumber < 120' order precheck P-5)"
enter P-6 900 100
has P-6 quantity:quantity

# The same buyer, the same goods, within a week: it may have been entered twice.
piaodanctl --quiet order new --number P-7 --buyer 样例客户P-4 \
  --line 'name=扫码枪;quantity=2;unit_price=100;tax_rate=0.13;tax_code=1090512990000000000' >/dev/null 2>&1
same "the other order is named" "$(ask .order.id order show P-4)" \
  "$(ask '[.problems[] | select (.kind == "duplicate")][0].instead' order precheck P-7)"
hasnt P-1 duplicate:-

# What the next step will want, and what the stock does not have.
enter P-8 2 100 --kind goods
same "something is missing" true "$(ask 'any (.problems[]; .kind == "missing")' order precheck P-8)"
piaodanctl --quiet good new --name 扫码台 --unit 台 --tax-rate 0.13 --set stocked=yes >/dev/null
piaodanctl --quiet order new --number P-9 --kind goods --buyer 样例客户P-9 \
  --line 'name=扫码台;quantity=3;unit_price=100;tax_rate=0.13;tax_code=1090512990000000000' >/dev/null 2>&1
same "short in stock" 0 "$(ask '[.problems[] | select (.kind == "stock")][0].instead' order precheck P-9)"

# It forbids nothing: the orders are there, and say so in one document.
same "orders" 9 "$(ask '[.orders[] | select (.number | startswith ("P-"))] | length' order list)"
