#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Invoices that others issued: taken in at two desks, none twice, each used once; and the archive tells what was changed.
set -euo pipefail
# shellcheck source=tests/ctl/checks.sh
. "$(dirname "${BASH_SOURCE[0]}")/checks.sh"

inbox=$PIAODAN_WORK/inbox
mkdir -p "$inbox/deep"
# invoice NUMBER TOTAL FILE [COMMENT]
invoice() {
  cat >"$inbox/$3" <<XML
<?xml version="1.0" encoding="UTF-8"?><EInvoice><Header><EIid>$1</EIid><InherentLabel><GeneralOrSpecialVAT><LabelCode>02</LabelCode></GeneralOrSpecialVAT></InherentLabel></Header><EInvoiceData><SellerInformation><SellerIdNum>91320115MA202UKD7X</SellerIdNum><SellerName>甲有限公司</SellerName></SellerInformation><BuyerInformation><BuyerName>培训公司</BuyerName></BuyerInformation><BasicInformation><TotalAmWithoutTax>$2</TotalAmWithoutTax><TotalTaxAm>0.00</TotalTaxAm><TotalTax-includedAmount>$2</TotalTax-includedAmount></BasicInformation></EInvoiceData><TaxSupervisionInfo><InvoiceNumber>$1</InvoiceNumber><IssueTime>2026-10-02 08:00:00</IssueTime></TaxSupervisionInfo><!-- ${4-} --></EInvoice>
XML
}
one=26330000000000000017 two=26330000000000000025
invoice $one 10.00 a.xml
invoice $one 10.00 other.xml "another file"
invoice $one 10.01 z-different.xml
invoice $two 20.00 deep/two.xml
echo "milk, eggs" >"$inbox/notes.txt"
outcome() { jq -r ".files[] | select(.file | endswith(\"$1\")) | .outcome" <<<"$out"; }

error 4 not_signed_in received take-in "$inbox"
"$here/sign-in.sh" finance
piaodanctl --quiet sync >/dev/null

error 2 usage received take-in
ends 3 piaodanctl --json received take-in "$inbox"
same "a new one" new "$(outcome /a.xml)"
same "its other file" added "$(outcome other.xml)"
same "other content" different "$(outcome z-different.xml)"
same "in a folder" new "$(outcome two.xml)"
same "no invoice" no_invoice "$(outcome notes.txt)"
ends 3 piaodanctl --json received take-in "$inbox"
same "again" already "$(outcome /a.xml)"
same "none twice" 2 "$(ask '.received_invoices | length' received list)"
same "the files of one" 2 "$(ask '.received.attachments | length' received show $one)"
same "found by its seller" 2 "$(ask '.received_invoices | length' received search 甲有限)"

# Another desk takes the same in, without a network: one record.
first=$PIAODAN_DATA second=$PIAODAN_WORK/second
PIAODAN_DATA=$second "$here/sign-in.sh" admin
PIAODAN_DATA=$second piaodanctl --quiet received take-in "$inbox/a.xml" >/dev/null
piaodanctl --quiet sync >/dev/null
PIAODAN_DATA=$second piaodanctl --quiet sync >/dev/null
same "no conflict" 0 "$(PIAODAN_DATA=$second ask '.conflicts | length' conflict list)"
same "one record" 1 "$(PIAODAN_DATA=$second ask "[.received_invoices[] | select(.number == \"$one\")] | length" received list)"
same "with both files" 2 "$(PIAODAN_DATA=$second ask '.received.attachments | length' received show $one)"

# Used once: who is second is told who was first, when and with which voucher.
error 2 usage received reimburse $one
piaodanctl --quiet received reimburse $one --voucher V-0042 >/dev/null
PIAODAN_DATA=$second piaodanctl --quiet received reimburse $one --voucher V-0043 >/dev/null
piaodanctl --quiet sync >/dev/null
PIAODAN_DATA=$second piaodanctl --quiet sync >/dev/null || true
same "it is used" reimbursed "$(ask '.received.state' received show $one)"
piaodanctl reconcile find $one | grep -q 'V-0042' || fail "what became of a received invoice is not said where it is looked for"
piaodanctl reconcile find $one | grep -q 'filed in the archive under 20' || fail "where its file is is not said"
same "the first voucher" V-0042 "$(PIAODAN_DATA=$second ask '.received.state_reason' received show $one)"
PIAODAN_DATA=$second piaodanctl --json conflict list >"$PIAODAN_WORK/conflicts"
grep -q V-0042 "$PIAODAN_WORK/conflicts" || fail "the conflict does not name the voucher: $(<"$PIAODAN_WORK/conflicts")"
error 1 failed received reimburse $one --voucher V-0044
jq -r .error.message <<<"$out" | grep -q V-0042 || fail "it is not said who used it: $out"
piaodanctl --quiet received release $one --reason "wrong voucher" >/dev/null
piaodanctl --quiet received withdraw $two --reason "not ours" >/dev/null
piaodanctl --quiet sync >/dev/null
same "released" unverified "$(ask '.received.state' received show $one)"
same "withdrawn" void "$(ask '.received.state' received show $two)"
same "why" "not ours" "$(ask '.received.state_reason' received show $two)"

# The bureau is asked by what was read.
piaodanctl --quiet received verify $one >/dev/null
same "a question" $one "$(ask '.verifications[0].number' verification list)"

# The archive: read-only, and what was changed is told.
same "filed" 3 "$(ask '.archive | length' received check-archive)"
ends 0 piaodanctl received check-archive
file=$first/archive/$(ask '.archive[0].path' received check-archive)
same "read-only" 444 "$(stat --format=%a "$file")"
chmod u+w "$file"
echo changed >>"$file"
ends 3 piaodanctl --json received check-archive
same "changed" 1 "$(jq '[.archive[] | select(.standing == "changed")] | length' <<<"$out")"
