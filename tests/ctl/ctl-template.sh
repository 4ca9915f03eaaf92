#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Templates of orders: kept from an order, used by hand without a network, made by the platform on their dates, paused.
set -euo pipefail
# shellcheck source=tests/ctl/checks.sh
. "$(dirname "${BASH_SOURCE[0]}")/checks.sh"

"$here/sign-in.sh" clerk
sync() { piaodanctl --quiet sync >/dev/null; }
today=$(TZ=Asia/Shanghai date +%F)
made() { piaodanctl --json order search 样例市远山 | jq '[.orders[] | select ((.import_key // "") | startswith ("template:"))]'; }

sync
same "templates" 0 "$(piaodanctl --json template list | jq '.order_templates | length')"
piaodanctl --quiet order new --number T-1 --buyer 样例市远山文化传播有限公司 --note 只属于这一单 \
  --line "name=维护费;quantity=1;unit_price=106;tax_rate=0.06" >/dev/null
id=$(piaodanctl --quiet template new T-1 --name 维护费)
same "kept" 10600 "$(piaodanctl --json template list | jq '.order_templates[0].gross_amount')"
same "found by its buyer" 1 "$(piaodanctl --json template list 远山 | jq '.order_templates | length')"
same "not found" 0 "$(piaodanctl --json template list 近水 | jq '.order_templates | length')"
piaodanctl template list | grep -q 远山文化 || fail "the list has no buyer"
piaodanctl template show 维护费 | grep -q 106.00 || fail "its line is not shown"
same "of itself" null "$(piaodanctl --json template show 维护费 | jq .order.note)"

# By hand, also before the platform knows of the template, and as often as wanted.
piaodanctl --quiet template use 维护费 >/dev/null
piaodanctl --quiet template use 维护费 --date 2026-12-31 >/dev/null
same "made by hand" 2 "$(made | jq length)"
same "of which template" "template:$id" "$(made | jq -r '.[0].import_key')"
same "dates" "2026-12-31 $today" "$(made | jq -r '[.[].order_date] | sort_by (. != "2026-12-31") | join (" ")')"
ends 5 piaodanctl template use 没有这个

# What cannot be is said at once.
ends 1 piaodanctl template new T-1 --name 过去 --every week --start-date 2020-01-01
ends 1 piaodanctl template edit 维护费 --set every=month
ends 2 piaodanctl template edit 维护费 --set every=day
ends 1 piaodanctl template edit 维护费 --set every=month --set "start_date=$today" --set interval=100
ends 2 piaodanctl template edit 维护费 --set passed_date=2030-01-01

# The platform makes the draft of today, once.
piaodanctl --quiet template edit 维护费 --set every=month --set "start_date=$today" >/dev/null
same "next" "$today" "$(piaodanctl --json template show 维护费 | jq -r .order_template.next_date)"
for ((i = 0; i < 100; i++)); do
  sync
  [ "$(made | jq length)" -lt 3 ] || break
  sleep 0.2
done
same "made" 3 "$(made | jq length)"
same "by the platform" "template:$id/$today" "$(made | jq -r '.[].import_key | select (contains ("/"))')"
same "passed" "$today" "$(piaodanctl --json template show 维护费 | jq -r .order_template.passed_date)"
[[ $(piaodanctl --json template show 维护费 | jq -r .order_template.next_date) > $today ]] || fail "it did not go on"

piaodanctl --quiet template edit 维护费 --set paused=yes >/dev/null
same "paused" null "$(piaodanctl --json template show 维护费 | jq .order_template.next_date)"
piaodanctl template list | grep -q 暂停 || piaodanctl template list | grep -q paused || fail "the list does not say that it is paused"
piaodanctl --quiet order edit T-1 --line "1;quantity=2" >/dev/null
piaodanctl --quiet template edit 维护费 --from-order T-1 >/dev/null
same "taken anew" 21200 "$(piaodanctl --json template show 维护费 | jq .order.gross_amount)"
sync
piaodanctl --quiet template delete 维护费 >/dev/null
sync
same "deleted" 0 "$(piaodanctl --json template list | jq '.order_templates | length')"
same "the orders stay" 3 "$(made | jq length)"
