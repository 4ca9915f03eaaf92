#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The include arrows between the parts of src/, and an SPDX line in every C file.
#
#   arrows.sh [TREE]     check TREE (default: this project), after proving on
#                        planted violations that the check can fail
set -euo pipefail

# What a part may include of ours, besides itself.
allowed='
model:
package:
wire: model
store: wire model
ofd: package model
reading: ofd package model
reader: reading
document: package wire model
paper: document reading ofd model
archive: store reading package model
sync: store wire model
gateway: document wire model
platform: gateway document wire model
desktop: archive paper reading sync document store wire model
ctl: archive paper reading sync document store wire model
'

# check TREE: print every violation; status 1 when there is one. One reading of all files: a process for each would take
# longer than the test may.
check() {
  local tree=$1
  # shellcheck disable=SC2016 # $ is awk's
  { find "$tree/src" "$tree/tests" -name '*.[ch]' 2>/dev/null || true; } | LC_ALL=C sort |
    xargs -d '\n' awk -v tree="$tree/" -v allowed="$allowed" '
      BEGIN {
        n = split(allowed, lines, "\n")
        for (i = 1; i <= n; i++)
          if (split(lines[i], halves, ":") == 2) may[halves[1]] = " " halves[1] halves[2] " "
      }
      function bad(words) { print name ": " words; failed = 1 }
      FNR == 1 {
        name = substr(FILENAME, length(tree) + 1)
        part = ""
        if (!/SPDX-License-Identifier: GPL-3.0-or-later/) bad("the first line is no SPDX line")
        if (split(name, path, "/") > 2 && path[1] == "src") part = path[2]
        if (part != "" && !(part in may)) { bad(part " is no part of DESIGN"); part = "" }
      }
      part != "" && /^[ \t]*#[ \t]*include[ \t]*["<]/ {
        split($0, pieces, /["<>]/)
        other = pieces[2]
        if (other ~ /^\./) bad("includes are written from src/, not by ../")
        if ($0 ~ /</ && part != "desktop" && other ~ /^((gtk|gdk|gsk)\/|adwaita\.h)/) bad(part " includes the toolkit")
        sub(/\/.*/, "", other)
        if ($0 ~ /"/ && pieces[2] ~ /^[a-z]+\// && index(may[part], " " other " ") == 0) bad(part " includes " other)
      }
      END { exit failed }'
}

# Plant each kind of violation in a small tree: check has to find every one, and nothing in the clean tree.
# A subshell: its folder goes away with it.
prove() (
  tree=$(mktemp -d)
  trap 'rm -rf "$tree"' EXIT
  plant() { mkdir -p "$(dirname "$tree/$1")"; printf '%s\n' "${@:2}" >"$tree/$1"; }
  spdx='/* SPDX-License-Identifier: GPL-3.0-or-later */'
  plant src/model/pd-a.c "$spdx" '#include "model/pd-a.h"' '#include <glib.h>'
  plant src/desktop/pd-b.c "$spdx" '#include <gtk/gtk.h>' '#include "sync/pd-s.h"'
  plant src/platform/pd-c.c "$spdx" '#include "gateway/pd-g.h"' '#include "wire/pd-w.h"'
  check "$tree" || { echo "arrows.sh: the clean tree was refused"; exit 1; }
  cases=(
    'src/model/pd-x.c|#include "wire/pd-w.h"' 'src/wire/pd-x.h|#include "store/pd-s.h"'
    'src/store/pd-x.c|#include "sync/pd-s.h"' 'src/store/pd-x.c|#include "document/pd-d.h"'
    'src/sync/pd-x.c|#include "platform/pd-p.h"' 'src/platform/pd-x.c|#include "store/pd-s.h"'
    'src/platform/pd-x.c|  #  include "sync/pd-s.h"' 'src/gateway/pd-x.c|#include "platform/pd-p.h"'
    'src/desktop/pd-x.c|#include "platform/pd-p.h"' 'src/ctl/pd-x.c|#include "gateway/pd-g.h"'
    'src/ctl/pd-x.c|#include <adwaita.h>' 'src/document/pd-x.c|#include <gtk/gtk.h>'
    'src/store/pd-x.c|#include <gdk/gdk.h>' 'src/leftover/pd-x.c|#include <glib.h>'
    'src/sync/pd-x.c|#include "../store/pd-s.h"')
  for planted in "${cases[@]}"; do
    plant "${planted%%|*}" "$spdx" "${planted#*|}"
    if check "$tree" >/dev/null; then echo "arrows.sh: did not find: $planted"; exit 1; fi
    rm "$tree/${planted%%|*}"
  done
  plant src/model/pd-x.c '#include <glib.h>'
  if check "$tree" >/dev/null; then echo "arrows.sh: did not find a file without SPDX"; exit 1; fi
)

tree=${1:-$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)}
prove
check "$tree"
