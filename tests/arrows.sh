#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The include arrows between the parts of src/, and an SPDX line in every C file.
#
#   arrows.sh [TREE]     check TREE (default: this project), after proving on
#                        planted violations that the check can fail
set -euo pipefail

# What a part may include of ours, besides itself.
allowed() {
  case $1 in
    model) ;;
    wire) echo model ;;
    store | document) echo wire model ;;
    sync) echo store wire model ;;
    gateway) echo document wire model ;;
    platform) echo gateway document wire model ;;
    desktop | ctl) echo sync document store wire model ;;
    *) return 1 ;;
  esac
}

# Toolkit headers belong to the desktop alone.
toolkit="<(gtk|gdk|gsk)/|<adwaita\.h>"

# check TREE: print every violation; status 1 when there is one.
check() {
  local tree=$1 bad=0 file part other name may
  while IFS= read -r file; do
    name=${file#"$tree"/}
    if ! head -n 1 "$file" | grep -q 'SPDX-License-Identifier: GPL-3.0-or-later'; then
      echo "$name: the first line is no SPDX line"; bad=1
    fi
    case $name in src/*/*) ;; *) continue ;; esac
    part=${name#src/}; part=${part%%/*}
    if ! may=$(allowed "$part"); then echo "$name: $part is no part of DESIGN"; bad=1; continue; fi
    while IFS= read -r other; do
      other=${other%%/*}
      case " $part $may " in
        *" $other "*) ;;
        *) echo "$name: $part includes $other"; bad=1 ;;
      esac
    done < <(sed -nE 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*"([a-z]+\/[^"]*)".*/\1/p' "$file")
    if [ "$part" != desktop ] && grep -nE "^[[:space:]]*#[[:space:]]*include[[:space:]]*($toolkit)" "$file"; then
      echo "$name: $part includes the toolkit"; bad=1
    fi
    if grep -nE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"\.' "$file"; then
      echo "$name: includes are written from src/, not by ../"; bad=1
    fi
  done < <(find "$tree/src" "$tree/tests" -name '*.[ch]' 2>/dev/null | LC_ALL=C sort)
  return $bad
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
