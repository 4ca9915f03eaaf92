#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Attachments at two desks: a file that one attaches the other gets, byte for byte; what is not on the platform yet is
# said to be on the other computer; a kill in the middle of sending costs nothing.
set -euo pipefail
# shellcheck source=tests/ctl/checks.sh
. "$(dirname "${BASH_SOURCE[0]}")/checks.sh"

at() { local desk=$1; shift; PIAODAN_DATA=$PIAODAN_WORK/$desk "$@"; }
sync() { at "$1" piaodanctl --quiet sync >/dev/null; }
listed() { at "$1" piaodanctl --json attachment list PX-2026-0001 | jq -r ".attachments | $2"; }

at a "$here/sign-in.sh" finance
at b "$here/sign-in.sh" clerk
at a piaodanctl order import "$here/../../data/samples/orders-training.csv" >/dev/null
sync a; sync b
cd "$PIAODAN_WORK"
head -c 3000000 /dev/urandom >合同.pdf
printf '便条' >note.txt
: >empty

# Added, listed, found by name and by number.
at a piaodanctl attachment add PX-2026-0001 合同.pdf note.txt >/dev/null
same "attached at a" 2 "$(listed a length)"
same "standing at a" waiting "$(listed a '.[0].standing')"
same "size at a" 3000000 "$(listed a '.[0].size')"
PIAODAN_DATA=$PIAODAN_WORK/a error 5 not_found attachment get PX-2026-0001 nothing
PIAODAN_DATA=$PIAODAN_WORK/a error 5 not_found attachment list nothing
PIAODAN_DATA=$PIAODAN_WORK/a error 1 file attachment add PX-2026-0001 no-such-file
PIAODAN_DATA=$PIAODAN_WORK/a error 1 invalid attachment add PX-2026-0001 "$PIAODAN_WORK"
truncate -s 50000001 large
PIAODAN_DATA=$PIAODAN_WORK/a error 1 invalid attachment add PX-2026-0001 empty large
same "after what was refused" 2 "$(listed a length)"

# Killed in the middle, as often as it takes.
for _ in 1 2 3 4 5 6; do
  at a timeout -s KILL 0.4 piaodanctl --quiet sync >/dev/null 2>&1 || true
done
sync a
same "standing after kills" on_platform "$(listed a '.[0].standing')"
sync b
same "listed at b" 2 "$(listed b length)"
same "not here yet" not_here "$(listed b '.[0].standing')"
same "added by" finance "$(listed b '.[0].added_by')"
at b piaodanctl --quiet attachment get PX-2026-0001 合同.pdf --output got.pdf
cmp 合同.pdf got.pdf || fail "the file came as another"
same "kept at b" on_platform "$(listed b '.[0].standing')"
same "by number, to standard output" 便条 "$(at b piaodanctl attachment get PX-2026-0001 2 --output -)"

# The record is there, the file is not.
at a piaodanctl --quiet attachment add PX-2026-0002 empty >/dev/null
sync a
head -c 2000000 /dev/urandom >later.bin
at a piaodanctl --quiet attachment add PX-2026-0001 later.bin >/dev/null
# Damaged on its own computer, it cannot be sent; the record goes all the same.
hash=$(sha256sum <later.bin | cut -d' ' -f1)
blob=$(find a -path "*.attachments/${hash:0:2}/${hash:2}")
printf x | dd of="$blob" conv=notrunc status=none
at a piaodanctl sync >/dev/null 2>err
grep -q 'attachment list' err || fail "the file that was not sent was not told"
same "the problem" problem "$(listed a '.[2].standing')"
sync b
same "listed at b" 3 "$(listed b length)"
PIAODAN_DATA=$PIAODAN_WORK/b error 3 not_there_yet attachment get PX-2026-0001 later.bin
PIAODAN_DATA=$PIAODAN_WORK/a ends 0 piaodanctl attachment remove PX-2026-0001 later.bin
sync a; sync b
same "removed at b" 2 "$(listed b length)"

# Issued: the file is on the platform, so it goes; afterwards the invoice takes files of its own.
at a piaodanctl --quiet invoice issue PX-2026-0001 >/dev/null
at a piaodanctl --quiet sync --wait 60 >/dev/null
number=$(at a piaodanctl --json order show PX-2026-0001 | jq -r .order.invoice_number)
at a piaodanctl --quiet attachment add "$number" note.txt >/dev/null
at a piaodanctl --quiet attachment add PX-2026-0001 empty >/dev/null
sync a; sync b
same "the invoice's at b" note.txt "$(at b piaodanctl --json attachment list "$number" | jq -r '.attachments[0].name')"
same "the order's at b" 3 "$(listed b length)"
echo "OK"
