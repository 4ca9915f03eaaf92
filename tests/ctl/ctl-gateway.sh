#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The connection to a provider from the command line: who may, what is refused, what the trial says, and that the secret
# stays where it belongs.  The provider is the double beside the build.
set -euo pipefail
# shellcheck source=tests/ctl/checks.sh
. "$(dirname "${BASH_SOURCE[0]}")/checks.sh"

platform=$PIAODAN_WORK/training/platform
# provider: starts the double on $port, the same one again where it had one
port=0
provider() {
  rm -f "$PIAODAN_WORK/port"
  nuonuo-double --data "$PIAODAN_WORK/provider.sqlite" --port "$port" --port-file "$PIAODAN_WORK/port" \
    >"$PIAODAN_WORK/provider.log" 2>&1 &
  provider=$!
  for _ in $(seq 100); do [ ! -s "$PIAODAN_WORK/port" ] || break; sleep 0.1; done
  port=$(<"$PIAODAN_WORK/port")
}
trap 'kill "$provider" 2>/dev/null || true' EXIT
connect() { piaodanctl bureau connect --secret-stdin "$@"; }

# Others than an administrator are told so before anything is sent, the secret not even read.
"$here/sign-in.sh" finance
error 1 not_allowed bureau connection
error 1 not_allowed bureau connect --gateway nuonuo --app-key APPKEY --secret-stdin </dev/null
"$here/sign-in.sh" admin >/dev/null

# Before there is one: the platform's own.
ends 0 piaodanctl bureau connection
same "of its own" false "$(ask .gateway.set_up bureau connection)"
error 2 usage bureau connect --app-key APPKEY --secret-stdin </dev/null
error 2 usage bureau connect --gateway nuonuo --secret-stdin </dev/null
error 2 usage bureau connect --gateway nuonuo --app-key APPKEY --secret-stdin </dev/null
error 2 usage bureau connect --gateway nuonuo --app-key APPKEY --pace soon
# What the platform refuses it says in words, and keeps nothing of it.
error 1 refused bureau connect --gateway nobody --app-key APPKEY --secret-stdin <<<SECRET
error 1 refused bureau connect --gateway nuonuo --app-key APPKEY --extension x --secret-stdin <<<SECRET
grep -q 'five digits' <<<"$out" || fail "what is wrong with the extension: $out"
same "of its own still" false "$(ask .gateway.set_up bureau connection)"

# Where the platform connects to is set on its own machine alone.
provider
printf 'ANOTHER\n' | piaodan-platform gateway set --data "$platform" --tenant 培训公司 --gateway nuonuo --app-key OTHER \
  --services-url "http://127.0.0.1:$port/open/v1/services" --token-url "http://127.0.0.1:$port/accessToken"

# A wrong secret: the provider's own words, and what to do.
ends 1 connect --app-key APPKEY --clerk 王芳 --pace 1 <<<WRONG-7f3a
grep -q 'does not work' <<<"$err" || fail "a wrong secret: $err"
same "state" fails "$(ask .connection.state bureau connection)"
same "held" true "$(ask .bureau.held bureau status)"

# Mended: it works, and what was not given has stayed.
ends 0 connect <<<SECRET
grep -q 'The connection works' <<<"$out" || fail "a right secret: $out"
same "clerk and pace" "王芳 1" "$(ask '"\(.gateway.clerk) \(.gateway.pace)"' bureau connection)"
same "held no more" null "$(ask .bureau.held bureau status)"
# What this provider has no way for is said before it is sent.
ends 0 piaodanctl order new --number TS-9 --buyer 张先生 --special liquor \
  --line 'name=白酒;amount=113;tax_rate=0.13;tax_code=1030306010000000000'
ends 3 piaodanctl --json invoice issue TS-9 --check
jq -e '.orders[0].checklist[] | select(.state == "refused") | .sentence | contains("issues no invoices of special")' \
  <<<"$out" >/dev/null || fail "what the provider does not issue: $out"
# Tried again with what there is; an empty value takes one away.
same "again" works "$(ask .connection.state bureau connect --keep-secret --clerk '')"
same "no clerk" null "$(ask .gateway.clerk bureau connection)"
# Another application has another secret: the one that is kept is not told to it.
ends 1 piaodanctl bureau connect --keep-secret --app-key NEWKEY
grep -q 'secret is missing' <<<"$err" || fail "an application without a secret: $err"
same "the secret is forgotten" false "$(ask .gateway.has_secret bureau connection)"

# A provider that is away: nobody knows, and the platform tries again by itself.
kill "$provider"
wait "$provider" 2>/dev/null || true
same "nobody answers" unreached "$(piaodanctl --json bureau connect --app-key APPKEY --secret-stdin <<<SECRET | jq -r .connection.state)"

# Back to the platform's own; whoever is no administrator does not.
"$here/sign-in.sh" finance
error 1 not_allowed bureau disconnect
"$here/sign-in.sh" admin
same "removed" "false sandbox" "$(ask '"\(.gateway.set_up) \(.gateway.name)"' bureau disconnect)"
same "no secret" false "$(ask .gateway.has_secret bureau connection)"
printf 'SECRET\n' | piaodan-platform gateway set --data "$platform" --tenant 培训公司 --gateway nuonuo --app-key OTHER
piaodan-platform gateway remove --data "$platform" --tenant 培训公司
same "removed on its machine" false "$(ask .gateway.set_up bureau connection)"

# The secrets are in no log, and nowhere on this computer.
! grep -rqE 'SECRET|WRONG-7f3a' "$PIAODAN_DATA" "$PIAODAN_WORK/training/platform.log" "$PIAODAN_WORK/out" "$PIAODAN_WORK/err" ||
  fail "a secret is where it does not belong"
