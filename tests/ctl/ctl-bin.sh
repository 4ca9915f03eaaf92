#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# An order is deleted, and comes back whole from the bin of the office: under its number, as a new record.
set -euo pipefail
# shellcheck source=tests/ctl/checks.sh
. "$(dirname "${BASH_SOURCE[0]}")/checks.sh"

"$here/sign-in.sh" admin
sync() { piaodanctl --quiet sync >/dev/null; }

sync
piaodanctl --quiet order new --number B-1 --buyer 样例市远山文化传播有限公司 --line "name=税控盘;quantity=2;unit_price=100;tax_rate=0.13" >/dev/null
sync
before=$(piaodanctl --json order show B-1 | jq -r '.order | [.id, .gross_amount, (.lines | length)] | @tsv')
piaodanctl --quiet order delete B-1 >/dev/null
sync
ends 5 piaodanctl order show B-1
same "in the bin" "B-1 office admin" "$(piaodanctl --json bin list | jq -r '.bin[] | "\(.title) \(.state) \(.deleted_by)"')"
same "found in it" 1 "$(piaodanctl --json bin list 远山 | jq '.bin | length')"
same "not found in it" 0 "$(piaodanctl --json bin list 近水 | jq '.bin | length')"
same "what it was" "$(cut -f3 <<<"$before")" "$(piaodanctl --json bin show B-1 | jq '.order.lines | length')"
piaodanctl bin show B-1 | grep -q 税控盘 || fail "the lines are not shown"
piaodanctl --quiet bin restore B-1 >/dev/null
sync
after=$(piaodanctl --json order show B-1 | jq -r '.order | [.id, .gross_amount, (.lines | length)] | @tsv')
same "amount and lines" "$(cut -f2- <<<"$before")" "$(cut -f2- <<<"$after")"
[ "$(cut -f1 <<<"$before")" != "$(cut -f1 <<<"$after")" ] || fail "a deleted id came back"
same "left in the bin" 0 "$(piaodanctl --json bin list | jq '.bin | length')"
same "what became of it" "B-1 admin" "$(piaodanctl --json bin list --all | jq -r '.bin[] | "\(.restored_title) \(.restored_by)"')"
ends 1 piaodanctl bin restore B-1

# A deletion that was not sent is taken back.
piaodanctl --quiet order delete B-1 >/dev/null
same "not sent" here "$(piaodanctl --json bin list | jq -r '.bin[0].state')"
piaodanctl --quiet bin restore B-1 >/dev/null
same "the same again" "$(cut -f1 <<<"$after")" "$(piaodanctl --json order show B-1 | jq -r .order.id)"
piaodanctl --quiet order delete B-1 >/dev/null
piaodanctl --quiet bin empty >/dev/null
same "after it was emptied" 0 "$(piaodanctl --json bin list | jq '.bin | length')"
