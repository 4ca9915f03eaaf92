#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The office moves a deadline, adds a holiday, and says what was filed; nobody is reminded of that any more.
set -euo pipefail
# shellcheck source=tests/ctl/checks.sh
. "$(dirname "${BASH_SOURCE[0]}")/checks.sh"

month=$(TZ=Asia/Shanghai date +%Y-%m) year=${month%-*}
row() { ask ".months[$((10#${1#*-} - 1))] | $2" calendar "${1%-*}"; }

"$here/sign-in.sh" finance
piaodanctl --quiet sync >/dev/null
built_in=$(row "$month" .deadline)
ends 0 piaodanctl filing move "$month" "$month-28"
same "moved" "$month-28 announced" "$(row "$month" '"\(.deadline) \(.reason)"')"
ends 0 piaodanctl filing move "$month" "$month-27"
same "moved again, one row" "$month-27" "$(row "$month" .deadline)"
ends 0 piaodanctl filing reset "$month"
same "put back" "$built_in" "$(row "$month" .deadline)"
error 2 usage filing move 2026-13 2026-11-20
error 2 usage filing done november

due() { ask "[.reminders[] | select (.kind == \"filing\" and .number == \"$month\")] | length" reminders --days 366; }
ends 0 piaodanctl filing done "$month"
same "filed" true "$(row "$month" .filed)"
same "nobody is reminded" 0 "$(due)"
piaodanctl --quiet sync >/dev/null
same "who filed it" finance "$(row "$month" .filed_by)"
ends 0 piaodanctl filing done "$month"
same "once" 0 "$(ask .added filing done "$month")"
ends 0 piaodanctl filing reopen "$month"
same "not filed after all" false "$(row "$month" .filed)"

next=$((year + 5))
same "no holidays of a far year" 0 "$(ask '.holidays | length' holiday list "$next")"
ends 0 piaodanctl holiday add "$next-01-11" "$next-01-15" --name 测试节
same "a holiday" "测试节 off true" "$(ask '.holidays[0] | "\(.name) \(.kind) \(.own)"' holiday list "$next")"
same "the deadline follows" extended "$(row "$next-01" .reason)"
ends 0 piaodanctl holiday remove "$next-01-12"
same "removed" 0 "$(ask '.holidays | length' holiday list "$next")"
ends 5 piaodanctl holiday remove "$next-01-12"
error 1 invalid holiday add "$next-01-15" "$next-01-11"

# Others see it, and do not change it.
piaodanctl --quiet filing done "$month" >/dev/null
piaodanctl --quiet sync >/dev/null
"$here/sign-in.sh" clerk
piaodanctl --quiet sync >/dev/null
same "the clerk sees it" "true finance" "$(row "$month" '"\(.filed) \(.filed_by)"')"
ends 1 piaodanctl filing reopen "$month"
