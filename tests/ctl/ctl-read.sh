#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Invoice files are read without a cache, a platform or a network; one that cannot be read does not stop the others.
set -euo pipefail
command -v jq >/dev/null || { echo "jq is not installed: ./dev test installs it"; exit 77; }
PIAODAN_WORK=$(mktemp -d)
trap 'rm -rf "$PIAODAN_WORK"' EXIT
export PIAODAN_WORK PIAODAN_DATA=$PIAODAN_WORK/client
# shellcheck source=tests/ctl/checks.sh
. "$(dirname "${BASH_SOURCE[0]}")/checks.sh"

invoice() {
  echo "<发票><发票类型>电子发票（普通发票）</发票类型><发票号码>$1</发票号码><开票日期>2026-04-02</开票日期>"
  echo "<销售方><名称>甲有限公司</名称></销售方><购买方><名称>乙有限公司</名称></购买方>"
  echo "<明细><项目名称>*软件*一</项目名称><数量>2</数量><单价>50</单价><金额>100.00</金额><税率>6%</税率><税额>6.00</税额></明细>"
  echo "<合计金额>100.00</合计金额><合计税额>6.00</合计税额><价税合计>$2</价税合计></发票>"
}
good=$PIAODAN_WORK/good.xml differs=$PIAODAN_WORK/differs.xml none=$PIAODAN_WORK/none.txt
invoice 26330000000000000017 106.00 >"$good"
invoice 26330000000000000025 107.00 >"$differs"
echo "no invoice" >"$none"

error 2 usage invoice read
ends 0 piaodanctl --json invoice read "$good"
same "the number" 26330000000000000017 "$(jq -r .number <<<"$out")"
same "the file" "$good" "$(jq -r .file <<<"$out")"
same "the rate as printed" 6% "$(jq -r '.lines[0].rate' <<<"$out")"
same "its total" 106.00 "$(jq -r .total <<<"$out")"
same "nothing to look at" 0 "$(jq '.warnings | length' <<<"$out")"

# A line for each file, in their order, whatever happens.
ends 1 piaodanctl --json invoice read "$none" "$good" "$PIAODAN_WORK" "$PIAODAN_WORK/nothing" "$differs"
same "the lines" 5 "$(wc -l <<<"$out")"
same "the files" "$(printf '%s\n' "$none" "$good" "$PIAODAN_WORK" "$PIAODAN_WORK/nothing" "$differs")" "$(jq -r .file <<<"$out")"
same "what was wrong" "format - file file -" "$(jq -r '.error.code // "-"' <<<"$out" | xargs)"
same "the sums do not add up" sum "$(jq -r 'select(.number == "26330000000000000025") | .warnings[0].code' <<<"$out")"
same "nothing on the standard error" "" "$err"

# For people: what was read, and what is wrong on the standard error.
ends 1 piaodanctl invoice read "$good" "$none"
case $out in *26330000000000000017*) ;; *) fail "the number is not in: $out" ;; esac
case $err in *"$none"*) ;; *) fail "the file is not in: $err" ;; esac
[ ! -e "$PIAODAN_DATA" ] || fail "a cache was made"

# Nobody is trusted; what is no certificate makes nobody trusted; a certificate does, once, until it is taken back.
export PIAODAN_TRUSTED_SIGNERS=$PIAODAN_WORK/trusted
ends 0 piaodanctl --json signer list
same "nobody is trusted" 0 "$(jq '.signers | length' <<<"$out")"
error 1 damaged signer trust "$none"
error 1 file signer trust "$PIAODAN_WORK/nothing"
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$PIAODAN_WORK/key" -out "$PIAODAN_WORK/bureau.pem" -days 3650 \
  -subj "/CN=国家税务总局练习局" -utf8 2>/dev/null
ends 0 piaodanctl --json signer trust "$PIAODAN_WORK/bureau.pem"
same "who is trusted" 国家税务总局练习局 "$(jq -r .owner <<<"$out")"
fingerprint=$(jq -r .fingerprint <<<"$out")
same "the fingerprint as others show it" "$fingerprint" \
  "$(openssl x509 -in "$PIAODAN_WORK/bureau.pem" -outform DER | sha256sum | cut -d' ' -f1)"
ends 0 piaodanctl --quiet signer trust "$PIAODAN_WORK/bureau.pem"
ends 0 piaodanctl --json signer list
same "listed once" "国家税务总局练习局 true" "$(jq -r '.signers[] | "\(.owner) \(.own)"' <<<"$out")"
error 5 not_found signer distrust 别人
error 5 not_found signer distrust "${fingerprint:0:7}"
ends 0 piaodanctl signer distrust "$(tr a-f A-F <<<"${fingerprint:0:2}:${fingerprint:2:2}:${fingerprint:4:2}:${fingerprint:6:2}")"
ends 0 piaodanctl --json signer list
same "nobody is trusted any more" 0 "$(jq '.signers | length' <<<"$out")"
[ ! -e "$PIAODAN_DATA" ] || fail "a cache was made"
