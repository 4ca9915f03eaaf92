#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# "It is not in the system": where a record is, why, and what to do, on two desks and without a platform.
set -euo pipefail
# shellcheck source=tests/ctl/checks.sh
. "$(dirname "${BASH_SOURCE[0]}")/checks.sh"

at() { local desk=$1; shift; PIAODAN_DATA=$PIAODAN_WORK/$desk "$@"; }
sync() { at "$1" piaodanctl --quiet sync >/dev/null; }
# of DESK FILTER ARGUMENTS…: what jq finds in the report; the status does not matter.
of() { local desk=$1 filter=$2; shift 2; { at "$desk" piaodanctl --json reconcile "$@" || :; } | jq -r "$filter"; }
where() { of "$1" '.found[0].reason' find "$2"; }

ends 2 piaodanctl reconcile --month 2026-13
ends 2 piaodanctl reconcile --type ship
ends 2 piaodanctl reconcile find
ends 2 piaodanctl reconcile seek PX
ends 2 piaodanctl reconcile --month 2026-11 find PX
ends 2 piaodanctl reconcile find ''

# Nobody has signed in: what is here is told all the same.
PIAODAN_DATA=$PIAODAN_WORK/a ends 4 piaodanctl reconcile
at a "$here/sign-in.sh" finance
at b "$here/sign-in.sh" clerk
sync b
at a piaodanctl order import "$here/../../data/samples/orders-training.csv" >/dev/null
same "where an order is before it is sent" never-sent "$(where a PX-2026-0001)"
same "where it is for the other desk" nowhere "$(where b PX-2026-0001)"
PIAODAN_DATA=$PIAODAN_WORK/b ends 5 piaodanctl reconcile find PX-2026-0001

# Reconciling sends what waits: then both sides agree, in number and in money.
PIAODAN_DATA=$PIAODAN_WORK/a ends 0 piaodanctl reconcile
grep -q 'Both sides agree' <<<"$out" || fail "agreement is not said: $out"
same "agreement" true "$(of a .agrees)"
same "orders here" 12 "$(of a '[.months[] | select(.type == "order") | .here.count] | add')"
same "orders there" 12 "$(of a '[.months[] | select(.type == "order") | .there.count] | add')"
same "the money there" "$(of a '[.months[].here.total] | add')" "$(of a '[.months[].there.total] | add')"
same "types chosen" '["order"]' "$(of a '[.months[].type] | unique | tojson' --type order)"
same "months chosen" '[]' "$(of a '.months | tojson' --month 1999-01)"
same "where the order is now" both "$(where a PX-2026-0001)"
same "where it is for the other desk now" missing-here "$(where b PX-2026-0001)"
same "a part of the number" missing-here "$(where b 2026-0001)"
sync b
same "where it is once fetched" both "$(where b PX-2026-0001)"

# In conflict: a person has to decide, and both say so.
at a piaodanctl --quiet order edit PX-2026-0002 --set remark=a >/dev/null
at b piaodanctl --quiet order edit PX-2026-0002 --set remark=b >/dev/null
sync a
PIAODAN_DATA=$PIAODAN_WORK/b ends 3 piaodanctl reconcile
grep -q 'Decide under Conflicts' <<<"$out" || fail "what to do is not said: $out"
same "where the contested order is" conflict "$(where b PX-2026-0002)"
at b piaodanctl --quiet conflict resolve PX-2026-0002 --all-theirs >/dev/null

# At the tax bureau, and then not.
at a piaodanctl --quiet invoice issue PX-2026-0001 >/dev/null
same "where an order is that waits to be issued" unsent "$(where a PX-2026-0001)"
at a piaodanctl --quiet sync --wait 30 >/dev/null
same "where it is when issued" both "$(where a PX-2026-0001)"
at a piaodanctl reconcile find PX-2026-0001 | grep -q 'Its invoice is [0-9]\{20\}' || fail "the invoice's number is not said"
at a piaodanctl --quiet order cancel PX-2026-0003 >/dev/null
sync a
same "where a cancelled order is" cancelled "$(where a PX-2026-0003)"

# A row that was damaged behind the program's back is found and fetched again.
if command -v sqlite3 >/dev/null; then
  sync b
  sqlite3 "$PIAODAN_WORK/b/cache.sqlite" "DELETE FROM order_lines WHERE parent IN (SELECT row FROM orders WHERE number = 'PX-2026-0004')"
  PIAODAN_DATA=$PIAODAN_WORK/b ends 0 piaodanctl --json reconcile --repair
  same "repaired" 1 "$(jq .repaired <<<"$out")"
  same "what was repaired" PX-2026-0004 "$(jq -r '.repairs[0].title' <<<"$out")"
  same "lines again" "$(at a piaodanctl --json order show PX-2026-0004 | jq '.order.lines | length')" \
    "$(at b piaodanctl --json order show PX-2026-0004 | jq '.order.lines | length')"
fi

PIAODAN_DATA=$PIAODAN_WORK/b error 5 not_found reconcile forget PX-2026-0004

# Nothing was lost, so there is nothing to give back, and a clerk may not anyway.
PIAODAN_DATA=$PIAODAN_WORK/a ends 0 piaodanctl reconcile give-back

# Without the platform: what waits is told, and that the platform could not be asked.
kill "$PIAODAN_PLATFORM_PID"
while (exec 8<>"/dev/tcp/127.0.0.1/${PIAODAN_SERVER##*:}") 2>/dev/null; do sleep 0.05; done
at a piaodanctl --quiet order edit PX-2026-0005 --set remark=离线 >/dev/null
PIAODAN_DATA=$PIAODAN_WORK/a ends 4 piaodanctl --json reconcile
same "asked" false "$(jq .asked <<<"$out")"
same "what waits" PX-2026-0005 "$(jq -r '.differences[0].title' <<<"$out")"
PIAODAN_DATA=$PIAODAN_WORK/a ends 4 piaodanctl --json reconcile find 不存在的
same "what is not known" not-here "$(jq -r '.found[0].reason' <<<"$out")"
