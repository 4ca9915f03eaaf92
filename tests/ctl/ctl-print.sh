#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Files and invoices on sheets, as the print desk makes them, from the command line.
set -euo pipefail
# shellcheck source=tests/ctl/checks.sh
. "$(dirname "${BASH_SOURCE[0]}")/checks.sh"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
line='name=软件维护服务;amount=11300;tax_rate=0.06;tax_code=3040201040000000000'

"$here/sign-in.sh" finance
for n in 1 2 3; do
  ends 0 piaodanctl order new --number TP-$n --buyer 张先生 --line "$line"
  ends 0 piaodanctl invoice pdf TP-$n --draft --output "$folder/$n.pdf"
done

# Three files, two on a sheet and a cover: three sheets.
ends 0 piaodanctl print "$folder"/{1,2,3}.pdf --per-sheet 2 --cover --grey --numbers --output "$folder/all.pdf"
same "the sheets" "3 3" "$(ask '"\(.documents) \(.sheets)"' print "$folder"/{1,2,3}.pdf --cover --output "$folder/b.pdf")"
head -c 5 "$folder/all.pdf" | grep -q '%PDF-' || fail "no PDF was written"
same "four on a sheet" 1 "$(ask .sheets print "$folder"/{1,2,3}.pdf --per-sheet 4 --output "$folder/c.pdf")"
same "one on a sheet" 3 "$(ask .sheets print "$folder"/{1,2,3}.pdf --per-sheet 1 --paper a5 --output "$folder/d.pdf")"

# What files say of themselves is on the cover, as at the print desk.
cat >"$folder/a.xml" <<'XML'
<FP><FPHM>26330000000000000017</FPHM><KPRQ>20260402</KPRQ><XSFMC>甲有限公司</XSFMC><GMFMC>乙有限公司</GMFMC><HJJE>300.00</HJJE><HJSE>39.00</HJSE><JSHJXX>339.00</JSHJXX><FPMX><XMMC>茶</XMMC><SL>2</SL><DJ>150</DJ><JE>300.00</JE><SLV>0.13</SLV><SE>39.00</SE></FPMX></FP>
XML
ends 0 piaodanctl print "$folder/a.xml" --cover --output "$folder/f.pdf"
if command -v pdftotext >/dev/null; then
  cover=$(pdftotext -l 1 "$folder/f.pdf" - | tr -d ' \n')
  case $cover in *26330000000000000017*339.00*) ;; *) fail "the cover says other things: $cover" ;; esac
fi

# What is printed can be printed: a sheet is a file like any other.
same "sheets of sheets" 2 "$(ask .sheets print "$folder/all.pdf" --per-sheet 2 --output "$folder/e.pdf")"

# What is wrong says so, and writes nothing.
error 2 usage print "$folder/1.pdf"
error 2 usage print "$folder/1.pdf" --per-sheet 3 --output "$folder/no.pdf"
error 2 usage print "$folder/1.pdf" --paper b5 --output "$folder/no.pdf"
error 5 not_found print 26339999999999999999 --output "$folder/no.pdf"
printf 'nothing' >"$folder/text.pdf"
ends 1 piaodanctl print "$folder/text.pdf" --output "$folder/no.pdf"
[ ! -e "$folder/no.pdf" ] || fail "a file was written all the same"

# One that cannot be shown does not keep the others from paper.
ends 3 piaodanctl print "$folder/1.pdf" "$folder/text.pdf" "$folder/2.pdf" --output "$folder/rest.pdf"
grep -q 'text.pdf' <<<"$err" || fail "what is left out is not said: $err"
document=$(piaodanctl --json print "$folder/1.pdf" "$folder/text.pdf" "$folder/2.pdf" --output "$folder/rest.pdf") || true
same "what is left out" "2 $folder/text.pdf" "$(jq -r '"\(.documents) \(.left_out[0].file)"' <<<"$document")"

# Nothing went to a printer, so that nothing is in the ledger.
same "the ledger" 0 "$(ask '.prints | length' ledger list)"
