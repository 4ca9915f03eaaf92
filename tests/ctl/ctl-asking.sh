#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Asking for many invoices: stopped half way and taken back, more than the quota, an answer that is lost; which of several
# invoices is meant; a mail that went out already; an order's return.
set -euo pipefail
# shellcheck source=tests/ctl/checks.sh
. "$(dirname "${BASH_SOURCE[0]}")/checks.sh"
bureau() { piaodan-platform sandbox --data "$(dirname "$PIAODAN_CA")" "$@"; }
sync() { piaodanctl --quiet sync >/dev/null || true; }

# until_is WHAT WANTED FILTER COMMAND…: synchronises until jq finds it
until_is() {
  local what=$1 wanted=$2 got=''
  shift 2
  for _ in $(seq 80); do
    sync
    got=$(ask "$@")
    [ "$got" != "$wanted" ] || return 0
    sleep 0.25
  done
  fail "$what: wanted '$wanted', got '$got'"
}

# orders FIRST LAST NET DATE: enters orders of one line of this price without tax
orders() {
  jq -n --argjson first "$1" --argjson last "$2" --arg price "$3" --arg date "$4" '{orders: [range($first; $last + 1) | {
    number: "Q-\(.)", order_date: $date, buyer_name: "王小样", invoice_kind: "ordinary", price_includes_tax: false,
    lines: [{name: "圆珠笔", quantity: "1", unit_price: $price, tax_rate: "0.13", tax_code: "1060402010200000000"}]}]}' \
    >"$PIAODAN_WORK/orders.json"
  piaodanctl --quiet order new --file "$PIAODAN_WORK/orders.json" >/dev/null
}

"$here/sign-in.sh" finance
piaodanctl order import "$here/../../data/samples/orders-training.csv" >/dev/null
sync

# Stopped half way, it says how many are asked for, and all of them are taken back before anybody hears of them.
orders 1 1900 10 2026-11-01
orders 10001 13100 10 2026-11-01
piaodanctl --json invoice issue --all >"$PIAODAN_WORK/stopped" 2>"$PIAODAN_WORK/err" &
pid=$!
until [ "$(ask .here invoice queue)" -gt 0 ]; do sleep 0.02; done
kill -INT $pid
status=0
wait $pid || status=$?
same "the status of what was stopped" 130 "$status"
asked=$(jq .queued "$PIAODAN_WORK/stopped")
[ "$asked" -gt 0 ] || fail "nothing is told of what was stopped: $(<"$PIAODAN_WORK/stopped")"
same "stopped" "true 5012" "$(jq -r '"\(.stopped) \(.queued + .refused + .beyond_quota + .not_reached)"' "$PIAODAN_WORK/stopped")"
same "what waits" "$asked" "$(ask .here invoice queue)"
ends 1 piaodanctl order cancel Q-1
grep -q 'order withdraw Q-1' <<<"$err" || fail "how to take it back is not said: $err"
ends 0 piaodanctl order withdraw Q-1
ends 1 piaodanctl order withdraw Q-1
ends 0 piaodanctl invoice take-back Q-2
grep -q 'not sent' <<<"$out" || fail "what was taken back is not said: $out"
ends 2 piaodanctl order withdraw
same "taken back" "$((asked - 2))" "$(ask .withdrawn order withdraw --all)"
same "what waits then" 0 "$(ask .here invoice queue)"
sync
same "the bureau's book" 0 "$(bureau --json list | jq length)"

# More than the quota: the oldest fit, the others are told and not asked for; a dry run, the check and the issue agree.
bureau quota 1000
piaodanctl --quiet bureau refresh >/dev/null
until_is "the quota" 100000 .quota.left bureau status
orders 2001 2001 600 2026-10-03
orders 2002 2002 300 2026-10-01
orders 2003 2003 500 2026-10-02
piaodanctl --quiet order complete Q-2002 >/dev/null
sync
document=$(piaodanctl --json invoice issue --all --dry-run || true)
same "the oldest first" "Q-2002 Q-2003 Q-2001" "$(jq -r '[.orders[:3][].number] | join(" ")' <<<"$document")"
same "which fit" "queued queued beyond_quota" "$(jq -r '[.orders[:3][].result] | join(" ")' <<<"$document")"
ends 3 piaodanctl invoice issue Q-2002 Q-2003 Q-2001 --check
ends 3 piaodanctl invoice issue Q-2002 Q-2003 Q-2001 --dry-run
grep -q 'beyond-quota' <<<"$err" || fail "what does not fit is not said: $err"
ends 3 piaodanctl invoice issue Q-2002 Q-2003 Q-2001
same "asked for within the quota" 2 "$(ask .here invoice queue)"
ends 0 piaodanctl invoice issue Q-2001 --beyond-quota
ends 0 piaodanctl order withdraw Q-2001
same "drafts, what is completed first" "completed" "$(piaodanctl --quiet order complete Q-2001 >/dev/null; sync
  ask '[.queue[] | select(.place == "draft")][0].state' invoice queue)"
ends 0 piaodanctl sync --wait 60
same "issued within the quota" 2 "$(bureau --json list | jq length)"
bureau quota 0
piaodanctl --quiet bureau refresh >/dev/null
sync

# What the bureau will refuse is refused here, by the check and by the issue alike.
piaodanctl --quiet order new --number R-0 --buyer 王小样 --special construction --line 'name=安装;quantity=1;unit_price=10;tax_rate=0.09;tax_code=3050200000000000000' >/dev/null
ends 3 piaodanctl invoice issue R-0 --check
ends 3 piaodanctl invoice issue R-0 --dry-run
ends 3 piaodanctl invoice issue R-0

# A lost answer is waited for: the platform asks again by itself.
bureau fault submit:lose-answer
piaodanctl --quiet order new --number R-1 --buyer 王小样 --line 'name=圆珠笔;quantity=4;unit_price=10;tax_rate=0.13;tax_code=1060402010200000000' >/dev/null
piaodanctl --quiet invoice issue R-1 >/dev/null
ends 0 piaodanctl sync --wait 60
same "the order whose answer was lost" invoiced "$(ask .order.state order show R-1)"

# The order's return: of its line, and waited for. Then the order has two invoices, and no one of them is meant.
ends 1 piaodanctl order return Q-2001 --all
ends 1 piaodanctl order return R-1 --line 2
ends 0 piaodanctl order return R-1 --line 1=1
form=$out
same "not sent" draft "$(ask .red_form.state red-form show "${form##*$'\n'}")"
ends 0 piaodanctl red-form take-back "${form##*$'\n'}"
grep -q 'draft' <<<"$out" || fail "the draft is not told: $out"
ends 0 piaodanctl red-form apply "${form##*$'\n'}"
ends 0 piaodanctl red-form take-back "${form##*$'\n'}"
ends 0 piaodanctl red-form delete "${form##*$'\n'}"
same "forms" 0 "$(ask .count red-form list)"
ends 0 piaodanctl order return R-1 --line 1=1
ends 0 piaodanctl sync --wait 60
same "the return's form" issued "$(ask '.red_forms[0].state' red-form list)"
same "what of the order was reversed" 1000 "$(ask .order.reversed_amount order show R-1)"
ends 2 piaodanctl invoice show R-1
grep -q '10.00.*40.00\|40.00.*10.00' <<<"$err" || fail "the invoices to choose from are not told: $err"
ends 0 piaodanctl invoice reverse R-1 --reason return --line 1=1 --dry-run
number=$(ask '.order.invoice_number' order show R-1)
same "the timeline is told once" "$(ask '.invoice.stages | length' invoice show "$number")" \
  "$(piaodanctl invoice show "$number" | grep -cE '^2[0-9]{3}-[0-9]{2}-[0-9]{2} ')"

# The same invoice to the same address goes out once, unless it is wanted twice.
ends 0 piaodanctl invoice mail "$number" --to wang@example.com
ends 1 piaodanctl invoice mail "$number" --to Wang@Example.com
grep -q -- '--again' <<<"$err" || fail "what to do is not said: $err"
ends 0 piaodanctl invoice mail "$number" --to li@example.com
ends 0 piaodanctl invoice mail "$number" --to wang@example.com --again
id=$(ask '.deliveries[0].id' delivery list)
piaodanctl delivery list | grep -q "$id" || fail "the list has no ids"
