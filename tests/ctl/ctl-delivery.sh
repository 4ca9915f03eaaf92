#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Invoices by mail from the command line: asked for, waiting while nobody has set a server up, cancelled, asked for again,
# and in a mail box on this machine in the end.
set -euo pipefail
# shellcheck source=tests/ctl/checks.sh
. "$(dirname "${BASH_SOURCE[0]}")/checks.sh"

platform=$PIAODAN_WORK/training/platform
state() { ask ".deliveries[] | select(.recipient == \"$1\") | .state" delivery list; }
sync() { piaodanctl --quiet sync --wait 60 >/dev/null; }
# The platform's answer is fetched until the state is the one wanted.
becomes() {
  for _ in $(seq 60); do
    sync
    [ "$(state "$1")" != "$2" ] || return 0
    sleep 0.5
  done
  fail "$1 is $(state "$1"), not $2"
}

"$here/sign-in.sh" finance
piaodanctl order import "$here/../../data/samples/orders-training.csv" >/dev/null
sync
piaodanctl --quiet invoice issue PX-2026-0001 >/dev/null
sync
number=$(ask '.invoices[0].number' invoice list --state issued)

# What is wrong is said at once, and nothing of it is kept.
error 2 usage invoice mail "$number" --to wang@example.com --to nobody
error 2 usage invoice mail "$number" --to 'a@b.cn
Bcc: c@d.cn'
error 2 usage invoice mail "$number" --to a@b.cn --files pdf,zip
error 5 not_found invoice mail no-such-invoice --to a@b.cn
same "nothing is kept" 0 "$(ask '.deliveries | length' delivery list)"

piaodanctl --quiet invoice mail "$number" --to wang@example.com --to refused@example.com --copy boss@example.com >/dev/null
same "states here" "waiting waiting" "$(ask '[.deliveries[].state] | join(" ")' delivery list)"
becomes wang@example.com waiting
same "why it waits" true "$(ask '.deliveries[0].state_reason | length > 10' delivery list)"
same "its invoice" "$number" "$(ask '.deliveries[0].invoice_number' delivery list)"
same "found by its number" 2 "$(ask '.deliveries | length' delivery search "$number")"
error 1 failed delivery resend wang@example.com
piaodanctl --quiet delivery cancel wang@example.com
becomes wang@example.com cancelled
piaodanctl --quiet delivery resend wang@example.com
becomes wang@example.com waiting

# A mail server on this machine, which whoever runs the platform may use.
mkdir "$PIAODAN_WORK/mail"
exec 7> >(exec /usr/bin/python3 "$here/../platform/mail-server.py" serve "$PIAODAN_WORK/mail" "$platform/server-certificate.pem" \
  "$platform/server-key.pem" starttls >"$PIAODAN_WORK/port" 2>"$PIAODAN_WORK/mail-server.err")
for _ in $(seq 100); do [ ! -s "$PIAODAN_WORK/port" ] || break; sleep 0.1; done
if [ ! -s "$PIAODAN_WORK/port" ] && grep -q 'not installed' "$PIAODAN_WORK/mail-server.err"; then
  echo "aiosmtpd is not installed: ./dev test installs it"
  exit 77
fi
printf '口令 s3cret\n' | piaodan-platform mail set --data "$platform" --tenant 培训公司 --host localhost \
  --port "$(<"$PIAODAN_WORK/port")" --sender fapiao@example.com --user fapiao@example.com --authority "$PIAODAN_CA"
becomes wang@example.com sent
becomes refused@example.com refused
same "files" "pdf xml" "$(ask '.deliveries[] | select(.state == "sent") | .attached' delivery list)"
same "in the mail box" "wang@example.com boss@example.com" "$(jq -r '.to | join(" ")' "$PIAODAN_WORK/mail/1.json")"
# The files that were chosen, and no others.
piaodanctl --quiet invoice mail "$number" --to li@example.com --files XML >/dev/null
becomes li@example.com sent
same "chosen files" "xml xml" "$(ask '.deliveries[] | select(.recipient == "li@example.com") | "\(.files) \(.attached)"' delivery list)"
exec 7>&-
