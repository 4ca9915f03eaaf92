# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# What the scripts here check with; each failure says what was wanted.
# shellcheck disable=SC2034 # for the scripts that read this
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

fail() { echo "FAIL: $*" >&2; exit 1; }

# same WHAT WANTED GOT
same() { [ "$2" = "$3" ] || fail "$1: wanted '$2', got '$3'"; }

# ends STATUS COMMAND…: the command ends with this status; its output is in $out and $err.
ends() {
  local wanted=$1 got=0
  shift
  "$@" >"$PIAODAN_WORK/out" 2>"$PIAODAN_WORK/err" || got=$?
  out=$(<"$PIAODAN_WORK/out") err=$(<"$PIAODAN_WORK/err")
  [ "$got" = "$wanted" ] || fail "$*: ended with $got, not $wanted; it said: $out $err"
}

# error STATUS CODE COMMAND…: with --json the answer is one document with this code, and nothing else.
error() {
  local wanted=$1 code=$2
  shift 2
  ends "$wanted" piaodanctl --json "$@"
  same "the error code of $*" "$code" "$(jq -er .error.code <<<"$out")"
  same "the number of documents of $*" 1 "$(jq -s length <<<"$out")"
  same "the standard error of $*" "" "$err"
}

# ask FILTER COMMAND…: what jq finds in the command's document
ask() {
  local filter=$1
  shift
  piaodanctl --json "$@" | jq -r "$filter"
}
