#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A hardware shop's 126 real lines: nine orders, nine issued invoices, each with the file's sum to the fen.
set -euo pipefail
# shellcheck source=tests/ctl/checks.sh
. "$(dirname "${BASH_SOURCE[0]}")/checks.sh"
lines=${PIAODAN_SAMPLES:-}/orders/hardware_shop_lines.csv
[ -r "$lines" ] || { echo "the samples are not here"; exit 77; }

# What was charged, tax in it: fen, as integers.
awk -F, 'function fen(text,  part) { split(text, part, "."); return part[1] * 100 + substr(part[2] "00", 1, 2) }
  NR > 1 { sum[$1] += fen($9); n[$1]++ } END { for (number in sum) print number, n[number], sum[number] }' "$lines" |
  LC_ALL=C sort >"$PIAODAN_WORK/wanted"
same "documents in the file" 9 "$(wc -l <"$PIAODAN_WORK/wanted")"
same "lines in the file" 126 "$(awk '{ n += $2 } END { print n }' "$PIAODAN_WORK/wanted")"

"$here/sign-in.sh" finance
same "imported" 9 "$(ask .imported order import "$lines")"
same "imported again" 0 "$(ask .imported order import "$lines")"
same "asked for" 9 "$(ask .queued invoice issue --all)"
same "not back from the bureau" 0 "$(ask .issuing sync --wait 120)"
ask '.invoices[] | "\(.order_number) \(.lines | length) \(.gross_amount)"' invoice list --state issued |
  LC_ALL=C sort >"$PIAODAN_WORK/got"
diff -u "$PIAODAN_WORK/wanted" "$PIAODAN_WORK/got" || fail "the invoices are not the file's"
same "invoices whose total is not the sum of their lines" 0 "$(ask '[.invoices[] | select(.gross_amount !=
  ([.lines[] | .net_amount + .tax_amount] | add))] | length' invoice list)"
same "lines whose tax is not one percent, to the fen" 0 "$(ask '[.invoices[].lines[] |
  select((.net_amount - .tax_amount * 100) | . > 50 or . < -50)] | length' invoice list)"
same "files" 9 "$(ask '.files | length' invoice pdf --all --output "$PIAODAN_WORK/pdf")"
