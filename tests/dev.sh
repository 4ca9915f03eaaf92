#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# ./dev itself: it knows its commands, and a folder with a failing, an empty or a
# skipped suite is counted as such, and a bare Debian is told and given what is missing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() { echo "dev.sh: $*"; exit 1; }
words=$(./dev help)
for command in run test build bench fuzz simulate lint format po; do
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
# What begins too late is left out, said, and counted as skipped.
export SECONDS=3600 PIAODAN_TEST_MINUTES=60
sums '2 passed, 1 failed, 2 skipped' 1 displayless asan fuzz
grep -q '^dev: asan is left out: 60 minutes have passed$' "$work/out" || fail "does not say what is left out"
unset PIAODAN_TEST_MINUTES

# A bare machine: only base tools, fakes for the package tools, nothing installed.
mkdir "$work/bare"
for tool in bash awk sed sort comm realpath dirname grep cat env mkdir; do ln -s "$(command -v "$tool")" "$work/bare/$tool"; done
fake() { printf '#!/bin/bash\n%s\n' "$2" >"$work/bare/$1"; chmod +x "$work/bare/$1"; }
fake dpkg-query 'echo "installed ninja-build"; exit 1'
# shellcheck disable=SC2016 # for the fakes to expand
{
  fake apt-get 'echo "apt-get $*" >>"$CALLS"'
  fake meson 'echo "meson $*" >>"$CALLS"; [ "$1" != setup ] || { mkdir -p "$2"; : >"$2/build.ninja"; }'
}
# bare USER-ID: run ./dev build there; what was called is in $work/calls
bare() {
  fake id "echo $1"
  rm -rf "$work/build" "$work/calls"
  : >"$work/calls"
  env -i PATH="$work/bare" HOME="$work" CALLS="$work/calls" bash "$work/dev" build >"$work/out" 2>&1
}
installs='^apt-get install -q -y --no-install-recommends .*build-essential.* libgtk-4-dev .*pkg-config'
bare 0 || { cat "$work/out"; fail "root without sudo could not build"; }
grep -q '^  libgtk-4-dev  *the window$' "$work/out" || fail "does not say why a package is needed"
[ "$(sed -n 1p "$work/calls")" = "apt-get update -q" ] || fail "no apt-get update first"
sed -n 2p "$work/calls" | grep -qE "$installs" || fail "did not install the packages"
if grep -q ninja-build "$work/calls"; then fail "installs what is there"; fi
if grep -q xvfb "$work/calls"; then fail "build installs what only tests need"; fi
grep -q '^meson setup ' "$work/calls" || fail "did not build afterwards"
if bare 1000; then fail "a user without sudo went on"; fi
grep -q 'as root, apt-get install' "$work/out" || fail "does not tell a user without sudo what to do"
[ ! -s "$work/calls" ] || fail "a user without sudo called something"
# shellcheck disable=SC2016 # for the fake to expand
fake sudo 'echo "sudo $1" >>"$CALLS"; exec "$@"'
bare 1000 || fail "a user with sudo could not build"
[ "$(grep -c '^sudo ' "$work/calls")" = 2 ] || fail "sudo was used for more than the packages"
