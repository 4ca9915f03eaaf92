#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Special businesses, additional elements and deductions from the command line: entered, checked, issued and printed.
set -euo pipefail
# shellcheck source=tests/ctl/checks.sh
. "$(dirname "${BASH_SOURCE[0]}")/checks.sh"

special() { jq -r '.orders[0].checklist[] | select(.special or .row) | "\(.state) \(.special) \(.row)"' <<<"$out"; }
line='name=工程施工;amount=109000;tax_rate=0.09;tax_code=3050100000000000000'

"$here/sign-in.sh" finance

# What there is
same "the business" 建筑服务 "$(ask '.special_types[] | select(.id == "construction") | .name' order special)"
same "its required fields" 4 "$(ask '[.special_fields[] | select(.required)] | length' order special construction)"
piaodanctl order special passenger_transport | grep -q '居民身份证' || fail "the choices of a field are not listed"
error 2 usage order special alchemy

# A construction order that lacks a field says so; filled in, nothing will be refused.
ends 0 piaodanctl order new --number TS-1 --buyer 张先生 --line "$line" --special 建筑服务 \
  --special-field site=广东省广州市天河区 --special-field '发生地详细地址=样例路 1 号' --special-field cross_city=yes \
  --element 合同编号=HT-2026-1
ends 3 piaodanctl --json invoice issue TS-1 --check
same "what is missing" "$(printf 'refused project_name 1\nrefused report_number 1')" "$(special)"
ends 0 piaodanctl order edit TS-1 --special-field project_name=样例大厦 --special-field cross_city=否
ends 0 piaodanctl --json invoice issue TS-1 --check
same "what is missing now" "" "$(special)"
ends 0 piaodanctl order show TS-1
grep -q '样例大厦' <<<"$out" || fail "the field is not shown: $out"
grep -q 'HT-2026-1' <<<"$out" || fail "the additional element is not shown: $out"

# What does not fit is refused on the command line; what a bureau would refuse waits for the checklist.
error 2 usage order edit TS-1 --special-field plate_number=粤A00000
error 2 usage order edit TS-1 --special-field 2/site=上海
error 2 usage order edit TS-1 --special-field site
error 2 usage order edit TS-1 --element 合同编号
error 2 usage order edit TS-1 --special alchemy
error 2 usage order edit TS-1 --remove-special-row 2

# Rows of freight come and go; another business takes its fields with it, additional elements stay.
ends 0 piaodanctl order new --number TS-2 --buyer 张先生 --line "$line" --special goods_transport \
  --special-field origin=一 --special-field 2/origin=二 --special-field 3/origin=三 --element 合同编号=HT-2
ends 0 piaodanctl order edit TS-2 --remove-special-row 1 --special-field 2/goods=纸
same "the rows" "1 origin 二,2 goods 纸,2 origin 三" \
  "$(ask '[.order.elements[] | select(.row_number > 0) | "\(.row_number) \(.key) \(.value)"] | sort | join(",")' \
    order show TS-2)"
ends 0 piaodanctl order edit TS-2 --special none
same "what is left" 合同编号 "$(ask '[.order.elements[].key] | join(",")' order show TS-2)"
ends 0 piaodanctl order edit TS-2 --element 合同编号=
same "nothing is left" 0 "$(ask '.order.elements // [] | length' order show TS-2)"

# 200.00 with 2.00 deducted at 1 % bears 1.96; a deduction has one line.
ends 0 piaodanctl order new --number TS-3 --buyer 张先生 --deduction 2 \
  --line 'name=劳务派遣;amount=200;tax_rate=0.01;tax_code=3070403000000000000'
same "the tax" 196 "$(ask .order.tax_amount order show TS-3)"
piaodanctl order show TS-3 | grep -q '差额征税：2.00。' || fail "what is taxed is not told"
error 2 usage order edit TS-3 --line "$line" --deduction 3
ends 0 piaodanctl order edit TS-3 --deduction 0
same "the tax of all" 198 "$(ask .order.tax_amount order show TS-3)"

# An order that was written as JSON is entered with its elements.
piaodanctl --json order show TS-1 | jq '.order.number = "TS-4"' >"$PIAODAN_WORK/order.json"
ends 0 piaodanctl order new --file "$PIAODAN_WORK/order.json"
same "the elements of a file" 5 "$(ask '.order.elements | length' order show TS-4)"

# Issued, it is on the page.
piaodanctl --quiet sync
piaodanctl --quiet invoice issue TS-1 >/dev/null
ends 0 piaodanctl sync --wait 120
same "issued" 1 "$(ask '.invoices | length' invoice list --state issued)"
same "the invoice's elements" 5 "$(ask '.invoices[0].elements | length' invoice list)"
if command -v pdftotext >/dev/null; then
  piaodanctl --quiet invoice pdf --all --output "$PIAODAN_WORK/pdf"
  text=$(pdftotext "$PIAODAN_WORK"/pdf/*.pdf - | tr -d ' \n')
  for words in 建筑项目名称：样例大厦 跨地市标志：否 合同编号：HT-2026-1; do
    case $text in *$words*) ;; *) fail "the page does not say $words: $text" ;; esac
  done
fi
