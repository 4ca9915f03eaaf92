#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Run one command beside a training platform: started over HTTPS on loopback,
# waited for, ended by its process id when the command is done.
#
#   training.sh --data DIR [--port PORT] [--program piaodan-platform] -- command args...
#
# The command finds in its environment
#   PIAODAN_SERVER   https://127.0.0.1:PORT
#   PIAODAN_CA       the certificate to trust
#   PIAODAN_USERS    training-users.json: { "users": [ { "name", "password", "role" } ] }
#   PIAODAN_PLATFORM_PID  the platform's process, for a test that cuts the network
# DIR keeps the platform's data, so the next run goes on where this one ended,
# on the same port if it is still free.  Exit status: the command's own.
set -euo pipefail
data='' port='' program=piaodan-platform
while [ $# -gt 0 ]; do
  case $1 in
    --data) data=$2; shift 2 ;;
    --port) port=$2; shift 2 ;;
    --program) program=$2; shift 2 ;;
    --) shift; break ;;
    *) echo "training.sh: unknown option $1" >&2; exit 64 ;;
  esac
done
if [ -z "$data" ] || [ $# -eq 0 ]; then echo "training.sh: --data DIR and a command are needed" >&2; exit 64; fi

mkdir -p "$data"
data=$(realpath "$data")
exec 9>"$data/lock"
flock -n 9 || { echo "training.sh: another run is using $data" >&2; exit 75; }

if [ -z "$port" ] && [ -s "$data/port" ]; then
  port=$(<"$data/port")
  if (exec 8<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then port=0; fi  # somebody else sits there now
fi
rm -f "$data/port.new"
log=$data/platform.log
"$program" serve --data "$data/platform" --listen "127.0.0.1:${port:-0}" --port-file "$data/port.new" \
  --training >"$log" 2>&1 9>&- </dev/null &
platform=$!
# shellcheck disable=SC2317 # called by the trap
stop() { kill "$platform" 2>/dev/null || true; wait "$platform" 2>/dev/null || true; }
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

ready=0
for _ in $(seq 600); do
  if [ -s "$data/port.new" ] && [ -s "$data/platform/certificate.pem" ] && [ -s "$data/platform/training-users.json" ] &&
    (exec 8<>"/dev/tcp/127.0.0.1/$(<"$data/port.new")") 2>/dev/null; then
    mv "$data/port.new" "$data/port"
    ready=1
    break
  fi
  kill -0 "$platform" 2>/dev/null || break
  sleep 0.05
done
if [ $ready = 0 ]; then
  echo "training.sh: the training platform did not start; its last words ($log):" >&2
  tail -n 20 "$log" >&2
  exit 70
fi

PIAODAN_SERVER=https://127.0.0.1:$(<"$data/port")
PIAODAN_CA=$data/platform/certificate.pem
PIAODAN_USERS=$data/platform/training-users.json
PIAODAN_PLATFORM_PID=$platform
export PIAODAN_SERVER PIAODAN_CA PIAODAN_USERS PIAODAN_PLATFORM_PID
status=0
"$@" 9>&- || status=$?
exit $status
