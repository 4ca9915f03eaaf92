#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# ./dev itself: it knows its commands, and a folder with a failing, an empty or a
# skipped suite is counted as such.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() { echo "dev.sh: $*"; exit 1; }
words=$(./dev help)
for command in run test build bench lint format po; do
  grep -q "^\./dev $command" <<<"$words" || fail "help does not name $command"
done
if ./dev nonsense >/dev/null 2>&1; then fail "an unknown command was taken"; fi
for script in dev .ci/run tests/*.sh tests/*/*.sh; do
  bash -n "$script" || fail "$script does not parse"
done

# A tree of its own with the same dev, where the right sums are known.
command -v jq >/dev/null || { echo "jq is not installed"; exit 77; }
mkdir -p "$work/tests/desktop"
cp dev "$work/dev"
printf '#!/bin/bash\nshift\nexec "$@"\n' >"$work/tests/desktop/session.sh"
chmod +x "$work/tests/desktop/session.sh"
cat >"$work/meson.build" <<'MESON'
project('sums')
sh = find_program('sh')
test('good', sh, args: ['-c', 'exit 0'], suite: 'displayless')
test('other', sh, args: ['-c', 'exit 0'], suite: 'displayless')
test('bad', sh, args: ['-c', 'exit 3'], suite: 'displayless')
test('left-out', sh, args: ['-c', 'exit 77'], suite: 'display')
MESON
# sums LAST-LINE STATUS ARGUMENT…
sums() {
  local status=0 line=$1 wanted=$2; shift 2
  (cd "$work" && PIAODAN_BUILD=build PIAODAN_SKIP_PACKAGES=1 ./dev test "$@") >"$work/out" 2>&1 || status=$?
  [ "$(tail -n 1 "$work/out")" = "$line" ] || { cat "$work/out"; fail "dev test $* did not end with: $line"; }
  if [ "$wanted" = 0 ]; then [ $status = 0 ] || fail "dev test $* ended with $status"; return; fi
  [ $status != 0 ] || fail "dev test $* ended well"
}
sums '2 passed, 1 failed, 1 skipped' 1 displayless display
sums '2 passed, 0 failed, 0 skipped' 0 good other
sums '0 passed, 1 failed, 0 skipped' 1 desktop
sums '0 passed, 1 failed, 0 skipped' 1 no-such-test
sums '0 passed, 0 failed, 1 skipped' 1 display
