#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every icon draws something at every size that a desktop asks for.
set -euo pipefail
command -v rsvg-convert >/dev/null || { echo "rsvg-convert is not installed"; exit 77; }
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
for icon; do
  for size in 16 32 64 128 512; do
    rsvg-convert --width "$size" --height "$size" "$icon" --output "$out/icon.png"
    [ "$(stat -c %s "$out/icon.png")" -gt 150 ] || { echo "$icon is empty at $size pixels"; exit 1; }
  done
done
