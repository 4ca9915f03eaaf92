#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Orders of the training file become issued invoices with the totals of the file, and a second run doubles nothing.
set -euo pipefail
# shellcheck source=tests/ctl/checks.sh
. "$(dirname "${BASH_SOURCE[0]}")/checks.sh"
orders=$here/../../data/samples/orders-training.csv

# Each order's sum as the file states it, in fen: with tax where the prices include it, else without. Integers only.
awk -F, 'function fen(text,  part) { split(text, part, "."); return part[1] * 100 + substr(part[2] "00", 1, 2) }
  NR > 1 { sum[$1] += fen($16) - fen($17); with_tax[$1] = $19 == "是" }
  END { for (number in sum) print number, with_tax[number] ? "gross" : "net", sum[number] }' "$orders" |
  LC_ALL=C sort >"$PIAODAN_WORK/wanted"
[ "$(wc -l <"$PIAODAN_WORK/wanted")" -ge 10 ] || fail "the training file has too few orders"

check() {
  piaodanctl --json invoice list --state issued >"$PIAODAN_WORK/invoices.json"
  jq -r '.invoices[] | "\(.order_number) \(.net_amount) \(.gross_amount)"' "$PIAODAN_WORK/invoices.json" |
    LC_ALL=C sort >"$PIAODAN_WORK/amounts"
  join "$PIAODAN_WORK/wanted" "$PIAODAN_WORK/amounts" |
    awk '($2 == "gross" ? $5 : $4) != $3 { print "order " $1 ": the file says " $2 " " $3 ", the invoice " $0; bad = 1 } END { exit bad }' ||
    fail "an invoice has another total than its order"
  same "issued invoices" "$(wc -l <"$PIAODAN_WORK/wanted")" "$(jq '.invoices | length' "$PIAODAN_WORK/invoices.json")"
  same "orders" "$(wc -l <"$PIAODAN_WORK/wanted")" "$(ask '.orders | length' order list)"
  same "orders that are not invoiced" 0 "$(ask '[.orders[] | select(.state != "invoiced")] | length' order list)"
  same "invoices whose total is not the sum of their lines" 0 \
    "$(jq '[.invoices[] | select(.gross_amount != ([.lines[] | .net_amount + .tax_amount] | add))] | length' "$PIAODAN_WORK/invoices.json")"
  same "different invoice numbers" "$(wc -l <"$PIAODAN_WORK/wanted")" \
    "$(jq '[.invoices[].number] | unique | length' "$PIAODAN_WORK/invoices.json")"
  same "what waits" 0 "$(ask '.waiting + .in_flight + .conflicts' status)"
}

"$here/main-job.sh" >"$PIAODAN_WORK/first" || fail "the main job: $(<"$PIAODAN_WORK/first")"
check
numbers=$(jq -c '[.invoices[].number] | sort' "$PIAODAN_WORK/invoices.json")
for number in $(jq -r '.[]' <<<"$numbers"); do
  file=$PIAODAN_DATA/pdf/$number.pdf
  [ "$(head -c 5 "$file")" = %PDF- ] || fail "$file is no PDF"
  grep -qF "$file" "$PIAODAN_WORK/first" || fail "$file was not named"
  if command -v pdftotext >/dev/null; then
    pdftotext "$file" - | grep -qF "$number" || fail "$file does not show its number"
  fi
done

"$here/main-job.sh" >"$PIAODAN_WORK/second" || fail "the main job again: $(<"$PIAODAN_WORK/second")"
check
same "the invoice numbers" "$numbers" "$(jq -c '[.invoices[].number] | sort' "$PIAODAN_WORK/invoices.json")"
