#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# platform.sh SCRIPT: run a test beside a training platform of its own, in a
# folder of its own ($PIAODAN_WORK) that goes away with it.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
command -v jq >/dev/null || { echo "jq is not installed: ./dev test installs it"; exit 77; }
PIAODAN_WORK=$(mktemp -d)
trap 'rm -rf "$PIAODAN_WORK"' EXIT
export PIAODAN_WORK PIAODAN_DATA=$PIAODAN_WORK/client TZ=UTC
status=0
"$here/../training.sh" --data "$PIAODAN_WORK/training" -- bash "$1" || status=$?
exit $status
