#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Tickets: entered without a network on two desks, handed on step by step, solved from the library, and counted.
set -euo pipefail
# shellcheck source=tests/ctl/checks.sh
. "$(dirname "${BASH_SOURCE[0]}")/checks.sh"

at() { local desk=$1; shift; PIAODAN_DATA=$PIAODAN_WORK/$desk "$@"; }
sync() { at "$1" piaodanctl --quiet sync >/dev/null; }
state() { at "$1" piaodanctl --json ticket show "$2" | jq -r .ticket.state; }

at a "$here/sign-in.sh" admin
at b "$here/sign-in.sh" clerk
sync a; sync b

# Both are entered before either computer has synchronised: their numbers are different.
first=$(at a piaodanctl --quiet ticket new 税控盘指示灯不亮 --kind device --severity high --device-model KP-2026 --service maintenance)
second=$(at b piaodanctl --quiet ticket new 开票软件打不开 --kind software)
[ "$first" != "$second" ] || fail "two tickets have one number"
sync b; sync a; sync b
same "tickets at b" 2 "$(at b piaodanctl --json ticket list | jq '.tickets | length')"
same "found" 1 "$(at b piaodanctl --json ticket search 指示灯 | jq '.tickets | length')"
same "due" true "$(LANGUAGE=C at b piaodanctl --json ticket show "$first" | jq '.ticket.due_on > .ticket.opened_on and (.way.due | contains ("1 working day after"))')"

# What a step needs is said before it is sent; what came of it, afterwards.
PIAODAN_DATA=$PIAODAN_WORK/a ends 1 piaodanctl ticket step assign "$first"
PIAODAN_DATA=$PIAODAN_WORK/a ends 1 piaodanctl ticket step resolve "$first"
PIAODAN_DATA=$PIAODAN_WORK/a ends 2 piaodanctl ticket step explode "$first"
at a piaodanctl --quiet ticket step assign "$first" --owner clerk >/dev/null
same "seen before the platform knows" assigned "$(state a "$first")"
sync a; sync b
same "assigned" assigned "$(state b "$first")"
at b piaodanctl --quiet ticket step start "$first" >/dev/null
at b piaodanctl --quiet ticket comment "$first" 客户来电催办 --channel phone >/dev/null
at b piaodanctl --quiet ticket escalate "$first" --expert admin --reason 未见过此故障 >/dev/null
sync b; sync a
same "with an expert" escalated "$(state a "$first")"
at a piaodanctl ticket show "$first" | grep -q 客户来电催办 || fail "the comment is not shown"
at a piaodanctl ticket show "$first" | grep -q 未见过此故障 || fail "the reason is not shown"
same "history" "assign start escalate" "$(at a piaodanctl --json ticket show "$first" | jq -r '[.ticket.steps[].command] | join (" ")')"
same "next" "give_back start" "$(at a piaodanctl --json ticket show "$first" | jq -r '[.way.next[].command] | sort | join (" ")')"

# The library: a draft is not suggested, what is published is.
at a piaodanctl --quiet solution new 税控盘指示灯不亮怎么办 --kind device --answer 换一根数据线 --keywords 指示灯,数据线 >/dev/null
sync a
same "suggested as a draft" 0 "$(at a piaodanctl --json ticket suggest "$first" | jq '.suggestions | length')"
at a piaodanctl --quiet solution publish 税控盘指示灯不亮怎么办 >/dev/null
sync a; sync b
same "suggested" 税控盘指示灯不亮怎么办 "$(at b piaodanctl --json ticket suggest "$first" | jq -r '.suggestions[0].title')"
same "found in the library" 1 "$(at b piaodanctl --json solution find 数据线 | jq '.solutions | length')"
PIAODAN_DATA=$PIAODAN_WORK/b ends 1 piaodanctl solution edit 税控盘指示灯不亮怎么办 --set answer=重启
at a piaodanctl --quiet ticket step start "$first" >/dev/null
sync a
at a piaodanctl --quiet ticket link-solution "$first" 税控盘指示灯不亮怎么办 >/dev/null
at a piaodanctl --quiet ticket link-solution "$first" 税控盘指示灯不亮怎么办 >/dev/null
at a piaodanctl --quiet ticket step resolve "$first" >/dev/null
sync a
at a piaodanctl --quiet ticket step close "$first" >/dev/null
sync a; sync b
same "closed" closed "$(state b "$first")"
same "solutions" 1 "$(at b piaodanctl --json ticket show "$first" | jq '.ticket.solutions | length')"
same "open ones" 1 "$(at b piaodanctl --json ticket list --open | jq '.tickets | length')"

# Photographs of the fault go with it.
printf 'photo' >"$PIAODAN_WORK/photo.jpg"
at b piaodanctl --quiet attachment add "$second" "$PIAODAN_WORK/photo.jpg" >/dev/null
sync b; sync a
same "attachment" photo.jpg "$(at a piaodanctl --json ticket show "$second" | jq -r '.ticket.attachments[0].name')"

report() { at b piaodanctl --json ticket report | jq -r "$1"; }
same "counted" 2 "$(report .all.count)"
same "open" 1 "$(report .all.open)"
same "by model" "KP-2026 1" "$(report '.models[] | "\(.value) \(.count)"')"
same "by solution" 税控盘指示灯不亮怎么办 "$(report '.solutions[0].value')"
same "time" true "$(report '.kinds[] | select (.value == "device") | .median_seconds >= 0')"
at b piaodanctl ticket report --months 6 | grep -q KP-2026 || fail "the report has no model"

# The office's own holidays and working days count; the platform and the other desk come to the same day, and a ticket that
# has its deadline keeps it. In 2031 weekends alone are off by the built-in calendar; the 3rd of October is a Friday.
open_on() { at "$1" piaodanctl --json ticket new 开票软件打不开 --kind software --severity high --set opened_on="$2"; }
due() { at "$1" piaodanctl --json ticket show "$2" | jq -r .ticket.due_on; }
at a piaodanctl --quiet holiday add 2031-10-06 2031-10-07 --name 店庆 >/dev/null
at a piaodanctl --quiet holiday add 2031-10-11 --worked >/dev/null
ticket=$(open_on a 2031-10-03)
same "due at once" 2031-10-08 "$(jq -r .ticket.due_on <<<"$ticket")"
holiday=$(jq -r .ticket.number <<<"$ticket")
worked=$(open_on a 2031-10-10 | jq -r .ticket.number)
same "a Saturday that is worked" 2031-10-11 "$(due a "$worked")"
sync a
unheard=$(open_on b 2031-10-03 | jq -r .ticket.number)
same "not heard of yet" 2031-10-06 "$(due b "$unheard")"
sync b; sync a
for desk in a b; do
  same "over the holiday at $desk" 2031-10-08 "$(due "$desk" "$holiday")"
  same "on the Saturday at $desk" 2031-10-11 "$(due "$desk" "$worked")"
  same "the platform had heard of it, at $desk" 2031-10-08 "$(due "$desk" "$unheard")"
done
at b piaodanctl --quiet ticket edit "$worked" --set severity=normal >/dev/null
same "another severity" 2031-10-14 "$(due b "$worked")"
at b piaodanctl --quiet ticket edit "$worked" --set opened_on=2031-10-03 >/dev/null
same "opened on another day" 2031-10-10 "$(due b "$worked")"
at a piaodanctl --quiet holiday remove 2031-10-06 >/dev/null
sync a; sync b
same "it keeps its deadline" 2031-10-08 "$(due b "$holiday")"

# The business date is the one in China, wherever a computer thinks it is: these two never have the same date.
opened_in() { TZ=$1 at a piaodanctl --json ticket new 时区 --kind software | jq -r .ticket.opened_on; }
same "one date in all zones" "$(opened_in Pacific/Kiritimati)" "$(opened_in Pacific/Pago_Pago)"
