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
  PIAODAN_DATA=$PIAODAN_WORK/b ends 0 piaodanctl conflict resolve PX-2026-0001 --all-$decision
  PIAODAN_DATA=$PIAODAN_WORK/b error 5 not_found conflict resolve PX-2026-0001 --all-$decision
  sync b; sync a
  case $decision in mine) wanted='b mine' ;; theirs) wanted='a theirs' ;; esac
  same "the remark at a after $decision" "$wanted" "$(field a remark)"
  same "the remark at b after $decision" "$wanted" "$(field b remark)"
  same "the e-mail at b after $decision" a@example.com "$(field b buyer_email)"
  same "conflicts at b after $decision" 0 "$(at b piaodanctl --json status | jq .conflicts)"
done

# Two fields, each with an answer of its own; shown before it is done, and taken back before it is sent.
edit a remark=field-a; edit a buyer_email=a2@example.com
edit b remark=field-b; edit b buyer_email=b2@example.com
sync a; at b piaodanctl --quiet sync >/dev/null 2>&1
at b piaodanctl conflict show PX-2026-0001 >"$PIAODAN_WORK/shown"
grep -q 'clerk, 20' "$PIAODAN_WORK/shown" || fail "my name and time are not shown"
grep -q 'finance, 20' "$PIAODAN_WORK/shown" || fail "their name and time are not shown"
same "what is to be decided" 2 "$(at b piaodanctl --json conflict show PX-2026-0001 | jq .conflict.undecided)"
PIAODAN_DATA=$PIAODAN_WORK/b ends 1 piaodanctl conflict resolve PX-2026-0001 --mine remark
PIAODAN_DATA=$PIAODAN_WORK/b ends 2 piaodanctl conflict resolve PX-2026-0001 --mine no_such_field
PIAODAN_DATA=$PIAODAN_WORK/b ends 1 piaodanctl conflict resolve PX-2026-0001 --set order_date=never
decisions=(--mine remark --set buyer_email=third@example.com)
same "the e-mail of a dry run" third@example.com \
  "$(at b piaodanctl --json conflict resolve PX-2026-0001 "${decisions[@]}" --dry-run | jq -r '.resolved[0].merged.buyer_email')"
same "conflicts after a dry run" 1 "$(at b piaodanctl --json status | jq .conflicts)"
at b piaodanctl conflict resolve PX-2026-0001 "${decisions[@]}" --dry-run | grep -q 'Total with tax' || fail "no total"
at b piaodanctl conflict resolve PX-2026-0001 "${decisions[@]}" >/dev/null
same "waiting at b" 1 "$(at b piaodanctl --json status | jq .waiting)"
same "how it was undone" open "$(at b piaodanctl --json conflict undo PX-2026-0001 | jq -r '.undone[0].how')"
same "waiting at b once undone" 0 "$(at b piaodanctl --json status | jq .waiting)"
at b piaodanctl conflict resolve PX-2026-0001 "${decisions[@]}" >/dev/null
sync b; sync a
same "the remark at a field by field" field-b "$(field a remark)"
same "the e-mail at a field by field" third@example.com "$(field a buyer_email)"
# Sent: undone by a new change, of which another desk hears as of any other.
same "how it was undone later" put_back "$(at b piaodanctl --json conflict undo PX-2026-0001 | jq -r '.undone[0].how')"
at b piaodanctl conflict resolve PX-2026-0001 --all-mine >/dev/null
sync b; sync a
same "the remark at a after the undo" field-a "$(field a remark)"
same "decided at b" 4 "$(at b piaodanctl --json conflict list --all | jq '.conflicts | length')"

# Several that ask the same, at once.
for number in 3 4 5; do
  at a piaodanctl --quiet order edit PX-2026-000$number --set "remark=a $number" >/dev/null
  at b piaodanctl --quiet order edit PX-2026-000$number --set "remark=b $number" >/dev/null
done
sync a; at b piaodanctl --quiet sync >/dev/null 2>&1
same "resolved alike" 3 \
  "$(at b piaodanctl --json conflict resolve --alike PX-2026-0003 --mine remark | jq '.resolved | length')"
sync b; sync a
for number in 3 4 5; do
  same "the remark of $number" "b $number" \
    "$(at a piaodanctl --json order show PX-2026-000$number | jq -r .order.remark)"
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

# Only some years are kept: the others leave this desk alone, and come back.
orders() { at "$1" piaodanctl --json order list --limit 0 | jq '.orders | length'; }
all=$(orders b)
year=$(at b piaodanctl --json order show PX-2026-0001 | jq -r '.order.order_date[:4]')
same "the years kept at b" 0 "$(at b piaodanctl --json keep | jq .since)"
same "orders of the year at b" "$all" \
  "$(at b piaodanctl --json keep | jq --arg name "order:$year" '.streams[] | select(.name == $name).count')"
at b piaodanctl keep --since $((year + 1)) >/dev/null
same "orders left at b" 0 "$(orders b)"
sync b
same "orders at b after a sync" 0 "$(orders b)"
same "orders at a" "$all" "$(orders a)"
PIAODAN_DATA=$PIAODAN_WORK/b error 2 usage keep --since "$year" --all
at b piaodanctl keep --all >/dev/null
sync b
same "orders back at b" "$all" "$(orders b)"

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
