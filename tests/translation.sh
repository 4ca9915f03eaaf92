#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every string that a person reads is translated.
#
#   translation.sh            fail when po/POTFILES is not the sorted list of files
#                             with strings, or a language misses, guesses (fuzzy) or
#                             still has dropped a string
#   translation.sh --refresh  write po/POTFILES and bring po/*.po up to date
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
command -v xgettext >/dev/null || { echo "gettext is not installed"; exit 77; }
export LC_ALL=C.UTF-8
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Files with something to translate: C by its macros, interfaces by their attribute.
sources() {
  {
    grep -rlE --include='*.[ch]' '\b(_|N_|C_|NC_|ngettext|g_dngettext|g_dpgettext2?) \(' src || true
    grep -rlE --include='*.[ch]' '\b(_|N_|C_|NC_|ngettext|g_dngettext|g_dpgettext2?)\(' src || true
    grep -rlE --include='*.ui' 'translatable="(yes|true)"' src || true
    ls data/*.desktop.in data/*.metainfo.xml.in
  } | LC_ALL=C sort -u
}

# The strings as they are now; the same keywords as meson's preset for GLib.
template() {
  xgettext --files-from="$1" --output="$2" --from-code=UTF-8 --add-comments=Translators \
    --add-location=file --package-name=Piaodan --copyright-holder='The Piaodan authors' \
    --keyword=_ --keyword=N_ --keyword=C_:1c,2 --keyword=NC_:1c,2 --keyword=g_dcgettext:2 \
    --keyword=g_dngettext:2,3 --keyword=g_dpgettext2:2c,3 \
    --flag=N_:1:pass-c-format --flag=C_:2:pass-c-format --flag=NC_:2:pass-c-format \
    --flag=g_dngettext:2:pass-c-format --flag=g_strdup_printf:1:c-format \
    --flag=g_string_printf:2:c-format --flag=g_string_append_printf:2:c-format \
    --flag=g_set_error:4:c-format --flag=g_error_new:3:c-format --flag=g_print:1:c-format 2>"$work/xgettext" ||
    { cat "$work/xgettext"; exit 1; }
}

mapfile -t languages < <(grep -v '^#' po/LINGUAS)
sources >"$work/sources"
if [ "${1:-}" = --refresh ]; then
  cp "$work/sources" po/POTFILES
  template po/POTFILES "$work/piaodan.pot"
  for language in "${languages[@]}"; do
    if [ -e "po/$language.po" ]; then
      msgmerge --quiet --update --backup=none --no-fuzzy-matching --previous "po/$language.po" "$work/piaodan.pot"
      msgattrib --no-obsolete --output-file="po/$language.po" "po/$language.po"
    else
      msginit --no-translator --locale="$language" --input="$work/piaodan.pot" --output-file="po/$language.po"
    fi
    printf '%s: ' "$language"
    msgfmt --statistics --output-file=/dev/null "po/$language.po"
  done
  exit
fi

bad=0
if ! diff -u --label po/POTFILES --label 'files with strings' po/POTFILES "$work/sources"; then
  echo "po/POTFILES is out of date: ./dev po"; bad=1
fi
template "$work/sources" "$work/piaodan.pot"
for language in "${languages[@]}"; do
  file=po/$language.po
  msgfmt --check --output-file=/dev/null "$file" || bad=1
  # msgcmp names each string that is missing, untranslated or fuzzy, and only warns of one
  # that is no longer used
  if ! msgcmp "$file" "$work/piaodan.pot" >"$work/msgcmp" 2>&1 || [ -s "$work/msgcmp" ]; then
    msgmerge --quiet --no-fuzzy-matching --output-file="$work/merged" "$file" "$work/piaodan.pot"
    msgattrib --untranslated --no-obsolete --no-wrap "$work/merged" | sed -n 's/^msgid "\(..*\)"$/missing: \1/p'
    msgattrib --only-fuzzy --no-wrap "$work/merged" | sed -n 's/^msgid "\(..*\)"$/a guess: \1/p'
    grep 'not used$' "$work/msgcmp" || true
    echo "$file does not answer the strings of the programs: ./dev po, then translate"; bad=1
  fi
  if [ "${language%%_*}" = zh ] && msggrep --msgstr --extended-regexp --regexp='\(_[A-Za-z]\)' "$file" | grep .; then
    echo "$file: a mnemonic garbles the accessible name of a Chinese label: leave (_X) out"; bad=1
  fi
done
exit $bad
