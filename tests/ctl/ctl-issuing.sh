#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Issuing from the command line while nobody is signed in at the tax bureau: what is checked, what waits, who signs in,
# and what a person can do about an invoice.
set -euo pipefail
# shellcheck source=tests/ctl/checks.sh
. "$(dirname "${BASH_SOURCE[0]}")/checks.sh"

bureau() { piaodan-platform sandbox --data "$(dirname "$PIAODAN_CA")" "$@"; }
sync() { piaodanctl --quiet sync >/dev/null; }

# until_is WHAT WANTED FILTER COMMAND…: syncs until the command's document says it.
until_is() {
  local what=$1 wanted=$2 got=
  shift 2
  for _ in $(seq 60); do
    sync
    got=$(ask "$@")
    [ "$got" = "$wanted" ] && return
    sleep 0.5
  done
  fail "$what: wanted '$wanted', got '$got'"
}

"$here/sign-in.sh" finance
piaodanctl order import "$here/../../data/samples/orders-training.csv" >/dev/null
sync
bureau sign-out

# The checklist says everything and saves nothing.
ends 0 piaodanctl --json invoice issue PX-2026-0001 --check
jq -e '.orders[0].checklist | length > 5 and all(.[]; .state != "refused")' <<<"$out" >/dev/null ||
  fail "the checklist of a good order: $out"
same "what waits after a check" 0 "$(ask .waiting status)"

# What is asked for stands in the queue here, then at the platform until somebody signs in.
piaodanctl --quiet invoice issue PX-2026-0001 PX-2026-0003 >/dev/null
same "asked for here" 2 "$(ask .here invoice queue)"
until_is "waiting for a sign-in" 2 '.invoices | length' invoice list --state waiting_for_sign_in
same "at the platform" 2 "$(ask .platform invoice queue)"
same "the bureau's session" out "$(ask .bureau.session bureau status)"
piaodanctl invoice show PX-2026-0001 | grep -q 'Next: .*signs in' || fail "the next step is not said"
ask '.quota | .known, .under_way > 0' bureau status | grep -q false && fail "the quota is not told"

# One is taken back; its order is open again, and nobody can say of it that it was issued.
ends 0 piaodanctl invoice take-back PX-2026-0003 --reason 买方改抬头
until_is "the order that was taken back" open .order.state order show PX-2026-0003
ends 2 piaodanctl invoice declare-issued PX-2026-0003 --number 123
ends 2 piaodanctl invoice declare-not-issued PX-2026-0003
error 1 not_allowed invoice declare-not-issued PX-2026-0003 --reason 查无此票

# Somebody types the code that came by SMS, and what waited goes on by itself.
ends 0 piaodanctl bureau sms
until_is "the code by SMS" true '.bureau.by_sms // false' bureau status
piaodanctl bureau status | grep -q 'piaodanctl bureau code' || fail "what to do with the code is not said"
ends 0 piaodanctl bureau code "$(bureau code | tail -n 1)"
until_is "signed in by SMS" in .bureau.session bureau status
until_is "issued" 1 '.invoices | length' invoice list --state issued

# The bureau sends it to the buyer again; what it answers stands in the timeline.
until_is "its files" true '.invoice | .pdf_hash != null and .xml_hash != null' invoice show PX-2026-0001
error 1 not_allowed invoice redeliver PX-2026-0003 --to 13800138000
ends 2 piaodanctl invoice redeliver PX-2026-0001 --to nobody
ends 0 piaodanctl invoice redeliver PX-2026-0001 --to '138 0013 8000'
until_is "sent again" redelivered '.invoice.stages | max_by(.position).stage' invoice show PX-2026-0001
piaodanctl invoice show PX-2026-0001 | grep -q 13800138000 || fail "where it went to is not said"
same "the bureau's book" 1 "$(bureau --json list | jq '[.. | .number? // empty] | length')"
same "stages of what was issued" true \
  "$(ask '[.stages[].stage] | index("waiting_for_sign_in") != null' invoice times)"

# Rules are an administrator's; a completed order is issued by them at once.
error 1 not_allowed bureau rules --auto-issue all
PIAODAN_DATA=$PIAODAN_WORK/admin "$here/sign-in.sh" admin
PIAODAN_DATA=$PIAODAN_WORK/admin piaodanctl --quiet sync >/dev/null
PIAODAN_DATA=$PIAODAN_WORK/admin ends 0 piaodanctl bureau rules --auto-issue all --auto-limit 100000
PIAODAN_DATA=$PIAODAN_WORK/admin ends 2 piaodanctl bureau rules --auto-limit much
same "what orders do by themselves" "null null" "$(PIAODAN_DATA=$PIAODAN_WORK/admin ask '.bureau | "\(.auto_complete) \(.auto_confirm)"' bureau rules)"
PIAODAN_DATA=$PIAODAN_WORK/admin ends 0 piaodanctl bureau rules --auto-complete yes --auto-confirm yes
same "the rules of orders" "true true" "$(PIAODAN_DATA=$PIAODAN_WORK/admin ask '.bureau | "\(.auto_complete) \(.auto_confirm)"' bureau rules)"
PIAODAN_DATA=$PIAODAN_WORK/admin piaodanctl --quiet sync >/dev/null
sync
ends 0 piaodanctl order complete PX-2026-0006
until_is "issued by rule" invoiced .order.state order show PX-2026-0006
