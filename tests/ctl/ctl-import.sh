#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Each part has a cache of its own, in a subshell.
# shellcheck disable=SC2030,SC2031
# What the commands answer when something is wrong, and orders made by hand, copied, drafted and printed.
set -euo pipefail
# shellcheck source=tests/ctl/checks.sh
. "$(dirname "${BASH_SOURCE[0]}")/checks.sh"

# Wrong command lines: nothing is done, and the right help is named.
error 2 usage order explode
error 2 usage order show
error 2 usage order list --limit ten
error 2 usage order list --state lost
error 2 usage order list --from yesterday
error 2 usage invoice issue
error 2 usage order new --line name=a --line
error 2 usage sign-in --user clerk
ends 2 piaodanctl order import
case $err in *'piaodanctl order import --help'*) ;; *) fail "help is not named: $err" ;; esac
error 4 not_signed_in sync
error 4 not_signed_in order import /nowhere.csv
error 4 not_reachable sign-in --server https://127.0.0.1:1 --user clerk --password-file <(echo secret)
error 4 not_signed_in sign-in --server "$PIAODAN_SERVER" --ca "$PIAODAN_CA" --user clerk --password-file <(echo wrong)
error 4 certificate sign-in --server "$PIAODAN_SERVER" --user clerk --password-file <(echo secret)
error 5 not_found order show D-0
error 2 usage status --data ''
error 1 refused sign-in --server "$PIAODAN_SERVER/v1" --ca "$PIAODAN_CA" --user clerk --password-file <(echo secret)

# Refused rows are said with their row and column; the rest comes in.
"$here/sign-in.sh" finance >/dev/null
cat >"$PIAODAN_WORK/orders.csv" <<'CSV'
订单号,购买方名称,项目名称,数量,单价,金额,税率,含税标志
A-1,甲公司,硒鼓,2,10,20.00,0.13,是
A-2,乙公司,硒鼓,two,10,20.00,0.13,是
A-3,丙公司,硒鼓,1,30,30.00,0.13,是
CSV
ends 3 piaodanctl order import "$PIAODAN_WORK/orders.csv" --dry-run
same "orders after a dry run" 0 "$(ask .count order list)"
ends 3 piaodanctl order import "$PIAODAN_WORK/orders.csv"
case $err in *A-2*'row 3, column D'*) ;; *) fail "the refused row is not said: $err" ;; esac
same "orders" "A-1 A-3" "$(ask '[.orders[].number] | sort | join(" ")' order list)"
ends 3 piaodanctl --json order import "$PIAODAN_WORK/orders.csv"
same "counts" '{"new":0,"same":2,"changed":0,"deleted":0,"refused":1,"two_buyers":0}' "$(jq -c .import.counts <<<"$out")"
# A corrected file never overwrites what is here.
sed '/^A-2/d; s/,30,30.00,/,31,31.00,/' "$PIAODAN_WORK/orders.csv" >"$PIAODAN_WORK/corrected.csv"
same "states of a corrected file" "same changed" "$(ask '[.import.orders[].state] | join(" ")' order import "$PIAODAN_WORK/corrected.csv")"
same "the total that was corrected elsewhere" 3000 "$(ask .order.gross_amount order show A-3)"
error 1 file order import "$PIAODAN_WORK/nowhere.csv"
error 1 file order import "$PIAODAN_WORK"
error 1 file order import /dev/zero
case $out in *zero*larger*) ;; *) fail "an endless file is not said to be too large: $out" ;; esac
error 2 usage order import "$PIAODAN_WORK/orders.csv" --sheet 二
error 1 file order import "$PIAODAN_WORK/orders.csv" --default colour=red
sed '/^A-2/d; s/,税率//; s/,0\.13//; s/^A/B/' "$PIAODAN_WORK/orders.csv" >"$PIAODAN_WORK/no-rate.csv"
ends 3 piaodanctl order import "$PIAODAN_WORK/no-rate.csv"
same "what is said of a missing column" 'The file has no column for “Tax rate”: --default tax_rate=VALUE gives all rows one.' "$err"
ends 0 piaodanctl order import "$PIAODAN_WORK/no-rate.csv" --default tax_rate=0.06
same "the rate given for all" 0.06 "$(ask '.order.lines[0].tax_rate' order show B-1)"

# Numbers as offices write them; one that is not kept whole is said.
cat >"$PIAODAN_WORK/styles.csv" <<'CSV'
订单号,购买方名称,项目名称,数量,单价,税率,含税标志
W-1,甲公司,硒鼓,１２,"￥1,000.5",0.13,是
W-2,甲公司,硒鼓,1.12345678901234,10,0.13,是
CSV
ends 0 piaodanctl order import "$PIAODAN_WORK/styles.csv"
same "the total of full-width and grouped numbers" 1200600 "$(ask .order.gross_amount order show W-1)"
case $err in *'1 number '*'row 3, column D'*'1.1234567890123'*) ;; *) fail "the rounding is not said: $err" ;; esac

# An order by hand.
id=$(piaodanctl --quiet order new --number H-1 --buyer 丁公司 --address 样例路1号 --price-includes-tax yes \
  --line 'name=硒鼓\;黑;quantity=3;unit_price=9.99;tax_rate=13%' --line 'name=纸;amount=100;tax_rate=0.13')
same "the total" 12997 "$(ask .order.gross_amount order show "$id")"
same "a name with a semicolon" '硒鼓;黑' "$(ask '.order.lines[0].name' order show H-1)"
same "the address" 样例路1号 "$(ask .order.buyer_address order show H-1)"
ends 0 piaodanctl order edit H-1 --line '1;quantity=4' --remove-line 2 --line 'name=笔;amount=0.01;tax_rate=0.13'
same "the total after the edit" 3997 "$(ask .order.gross_amount order show H-1)"
same "the lines after the edit" '硒鼓;黑 笔' "$(ask '[.order.lines[].name] | join(" ")' order show H-1)"
error 2 usage order edit H-1 --set gross_amount=1
error 2 usage order edit H-1 --set colour=red
error 2 usage order edit H-1 --line '3;quantity=1'
error 1 invalid order edit H-1 --set buyer_name=
same "the total after refused edits" 3997 "$(ask .order.gross_amount order show H-1)"
copy=$(piaodanctl --quiet order copy H-1)
same "the copy's total" 3997 "$(ask .order.gross_amount order show "$copy")"
[ "$(ask .order.number order show "$copy")" != H-1 ] || fail "the copy has the same number"
piaodanctl --json order show H-1 | jq '.order.number = "H-2"' >"$PIAODAN_WORK/order.json"
ends 0 piaodanctl order new --file "$PIAODAN_WORK/order.json"
same "the entered file's total" 3997 "$(ask .order.gross_amount order show H-2)"
same "found" "H-1 H-2" "$(ask '[.orders[].number] | map(select(startswith("H"))) | sort | join(" ")' order search 丁公司)"
# A number that is taken is said, not saved twice by mistake.
error 1 invalid order new --file "$PIAODAN_WORK/order.json"
case $out in *H-2*丁公司*39.97*) ;; *) fail "the other order of the number is not said: $out" ;; esac
error 1 invalid order edit H-1 --set number=H-2
same "orders of the number" 1 "$(ask '[.orders[] | select(.number == "H-2")] | length' order list)"
ends 0 piaodanctl order new --file "$PIAODAN_WORK/order.json" --allow-duplicate-number
error 2 usage order show H-2

# What is wrong is said with its line and field; what a person may let in is asked for, on saving and on issuing.
ends 1 piaodanctl order new --number H-3 --buyer 甲公司 --line 'name=a;amount=1;tax_rate=0.13' \
  --line 'name=b;amount=1;tax_rate=0.13;tax_code=123'
same "the line and field of a wrong code" \
  'piaodanctl: Line 2, Tax classification code: A tax classification code has 19 digits.' "$err"
wrong=(order new --number H-4 --buyer 甲公司 --buyer-tax-number 91310000MA1FL00F3X
  --line 'name=a;amount=1;tax_rate=0.13;tax_code=1090512990000000000')
ends 1 piaodanctl "${wrong[@]}"
case $err in *'Buyer tax number: '*--accept-overridable*) ;; *) fail "the way out is not said: $err" ;; esac
ends 0 piaodanctl "${wrong[@]}" --accept-overridable
ends 0 piaodanctl order edit H-4 --set remark=x
ends 3 piaodanctl invoice issue H-4 --dry-run
case $err in *H-4*refused*'Buyer tax number: '*--accept-overridable*) ;; *) fail "what is overridable is not said: $err" ;; esac
ends 0 piaodanctl invoice issue H-4 --dry-run --accept-overridable
case $err in *H-4*'accepted by you'*'Buyer tax number: '*) ;; *) fail "what was accepted is not said: $err" ;; esac

# What the platform would refuse to the role is said before it is saved.
(
  export PIAODAN_DATA=$PIAODAN_WORK/clerk
  "$here/sign-in.sh" clerk >/dev/null
  ends 0 piaodanctl order new --number C-1 --buyer 甲公司 --line 'name=a;amount=1;tax_rate=0.13;tax_code=1090512990000000000'
  error 1 not_allowed invoice issue C-1
  error 1 not_allowed invoice issue --all
  same "what waits" create "$(ask '[.outbox[].change] | join(" ")' status)"
)
(
  export PIAODAN_DATA=$PIAODAN_WORK/reviewer
  "$here/sign-in.sh" reviewer >/dev/null
  error 1 not_allowed order new --number R-1 --buyer 甲公司 --line 'name=a;amount=1;tax_rate=0.13'
  error 1 not_allowed order import "$PIAODAN_WORK/orders.csv"
)

# Issuing: what is missing is said, and only that order stays behind.
ends 3 piaodanctl invoice issue H-1 A-1 --dry-run
case $err in *H-1*'Tax classification code'*) ;; *) fail "the missing code is not said: $err" ;; esac
same "what a dry run queued" 0 "$(ask '[.outbox[] | select(.change == "issue")] | length' status)"
error 5 not_found invoice pdf H-1 --output "$PIAODAN_WORK"
ends 0 piaodanctl invoice pdf H-1 --draft --output "$PIAODAN_WORK/drafts/"
[ "$(head -c 5 "$out")" = %PDF- ] || fail "$out is no PDF"

# Printing sends the very bytes of the file.
mkdir "$PIAODAN_WORK/bin"
printf '#!/bin/sh\nprintf "%%s|" "$@" >"%s/arguments"\ncat >"%s/printed"\necho request id is Office-1\n' \
  "$PIAODAN_WORK" "$PIAODAN_WORK" >"$PIAODAN_WORK/bin/lp"
chmod +x "$PIAODAN_WORK/bin/lp"
for order in A-1 A-3; do ends 0 piaodanctl order edit $order --line '1;tax_code=1090512990000000000'; done
same "what can be issued" 2 "$(ask .queued invoice issue A-1 A-3 --dry-run)"
same "what a dry run queued" 0 "$(ask '[.outbox[] | select(.change == "issue")] | length' status)"
ends 0 piaodanctl invoice issue A-1 A-3
ends 0 piaodanctl invoice issue A-1
ends 0 piaodanctl sync --wait 120
same "issued" "A-1 A-3" "$(ask '[.invoices[] | select(.state == "issued") | .order_number] | sort | join(" ")' invoice list)"
PATH=$PIAODAN_WORK/bin:$PATH ends 0 piaodanctl invoice print A-1 --printer Office
same "what lp said" "request id is Office-1" "$out"
same "what lp was asked" "-t|$(ask .order.invoice_number order show A-1).pdf|-d|Office|" "$(<"$PIAODAN_WORK/arguments")"
piaodanctl invoice pdf A-1 --output - >"$PIAODAN_WORK/file.pdf"
cmp "$PIAODAN_WORK/file.pdf" "$PIAODAN_WORK/printed" || fail "what was printed is not the file"

# Ctrl+C stops an import between orders; what is in stays, and the second run brings the rest.
(
  export PIAODAN_DATA=$PIAODAN_WORK/stopped
  "$here/sign-in.sh" clerk >/dev/null
  awk 'BEGIN { print "订单号,购买方名称,项目名称,数量,单价,金额,税率,含税标志"
    for (i = 1; i <= 12000; i++) printf "N-%d,甲公司,硒鼓,2,10,20.00,0.13,是\n", i }' >"$PIAODAN_WORK/long.csv"
  piaodanctl order import "$PIAODAN_WORK/long.csv" >/dev/null 2>&1 &
  import=$!
  until [ "$(ask .waiting status)" -gt 0 ]; do :; done
  kill -INT $import
  status=0
  wait $import || status=$?
  same "how a stopped import ends" 130 $status
  count=$(ask .waiting status)
  if [ "$count" -le 0 ] || [ "$count" -ge 12000 ]; then fail "a stopped import saved $count"; fi
  same "imported by the second run" $((12000 - count)) "$(ask .imported order import "$PIAODAN_WORK/long.csv")"
  same "orders after both" 12000 "$(ask .waiting status)"
)

# Every command answers --json with one document, wherever the word stands.
piaodanctl --json --help | jq -r '.commands[] | "\(.group // "") \(.name)"' | while read -r group name; do
  if [ -z "$name" ]; then name=$group group=; fi
  # shellcheck disable=SC2086 # no group, no word
  piaodanctl $group $name --help --json | jq -e '.commands | length == 1' >/dev/null || fail "$group $name --help --json"
done
same "the version" "$(piaodanctl --version)" "piaodanctl $(ask .version --version)"
