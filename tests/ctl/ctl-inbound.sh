#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Red-letter forms that the other side entered: confirmed, rejected while the platform is away, withdrawn by the other side
# first, and one of a purchase.
set -euo pipefail
# shellcheck source=tests/ctl/checks.sh
. "$(dirname "${BASH_SOURCE[0]}")/checks.sh"
bureau() { piaodan-platform sandbox --data "$(dirname "$PIAODAN_CA")" "$@"; }

# until_is WHAT WANTED FILTER COMMAND…: synchronises until jq finds it
until_is() {
  local what=$1 wanted=$2 got=''
  shift 2
  for _ in $(seq 80); do
    piaodanctl --quiet sync || true
    got=$(ask "$@" 2>/dev/null || true)
    [ "$got" != "$wanted" ] || return 0
    sleep 0.25
  done
  fail "$what: wanted '$wanted', got '$got'"
}

number_of() { ask ".invoices[] | select(.order_number == \"$1\") | .number" invoice list; }

# What there is of forms and red invoices at the bureau itself, of one blue invoice.
red_at_bureau() { bureau list --json | jq "[.[] | select(.blue_number == \"$1\")] | length"; }

"$here/sign-in.sh" finance
piaodanctl order import "$here/../../data/samples/orders-training.csv"
piaodanctl invoice issue PX-2026-0001 PX-2026-0002 PX-2026-0004
piaodanctl sync --wait 60
first=$(number_of PX-2026-0001) second=$(number_of PX-2026-0002) third=$(number_of PX-2026-0004)
gross=$(ask .invoice.gross_amount invoice show "$first")

# The buyers enter them, and so does a seller of something that we bought; the platform is told to look.
for number in "$first" "$second" "$third"; do bureau inbound "$number" >/dev/null; done
bought=$(bureau receive 113)
bureau inbound "$bought" >/dev/null
piaodanctl bureau refresh
until_is "the forms that wait for us" 4 .count red-form list --state waiting_for_us
same "who entered the first" "buyer seller" "$(ask '.red_form | "\(.entered_by) \(.side)"' red-form show "$first")"
same "who entered the one of the purchase" "seller buyer" \
  "$(ask '.red_form | "\(.entered_by) \(.side)"' red-form show "$bought")"
same "what it is to reverse" "-$gross" "$(ask .red_form.gross_amount red-form show "$first")"
ends 1 piaodanctl red-form withdraw "$first"
ends 1 piaodanctl invoice reverse "$first" --reason return --all
piaodanctl --quiet sync || true

# Confirmed: one red invoice of all of it.
piaodanctl red-form confirm "$first"
ends 0 piaodanctl sync
until_is "the confirmed form" issued .red_form.state red-form show "$first"
until_is "what was reversed" "$gross" .invoice.reversed_amount invoice show "$first"
red=$(ask .red_form.red_number red-form show "$first")
same "the red invoice" "-$gross $first" "$(ask '.invoice | "\(.gross_amount) \(.blue_number)"' invoice show "$red")"
same "the order" "$gross" "$(ask .order.reversed_amount order show PX-2026-0001)"
same "red invoices of it at the bureau" 1 "$(red_at_bureau "$first")"
ends 1 piaodanctl red-form confirm "$first"

# The platform does not answer: what is said waits on this computer, and goes when it is there again, once.
kill -STOP "$PIAODAN_PLATFORM_PID"
piaodanctl red-form reject "$second" --reason 未退货
piaodanctl red-form confirm "$bought"
same "what waits" 2 "$(ask '.waiting + .in_flight' status)"
kill -CONT "$PIAODAN_PLATFORM_PID"
until_is "the rejected form" void .red_form.state red-form show "$second"
same "the bureau's status of it" 06 "$(ask .red_form.status red-form show "$second")"
same "what was reversed of it" null "$(ask .invoice.reversed_amount invoice show "$second")"
same "red invoices of it at the bureau" 0 "$(red_at_bureau "$second")"
until_is "the form of the purchase" issued .red_form.state red-form show "$bought"
same "an invoice of ours for what we bought" null "$(ask .red_form.red_invoice_id red-form show "$bought")"

# What was rejected is there to be reversed again, by us.
piaodanctl invoice reverse "$second" --reason return --line 1
piaodanctl --quiet sync || true

# The buyer takes it back while our word is on its way: it is void, and nothing is reversed.
form=$(ask .red_form.number red-form show "$third")
bureau withdraw "$form" >/dev/null
piaodanctl red-form confirm "$third"
until_is "the withdrawn form" void .red_form.state red-form show "$third"
same "what was reversed of it" null "$(ask .invoice.reversed_amount invoice show "$third")"
same "red invoices of it at the bureau" 0 "$(red_at_bureau "$third")"
