#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Two desks with caches of their own: what one saves the other sees, edits of different things merge, edits of the
# same thing wait for a person, and nothing that was saved is lost when the platform is away.
set -euo pipefail
# shellcheck source=tests/ctl/checks.sh
. "$(dirname "${BASH_SOURCE[0]}")/checks.sh"

at() { local desk=$1; shift; PIAODAN_DATA=$PIAODAN_WORK/$desk "$@"; }
field() { at "$1" piaodanctl --json order show PX-2026-0001 | jq -r ".order.$2 // \"\""; }
edit() { at "$1" piaodanctl --quiet order edit PX-2026-0001 --set "$2" >/dev/null; }
sync() { at "$1" piaodanctl --quiet sync >/dev/null; }

at a "$here/sign-in.sh" finance
at b "$here/sign-in.sh" clerk
at a piaodanctl order import "$here/../../data/samples/orders-training.csv" >/dev/null
same "what waits at a" 12 "$(at a piaodanctl --json status | jq .waiting)"
sync a
sync b
at a piaodanctl --json order list | jq -S '.orders | sort_by(.id)' >"$PIAODAN_WORK/a.json"
at b piaodanctl --json order list | jq -S '.orders | sort_by(.id)' >"$PIAODAN_WORK/b.json"
same "orders at a" 12 "$(jq length "$PIAODAN_WORK/a.json")"
cmp "$PIAODAN_WORK/a.json" "$PIAODAN_WORK/b.json" || fail "the desks do not hold the same"
same "imported at b" 0 "$(at b piaodanctl --json order import "$here/../../data/samples/orders-training.csv" | jq .imported)"

# Different fields: both stay.
edit a buyer_email=a@example.com
edit b remark=加急
sync a; sync b; sync a
for desk in a b; do
  same "the e-mail at $desk" a@example.com "$(field $desk buyer_email)"
  same "the remark at $desk" 加急 "$(field $desk remark)"
done

# The same field: the second desk decides.
for decision in mine theirs; do
  edit a "remark=a $decision"
  edit b "remark=b $decision"
  sync a
  at b piaodanctl sync >/dev/null 2>"$PIAODAN_WORK/err"
  grep -q 'conflict list' "$PIAODAN_WORK/err" || fail "the conflict was not said"
  same "conflicts at b" 1 "$(at b piaodanctl --json conflict list | jq '.conflicts | length')"
  same "b's side" "b $decision" "$(at b piaodanctl --json conflict show PX-2026-0001 | jq -r .conflict.mine.remark)"
  same "a's side" "a $decision" "$(at b piaodanctl --json conflict show PX-2026-0001 | jq -r .conflict.theirs.remark)"
  at b piaodanctl conflict show PX-2026-0001 | grep -q "b $decision.*a $decision" || fail "the sides are not shown"
  PIAODAN_DATA=$PIAODAN_WORK/b ends 2 piaodanctl conflict resolve PX-2026-0001
  PIAODAN_DATA=$PIAODAN_WORK/b ends 0 piaodanctl conflict resolve PX-2026-0001 --$decision
  PIAODAN_DATA=$PIAODAN_WORK/b error 5 not_found conflict resolve PX-2026-0001 --$decision
  sync b; sync a
  case $decision in mine) wanted='b mine' ;; theirs) wanted='a theirs' ;; esac
  same "the remark at a after $decision" "$wanted" "$(field a remark)"
  same "the remark at b after $decision" "$wanted" "$(field b remark)"
  same "the e-mail at b after $decision" a@example.com "$(field b buyer_email)"
  same "conflicts at b after $decision" 0 "$(at b piaodanctl --json status | jq .conflicts)"
done

# Commands: queued without a network, in force after sync.
at b piaodanctl order cancel PX-2026-0002 --reason 客户退订 >/dev/null
same "what waits at b" cancel "$(at b piaodanctl --json status | jq -r '.outbox[0].change')"
sync b; sync a
same "the state at a" cancelled "$(at a piaodanctl --json order show PX-2026-0002 | jq -r .order.state)"
PIAODAN_DATA=$PIAODAN_WORK/a ends 3 piaodanctl invoice issue PX-2026-0002
at a piaodanctl order reopen PX-2026-0002 >/dev/null
sync a; sync b
same "the state at b" open "$(at b piaodanctl --json order show PX-2026-0002 | jq -r .order.state)"

# The platform goes away: work goes on, and says so.
kill "$PIAODAN_PLATFORM_PID"
while (exec 8<>"/dev/tcp/127.0.0.1/${PIAODAN_SERVER##*:}") 2>/dev/null; do sleep 0.05; done
edit a remark=离线
PIAODAN_DATA=$PIAODAN_WORK/a error 4 not_reachable sync
same "what waits at a without a platform" 1 "$(at a piaodanctl --json status | jq '.waiting + .in_flight')"
same "the remark at a without a platform" 离线 "$(field a remark)"
PIAODAN_DATA=$PIAODAN_WORK/a ends 0 piaodanctl sign-out
same "signed in at a" false "$(at a piaodanctl --json status | jq .signed_in)"
PIAODAN_DATA=$PIAODAN_WORK/a error 4 not_signed_in sync
