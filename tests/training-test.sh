#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# training.sh starts, waits, hands over, ends what it started, and says why when it
# cannot.  A stand-in listens in the platform's place, so that failures can be had.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/platform" <<'PYTHON'
#!/usr/bin/python3
import os
import socket
import sys
import time

option = dict(zip(sys.argv[2::2], sys.argv[3::2]))
if os.environ.get('BROKEN'):
    sys.exit('the disk is full')
server = socket.socket()
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind(('127.0.0.1', int(option['--listen'].split(':')[1])))
server.listen()
os.makedirs(option['--data'], exist_ok=True)
for name in ('certificate.pem', 'training-users.json'):
    with open(os.path.join(option['--data'], name), 'w') as file:
        file.write(name)
with open(option['--port-file'], 'w') as file:
    file.write(str(server.getsockname()[1]))
time.sleep(60)
PYTHON
chmod +x "$work/platform"
fail() { echo "training-test.sh: $*"; exit 1; }
train() { "$here/training.sh" --data "$work/data" --program "$work/platform" -- "$@"; }

# shellcheck disable=SC2016 # for the inner shell to expand
{
  train bash -c 'printf "%s\n" "$PIAODAN_SERVER" "$PIAODAN_PLATFORM_PID" "$(cat "$PIAODAN_CA" "$PIAODAN_USERS")"' >"$work/first"
  train bash -c 'echo "$PIAODAN_SERVER"' >"$work/second"
}
mapfile -t first <"$work/first"
[[ ${first[0]} == https://127.0.0.1:* ]] || fail "no address: ${first[0]}"
[ "${first[2]}" = certificate.pemtraining-users.json ] || fail "certificate and users are not where it says"
if kill -0 "${first[1]}" 2>/dev/null; then fail "the platform goes on after its command"; fi
[ "$(<"$work/second")" = "${first[0]}" ] || fail "the second run is not on the first one's port"

status=0
train bash -c 'exit 5' || status=$?
[ $status = 5 ] || fail "the command's status was 5, not $status"
status=0
BROKEN=1 train true 2>"$work/why" || status=$?
if [ $status != 70 ] || ! grep -q 'the disk is full' "$work/why"; then fail "a platform that does not start: status $status"; fi
status=0
train "$here/training.sh" --data "$work/data" --program "$work/platform" -- true 2>"$work/why" || status=$?
if [ $status != 75 ] || ! grep -q 'another run' "$work/why"; then fail "two runs over one folder: status $status"; fi
