#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The Flatpak manifest parses, is of this application, gives it no more than it
# needs, and every module says where its sources come from and what they must be.
#
#   flatpak.sh MANIFEST
set -euo pipefail
command -v jq >/dev/null || { echo "jq is not installed"; exit 77; }

# One rule a line; each is true or the manifest is refused.
holds() {
  jq -e '
    .id == "org.piaodan.Piaodan" and .command == "piaodan"
    and .runtime == "org.gnome.Platform" and .sdk == "org.gnome.Sdk" and (.["runtime-version"] | test("^[0-9]+$"))
    and all(.["finish-args"][]; test("^--filesystem|^--socket=(session|system)-bus|^--device=all") | not)
    and (.modules | length > 1 and last.name == "piaodan")
    and all(.modules[]; (.name | length > 0) and (.sources | length > 0))
    and all(.modules[].sources[] | select(.type == "archive");
            (.url | test("^https://.*-[0-9]+([.][0-9]+)+[.]tar[.](gz|xz|bz2)$")) and (.sha256 | test("^[0-9a-f]{64}$")))
    and all(.modules[].sources[]; .type == "archive" or .type == "dir")
  ' >/dev/null
}

holds <"$1" || { echo "$1 breaks a rule of ${0##*/}"; exit 1; }
# the rules can fail
for damage in '.modules[0].sources = []' 'del(.modules[1].name)' '.modules[0].sources[0].sha256 = "0"' \
  '.["finish-args"] += ["--filesystem=home"]' '.id = "org.example.App"'; do
  if jq "$damage" "$1" | holds 2>/dev/null; then echo "${0##*/}: did not find: $damage"; exit 1; fi
done
