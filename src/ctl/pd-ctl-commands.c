/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-command.h"

#include "ctl/pd-ctl-account.h"
#include "ctl/pd-ctl-attachment.h"
#include "ctl/pd-ctl-bin.h"
#include "ctl/pd-ctl-calendar.h"
#include "ctl/pd-ctl-conflict.h"
#include "ctl/pd-ctl-device.h"
#include "ctl/pd-ctl-filing.h"
#include "ctl/pd-ctl-import.h"
#include "ctl/pd-ctl-invoice-commands.h"
#include "ctl/pd-ctl-keep.h"
#include "ctl/pd-ctl-list.h"
#include "ctl/pd-ctl-order-commands.h"
#include "ctl/pd-ctl-order.h"
#include "ctl/pd-ctl-special.h"
#include "ctl/pd-ctl-reconcile.h"
#include "ctl/pd-ctl-record.h"
#include "ctl/pd-ctl-reminders.h"
#include "ctl/pd-ctl-rule.h"
#include "ctl/pd-ctl-signer.h"
#include "ctl/pd-ctl-status.h"
#include "ctl/pd-ctl-stock.h"
#include "ctl/pd-ctl-suggest.h"
#include "ctl/pd-ctl-sync.h"
#include "ctl/pd-ctl-template.h"
#include "ctl/pd-ctl-ticket.h"
#include "model/pd-assignment.h"
#include "model/pd-device.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-stock-move.h"

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
  PD_CTL_ACCEPT_OVERRIDABLE,
  { "dry-run", NULL, N_ ("Say what would be done and save nothing") },
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
  PD_CTL_ACCEPT_OVERRIDABLE,
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
  PD_CTL_ACCEPT_OVERRIDABLE,
  ALLOW_DUPLICATE_NUMBER,
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

/* All there is but what the other tables of commands have (join_commands). A new command is a row in one of them, a
 * paragraph in the manual, and its function. */
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

  { "signer", "list", NULL, 0, 0, N_ ("List whose signatures on invoice files are trusted"),
    "piaodanctl signer list", NULL, NULL, NULL, pd_ctl_signer_list, TRUE },
  { "signer", "trust", "FILE", 1, 1,
    N_ ("Trust whoever signed an invoice file, or the owner of a certificate"),
    "piaodanctl signer trust invoice.ofd", NULL, NULL, NULL, pd_ctl_signer_trust, TRUE },
  { "signer", "distrust", "SIGNER", 1, 1, N_ ("Trust a signer no longer, by name or by fingerprint"),
    "piaodanctl signer distrust 3f5a90c1", NULL, NULL, NULL, pd_ctl_signer_distrust, TRUE },

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
  guint n_of_orders, n_of_templates, n_of_tickets, n_of_invoices;
  const PdCtlCommand *of_orders = pd_ctl_order_commands (&n_of_orders);
  const PdCtlCommand *of_templates = pd_ctl_template_commands (&n_of_templates);
  const PdCtlCommand *of_tickets = pd_ctl_ticket_commands (&n_of_tickets);
  const PdCtlCommand *of_invoices = pd_ctl_invoice_commands (&n_of_invoices);

  g_array_append_vals (commands, first_commands, G_N_ELEMENTS (first_commands));
  g_array_append_vals (commands, of_orders, n_of_orders);
  g_array_append_vals (commands, of_templates, n_of_templates);
  g_array_append_vals (commands, of_tickets, n_of_tickets);
  g_array_append_vals (commands, of_invoices, n_of_invoices);
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
