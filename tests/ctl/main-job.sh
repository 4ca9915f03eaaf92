#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The main job without a window: orders out of a file become invoices on paper
# (inside training.sh; PIAODAN_DATA is the cache).  Prints each step, and the
# paths of the PDFs at the end.  Run again, it doubles nothing.
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
orders=${1:-$here/../../data/samples/orders-training.csv}
out=${PIAODAN_PDF:-$PIAODAN_DATA/pdf}

step() {
  printf '\n==> %s\n' "$1"
  shift
  "$@"
}

step "Sign in to $PIAODAN_SERVER" "$here/sign-in.sh" "${PIAODAN_TRAINING_USER:-finance}"
step "Import the orders of ${orders##*/}" piaodanctl order import "$orders"
step "The orders" piaodanctl order list
step "Send them to the platform" piaodanctl sync
step "Ask for an invoice of each order" piaodanctl invoice issue --all
step "Send that, and wait for the tax bureau" piaodanctl sync --wait 120
step "The invoices" piaodanctl invoice list
step "Write the PDFs" piaodanctl invoice pdf --all --output "$out"
