#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# ctl-manual.sh PIAODANCTL MANUAL: the manual names every command and every option that the program has, and none besides.
set -euo pipefail
program=$1 manual=$2 bad=0
command -v jq >/dev/null || { echo "jq is not installed: ./dev test installs it"; exit 77; }

table=$("$program" --json --help)
# "group name" and its options; fields that are options are described together.
jq -r '.commands[] | [(if .group then "\(.group) " else "" end) + .name, (.options[].name)] | @tsv' <<<"$table" >"${TMPDIR:-/tmp}/ctl-manual.$$"
trap 'rm -f "${TMPDIR:-/tmp}/ctl-manual.$$"' EXIT
while IFS=$'\t' read -r command options; do
  paragraph=$(awk -v command="$command" '/^\.It Cm / { inside = $0 " " ~ "^\\.It Cm " command " " } inside' "$manual")
  [ -n "$paragraph" ] || { echo "the manual lacks the command $command"; bad=1; }
  for option in $options; do
    grep -qE "Fl Fl $option( |$)" <<<"$paragraph" || { echo "the manual lacks --$option of $command"; bad=1; }
  done
done <"${TMPDIR:-/tmp}/ctl-manual.$$"
while read -r command; do
  grep -qE "^$command(	|$)" "${TMPDIR:-/tmp}/ctl-manual.$$" || { echo "the manual names a command that is not there: $command"; bad=1; }
done < <(sed -nE 's/^\.It Cm ([a-z-]+( [a-z-]+)?)( .*)?$/\1/p' "$manual" | sed -E 's/ (Fl|Ar|Oo)$//')
for option in $(jq -r '.options[].name' <<<"$table"); do
  grep -qE "^\.It Fl Fl $option( |$)" "$manual" || { echo "the manual lacks --$option"; bad=1; }
done
exit $bad
