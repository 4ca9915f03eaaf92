#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A shop puts orders in by its token: what is wrong is told by its path, all of it at once, and nothing is half taken; the
# same once more is one order, and it arrives at the desks.
set -euo pipefail
# shellcheck source=tests/ctl/checks.sh
. "$(dirname "${BASH_SOURCE[0]}")/checks.sh"
command -v curl >/dev/null || { echo "curl is not installed"; exit 77; }

shop() { piaodan-platform intake "$@" --data "$(dirname "$PIAODAN_CA")" --tenant 培训公司; }
# put STATUS BODY: sends it; the answer is in $out
put() {
  local wanted=$1 got
  got=$(curl --silent --max-time 30 --cacert "$PIAODAN_CA" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
    -o "$PIAODAN_WORK/answer" -w '%{http_code}' --data-binary "$2" "$PIAODAN_SERVER/v1/intake/orders")
  out=$(<"$PIAODAN_WORK/answer")
  [ "$wanted" = "$got" ] || fail "$2: $got, not $wanted; it said: $out"
}
# wrong PATH BODY: refused, and this is among what is to be mended
wrong() {
  put 400 "$2"
  same "the code of $2" invalid "$(jq -r .error.code <<<"$out")"
  jq -e --arg path "$1" 'any (.error.problems[]; .path == $path and (.message | length > 0))' <<<"$out" >/dev/null ||
    fail "$2: nothing is said of $1: $out"
}
line='{"name":"硒鼓","quantity":"3","unit_price":"113","tax_rate":"0.13"}'
order() { printf '{"number":"%s","buyer":{"name":"样例市远山文化传播有限公司"},"lines":[%s]%s}' "$1" "${2-$line}" "${3-}"; }

token=$(shop token --shop 网店)
same "the shops" $'网店\torders' "$(shop list)"

# Each mistake by its path.
wrong number "$(order '')"
wrong lines '{"number":"W-1","buyer":{"name":"甲"}}'
wrong lines '{"number":"W-1","buyer":{"name":"甲"},"lines":[]}'
wrong 'lines[0]' "$(order W-1 '"硒鼓"')"
wrong buyer '{"number":"W-1","buyer":"甲","lines":['"$line"']}'
wrong colour "$(order W-1 "$line" ',"colour":"red"')"
wrong date "$(order W-1 "$line" ',"date":"6.11.2026"')"
wrong kind "$(order W-1 "$line" ',"kind":"magic"')"
wrong 'lines[0].quantity' "$(order W-1 '{"name":"硒鼓","quantity":"three","unit_price":"113","tax_rate":"0.13"}')"
wrong 'lines[1].price' "$(order W-1 "$line"',{"name":"硒鼓","price":"1"}')"
# All of them at once, in one answer.
put 400 "$(order W-1 '{"name":"硒鼓","quantity":"x","tax_rate":"y"}' ',"date":"z","colour":1')"
same "problems" "colour date lines[0].quantity lines[0].tax_rate" "$(jq -r '[.error.problems[].path] | sort | join (" ")' <<<"$out")"
put 400 'not JSON'
same "the code" malformed "$(jq -r .error.code <<<"$out")"
put 400 '[1]'

# Nothing of all that has become an order. One that is right does, once.
put 201 "$(order W-1)"
id=$(jq -er .id <<<"$out")
same "its total" 339.00 "$(jq -r .total <<<"$out")"
put 200 "$(order W-1)"
same "the same once more" "$id" "$(jq -r .id <<<"$out")"
put 409 "$(order W-1 '{"name":"硒鼓","quantity":"4","unit_price":"113","tax_rate":"0.13"}')"
same "other content" "reused number" "$(jq -r '"\(.error.code) \(.error.path)"' <<<"$out")"

"$here/sign-in.sh" clerk >/dev/null
piaodanctl --quiet sync >/dev/null
same "orders of the shop" W-1 "$(ask '[.orders[] | select (.number | startswith ("W-")) | .number] | join (" ")' order list)"
same "its quantity" 3 "$(ask '.order.lines[0].quantity' order show W-1)"

# Another token, or none any more: nobody comes in.
good=$token token=nonsense
put 401 "$(order W-2)"
token=$good
shop revoke --shop 网店
put 401 "$(order W-2)"
same "the shops that are left" "" "$(shop list)"
