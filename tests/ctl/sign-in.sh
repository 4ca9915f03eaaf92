#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Sign PIAODAN_DATA's cache in to the training platform: sign-in.sh USER
# (inside training.sh).  The sign-in is kept in a file beside the cache, for a
# machine without a keyring; it opens the training platform alone.
set -euo pipefail
user=${1:?a user of the training platform}
jq -j --arg name "$user" '.users[] | select(.name == $name) | .password' "$PIAODAN_USERS" |
  piaodanctl sign-in --server "$PIAODAN_SERVER" --ca "$PIAODAN_CA" --user "$user" --password-stdin \
    --token-file "$PIAODAN_DATA/token"
