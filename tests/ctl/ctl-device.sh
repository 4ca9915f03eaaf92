#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Devices: received with their numbers, found, sent to repair, and what became of them is told on another desk.
set -euo pipefail
# shellcheck source=tests/ctl/checks.sh
. "$(dirname "${BASH_SOURCE[0]}")/checks.sh"

at() { local desk=$1; shift; PIAODAN_DATA=$PIAODAN_WORK/$desk "$@"; }
sync() { at "$1" piaodanctl --quiet sync >/dev/null; }

at a "$here/sign-in.sh" admin
at b "$here/sign-in.sh" clerk
sync a
at a piaodanctl --quiet good new --name 税控盘 --tax-rate 0.13 --set stocked=yes --set has_serials=yes >/dev/null
at a piaodanctl --quiet stock receive 税控盘 2 --serials "KP-1 KP-2" >/dev/null
same "devices before the platform knows" 0 "$(at a piaodanctl --json device list | jq '.devices | length')"
sync a; sync b
same "devices" "KP-1 KP-2" "$(at b piaodanctl --json device list | jq -r '[.devices[].serial_number] | sort | join (" ")')"
same "found" 1 "$(at b piaodanctl --json device search KP-2 | jq '.devices | length')"
at b piaodanctl --quiet device edit KP-1 --set state=in_repair >/dev/null
at b piaodanctl --quiet device note KP-1 送修 >/dev/null
sync b; sync a
same "state at a" in_repair "$(at a piaodanctl --json device show KP-1 | jq -r .device.state)"
same "history at a" "received note" "$(at a piaodanctl --json device history KP-1 | jq -r '[.device.events[].kind] | join (" ")')"
at a piaodanctl device history KP-1 | grep -q 送修 || fail "the note is not shown"
at a piaodanctl device show KP-1 | grep -q 送修 || fail "the history is not shown with the device"
PIAODAN_DATA=$PIAODAN_WORK/a ends 5 piaodanctl device show KP-9

# One that came before anybody wrote down its receipt: entered once, and the same on both desks.
same "entered" OLD-1 "$(at b piaodanctl --quiet device new OLD-1 --good-name 税控盘 --state installed --buyer-name 样例市远山文化传播有限公司)"
LANGUAGE=C PIAODAN_DATA=$PIAODAN_WORK/b ends 1 piaodanctl device new old-1
grep -q 'device.*known already' <<<"$err" || fail "it is not said that the device is known: $err"
PIAODAN_DATA=$PIAODAN_WORK/b ends 2 piaodanctl device new
sync b; sync a
same "known at a" "installed 样例市远山文化传播有限公司" "$(at a piaodanctl --json device show OLD-1 | jq -r '"\(.device.state) \(.device.buyer_name)"')"
at a piaodanctl --quiet device edit OLD-1 --set state=in_repair >/dev/null
sync a; sync b
same "edited" in_repair "$(at b piaodanctl --json device show OLD-1 | jq -r .device.state)"
at a piaodanctl --quiet stock receive 税控盘 1 --serials old-1 >/dev/null
sync a; sync b
same "received under the same number" 3 "$(at b piaodanctl --json device list | jq '.devices | length')"

