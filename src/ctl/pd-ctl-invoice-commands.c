/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-invoice-commands.h"

#include "ctl/pd-ctl-bureau.h"
#include "ctl/pd-ctl-delivery.h"
#include "ctl/pd-ctl-gateway.h"
#include "ctl/pd-ctl-invoice.h"
#include "ctl/pd-ctl-issue.h"
#include "ctl/pd-ctl-list.h"
#include "ctl/pd-ctl-pdf.h"
#include "ctl/pd-ctl-read.h"
#include "ctl/pd-ctl-received.h"
#include "ctl/pd-ctl-reverse.h"
#include "ctl/pd-ctl-sheets.h"
#include "ctl/pd-ctl-verify.h"
#include "ctl/pd-ctl-withdraw.h"
#include "model/pd-bureau.h"
#include "model/pd-delivery.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-print-record.h"
#include "model/pd-received-invoice.h"
#include "model/pd-red-form.h"
#include "model/pd-verification-record.h"

#include <glib/gi18n-lib.h>

#define MANY G_MAXUINT

static const PdCtlOption dated_options[] = {
  { "state", "STATE", N_ ("Those in one state only") },
  { "from", "DATE", N_ ("From this date on") },
  { "to", "DATE", N_ ("Up to this date") },
  { "limit", "N", N_ ("At most N, the newest; 0 is all") },
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
  PD_CTL_ACCEPT_OVERRIDABLE,
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

static const PdCtlCommand invoice_commands[] = {
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
};

/**
 * pd_ctl_invoice_commands:
 * @n_commands: (out): how many
 *
 * Returns: (transfer none) (array length=n_commands): the commands for invoices from being asked for to being mailed, the
 *   received ones, red-letter forms, verification and the tax bureau
 */
const PdCtlCommand *
pd_ctl_invoice_commands (guint *n_commands)
{
  *n_commands = G_N_ELEMENTS (invoice_commands);
  return invoice_commands;
}
