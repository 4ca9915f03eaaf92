/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-command.h"

#include "ctl/pd-ctl-account.h"
#include "ctl/pd-ctl-attachment.h"
#include "ctl/pd-ctl-bin.h"
#include "ctl/pd-ctl-bureau.h"
#include "ctl/pd-ctl-calendar.h"
#include "ctl/pd-ctl-conflict.h"
#include "ctl/pd-ctl-delivery.h"
#include "ctl/pd-ctl-device.h"
#include "ctl/pd-ctl-filing.h"
#include "ctl/pd-ctl-gateway.h"
#include "ctl/pd-ctl-import.h"
#include "ctl/pd-ctl-invoice.h"
#include "ctl/pd-ctl-issue.h"
#include "ctl/pd-ctl-keep.h"
#include "ctl/pd-ctl-list.h"
#include "ctl/pd-ctl-order-commands.h"
#include "ctl/pd-ctl-order.h"
#include "ctl/pd-ctl-sheets.h"
#include "ctl/pd-ctl-special.h"
#include "ctl/pd-ctl-pdf.h"
#include "ctl/pd-ctl-read.h"
#include "ctl/pd-ctl-received.h"
#include "ctl/pd-ctl-reconcile.h"
#include "ctl/pd-ctl-record.h"
#include "ctl/pd-ctl-reminders.h"
#include "ctl/pd-ctl-reverse.h"
#include "ctl/pd-ctl-rule.h"
#include "ctl/pd-ctl-status.h"
#include "ctl/pd-ctl-stock.h"
#include "ctl/pd-ctl-suggest.h"
#include "ctl/pd-ctl-sync.h"
#include "ctl/pd-ctl-template.h"
#include "ctl/pd-ctl-ticket.h"
#include "ctl/pd-ctl-verify.h"
#include "ctl/pd-ctl-withdraw.h"
#include "model/pd-assignment.h"
#include "model/pd-delivery.h"
#include "model/pd-device.h"
#include "model/pd-bureau.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-print-record.h"
#include "model/pd-received-invoice.h"
#include "model/pd-red-form.h"
#include "model/pd-stock-move.h"
#include "model/pd-verification-record.h"

#include <glib/gi18n-lib.h>

#define MANY G_MAXUINT

static const PdCtlOption sign_in_options[] = {
  { "server", "URL", N_ ("Where the platform is: https://…") },
  { "user", "NAME", N_ ("Who signs in") },
  { "ca", "FILE", N_ ("Certificates to trust for this platform, when it made its own") },
  { "password-file", "FILE", N_ ("Read the password from the first line of FILE") },
  { "password-stdin", NULL, N_ ("Read the password from the standard input") },
  { "token-file", "FILE", N_ ("Keep the sign-in in FILE, on a computer without a keyring") },
  { "take-over", NULL, N_ ("Send under this name what another user saved here and has not sent") },
  { NULL },
};

static const PdCtlOption keep_options[] = {
  { "since", "YEAR", N_ ("Orders and invoices of this year and later; older ones leave this computer") },
  { "all", NULL, N_ ("All years") },
  { NULL },
};

static const PdCtlOption sync_options[] = {
  { "allow-removals", NULL, N_ ("Follow the platform although it removes a great part of what is here") },
  { "wait", "SECONDS", N_ ("Ask again for as long as anything is with the tax bureau, at most SECONDS") },
  { NULL },
};

#define WHO_OPTION                                                                                           \
  {                                                                                                          \
    "who", "USER", N_ ("What is this user's work")                                                           \
  }

static const PdCtlOption overdue_options[] = {
  WHO_OPTION,
  { NULL },
};

static const PdCtlOption holiday_options[] = {
  { "name", "NAME", N_ ("What the holiday is called") },
  { "worked", NULL, N_ ("These days are worked") },
  { NULL },
};

static const PdCtlOption bin_options[] = {
  { "all", NULL, N_ ("With what was restored") },
  { NULL },
};

static const PdCtlOption reminder_options[] = {
  { "days", "N", N_ ("What is due within N days; 7 unless you say") },
  WHO_OPTION,
  { NULL },
};

static const PdCtlOption reconcile_options[] = {
  { "month", "YYYY-MM", N_ ("One month only") },
  { "type", "TYPE", N_ ("One type only: order, invoice, buyer or good") },
  { "repair", NULL, N_ ("Look at every record here, and fetch what is missing or damaged") },
  { NULL },
};

/* What a person may decide against a warning. */
#define ACCEPT_OVERRIDABLE                                                                                   \
  {                                                                                                          \
    "accept-overridable", NULL,                                                                              \
        N_ ("Let in what a person may let in, such as a tax number's wrong check digit")                     \
  }
#define ALLOW_DUPLICATE_NUMBER                                                                               \
  {                                                                                                          \
    "allow-duplicate-number", NULL, N_ ("Save an order whose number another order has already")              \
  }

static const PdCtlOption import_options[] = {
  { "mapping", "FILE", N_ ("What the columns are, as saved by the window") },
  { "default", "FIELD=VALUE", N_ ("A field that the file has no column for, such as tax_rate=0.13"), TRUE },
  { "sheet", "NAME", N_ ("Read this sheet only") },
  { "source", "NAME", N_ ("The shop that numbered the orders, where two have an order 1") },
  { "split-by-buyer", NULL, N_ ("Make an order for each buyer of one order number") },
  ACCEPT_OVERRIDABLE,
  { "dry-run", NULL, N_ ("Say what would be done and save nothing") },
  { NULL },
};

static const PdCtlOption dated_options[] = {
  { "state", "STATE", N_ ("Those in one state only") },
  { "from", "DATE", N_ ("From this date on") },
  { "to", "DATE", N_ ("Up to this date") },
  { "limit", "N", N_ ("At most N, the newest; 0 is all") },
  { NULL },
};

static const PdCtlOption list_options[] = {
  { "limit", "N", N_ ("At most N, the newest; 0 is all") },
  { NULL },
};

static const PdCtlOption set_options[] = {
  { "set", "FIELD=VALUE", N_ ("Give a field a value; an empty one empties it"), TRUE },
  { NULL },
};

static const PdCtlOption try_options[] = {
  { "with", "RULE", N_ ("Count this rule as switched on"), TRUE },
  { "limit", "N", N_ ("At most N, the newest; 0 is all") },
  { NULL },
};

static const PdCtlOption levels_options[] = {
  { "to-order", NULL, N_ ("Only goods of which there is less than there always should be") },
  { NULL },
};

static const PdCtlOption stock_options[] = {
  { "serials", "NUMBERS", N_ ("The serial numbers, separated by blanks or commas") },
  { "order", "ORDER", N_ ("The order that it belongs to") },
  { "reason", "WORDS", N_ ("Why, for whoever reads it later") },
  { NULL },
};

static const PdCtlOption stock_reverse_options[] = {
  { "reason", "WORDS", N_ ("Why, for whoever reads it later") },
  { NULL },
};

#define SPECIAL_OPTIONS                                                                                      \
  { "special", "TYPE", N_ ("A special business, as “order special” lists them; “none” for none") },          \
      { "special-field", "FIELD=VALUE",                                                                      \
        N_ ("A field of the special business; “2/FIELD=VALUE” is of the second row"), TRUE },                \
      { "element", "NAME=VALUE", N_ ("An additional element; an empty value takes it out"), TRUE },          \
  {                                                                                                          \
    "deduction", "AMOUNT", N_ ("Tax only what is left after this amount, in yuan with tax; 0 for all")       \
  }

static const PdCtlOption new_options[] = {
  { "line", "FIELDS",
    N_ ("A line: name=…;quantity=2;unit_price=10;tax_rate=0.13 (a “;” in a value is “\\;”)"), TRUE },
  { "file", "FILE", N_ ("Orders in JSON, as “order show --json” writes them; amounts are fen") },
  SPECIAL_OPTIONS,
  ACCEPT_OVERRIDABLE,
  ALLOW_DUPLICATE_NUMBER,
  { NULL },
};

static const PdCtlOption suggest_options[] = {
  { "table", "FILE", N_ ("A table of tax codes, CSV or XLSX, besides one's own goods and invoices") },
  { NULL },
};

static const PdCtlOption edit_options[] = {
  { "set", "FIELD=VALUE", N_ ("Give a field a value; an empty one empties it"), TRUE },
  { "line", "FIELDS", N_ ("Add a line, as with “order new”; “2;quantity=5” changes the second"), TRUE },
  { "remove-line", "N", N_ ("Take out the N-th line"), TRUE },
  SPECIAL_OPTIONS,
  { "remove-special-row", "N", N_ ("Take out the N-th row of special fields"), TRUE },
  ACCEPT_OVERRIDABLE,
  ALLOW_DUPLICATE_NUMBER,
  { NULL },
};

static const PdCtlOption withdraw_options[] = {
  { "all", NULL, N_ ("Every request for an order that has not been sent") },
  { NULL },
};

static const PdCtlOption reason_options[] = {
  { "reason", "TEXT", N_ ("Why; everybody who sees the order sees it") },
  { NULL },
};

static const PdCtlOption declare_issued_options[] = {
  { "number", "NUMBER", N_ ("The 20 digits that the tax bureau's page shows") },
  { "date", "DATE", N_ ("The date of issue, where it is not today") },
  { NULL },
};

static const PdCtlOption declare_not_issued_options[] = {
  { "reason", "TEXT", N_ ("How you know that it was not issued") },
  { NULL },
};

static const PdCtlOption redeliver_options[] = {
  { "to", "ADDRESS", N_ ("A mail address or a mobile number; else the order's address") },
  { NULL },
};

static const PdCtlOption rules_options[] = {
  { "auto-issue", "RULE", N_ ("What is issued when an order is completed: never, ordinary or all") },
  { "auto-limit", "AMOUNT", N_ ("Only up to this total with tax; an empty one is no limit") },
  { "auto-mail", "YES|NO", N_ ("Whether issued invoices are mailed to buyers with an address") },
  { "auto-complete", "YES|NO", N_ ("Whether an order is completed when all of its parcels were delivered") },
  { "auto-confirm", "YES|NO", N_ ("Whether a payment is confirmed when all of an order is paid") },
  { NULL },
};

static const PdCtlOption connect_options[] = {
  { "gateway", "GATEWAY", N_ ("The provider: nuonuo") },
  { "app-key", "KEY", N_ ("The provider's key of the application") },
  { "clerk", "NAME", N_ ("Who issues, as signed in at the tax bureau; the company's drawer if not given") },
  { "extension", "NUMBER", N_ ("Which of the company's accounts at the bureau") },
  { "pace", "SECONDS", N_ ("Seconds between two calls; 0 is what the provider asks for") },
  { "secret-file", "FILE", N_ ("Read the application's secret from the first line of FILE") },
  { "secret-stdin", NULL, N_ ("Read the application's secret from the standard input") },
  { "keep-secret", NULL, N_ ("Keep the secret that the platform has") },
  { "wait", "SECONDS", N_ ("Wait for the trial at most SECONDS; 60 if not given") },
  { NULL },
};

static const PdCtlOption compare_options[] = {
  { "from", "DATE", N_ ("The first day; with --to, and ten days at most; the last ten days if not given") },
  { "to", "DATE", N_ ("The last day") },
  { NULL },
};

static const PdCtlOption issue_options[] = {
  { "all", NULL, N_ ("Every open or completed order, the oldest first") },
  { "check", NULL, N_ ("Show what the tax bureau will look at, order by order, and save nothing") },
  { "beyond-quota", NULL, N_ ("Ask also for what does not fit into what is left of the quota") },
  { "accept-refused", NULL, N_ ("Ask also for what the tax bureau will refuse, as far as can be told here") },
  ACCEPT_OVERRIDABLE,
  { "dry-run", NULL, N_ ("Check only and save nothing") },
  { NULL },
};

static const PdCtlOption pdf_options[] = {
  { "output", "FILE|DIR",
    N_ ("Where to; a folder gets a file named by the invoice's number, “-” is the standard output") },
  { "all", NULL, N_ ("Every issued invoice") },
  { "draft", NULL, N_ ("What an order would become, marked as no invoice") },
  { NULL },
};

static const PdCtlOption reverse_options[] = {
  { "reason", "REASON", N_ ("mistake (of the whole invoice only), return, stopped or allowance") },
  { "all", NULL, N_ ("All that is left of the invoice") },
  { "line", "N=QUANTITY", N_ ("A quantity of the N-th line, or all that is left of it with N alone"), TRUE },
  { "amount", "N=AMOUNT", N_ ("An amount with tax of the N-th line"), TRUE },
  { "dry-run", NULL, N_ ("Say what would be reversed and save nothing") },
  { NULL },
};

static const PdCtlOption return_options[] = {
  { "reason", "REASON", N_ ("return (if not given), stopped, allowance or mistake") },
  { "all", NULL, N_ ("All that is left of the invoice") },
  { "line", "N=QUANTITY", N_ ("A quantity of the order's N-th line, or all that is left of it with N alone"),
    TRUE },
  { "amount", "N=AMOUNT", N_ ("An amount with tax of the order's N-th line, as with an allowance"), TRUE },
  { "dry-run", NULL, N_ ("Say what would be reversed and save nothing") },
  { NULL },
};

static const PdCtlOption answer_options[] = {
  { "reason", "TEXT", N_ ("Why; the other side reads it") },
  { NULL },
};

static const PdCtlOption verify_options[] = {
  { "kind", "KIND", N_ ("The bureau's two digits, as 81; found by code and number where they tell") },
  { "number", "NUMBER", N_ ("The invoice number") },
  { "code", "CODE", N_ ("The invoice code, of an invoice that is not digital") },
  { "date", "DATE", N_ ("The date of issue") },
  { "amount", "AMOUNT", N_ ("The total with tax, or the amount without tax, as the kind wants it") },
  { "check-code", "CODE", N_ ("The check code, or its last six characters") },
  { NULL },
};

static const PdCtlOption voucher_options[] = {
  { "voucher", "TEXT", N_ ("The number of the voucher; who wants to use the invoice once more is told") },
  { NULL },
};

static const PdCtlOption print_options[] = {
  { "printer", "NAME", N_ ("A printer other than the usual one") },
  { NULL },
};

static const PdCtlOption ledger_options[] = {
  { "from", "DATE", N_ ("From this date on") },
  { "to", "DATE", N_ ("Up to this date") },
  { "limit", "N", N_ ("At most N, the newest; 0 is all") },
  { NULL },
};

static const PdCtlOption sheet_options[] = {
  { "output", "FILE", N_ ("The PDF file to write") },
  { "per-sheet", "N", N_ ("Pages on a sheet: 1, 2 (if not given), 4, or kind") },
  { "paper", "NAME", N_ ("a4 (if not given), a5, a3, letter or label") },
  { "cover", NULL, N_ ("A cover sheet with a list and the total") },
  { "grey", NULL, N_ ("Grey instead of colour") },
  { "numbers", NULL, N_ ("A number on each sheet") },
  { "no-cut-lines", NULL, N_ ("No lines to cut along") },
  { NULL },
};

static const PdCtlOption mail_options[] = {
  { "to", "ADDRESS", N_ ("Who gets it; the buyer's own address if not given"), TRUE },
  { "copy", "ADDRESS", N_ ("Who else gets the same mail"), TRUE },
  { "files", "KINDS", N_ ("Which files go with it, as pdf,xml; all that there are if not given") },
  { "language", "LANGUAGE", N_ ("zh_CN or en; the company's usual one if not given") },
  { "again", NULL, N_ ("Also to somebody who was mailed this invoice already") },
  { NULL },
};

static const PdCtlOption get_options[] = {
  { "output", "FILE", N_ ("Where to write: a file, a folder, or - for the standard output") },
  { NULL },
};

static const PdCtlOption conflicts_options[] = {
  { "all", NULL, N_ ("What has been decided, too") },
  { NULL },
};

static const PdCtlOption resolve_options[] = {
  { "mine", "FIELD", N_ ("This field as you wanted it; fields of one group go together"), TRUE },
  { "theirs", "FIELD", N_ ("This field as it is on the platform"), TRUE },
  { "set", "FIELD=VALUE", N_ ("This field as neither has it; “2/quantity” is of the second line"), TRUE },
  { "all-mine", NULL, N_ ("What both changed as you wanted it; what only others changed stays theirs") },
  { "all-theirs", NULL, N_ ("Everything as it is on the platform; your changes are discarded") },
  { "as-new", NULL, N_ ("Leave the platform's record as it is, and make a new one of your version") },
  { "again", NULL, N_ ("Ask once more for what was refused") },
  { "alike", "CONFLICT", N_ ("Decide this one, and all that differ in the same fields the same way") },
  { "dry-run", NULL, N_ ("Show the record and its totals as they would be, and decide nothing") },
  { NULL },
};

/* All there is but what pd-ctl-order-commands.c has. A new command is a row here or there, a paragraph in the manual, and
 * its function. */
static const PdCtlCommand first_commands[] = {
  { NULL, "sign-in", NULL, 0, 0, N_ ("Sign in to a platform"),
    "piaodanctl sign-in --server https://piaodan.example.com --user wang", sign_in_options, NULL, NULL,
    pd_ctl_sign_in },
  { NULL, "sign-out", NULL, 0, 0, N_ ("Sign out; what was not sent is kept"), "piaodanctl sign-out", NULL,
    NULL, NULL, pd_ctl_sign_out },
  { NULL, "status", NULL, 0, 0, N_ ("Say who is signed in, what waits to be sent and what is in conflict"),
    "piaodanctl status --json | jq .waiting", NULL, NULL, NULL, pd_ctl_status },
  { NULL, "sync", NULL, 0, 0, N_ ("Send what waits and fetch what is new"), "piaodanctl sync --wait 60",
    sync_options, NULL, NULL, pd_ctl_sync },
  { NULL, "keep", NULL, 0, 0, N_ ("Say or choose which years this computer keeps"),
    "piaodanctl keep --since 2025", keep_options, NULL, NULL, pd_ctl_keep },
  { NULL, "calendar", "[YEAR]", 0, 1,
    N_ ("Say until when the tax returns of each month are to be filed, and which have been"),
    "piaodanctl calendar 2026", NULL, NULL, NULL, pd_ctl_calendar },
  { NULL, "reminders", NULL, 0, 0,
    N_ ("List what is overdue and what will be due: orders, visits, tickets, tax returns"),
    "piaodanctl reminders --days 14", reminder_options, NULL, NULL, pd_ctl_reminders },
  { NULL, "overdue", NULL, 0, 0, N_ ("List what is overdue"), "piaodanctl overdue --who technician",
    overdue_options, NULL, NULL, pd_ctl_overdue },

  { "filing", "move", "MONTH DATE", 2, 2, N_ ("Say until when the tax returns of a month are to be filed"),
    "piaodanctl filing move 2026-11 2026-11-20", NULL, NULL, NULL, pd_ctl_filing_move },
  { "filing", "reset", "MONTH", 1, 1, N_ ("Put back the deadline that follows from the holidays"),
    "piaodanctl filing reset 2026-11", NULL, NULL, NULL, pd_ctl_filing_reset },
  { "filing", "done", "MONTH", 1, 1, N_ ("Say that the tax returns of a month have been filed"),
    "piaodanctl filing done 2026-11", NULL, NULL, NULL, pd_ctl_filing_done },
  { "filing", "reopen", "MONTH", 1, 1, N_ ("Take back that the tax returns of a month have been filed"),
    "piaodanctl filing reopen 2026-11", NULL, NULL, NULL, pd_ctl_filing_reopen },
  { "holiday", "list", "[YEAR]", 0, 1, N_ ("List the holidays and shifted working days of a year"),
    "piaodanctl holiday list 2027", NULL, NULL, NULL, pd_ctl_holiday_list },
  { "holiday", "add", "FROM [TO]", 1, 2, N_ ("Add a holiday, or days that are worked all the same"),
    "piaodanctl holiday add 2027-02-05 2027-02-11 --name 春节", holiday_options, NULL, NULL,
    pd_ctl_holiday_add },
  { "holiday", "remove", "DATE", 1, 1, N_ ("Remove what the office entered for a day"),
    "piaodanctl holiday remove 2027-02-05", NULL, NULL, NULL, pd_ctl_holiday_remove },

  { "bin", "list", "[WORDS]", 0, 1, N_ ("List what was deleted, by anybody, and can be restored"),
    "piaodanctl bin list --json", bin_options, NULL, NULL, pd_ctl_bin_list },
  { "bin", "show", "NAME", 1, 1, N_ ("Show what something was that was deleted"),
    "piaodanctl bin show PX-2026-0001", NULL, NULL, NULL, pd_ctl_bin_show },
  { "bin", "restore", "NAME", 1, 1,
    N_ ("Take something out of the bin, whole, as a new record of the old number"),
    "piaodanctl bin restore PX-2026-0001", NULL, NULL, NULL, pd_ctl_bin_restore },
  { "bin", "empty", NULL, 0, 0, N_ ("Erase what only this computer keeps of what was deleted"),
    "piaodanctl bin empty", NULL, NULL, NULL, pd_ctl_bin_empty },

  { "order", "delete", "ORDER", 1, 1, N_ ("Delete an order; it lies in the bin for a while"),
    "piaodanctl order delete PX-2026-0001", NULL, &pd_order_type, NULL, pd_ctl_record_delete },
  { "order", "import", "FILE", 1, 1, N_ ("Import orders from a CSV or XLSX file, none twice"),
    "piaodanctl order import orders.csv --default tax_rate=0.13", import_options, &pd_order_type, NULL,
    pd_ctl_order_import },
  { "order", "new", NULL, 0, 0, N_ ("Enter an order"),
    "piaodanctl order new --buyer 杭州临溪样例科技有限公司 "
    "--line 'name=硒鼓;quantity=2;unit_price=113;tax_rate=0.13;tax_code=1090512990000000000'",
    new_options, &pd_order_type, &pd_order_type, pd_ctl_order_new },
  { "order", "edit", "ORDER", 1, 1, N_ ("Change an order's fields and lines"),
    "piaodanctl order edit PX-2026-0001 --set buyer_phone=0571-00000018 --line '2;quantity=5'", edit_options,
    &pd_order_type, NULL, pd_ctl_order_edit },
  { "order", "special", "[TYPE]", 0, 1, N_ ("List the special businesses, or the fields of one"),
    "piaodanctl order special construction", NULL, NULL, NULL, pd_ctl_special_list },
  { "order", "copy", "ORDER", 1, 1, N_ ("Make a new order of the same buyer, terms and lines"),
    "piaodanctl order copy PX-2026-0001", NULL, &pd_order_type, NULL, pd_ctl_order_copy },
};

static const PdCtlCommand other_commands[] = {
  { "order", "return", "ORDER", 1, 1,
    N_ ("Reverse the invoice of an order whose goods came back or whose price was reduced"),
    "piaodanctl order return PX-2026-0001 --line 2=5", return_options, &pd_order_type, NULL,
    pd_ctl_order_return },
  { "order", "withdraw", "ORDER…", 0, MANY,
    N_ ("Take back what was asked for orders and has not been sent, such as their invoices"),
    "piaodanctl order withdraw PX-2026-0001", withdraw_options, &pd_order_type, NULL, pd_ctl_order_withdraw },

  { "invoice", "issue", "ORDER…", 0, MANY, N_ ("Check orders and ask for their invoices"),
    "piaodanctl invoice issue --all && piaodanctl sync --wait 60", issue_options, &pd_order_type, NULL,
    pd_ctl_invoice_issue },
  { "invoice", "list", NULL, 0, 0, N_ ("List invoices, the newest first"),
    "piaodanctl invoice list --state issued --json", dated_options, &pd_invoice_type, NULL, pd_ctl_list },
  { "invoice", "search", "WORDS", 1, 1, N_ ("Find invoices by parts of numbers, names, addresses, goods"),
    "piaodanctl invoice search 0001", dated_options, &pd_invoice_type, NULL, pd_ctl_list },
  { "invoice", "show", "INVOICE", 1, 1, N_ ("Show an invoice, its lines and how far it has come"),
    "piaodanctl invoice show 26332000000000000001", NULL, &pd_invoice_type, NULL, pd_ctl_show },
  { "invoice", "pdf", "INVOICE|ORDER…", 0, MANY, N_ ("Write invoices as PDF files"),
    "piaodanctl invoice pdf --all --output invoices/", pdf_options, &pd_invoice_type, NULL,
    pd_ctl_invoice_pdf },
  { "invoice", "print", "INVOICE|ORDER…", 1, MANY, N_ ("Print invoices, as previewed"),
    "piaodanctl invoice print PX-2026-0001 --printer Office", print_options, &pd_invoice_type, NULL,
    pd_ctl_invoice_print },
  { "invoice", "mail", "INVOICE…", 1, MANY, N_ ("Ask for invoices to be mailed; also before they are issued"),
    "piaodanctl invoice mail 26332000000000000001 --to wang@example.com", mail_options, &pd_invoice_type,
    NULL, pd_ctl_invoice_mail },

  { "invoice", "read", "FILE…", 1, MANY,
    N_ ("Read invoice files: PDF, OFD, XML, XBRL and pictures; with --json a line for each file"),
    "piaodanctl invoice read *.pdf *.ofd --json | jq -r .number", NULL, NULL, NULL, pd_ctl_invoice_read,
    TRUE },
  { "invoice", "verify", "QR-TEXT", 0, 1, N_ ("Ask the tax bureau whether an invoice is genuine"),
    "piaodanctl invoice verify 01,32,,26332000000000000001,113.00,20260309,,5A2C", verify_options,
    &pd_verification_type, NULL, pd_ctl_invoice_verify },

  { "received", "take-in", "FILE|DIR…", 1, MANY,
    N_ ("Take in invoices that others issued: files, folders and zips, none twice"),
    "piaodanctl received take-in downloads/", NULL, &pd_received_type, NULL, pd_ctl_received_take_in },
  { "received", "list", NULL, 0, 0, N_ ("List received invoices, the newest first"),
    "piaodanctl received list --state unverified", dated_options, &pd_received_type, NULL, pd_ctl_list },
  { "received", "search", "WORDS", 1, 1, N_ ("Find received invoices by parts of numbers, sellers, goods"),
    "piaodanctl received search 临溪", dated_options, &pd_received_type, NULL, pd_ctl_list },
  { "received", "show", "INVOICE", 1, 1, N_ ("Show a received invoice with its lines and files"),
    "piaodanctl received show 26332000000000000018", NULL, &pd_received_type, NULL, pd_ctl_show },
  { "received", "verify", "INVOICE…", 1, MANY,
    N_ ("Ask the tax bureau whether received invoices are genuine; the verdict moves them"),
    "piaodanctl received verify 26332000000000000018", NULL, &pd_received_type, NULL,
    pd_ctl_received_verify },
  { "received", "mark-verified", "INVOICE…", 1, MANY,
    N_ ("Say that somebody has verified invoices in another way"),
    "piaodanctl received mark-verified 26332000000000000018 --reason 电话核实", reason_options,
    &pd_received_type, NULL, pd_ctl_received_command },
  { "received", "reimburse", "INVOICE…", 1, MANY,
    N_ ("Reimburse invoices to a person; each is used only once"),
    "piaodanctl received reimburse 26332000000000000018 --voucher 记-2026-11-0042", voucher_options,
    &pd_received_type, NULL, pd_ctl_received_command },
  { "received", "book", "INVOICE…", 1, MANY, N_ ("Book invoices; each is used only once"),
    "piaodanctl received book 26332000000000000018 --voucher 记-2026-11-0042", voucher_options,
    &pd_received_type, NULL, pd_ctl_received_command },
  { "received", "release", "INVOICE…", 1, MANY, N_ ("Take the use of invoices back"),
    "piaodanctl received release 26332000000000000018 --reason 凭证作废", reason_options, &pd_received_type,
    NULL, pd_ctl_received_command },
  { "received", "withdraw", "INVOICE…", 1, MANY, N_ ("Say that invoices are not to be used"),
    "piaodanctl received withdraw 26332000000000000018 --reason 供应商重开", reason_options,
    &pd_received_type, NULL, pd_ctl_received_command },
  { "received", "restore", "INVOICE…", 1, MANY, N_ ("Let invoices be used again that were withdrawn"),
    "piaodanctl received restore 26332000000000000018", reason_options, &pd_received_type, NULL,
    pd_ctl_received_command },
  { "received", "check-archive", NULL, 0, 0,
    N_ ("Read every file of this computer's archive and say whether one was changed"),
    "piaodanctl received check-archive", NULL, NULL, NULL, pd_ctl_received_check_archive },
  { NULL, "print", "FILE|INVOICE…", 1, MANY,
    N_ ("Put files and invoices on sheets, several on one, and write them as one PDF file"),
    "piaodanctl print *.pdf 26332000000000000001 --per-sheet 2 --cover --output sheets.pdf", sheet_options,
    NULL, NULL, pd_ctl_print_sheets, TRUE },
  { "ledger", "list", NULL, 0, 0, N_ ("List what was printed when, by whom and how often"),
    "piaodanctl ledger list --from 2026-01-01", ledger_options, &pd_print_type, NULL, pd_ctl_list },

  { "verification", "list", NULL, 0, 0, N_ ("List what was verified, and the verdicts"),
    "piaodanctl verification list --state different", dated_options, &pd_verification_type, NULL,
    pd_ctl_list },
  { "verification", "search", "WORDS", 1, 1, N_ ("Find verifications by parts of invoice numbers"),
    "piaodanctl verification search 0001", dated_options, &pd_verification_type, NULL, pd_ctl_list },
  { "verification", "again", "VERIFICATION…", 1, MANY,
    N_ ("Ask again; an invoice may be asked for five times a day"),
    "piaodanctl verification again 26332000000000000001", NULL, &pd_verification_type, NULL,
    pd_ctl_verification_again },

  { "delivery", "list", NULL, 0, 0, N_ ("List what was mailed to whom, and what became of it"),
    "piaodanctl delivery list --state uncertain", dated_options, &pd_delivery_type, NULL, pd_ctl_list },
  { "delivery", "search", "WORDS", 1, 1, N_ ("Find mails by parts of invoice numbers and addresses"),
    "piaodanctl delivery search wang@example.com", dated_options, &pd_delivery_type, NULL, pd_ctl_list },
  { "delivery", "cancel", "DELIVERY…", 1, MANY, N_ ("Do not mail what still waits"),
    "piaodanctl delivery cancel wang@example.com", NULL, &pd_delivery_type, NULL, pd_ctl_delivery_command },
  { "delivery", "resend", "DELIVERY…", 1, MANY, N_ ("Mail again what was mailed, refused or given up"),
    "piaodanctl delivery resend wang@example.com", NULL, &pd_delivery_type, NULL, pd_ctl_delivery_command },

  { "invoice", "reverse", "INVOICE", 1, 1,
    N_ ("Ask for a red-letter invoice of an invoice, or of a part of it"),
    "piaodanctl invoice reverse 26332000000000000001 --reason return --line 2=5", reverse_options,
    &pd_invoice_type, NULL, pd_ctl_invoice_reverse },

  { "red-form", "list", NULL, 0, 0, N_ ("List red-letter forms, the newest first"),
    "piaodanctl red-form list --state waiting_for_us", dated_options, &pd_red_form_type, NULL, pd_ctl_list },
  { "red-form", "show", "FORM", 1, 1,
    N_ ("Show a red-letter form; its name is the blue invoice's number, or its id"),
    "piaodanctl red-form show 26332000000000000001", NULL, &pd_red_form_type, NULL, pd_ctl_show },
  { "red-form", "confirm", "FORM", 1, 1, N_ ("Confirm a red-letter form that the other side entered"),
    "piaodanctl red-form confirm 26332000000000000001", answer_options, &pd_red_form_type, NULL,
    pd_ctl_red_form_command },
  { "red-form", "reject", "FORM", 1, 1, N_ ("Reject a red-letter form that the other side entered"),
    "piaodanctl red-form reject 26332000000000000001 --reason 未退货", answer_options, &pd_red_form_type,
    NULL, pd_ctl_red_form_command },
  { "red-form", "withdraw", "FORM", 1, 1, N_ ("Withdraw a red-letter form that our side entered"),
    "piaodanctl red-form withdraw 26332000000000000001", answer_options, &pd_red_form_type, NULL,
    pd_ctl_red_form_command },
  { "red-form", "apply", "FORM", 1, 1, N_ ("Apply for a red-letter form that is a draft"),
    "piaodanctl red-form apply 26332000000000000001", NULL, &pd_red_form_type, NULL,
    pd_ctl_red_form_command },
  { "red-form", "try-now", "FORM", 1, 1, N_ ("Have the platform send or ask at once what waits for its time"),
    "piaodanctl red-form try-now 26332000000000000001", NULL, &pd_red_form_type, NULL,
    pd_ctl_red_form_command },
  { "red-form", "take-back", "FORM", 1, 1,
    N_ ("Take back a red-letter form that has not been sent to the tax bureau"),
    "piaodanctl red-form take-back 26332000000000000001", answer_options, &pd_red_form_type, NULL,
    pd_ctl_red_form_command },
  { "red-form", "delete", "FORM", 1, 1, N_ ("Delete a red-letter form that is a draft"),
    "piaodanctl red-form delete 26332000000000000001", NULL, &pd_red_form_type, NULL,
    pd_ctl_red_form_delete },
  { "invoice", "queue", NULL, 0, 0, N_ ("List what is on its way to an invoice, and when it is expected"),
    "piaodanctl invoice queue", NULL, &pd_invoice_type, NULL, pd_ctl_invoice_queue },
  { "invoice", "times", NULL, 0, 0, N_ ("Say where the time of issuing goes"),
    "piaodanctl invoice times --json | jq .stages", NULL, &pd_invoice_type, NULL, pd_ctl_invoice_times },
  { "invoice", "try-now", "INVOICE…", 1, MANY,
    N_ ("Have the platform send or ask at once what waits for its time"),
    "piaodanctl invoice try-now PX-2026-0001", NULL, &pd_invoice_type, NULL, pd_ctl_invoice_command },
  { "invoice", "take-back", "INVOICE…", 1, MANY, N_ ("Take back what has not been sent to the tax bureau"),
    "piaodanctl invoice take-back PX-2026-0001 --reason 买方改抬头", reason_options, &pd_invoice_type, NULL,
    pd_ctl_invoice_command },
  { "invoice", "declare-issued", "INVOICE", 1, 1,
    N_ ("Say of an unknown outcome that there is an invoice at the tax bureau"),
    "piaodanctl invoice declare-issued PX-2026-0001 --number 26332000000000000001 --date 2026-11-20",
    declare_issued_options, &pd_invoice_type, NULL, pd_ctl_invoice_command },
  { "invoice", "declare-not-issued", "INVOICE", 1, 1,
    N_ ("Say of an unknown outcome that there is no invoice at the tax bureau"),
    "piaodanctl invoice declare-not-issued PX-2026-0001 --reason 税务平台无此票", declare_not_issued_options,
    &pd_invoice_type, NULL, pd_ctl_invoice_command },
  { "invoice", "redeliver", "INVOICE", 1, 1,
    N_ ("Have the provider that issued an invoice send it to its buyer once more"),
    "piaodanctl invoice redeliver PX-2026-0001 --to 13800138000", redeliver_options, &pd_invoice_type, NULL,
    pd_ctl_invoice_command },

  { "bureau", "status", NULL, 0, 0, N_ ("Say how the company stands with the tax bureau: sign-in and quota"),
    "piaodanctl bureau status --json | jq .quota.left", NULL, &pd_bureau_type, NULL, pd_ctl_bureau_status },
  { "bureau", "sign-in", NULL, 0, 0, N_ ("Ask for a code to sign in at the tax bureau by its app"),
    "piaodanctl bureau sign-in && piaodanctl sync", NULL, &pd_bureau_type, NULL, pd_ctl_bureau_command },
  { "bureau", "sms", NULL, 0, 0, N_ ("Ask for a code by SMS to sign in at the tax bureau"),
    "piaodanctl bureau sms && piaodanctl sync", NULL, &pd_bureau_type, NULL, pd_ctl_bureau_command },
  { "bureau", "code", "CODE", 1, 1, N_ ("Enter the code that came by SMS"),
    "piaodanctl bureau code 482913 && piaodanctl sync", NULL, &pd_bureau_type, NULL, pd_ctl_bureau_command },
  { "bureau", "refresh", NULL, 0, 0, N_ ("Have sign-in and quota looked at again, and what was held go on"),
    "piaodanctl bureau refresh && piaodanctl sync", NULL, &pd_bureau_type, NULL, pd_ctl_bureau_command },
  { "bureau", "compare", NULL, 0, 0,
    N_ ("Have the platform compare its invoices with the provider's list; “bureau status” shows it"),
    "piaodanctl bureau compare --from 2026-11-01 --to 2026-11-10 && piaodanctl sync", compare_options,
    &pd_bureau_type, NULL, pd_ctl_bureau_command },
  { "bureau", "connect", NULL, 0, 0,
    N_ ("Set up the connection to the provider that issues, and try it; for administrators"),
    "piaodanctl bureau connect --gateway nuonuo --app-key 12345678 --clerk 王芳", connect_options, NULL, NULL,
    pd_ctl_bureau_connect },
  { "bureau", "connection", NULL, 0, 0,
    N_ ("Show the connection to the provider that issues; for administrators"),
    "piaodanctl bureau connection", NULL, NULL, NULL, pd_ctl_bureau_connection },
  { "bureau", "disconnect", NULL, 0, 0,
    N_ ("Remove the connection to the provider, unless anything is under way there; for administrators"),
    "piaodanctl bureau disconnect", NULL, NULL, NULL, pd_ctl_bureau_disconnect },
  { "bureau", "rules", NULL, 0, 0, N_ ("Show or change what is issued and mailed by itself"),
    "piaodanctl bureau rules --auto-issue ordinary --auto-limit 5000", rules_options, &pd_bureau_type, NULL,
    pd_ctl_bureau_rules },

  { "buyer", "list", NULL, 0, 0, N_ ("List buyers"), "piaodanctl buyer list", list_options, &pd_buyer_type,
    NULL, pd_ctl_list },
  { "buyer", "search", "WORDS", 1, 1, N_ ("Find buyers"), "piaodanctl buyer search 合木", list_options,
    &pd_buyer_type, NULL, pd_ctl_list },
  { "good", "list", NULL, 0, 0, N_ ("List goods"), "piaodanctl good list", list_options, &pd_good_type, NULL,
    pd_ctl_list },
  { "good", "search", "WORDS", 1, 1, N_ ("Find goods"), "piaodanctl good search 硒鼓", list_options,
    &pd_good_type, NULL, pd_ctl_list },
  { "good", "new", NULL, 0, 0, N_ ("Enter a good; each of its fields is an option"),
    "piaodanctl good new --name 扫码枪 --unit 把 --set stocked=yes", set_options, &pd_good_type,
    &pd_good_type, pd_ctl_record_new },
  { "good", "edit", "GOOD", 1, 1, N_ ("Change a good"),
    "piaodanctl good edit 扫码枪 --set stocked=yes --set minimum_stock=10", set_options, &pd_good_type, NULL,
    pd_ctl_record_edit },
  { "good", "suggest-code", "NAME", 1, 1, N_ ("Suggest the tax code of a good by its name, and say why"),
    "piaodanctl good suggest-code 激光打印机", suggest_options, NULL, NULL, pd_ctl_good_suggest_code },

  { "stock", "levels", NULL, 0, 0, N_ ("Show what there is of the goods in stock, and what to order"),
    "piaodanctl stock levels --to-order", levels_options, &pd_good_type, NULL, pd_ctl_stock_levels },
  { "stock", "receive", "GOOD QUANTITY", 2, 2, N_ ("Write down what was received"),
    "piaodanctl stock receive 扫码枪 20", stock_options, &pd_stock_move_type, NULL, pd_ctl_stock_write },
  { "stock", "return", "GOOD QUANTITY", 2, 2, N_ ("Write down what came back"),
    "piaodanctl stock return 扫码枪 1 --reason 未使用", stock_options, &pd_stock_move_type, NULL,
    pd_ctl_stock_write },
  { "stock", "count", "GOOD QUANTITY", 2, 2, N_ ("Write down what was counted; the difference is added"),
    "piaodanctl stock count 扫码枪 18 --reason 盘点", stock_options, &pd_stock_move_type, NULL,
    pd_ctl_stock_write },
  { "stock", "reverse", "MOVEMENT", 1, 1,
    N_ ("Take back a movement that was written down wrongly, by another one; what was written stays"),
    "piaodanctl stock reverse 01998e6c-5f2a-7c31-9d0e-4b1f6a7c8d92 --reason 重复登记", stock_reverse_options,
    &pd_stock_move_type, NULL, pd_ctl_stock_reverse },
  { "stock", "moves", "GOOD", 0, 1, N_ ("List what moved, the newest first"), "piaodanctl stock moves 扫码枪",
    list_options, &pd_stock_move_type, NULL, pd_ctl_stock_moves },
  { "stock", "short", "ORDER", 1, 1, N_ ("Tell what is missing for an order, and when there may be more"),
    "piaodanctl stock short PX-2026-0001", NULL, &pd_order_type, NULL, pd_ctl_stock_short },

  { "device", "new", "NUMBER", 1, 1,
    N_ ("Enter a device that came before its receipt was written down; each of its fields is an option"),
    "piaodanctl device new KP-2026-0001 --good-name 税控盘 --state installed --buyer-name "
    "样例市远山文化传播有限公司",
    set_options, &pd_device_type, &pd_device_type, pd_ctl_device_new },
  { "device", "list", NULL, 0, 0, N_ ("List devices, where they are and with which software"),
    "piaodanctl device list", list_options, &pd_device_type, NULL, pd_ctl_list },
  { "device", "search", "WORDS", 1, 1, N_ ("Find devices by parts of numbers, goods, buyers and notes"),
    "piaodanctl device search KP-2026", list_options, &pd_device_type, NULL, pd_ctl_list },
  { "device", "show", "DEVICE", 1, 1, N_ ("Show a device and its history"),
    "piaodanctl device show KP-2026-0001", NULL, &pd_device_type, NULL, pd_ctl_show },
  { "device", "history", "DEVICE", 1, 1, N_ ("Tell what became of a device"),
    "piaodanctl device history KP-2026-0001", NULL, &pd_device_type, NULL, pd_ctl_device_history },
  { "device", "edit", "DEVICE", 1, 1, N_ ("Say where a device is, or what is on it"),
    "piaodanctl device edit KP-2026-0001 --set state=in_repair", set_options, &pd_device_type, NULL,
    pd_ctl_record_edit },
  { "device", "note", "DEVICE WORDS", 2, 2, N_ ("Add a line to the history of a device"),
    "piaodanctl device note KP-2026-0001 送修", NULL, &pd_device_type, NULL, pd_ctl_device_note },

  { "rule", "list", NULL, 0, 0, N_ ("List the rules by which service orders are assigned"),
    "piaodanctl rule list", list_options, &pd_assignment_rule_type, NULL, pd_ctl_list },
  { "rule", "create", NULL, 0, 0, N_ ("Enter a rule; each of its fields is an option"),
    "piaodanctl rule create --name 东湖区 --position 10 --region 样例市东湖区 --assignees wang,li --max-load "
    "8",
    set_options, &pd_assignment_rule_type, &pd_assignment_rule_type, pd_ctl_record_new },
  { "rule", "edit", "RULE", 1, 1, N_ ("Change a rule, or switch it on or off"),
    "piaodanctl rule edit 东湖区 --set active=yes", set_options, &pd_assignment_rule_type, NULL,
    pd_ctl_record_edit },
  { "rule", "delete", "RULE", 1, 1, N_ ("Delete a rule"), "piaodanctl rule delete 东湖区", NULL,
    &pd_assignment_rule_type, NULL, pd_ctl_record_delete },
  { "rule", "try", NULL, 0, 0,
    N_ ("Tell whom the rules would have chosen for past orders, beside who did them"),
    "piaodanctl rule try --with 东湖区", try_options, &pd_assignment_rule_type, NULL, pd_ctl_rule_try },

  { "attachment", "add", "ORDER|INVOICE FILE…", 2, MANY, N_ ("Attach files to an order or an invoice"),
    "piaodanctl attachment add PX-2026-0001 contract.pdf", NULL, NULL, NULL, pd_ctl_attachment_add },
  { "attachment", "list", "ORDER|INVOICE", 1, 1, N_ ("List attachments, and where their files are"),
    "piaodanctl attachment list PX-2026-0001", NULL, NULL, NULL, pd_ctl_attachment_list },
  { "attachment", "get", "ORDER|INVOICE ATTACHMENT", 2, 2, N_ ("Write the file of an attachment"),
    "piaodanctl attachment get PX-2026-0001 contract.pdf --output downloads/", get_options, NULL, NULL,
    pd_ctl_attachment_get },
  { "attachment", "remove", "ORDER|INVOICE ATTACHMENT…", 2, MANY, N_ ("Remove attachments"),
    "piaodanctl attachment remove PX-2026-0001 2", NULL, NULL, NULL, pd_ctl_attachment_remove },

  { "conflict", "list", NULL, 0, 0, N_ ("List what two people changed differently, or the platform refused"),
    "piaodanctl conflict list", conflicts_options, NULL, NULL, pd_ctl_conflict_list },
  { "conflict", "show", "CONFLICT", 1, 1, N_ ("Show both sides of a conflict, who made them and when"),
    "piaodanctl conflict show PX-2026-0001", NULL, NULL, NULL, pd_ctl_conflict_show },
  { "conflict", "resolve", "CONFLICT…", 0, MANY, N_ ("Decide conflicts, field by field"),
    "piaodanctl conflict resolve PX-2026-0001 --mine remark --theirs party --set 2/quantity=5 --dry-run",
    resolve_options, NULL, NULL, pd_ctl_conflict_resolve },
  { "conflict", "undo", "CONFLICT…", 1, MANY,
    N_ ("Take decisions back; what was sent is put back by a new change"),
    "piaodanctl conflict undo PX-2026-0001", NULL, NULL, NULL, pd_ctl_conflict_undo },

  { NULL, "reconcile", NULL, 0, 0, N_ ("Compare with the platform, and say of each difference why"),
    "piaodanctl reconcile --month 2026-11 --type invoice", reconcile_options, NULL, NULL, pd_ctl_reconcile },
  { "reconcile", "find", "TEXT", 1, 1, N_ ("Say where a number or a name is, why, and what to do now"),
    "piaodanctl reconcile find PX-2026-0001", NULL, NULL, NULL, pd_ctl_reconcile_find },
  { "reconcile", "give-back", NULL, 0, 0,
    N_ ("Give back what a restored platform has lost; for administrators"), "piaodanctl reconcile give-back",
    NULL, NULL, NULL, pd_ctl_reconcile_give_back },
  { "reconcile", "forget", "RECORD", 1, 1, N_ ("Forget what was kept of a record that the platform has lost"),
    "piaodanctl reconcile forget PX-2026-0001", NULL, NULL, NULL, pd_ctl_reconcile_forget },
};

static GArray *
join_commands (void)
{
  GArray *commands = g_array_new (FALSE, FALSE, sizeof (PdCtlCommand));
  guint n_of_orders, n_of_templates, n_of_tickets;
  const PdCtlCommand *of_orders = pd_ctl_order_commands (&n_of_orders);
  const PdCtlCommand *of_templates = pd_ctl_template_commands (&n_of_templates);
  const PdCtlCommand *of_tickets = pd_ctl_ticket_commands (&n_of_tickets);

  g_array_append_vals (commands, first_commands, G_N_ELEMENTS (first_commands));
  g_array_append_vals (commands, of_orders, n_of_orders);
  g_array_append_vals (commands, of_templates, n_of_templates);
  g_array_append_vals (commands, of_tickets, n_of_tickets);
  return g_array_append_vals (commands, other_commands, G_N_ELEMENTS (other_commands));
}

/**
 * pd_ctl_commands:
 * @n_commands: (out): how many
 *
 * Returns: (transfer none) (array length=n_commands): the table
 */
const PdCtlCommand *
pd_ctl_commands (guint *n_commands)
{
  static GArray *commands;

  if (g_once_init_enter (&commands))
    g_once_init_leave (&commands, join_commands ());
  *n_commands = commands->len;
  return (const PdCtlCommand *) (gpointer) commands->data;
}

/**
 * pd_ctl_command_find:
 * @group: (nullable): a group, %NULL for a command that stands alone
 * @name: a command's name
 *
 * Returns: (transfer none) (nullable): the command
 */
const PdCtlCommand *
pd_ctl_command_find (const char *group, const char *name)
{
  guint n_commands;
  const PdCtlCommand *commands = pd_ctl_commands (&n_commands);

  for (guint i = 0; i < n_commands; i++)
    if (g_strcmp0 (commands[i].group, group) == 0 && g_str_equal (commands[i].name, name))
      return &commands[i];
  return NULL;
}

gboolean
pd_ctl_is_group (const char *name)
{
  guint n_commands;
  const PdCtlCommand *commands = pd_ctl_commands (&n_commands);

  for (guint i = 0; i < n_commands; i++)
    if (g_strcmp0 (commands[i].group, name) == 0)
      return TRUE;
  return FALSE;
}
