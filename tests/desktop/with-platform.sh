#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# with-platform.sh SCRIPT.py ARGS…: drive the window beside a training platform
# of its own, in the throw-away folder of session.sh.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
: "${UITEST_TOP:?run this inside session.sh}"
export UITEST_OUT=${UITEST_SHOTS:-$UITEST_TOP}
exec "$here/../training.sh" --data "$UITEST_TOP/training" -- /usr/bin/python3 "$@"
