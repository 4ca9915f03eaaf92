#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Open Piaodan signed in to the training platform (inside training.sh).
set -euo pipefail
"$(dirname "${BASH_SOURCE[0]}")/sign-in.sh" "${PIAODAN_TRAINING_USER:-finance}"
echo "The passwords of clerk, reviewer, finance, warehouse and admin are in $PIAODAN_USERS."
exec piaodan
