#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Goods in stock: two desks receive and count without a network, and come to the same sums; an order says what is missing.
set -euo pipefail
# shellcheck source=tests/ctl/checks.sh
. "$(dirname "${BASH_SOURCE[0]}")/checks.sh"

at() { local desk=$1; shift; PIAODAN_DATA=$PIAODAN_WORK/$desk "$@"; }
sync() { at "$1" piaodanctl --quiet sync >/dev/null; }
level() { at "$1" piaodanctl --json stock levels | jq -r --arg good "$2" '.stock[] | select (.good == $good) | "\(.on_hand) \(.reserved) \(.available) \(.to_order // "-")"'; }

at a "$here/sign-in.sh" finance
at b "$here/sign-in.sh" clerk
sync a
at a piaodanctl stock levels 2>&1 | grep -q 'good edit' || fail "it is not said how a good comes into the stock"
at a piaodanctl --quiet good new --name 扫码枪 --unit 把 --tax-rate 0.13 --set stocked=yes --set minimum_stock=10 >/dev/null
at a piaodanctl --quiet good new --name 咨询服务 --tax-rate 0.06 >/dev/null
sync a; sync b

# Both without the other: what was received adds up, and so does what was counted.
same "after receiving at a" 20 "$(at a piaodanctl --quiet stock receive 扫码枪 20)"
same "after receiving at b" 2.5 "$(at b piaodanctl --quiet stock receive 扫码枪 2.5 --reason 到货)"
same "after counting at b" 2 "$(at b piaodanctl --quiet stock count 扫码枪 2)"
same "after counting the same" 2 "$(at b piaodanctl --quiet stock count 扫码枪 2)"
sync a; sync b; sync a
for desk in a b; do
  same "the level at $desk" "22 0 22 -" "$(level $desk 扫码枪)"
  same "the moves at $desk" 3 "$(at $desk piaodanctl --json stock moves 扫码枪 | jq '.stock_moves | length')"
done
at a piaodanctl stock moves | grep -q 到货 || fail "the reason is not shown"

PIAODAN_DATA=$PIAODAN_WORK/a ends 1 piaodanctl stock receive 咨询服务 1
PIAODAN_DATA=$PIAODAN_WORK/a ends 1 piaodanctl stock receive 扫码枪 0
PIAODAN_DATA=$PIAODAN_WORK/a ends 1 piaodanctl stock receive 扫码枪 2 --serials "A1"
PIAODAN_DATA=$PIAODAN_WORK/a ends 5 piaodanctl stock receive 打孔机 2

# What an order lacks.
at a piaodanctl order new --number ST-1 --buyer 样例市远山文化传播有限公司 --kind goods \
  --line "name=扫码枪;quantity=30;unit_price=100;tax_rate=0.13" >/dev/null 2>"$PIAODAN_WORK/err"
grep -q '扫码枪.*8' "$PIAODAN_WORK/err" || fail "it is not said at entry what is missing"
same "missing" 8 "$(at a piaodanctl --json stock short ST-1 | jq -r '.short[0].missing')"
at a piaodanctl stock short ST-1 | grep -q 8 || fail "what is missing is not shown"
at a piaodanctl --quiet stock receive 扫码枪 8 >/dev/null
same "short after receiving" 0 "$(at a piaodanctl --json stock short ST-1 | jq '.short | length')"
same "to order" "" "$(at a piaodanctl --json stock levels --to-order | jq -r '.stock[]')"
at a piaodanctl --quiet stock count 扫码枪 4 >/dev/null
same "to order after a loss" "4 0 4 6" "$(level a 扫码枪)"

# What was written down wrongly is taken back by another movement: once, and by nothing that was taken back itself.
wrong() { at "$1" piaodanctl --json stock moves 扫码枪 | jq -r "[.stock_moves[] | select ($2)][0].id"; }
same "after a receipt that was none" 9 "$(at a piaodanctl --quiet stock receive 扫码枪 5)"
move=$(wrong a '.quantity == "5"')
at a piaodanctl stock moves | grep -q "$move" || fail "the id of a movement is not shown"
sync a; sync b
same "after reversing at a" 4 "$(at a piaodanctl --quiet stock reverse "$move" --reason 重复登记)"
reversal=$(at a piaodanctl --json stock moves 扫码枪 | jq -r --arg move "$move" '.stock_moves[] | select (.reverses == $move) | "\(.id) \(.quantity) \(.reason)"')
same "what reverses it" "-5 重复登记" "${reversal#* }"
PIAODAN_DATA=$PIAODAN_WORK/a ends 1 piaodanctl stock reverse "$move"
PIAODAN_DATA=$PIAODAN_WORK/a ends 1 piaodanctl stock reverse "${reversal%% *}"
PIAODAN_DATA=$PIAODAN_WORK/a ends 5 piaodanctl stock reverse 01998e6c-5f2a-7c31-9d0e-4b1f6a7c8d92
# Somebody else had done the same without a network: it counts once, and nobody is asked.
at b piaodanctl --quiet stock reverse "$move" --reason 看错了 >/dev/null
sync a; sync b; sync a
for desk in a b; do
  same "the level at $desk after two had reversed" "4 0 4 6" "$(level $desk 扫码枪)"
  same "what waits at $desk" 0 "$(at $desk piaodanctl --json conflict list | jq '.conflicts | length')"
  same "why it was reversed, at $desk" 重复登记 "$(at $desk piaodanctl --json stock moves 扫码枪 | jq -r --arg move "$move" '.stock_moves[] | select (.reverses == $move) | .reason')"
done
