#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Others beside us, in turn, on the same orders: run.sh BENCH_SYNC [--orders N] [--edits N] [--runs N]
# They come from npm into a folder outside of the checkout: PIAODAN_BENCH_PEERS, else the user's cache. They speak plain
# HTTP where we speak TLS; PouchDB's side and WatermelonDB's keep no full-text index, and the server that WatermelonDB
# gets only hands out pages from memory.
set -euo pipefail
bench=$(realpath "$1"); shift
scripts=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
orders=100000 edits=10000 runs=3
while [ $# -gt 0 ]; do
  case $1 in
    --orders) orders=$2 ;;
    --edits) edits=$2 ;;
    --runs) runs=$2 ;;
    *) echo "bench: there is no option $1" >&2; exit 64 ;;
  esac
  shift 2
done
for program in node npm jq; do
  command -v "$program" >/dev/null || { echo "bench: install $program first, the others need it" >&2; exit 1; }
done
peers=${PIAODAN_BENCH_PEERS:-${XDG_CACHE_HOME:-$HOME/.cache}/piaodan/bench-peers}
packages=(pouchdb@9.0.0 pouchdb-server@4.2.0 @nozbe/watermelondb@0.28.0 better-sqlite3@12.11.1)

mkdir -p "$peers"
if [ "$(cat "$peers/installed" 2>/dev/null)" != "${packages[*]}" ]; then
  echo "Installing ${packages[*]} into $peers" >&2
  (cd "$peers" && npm install --no-audit --no-fund "${packages[@]}" >&2)
  echo "${packages[*]}" >"$peers/installed"
fi
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
# Modules are looked for beside the script.
cp "$scripts"/*.js "$work"
ln -s "$peers/node_modules" "$work/node_modules"
"$bench" documents "$orders" >"$work/orders.ndjson"

port=$((20000 + RANDOM % 20000))
mkdir "$work/server"
(cd "$work/server" && exec node "$peers/node_modules/.bin/pouchdb-server" --port "$port" --dir "$work/server" --no-stdout-logs) \
  >/dev/null 2>&1 &
server=$!
for ((i = 0; i < 100; i++)); do
  ! curl -fs "http://127.0.0.1:$port/" >/dev/null || break
  sleep 0.2
done
address=http://127.0.0.1:$port/orders
node "$work/pouchdb.js" seed "$address" "$work/orders.ndjson" "$orders" "$edits"

for ((run = 0; run < runs; run++)); do
  mkdir "$work/$run"
  "$bench" --orders "$orders" --edits "$edits" --runs 1 | grep "^{" >>"$work/ours"
  node "$work/pouchdb.js" all "$address" "$work/$run/pouchdb" "$orders" "$edits" | grep "^{" >>"$work/theirs"
  node "$work/watermelon.js" "$work/orders.ndjson" "$work/$run" "$edits" | grep "^{" >>"$work/theirs"
  rm -rf "${work:?}/$run"
done
# A figure in milliseconds is one of a single synchronisation. Ratio: how many times ours they take.
jq -cs --slurpfile ours "$work/ours" '
  def median: sort | .[length / 2 | floor];
  def ours(name): [$ours[] | select(.figure == "sync/" + name) | if .unit == "ms" then .value * 1000 else .value end] | median;
  group_by(.figure)[] | (.[0].figure | split("/")[1]) as $name | (map(.value) | median) as $value
  | {figure: .[0].figure, unit: .[0].unit, value: $value, client_cpu: (map(.client_cpu) | median),
     memory_mib: (map(.memory) | max), ours: ours($name), ratio: ($value / ours($name) * 100 | round / 100),
     n: .[0].n, runs: length}' "$work/theirs"
