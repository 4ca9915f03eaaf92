#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# with.sh PROGRAM ARGS…: run a checking program, or skip the test when it is not
# installed.  Looked for when the test runs: a build may be older than the program.
command -v "$1" >/dev/null || { echo "$1 is not installed: ./dev test installs it"; exit 77; }
exec "$@"
