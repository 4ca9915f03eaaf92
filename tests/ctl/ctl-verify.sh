#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Is an invoice genuine? Asked from the command line, answered by the provider's double, and seen without a network.
set -euo pipefail
# shellcheck source=tests/ctl/checks.sh
. "$(dirname "${BASH_SOURCE[0]}")/checks.sh"

platform=$PIAODAN_WORK/training/platform
state() { ask ".verifications[] | select(.number == \"$1\") | .state" verification list; }
becomes() {
  for _ in $(seq 60); do
    piaodanctl --quiet sync >/dev/null
    [ "$(state "$1")" != "$2" ] || return 0
    sleep 0.5
  done
  fail "$1 is $(state "$1"), not $2"
}
day=$(date -d '2 days ago' +%F)
digital=26322000000048000001 paper=83089647 code=032001900311

"$here/sign-in.sh" finance

# What is wrong is said at once, and nothing of it is kept.
error 2 usage invoice verify
error 2 usage invoice verify --kind 99 --number $digital --date "$day" --amount 113
error 2 usage invoice verify --number $digital --date "$day"
error 2 usage invoice verify --number $digital --date 2026-02-30 --amount 113
error 2 usage invoice verify "not a code"
error 5 not_found verification again 26322000000048000009
same "nothing is kept" 0 "$(ask '.verifications | length' verification list)"

# Nobody has set it up: it waits, and says why.
piaodanctl --quiet invoice verify "01,32,,$digital,113.00,${day//-/},,0000" >/dev/null
same "before it is sent" waiting "$(state $digital)"
becomes $digital waiting
same "why it waits" true "$(ask '.verifications[0].state_reason | length > 10' verification list)"
error 1 failed verification again $digital

nuonuo-double --port-file "$PIAODAN_WORK/port" >"$PIAODAN_WORK/double.log" 2>&1 &
for _ in $(seq 100); do [ ! -s "$PIAODAN_WORK/port" ] || break; sleep 0.1; done
provider=http://127.0.0.1:$(<"$PIAODAN_WORK/port")
known() { curl --silent --fail --noproxy '*' --data "$1" "$provider/control/known" >/dev/null; }
known "{\"number\":\"$digital\",\"date\":\"${day//-/}\",\"gross\":11300,\"net\":10000}"
known "{\"number\":\"$paper\",\"code\":\"$code\",\"date\":\"${day//-/}\",\"gross\":11300,\"net\":10000,\"check\":\"16197833567414507415\"}"
echo APPSECRET | piaodan-platform verify set --data "$platform" --tenant 培训公司 --app-id APPID --url "$provider"
becomes $digital genuine
same "the verdict has its date" true "$(ask '.verifications[0].verified_at > 0' verification list)"

# The kind follows from code and number; a wrong check code is told; again is asked again.
piaodanctl --quiet invoice verify --number $paper --code $code --date "$day" --check-code 000000 >/dev/null
becomes $paper different
piaodanctl --quiet verification again $paper >/dev/null
piaodanctl --quiet sync >/dev/null
becomes $paper different
same "the provider was asked" 3 "$(curl --silent --noproxy '*' "$provider/control/counters" | jq '.calls.validate')"
# The same once more is answered from what is known.
piaodanctl --quiet invoice verify --number $digital --date "$day" --amount 113 >/dev/null
for _ in $(seq 20); do piaodanctl --quiet sync >/dev/null; [ "$(ask '[.verifications[] | select(.state == "genuine")] | length' verification list)" != 2 ] || break; sleep 0.3; done
same "from what is known" 1 "$(ask '[.verifications[] | select(.reused)] | length' verification list)"
same "the provider was not asked" 3 "$(curl --silent --noproxy '*' "$provider/control/counters" | jq '.calls.validate')"

# The secret is in no file of the platform in the open, and what was asked in no log.
! grep -rqsF APPSECRET "$platform" || fail "the secret lies about"
! grep -qsF $digital "$PIAODAN_WORK/training"/*.log || fail "a log names the invoice"
kill %1
