#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What is due: an order late, one tomorrow, a ticket; by person, and not any more when it is over.
set -euo pipefail
# shellcheck source=tests/ctl/checks.sh
. "$(dirname "${BASH_SOURCE[0]}")/checks.sh"

"$here/sign-in.sh" admin
sync() { piaodanctl --quiet sync >/dev/null; }
day() { TZ=Asia/Shanghai date -d "$1" +%F; }
new_order() {
  piaodanctl --quiet order new --number "$1" --buyer 样例市远山文化传播有限公司 --kind goods --due-date "$2" \
    --assignee "$3" --line "name=税控盘;quantity=1;unit_price=100;tax_rate=0.13" >/dev/null
}

sync
new_order R-1 "$(day '3 days ago')" wang
new_order R-2 "$(day tomorrow)" li
new_order R-3 "$(day '20 days')" li
ticket=$(piaodanctl --quiet ticket new 税控盘不亮 --kind device --severity critical --owner li)
sync

same "overdue" R-1 "$(piaodanctl --json overdue | jq -r '[.reminders[].number] | join (" ")')"
same "late by" -3 "$(piaodanctl --json overdue | jq '.reminders[0].days')"
same "what is due" "R-1 $ticket R-2" "$(piaodanctl --json reminders | jq -r '[.reminders[] | select (.kind != "filing") | .number] | join (" ")')"
same "li's" "$ticket R-2 R-3" "$(piaodanctl --json reminders --days 30 --who li | jq -r '[.reminders[].number] | join (" ")')"
same "tax returns" true "$(piaodanctl --json reminders --days 62 | jq '[.reminders[] | select (.kind == "filing")] | length >= 1')"
piaodanctl overdue | grep -q 样例市远山文化传播有限公司 || fail "it is not said for whom"
ends 2 piaodanctl reminders --days many

piaodanctl --quiet order step cancel R-1 --reason 客户取消 >/dev/null
sync
same "after it was cancelled" 0 "$(piaodanctl --json overdue | jq '.reminders | length')"

# Where it was done is told by the name of the computer, and who does it now by a step of its own.
same "from which computer" "$(hostname)" "$(piaodanctl --json order history R-1 --kind step | jq -r '.history[-1].computer')"
piaodanctl --quiet order step submit R-2 >/dev/null 2>&1 || piaodanctl --quiet order edit R-2 --set delivery_address=样例市松林路18号 \
  --set contact_name=王样例 --set contact_phone=13900000000 >/dev/null && piaodanctl --quiet order step submit R-2 >/dev/null
sync
piaodanctl --quiet order edit R-2 --set assignee=wang --set assignment_reason=熟悉该客户 >/dev/null
sync
same "handed over" "li → wang: 熟悉该客户" "$(piaodanctl --json order history R-2 --kind step | jq -r '[.history[] | select (.command == "hand_over")][0].reason')"
