#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What can be told ahead: filing deadlines, and how many orders come.
set -euo pipefail
# shellcheck source=tests/ctl/checks.sh
. "$(dirname "${BASH_SOURCE[0]}")/checks.sh"

same "the deadline after National Day" "2026-10-26 extended" \
  "$(ask '.months[9] | "\(.deadline) \(.reason)"' calendar 2026)"
same "a year without holidays yet" false "$(ask .holidays_known calendar 2031)"
error 2 usage calendar x

# Nine weeks of two orders and one of three: they weigh 4 to 13, (2 × 72 + 3 × 13) / 85.
"$here/sign-in.sh" finance
{
  echo '订单号,订单日期,购买方名称,货物名称,数量,单价,税率'
  for week in 0 1 2 3 4 5 6 7 8 9; do
    for n in 1 2 $([ "$week" != 9 ] || echo 3 4); do
      echo "F-$week-$n,$(date -d "2025-06-02 +$((week * 7 + n)) days" +%F),张先生,硒鼓,1,113,0.13"
    done
  done
} >"$PIAODAN_WORK/orders.csv"
same "imported" 22 "$(ask .imported order import "$PIAODAN_WORK/orders.csv")"
ends 0 piaodanctl order cancel F-9-4
same "the forecast without the cancelled order" "3 2.2 33 2025-08-11" \
  "$(ask '"\(.weeks | length) \(.weeks[0].forecast) \(.weeks[0].week) \(.weeks[0].monday)"' \
    order forecast --weeks 3 --as-of 2025-08-12)"
same "nothing is tried without a second year" 0 "$(ask .trial.forecasts order forecast --as-of 2025-08-12)"
ends 0 piaodanctl order forecast --as-of 2025-08-12
grep -q '2025-W33' <<<"$out" || fail "the week is not shown: $out"
grep -q 'Level: 2.2 orders a week, from the last 10 usual weeks' <<<"$out" || fail "what it is made of is not told: $out"
same "no forecast of long ago" 0 "$(ask '.weeks | length' order forecast --as-of 2020-01-01)"
error 2 usage order forecast --weeks 27
error 2 usage order forecast --as-of soon

# A code for a name: one's own goods before the table, nothing for what nobody knows.
ends 0 piaodanctl sync
code() { ask '.suggestions[0] | "\(.code) \(.score) \(.goods + .invoice_names > 0)"' good suggest-code "$@"; }
good=$(ask '.goods[0].name' good list)
same "the good's own name" "$(ask '.goods[0].tax_code' good list) 100 true" "$(code "$good")"
printf '编码,名称,简称,关键字,汇总项\n1030307040000000000,饮用天然矿泉水,软饮料,矿泉水、纯净水,否\n1030307000000000000,软饮料,软饮料,,是\n' \
  >"$PIAODAN_WORK/codes.csv"
same "nothing known" 0 "$(ask '.suggestions | length' good suggest-code 纯净水)"
same "of the table" "1030307040000000000 80 false" "$(code 纯净水 --table "$PIAODAN_WORK/codes.csv")"
error 1 file good suggest-code 纯净水 --table "$PIAODAN_WORK/none.csv"
error 1 file good suggest-code 纯净水 --table "$PIAODAN_WORK/orders.csv"
same "the kind of service" "upgrade true" \
  "$(ask '"\(.suggestions[0].service) \(.sure)"' order suggest-service 开票软件升级到新版)"
same "an open question" "0 false" "$(ask '"\(.suggestions | length) \(.sure)"' order suggest-service 送货)"

# A statement in GBK pays what it names and what agrees; the second time all is known.
printf '%s\n' '账户明细,,,' '交易日期,贷方发生额,借方发生额,对方户名,摘要' '20250701,113.00,,公司,货款 F-0-1' \
  '20250702,226.00,,张先生,F-0-2和F-1-1' '20250703,"1,130.00",,张先生,货款' '20250704,,8.00,银行,手续费' \
  '2025-07-05,x,,张先生,' '合计,"1,469.00",8.00,,' | iconv -t GBK >"$PIAODAN_WORK/statement.csv"
ends 3 piaodanctl --json order match-statement "$PIAODAN_WORK/statement.csv"
same "what the lines pay" "decided 100 1,decided 100 2,none 0 0,paid 0 0" \
  "$(jq -r '[.lines[] | "\(.state) \(.sureness) \(.orders | length)"] | join(",")' <<<"$out")"
same "the row that cannot be read" 7 "$(jq -r '.problems[0].row' <<<"$out")"
jq -r '.lines[].key' <<<"$out" >"$PIAODAN_WORK/known"
same "all is known" 4 "$(ask '[.lines[] | select(.state == "known")] | length' \
  order match-statement "$PIAODAN_WORK/statement.csv" --known "$PIAODAN_WORK/known")"
error 1 file order match-statement "$PIAODAN_WORK/orders.csv"
