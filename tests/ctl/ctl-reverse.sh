#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The red-letter desk without a window: a part, the rest, an order invoiced anew, and a form that waits for the buyer's word.
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
    got=$(ask "$@")
    [ "$got" != "$wanted" ] || return 0
    sleep 0.25
  done
  fail "$what: wanted '$wanted', got '$got'"
}

"$here/sign-in.sh" finance
piaodanctl order import "$here/../../data/samples/orders-training.csv"
piaodanctl invoice issue PX-2026-0002 PX-2026-0004
piaodanctl sync --wait 60
number=$(ask '.invoices[] | select(.order_number == "PX-2026-0002") | .number' invoice list)
other=$(ask '.invoices[] | select(.order_number == "PX-2026-0004") | .number' invoice list)
gross=$(ask .invoice.gross_amount invoice show "$number")

# What cannot be reversed so is said before anything is saved.
ends 2 piaodanctl invoice reverse "$number" --all
ends 2 piaodanctl invoice reverse "$number" --reason return
ends 1 piaodanctl invoice reverse "$number" --reason mistake --line 1
ends 1 piaodanctl invoice reverse "$number" --reason return --line 1=999
ends 1 piaodanctl invoice reverse "$number" --reason return --line 7
same "a part" 1 "$(ask '.red_form.lines | length' invoice reverse "$number" --reason return --line 1 --dry-run)"
same "forms that a dry run made" 0 "$(ask .count red-form list)"

# A part, with nobody to ask; then the rest; then no more.
piaodanctl invoice reverse "$number" --reason return --line 1
until_is "the form" issued .red_form.state red-form show "$number"
part=$(ask .red_form.gross_amount red-form show "$number")
until_is "what was reversed" "${part#-}" .invoice.reversed_amount invoice show "$number"
red=$(ask .red_form.red_number red-form show "$number")
same "the red invoice's total" "$part" "$(ask .invoice.gross_amount invoice show "$red")"
same "the red invoice's blue one" "$number" "$(ask .invoice.blue_number invoice show "$red")"
ends 1 piaodanctl invoice reverse "$red" --reason return --all
piaodanctl invoice reverse "$number" --reason return --all
until_is "all that was reversed" "$gross" .invoice.reversed_amount invoice show "$number"
ends 1 piaodanctl invoice reverse "$number" --reason return --all
same "the order" "invoiced $gross" "$(ask '.order | "\(.state) \(.reversed_amount)"' order show PX-2026-0002)"

# The order is invoiced anew, with another number.
piaodanctl order reopen PX-2026-0002
until_is "the reopened order" open .order.state order show PX-2026-0002
piaodanctl invoice issue PX-2026-0002
until_is "the order" invoiced .order.state order show PX-2026-0002
[ "$(ask .order.invoice_number order show PX-2026-0002)" != "$number" ] || fail "the same invoice once more"

# The buyer has booked the invoice: it has a word, and the form can be withdrawn.
bureau book "$other"
piaodanctl invoice reverse "$other" --reason allowance --amount 1=1.13
until_is "the form" waiting_for_them .red_form.state red-form show "$other"
ends 1 piaodanctl red-form confirm "$other"
piaodanctl red-form withdraw "$other"
until_is "the withdrawn form" void .red_form.state red-form show "$other"
same "what of it was reversed" null "$(ask .invoice.reversed_amount invoice show "$other")"
