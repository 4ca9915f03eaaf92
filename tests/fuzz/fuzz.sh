#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# fuzz.sh PROGRAM CORPUS [--seconds N] [--seed N] [--keep FOLDER]: one libFuzzer target, from its corpus on. Inputs that
# reach something new go into FOLDER, or nowhere; one that finds a fault is kept beside the program.
set -euo pipefail
program=$1 corpus=$2; shift 2
seconds=60 options=() kept=
while [ $# -gt 1 ]; do
  case $1 in
    --seconds) seconds=$2 ;;
    --seed) options+=("-seed=$2") ;;
    --keep) kept=$2 ;;
    *) echo "fuzz.sh: what is $1?" >&2; exit 64 ;;
  esac
  shift 2
done
name=${program##*/fuzz-}
found=$(dirname "$program")/found-$name
mkdir -p "$found"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
[ -n "$kept" ] || kept=$work/kept
mkdir -p "$kept"
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
export LSAN_OPTIONS=suppressions=$top/tests/desktop/lsan.supp:print_suppressions=0
# No input may take 20 seconds, ask for 64 MB at once, or fill a gigabyte; the largest picture that is decoded has 256 MB.
case $name in picture) piece=320 ;; *) piece=64 ;; esac
status=0
"$program" -max_total_time="$seconds" -timeout=20 -malloc_limit_mb="$piece" -rss_limit_mb=1024 -use_value_profile=0 \
  -artifact_prefix="$found/" -print_final_stats=1 "${options[@]}" "$kept" "$corpus" >"$work/log" 2>&1 || status=$?
if [ $status -ne 0 ]; then
  grep -vE '^#[0-9]+[[:space:]]+(NEW|REDUCE|pulse|INITED|RELOAD)' "$work/log" | tail -n 80 || true
  echo "fuzz $name: a fault; its input is in $found. With the repair it goes into $corpus."
  exit 1
fi
runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/log")
covered=$(sed -n 's/.*DONE *cov: \([0-9]*\).*/\1/p' "$work/log")
echo "fuzz $name: $(find "$corpus" -type f | wc -l) inputs of the corpus and fresh ones, $runs runs in $seconds s, $covered places reached: no fault"
