#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Rules of assignment: entered switched off, tried on past orders, switched on, overruled with a reason.
set -euo pipefail
# shellcheck source=tests/ctl/checks.sh
. "$(dirname "${BASH_SOURCE[0]}")/checks.sh"

"$here/sign-in.sh" admin
sync() { piaodanctl --quiet sync >/dev/null; }
new_order() {
  piaodanctl --quiet order new --number "$1" --buyer 样例市远山文化传播有限公司 --kind service --service upgrade \
    --region 样例市东湖区 --delivery-address 样例市东湖区松林路18号 --contact-name 王样例 --contact-phone 13900000000 \
    --line "name=软件升级;quantity=1;unit_price=100;tax_rate=0.06" >/dev/null
  sync
  piaodanctl --quiet order step submit "$1" >/dev/null
  sync
  piaodanctl --quiet order step approve "$1" >/dev/null
  sync
}
assignee() { piaodanctl --json order show "$1" | jq -r '.order.assignee // "-"'; }

sync
new_order R-1
same "who does R-1" - "$(assignee R-1)"
piaodanctl --quiet rule create --name 东湖区 --position 10 --region 样例市东湖区 --assignees technician,wang --max-load 1 >/dev/null
piaodanctl rule list | grep -q 东湖区 || fail "the rule is not listed"
same "tried while off" null "$(piaodanctl --json rule try | jq -c '.tried[0].chosen')"
same "tried as if on" technician "$(piaodanctl --json rule try --with 东湖区 | jq -r '.tried[0].chosen')"
piaodanctl rule try --with 东湖区 | grep -q 东湖区 || fail "the rule is not named"
piaodanctl --quiet rule edit 东湖区 --set active=yes >/dev/null
sync
new_order R-2
same "who does R-2" technician "$(assignee R-2)"
new_order R-3
same "who does R-3" wang "$(assignee R-3)"
new_order R-4
same "who does R-4" - "$(assignee R-4)"
piaodanctl --json order show R-4 | jq -er '.order.assignment_reason' >/dev/null || fail "it is not said why nobody does R-4"

ends 1 piaodanctl order edit R-2 --set assignee=wang
piaodanctl --quiet order edit R-2 --set assignee=wang --set assignment_reason=熟悉该客户 >/dev/null
sync
same "who does R-2 now" wang "$(assignee R-2)"
piaodanctl --quiet rule delete 东湖区 >/dev/null
sync
same "rules" 0 "$(piaodanctl --json rule list | jq '.assignment_rules | length')"
