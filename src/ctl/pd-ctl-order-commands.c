/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-order-commands.h"

#include "ctl/pd-ctl-forecast.h"
#include "ctl/pd-ctl-list.h"
#include "ctl/pd-ctl-order-check.h"
#include "ctl/pd-ctl-order-step.h"
#include "ctl/pd-ctl-order-history.h"
#include "ctl/pd-ctl-order-money.h"
#include "ctl/pd-ctl-order-parcel.h"
#include "ctl/pd-ctl-order-precheck.h"
#include "ctl/pd-ctl-order-print.h"
#include "ctl/pd-ctl-order-visit.h"
#include "ctl/pd-ctl-order-visits.h"
#include "ctl/pd-ctl-order-way.h"
#include "ctl/pd-ctl-order.h"
#include "ctl/pd-ctl-statement.h"
#include "ctl/pd-ctl-suggest.h"
#include "model/pd-order.h"

#include <glib/gi18n-lib.h>

#define MANY G_MAXUINT

static const PdCtlOption order_list_options[] = {
  { "state", "STATE", N_ ("Those in one state only") },
  { "kind", "KIND", N_ ("Orders of goods or of service only") },
  { "stage", "STAGE", N_ ("Those in one stage of their way only, such as review or delivery") },
  { "assignee", "USER", N_ ("Those that are assigned to one user only") },
  { "due-before", "DATE", N_ ("Those that are due before this date") },
  { "from", "DATE", N_ ("From this date on") },
  { "to", "DATE", N_ ("Up to this date") },
  { "limit", "N", N_ ("At most N, the newest; 0 is all") },
  { NULL },
};

static const PdCtlOption forecast_options[] = {
  { "weeks", "N", N_ ("How many weeks ahead, at most 26; 4 if not given") },
  { "as-of", "DATE", N_ ("As it would have been on this day, from the orders before it") },
  { NULL },
};

static const PdCtlOption statement_options[] = {
  { "enter", NULL, N_ ("Enter the payments of the lines that are matched for sure") },
  { "known", "FILE", N_ ("Keys of lines that were taken before, a line each") },
  { NULL },
};

static const PdCtlOption reason_options[] = {
  { "reason", "TEXT", N_ ("Why; everybody who sees the order sees it") },
  { NULL },
};

static const PdCtlOption pay_options[] = {
  { "refund", NULL, N_ ("Money that went back to the customer") },
  { "method", "METHOD", N_ ("transfer, wechat, alipay, card, cash, cheque or other") },
  { "reference", "TEXT", N_ ("What the bank or the payment platform calls it") },
  { "payer", "NAME", N_ ("Who paid, where it was not the buyer") },
  { "date", "DATE", N_ ("When it was paid; today if not given") },
  { "note", "TEXT", N_ ("A note for colleagues") },
  { "statement-key", "KEY", N_ ("The line of a statement that it is, as “order match-statement” tells it") },
  { NULL },
};

static const PdCtlOption reverse_payment_options[] = {
  { "date", "DATE", N_ ("The day of the reversal; today if not given") },
  { "note", "TEXT", N_ ("A note for colleagues") },
  { NULL },
};

static const PdCtlOption parcel_options[] = {
  { "carrier", "NAME", N_ ("Who carries it") },
  { "tracking", "NUMBER", N_ ("The carrier's number") },
  { "line", "N=QUANTITY", N_ ("A quantity of the N-th line, or all that is left of it with N alone"), TRUE },
  { "serial", "N=NUMBERS", N_ ("Serial numbers of the devices of the N-th line that are in it"), TRUE },
  { "sent", "DATE", N_ ("When it left") },
  { "delivered", "DATE", N_ ("When it arrived") },
  { "note", "TEXT", N_ ("A note for colleagues") },
  { NULL },
};

static const PdCtlOption track_options[] = {
  { "at", "TIME", N_ ("When, as “2026-11-30 14:00”, or the time alone for today; now if not given") },
  { "place", "TEXT", N_ ("Where") },
  { "text", "TEXT", N_ ("What the carrier says") },
  { "file", "FILE",
    N_ ("Instead of one event: all of a carrier's CSV or XLSX file, by its tracking numbers") },
  { "check", NULL, N_ ("With --file: only say what would become of it") },
  { NULL },
};

static const PdCtlOption print_options[] = {
  { "picking", NULL, N_ ("One list of what is to be fetched for all orders, along the shelves") },
  { "packing", NULL, N_ ("A packing list for each parcel") },
  { "label", NULL, N_ ("A label of 100 × 150 mm for each parcel") },
  { "parcel", "PARCEL", N_ ("Of this parcel only, by its number in the order or its tracking number") },
  { "paper", "NAME", N_ ("a4, a5, a3, letter or label; the size that it is laid out for if not given") },
  { "output", "FILE", N_ ("The PDF file to write") },
  { NULL },
};

static const PdCtlOption claim_options[] = {
  { "kind", "KIND", N_ ("return (if not given), exchange or refund") },
  { "reason", "TEXT", N_ ("Why the customer wants it") },
  { "amount", "AMOUNT", N_ ("What is to be refunded, in yuan") },
  { "date", "DATE", N_ ("When the customer asked for it; today if not given") },
  { NULL },
};

static const PdCtlOption came_back_options[] = {
  { "condition", "CONDITION", N_ ("new, used or damaged") },
  { "date", "DATE", N_ ("When it came; today if not given") },
  { NULL },
};

static const PdCtlOption replace_options[] = {
  { "carrier", "NAME", N_ ("Who brings it") },
  { "tracking", "NUMBER", N_ ("The carrier's number of the parcel") },
  { "sent", "DATE", N_ ("When it leaves the warehouse; today if not given") },
  { "serial", "NUMBERS", N_ ("The serial numbers of what is sent, as “SN1, SN2”") },
  { "note", "TEXT", N_ ("A note for colleagues") },
  { NULL },
};

static const PdCtlOption visit_options[] = {
  { "from", "TIME", N_ ("When it starts, as “2026-11-30 14:00”") },
  { "to", "TIME", N_ ("When it ends; a time alone is of the same day") },
  { "technician", "NAME", N_ ("Who comes; whom the order is assigned to if not given") },
  { "kind", "KIND", N_ ("work (if not given) or follow_up, the return visit") },
  { "call-off", "TEXT", N_ ("It does not take place, and why") },
  { "done", "DATE", N_ ("When it took place") },
  { "satisfaction", "N", N_ ("What the customer says of it, from 1 to 5") },
  { "problems", "TEXT", N_ ("What is still open") },
  { "note", "TEXT", N_ ("A note for colleagues") },
  { NULL },
};

static const PdCtlOption visits_options[] = {
  { "technician", "NAME", N_ ("Those of one technician only") },
  { "from", "DATE", N_ ("From this date on; from today if not given") },
  { "to", "DATE", N_ ("Up to this date; two weeks if not given") },
  { NULL },
};

static const PdCtlOption sign_off_options[] = {
  { "by", "NAME", N_ ("Who of the customer's people signed") },
  { "visit", "N", N_ ("Which visit; the last one if not given") },
  { "date", "DATE", N_ ("When; today if not given") },
  { "note", "TEXT", N_ ("A note for colleagues") },
  { NULL },
};

static const PdCtlOption check_options[] = {
  { "value", "TEXT", N_ ("What is written down, where the item asks for it") },
  { "note", "TEXT", N_ ("A note for colleagues") },
  { "undo", NULL, N_ ("It is not done after all") },
  { NULL },
};

static const PdCtlOption contact_options[] = {
  { "channel", "CHANNEL", N_ ("phone (if not given), wechat, mail, on_site or other") },
  { "person", "NAME", N_ ("With whom") },
  { "at", "TIME", N_ ("When, as “2026-11-30 14:00”, or the time alone for today; now if not given") },
  { NULL },
};

static const PdCtlOption history_options[] = {
  { "kind", "KIND", N_ ("step, payment, parcel, tracking, return, visit, check or contact only") },
  { "by", "USER", N_ ("What one user did only") },
  { "from", "DATE", N_ ("From this date on") },
  { "to", "DATE", N_ ("Up to this date") },
  { NULL },
};

/* How orders are found, and what is done with them on their way. */
static const PdCtlCommand commands[] = {
  { "order", "list", NULL, 0, 0, N_ ("List orders, the newest first"),
    "piaodanctl order list --state open --from 2026-11-01", order_list_options, &pd_order_type, NULL,
    pd_ctl_list },
  { "order", "search", "WORDS", 1, 1, N_ ("Find orders by parts of numbers, names, addresses, goods"),
    "piaodanctl order search 临溪", order_list_options, &pd_order_type, NULL, pd_ctl_list },
  { "order", "show", "ORDER", 1, 1,
    N_ ("Show an order with its lines, where it is and what can be done next"),
    "piaodanctl order show PX-2026-0001", NULL, &pd_order_type, NULL, pd_ctl_show },
  { "order", "forecast", NULL, 0, 0, N_ ("Foretell how many orders the next weeks bring, and say from what"),
    "piaodanctl order forecast --weeks 8", forecast_options, &pd_order_type, NULL, pd_ctl_order_forecast },
  { "order", "suggest-service", "DESCRIPTION", 1, 1,
    N_ ("Suggest which kind of service a description speaks of, and say why"),
    "piaodanctl order suggest-service 开票软件升级到新版", NULL, NULL, NULL, pd_ctl_order_suggest_service,
    TRUE },
  { "order", "match-statement", "FILE", 1, 1,
    N_ ("Say which orders the lines of a bank's, Alipay's or WeChat Pay's statement pay, and enter that"),
    "piaodanctl order match-statement statement.csv", statement_options, &pd_order_type, NULL,
    pd_ctl_order_match_statement },
  { "order", "cancel", "ORDER", 1, 1, N_ ("Cancel an open order"),
    "piaodanctl order cancel PX-2026-0001 --reason 客户退订", reason_options, &pd_order_type, NULL,
    pd_ctl_order_command },
  { "order", "reopen", "ORDER", 1, 1,
    N_ ("Open a cancelled order again, or one whose invoice was reversed as a whole"),
    "piaodanctl order reopen PX-2026-0001", reason_options, &pd_order_type, NULL, pd_ctl_order_command },
  { "order", "complete", "ORDER", 1, 1, N_ ("Complete an order; the rules may have it issued at once"),
    "piaodanctl order complete PX-2026-0001", reason_options, &pd_order_type, NULL, pd_ctl_order_command },
  { "order", "step", "STEP ORDER…", 2, MANY,
    N_ ("Take a step with orders, such as submit, approve or ship; “order ways” lists them"),
    "piaodanctl order step approve PX-2026-0001 PX-2026-0002", reason_options, &pd_order_type, NULL,
    pd_ctl_order_step },
  { "order", "ways", "[KIND]", 0, 1, N_ ("List the steps that orders take, from where to where, and who may"),
    "piaodanctl order ways goods", NULL, NULL, NULL, pd_ctl_order_ways },
  { "order", "history", "ORDER", 1, 1, N_ ("Tell what happened to an order: who, when, from where and why"),
    "piaodanctl order history PX-2026-0001 --kind step", history_options, &pd_order_type, NULL,
    pd_ctl_order_history },
  { "order", "pay", "ORDER AMOUNT", 2, 2, N_ ("Enter what was paid for an order, or paid back"),
    "piaodanctl order pay PX-2026-0001 226 --method transfer --reference 20261122-0007", pay_options,
    &pd_order_type, NULL, pd_ctl_order_pay },
  { "order", "reverse-payment", "ORDER N", 2, 2,
    N_ ("Take the N-th payment back by another row; what was entered stays"),
    "piaodanctl order reverse-payment PX-2026-0001 1", reverse_payment_options, &pd_order_type, NULL,
    pd_ctl_order_reverse_payment },
  { "order", "payments", "ORDER", 1, 1, N_ ("Show what was paid for an order, and what is left"),
    "piaodanctl order payments PX-2026-0001 --json | jq .left", NULL, &pd_order_type, NULL,
    pd_ctl_order_payments },
  { "order", "parcel", "ORDER [PARCEL]", 1, 2,
    N_ ("Pack a parcel with all that is in none yet, or with some lines; or change one"),
    "piaodanctl order parcel PX-2026-0001 --carrier 顺丰速运 --tracking SF1000000001", parcel_options,
    &pd_order_type, NULL, pd_ctl_order_parcel },
  { "order", "unpack", "ORDER PARCEL", 2, 2, N_ ("Take a parcel out again, to be packed anew"),
    "piaodanctl order unpack PX-2026-0001 SF1000000001", NULL, &pd_order_type, NULL, pd_ctl_order_unpack },
  { "order", "print", "ORDER…", 1, MANY,
    N_ ("Write the picking list of orders, or the packing lists or labels of their parcels, as one PDF file"),
    "piaodanctl order print --picking PX-2026-0001 PX-2026-0002 --output picking.pdf", print_options,
    &pd_order_type, NULL, pd_ctl_order_print },
  { "order", "track", "[ORDER PARCEL EVENT]", 0, 3,
    N_ ("Enter what a carrier tells of a parcel: collected, on_the_way, out_for_delivery, delivered, failed "
        "or going_back"),
    "piaodanctl order track PX-2026-0001 1 delivered --place 杭州", track_options, &pd_order_type, NULL,
    pd_ctl_order_track },
  { "order", "claim", "ORDER LINE [QUANTITY]", 2, 3,
    N_ ("Enter that a customer wants to return, exchange or be refunded something"),
    "piaodanctl order claim PX-2026-0001 1 2 --kind exchange --reason 型号不符", claim_options,
    &pd_order_type, NULL, pd_ctl_order_claim },
  { "order", "came-back", "ORDER CLAIM", 2, 2, N_ ("Enter that returned goods are here, and how they look"),
    "piaodanctl order came-back PX-2026-0001 1 --condition new", came_back_options, &pd_order_type, NULL,
    pd_ctl_order_came_back },
  { "order", "replace", "ORDER CLAIM", 2, 2,
    N_ ("Send a parcel in exchange for what comes back, and take it out of the stock"),
    "piaodanctl order replace PX-2026-0001 1 --carrier 顺丰速运 --tracking SF1000000002", replace_options,
    &pd_order_type, NULL, pd_ctl_order_replace },
  { "order", "visit", "ORDER [VISIT]", 1, 2,
    N_ ("Agree on a visit; or move, call off or report one that was agreed on"),
    "piaodanctl order visit PX-2026-0001 --from '2026-11-30 14:00' --to 16:00", visit_options, &pd_order_type,
    NULL, pd_ctl_order_visit },
  { "order", "visits", NULL, 0, 0, N_ ("Show the visits of the days ahead, and which of them clash"),
    "piaodanctl order visits --technician technician", visits_options, &pd_order_type, NULL,
    pd_ctl_order_visits },
  { "order", "sign-off", "ORDER", 1, 1, N_ ("Enter who of the customer's people signed the work off"),
    "piaodanctl order sign-off PX-2026-0001 --by 王样例", sign_off_options, &pd_order_type, NULL,
    pd_ctl_order_sign_off },
  { "order", "check", "ORDER ITEM", 2, 2, N_ ("Answer an item of the checklist of an order's service"),
    "piaodanctl order check PX-2026-0001 serial_number --value 661900000001", check_options, &pd_order_type,
    NULL, pd_ctl_order_check_item },
  { "order", "precheck", "ORDER", 1, 1,
    N_ ("Tell what of an order gives pause: missing, implausible, entered twice, not in stock; and what "
        "mends it"),
    "piaodanctl order precheck PX-2026-0001", NULL, &pd_order_type, NULL, pd_ctl_order_precheck },
  { "order", "checklist", "ORDER", 1, 1, N_ ("Show the checklist of an order's service"),
    "piaodanctl order checklist PX-2026-0001", NULL, &pd_order_type, NULL, pd_ctl_order_checklist },
  { "order", "contact", "ORDER TEXT", 2, 2, N_ ("Write down what was said with the customer"),
    "piaodanctl order contact PX-2026-0001 约周五下午 --person 王样例", contact_options, &pd_order_type, NULL,
    pd_ctl_order_contact },
};

/**
 * pd_ctl_order_commands:
 * @n_commands: (out): how many
 *
 * Returns: (transfer none) (array length=n_commands): how orders are found, and what is done with them on their way
 */
const PdCtlCommand *
pd_ctl_order_commands (guint *n_commands)
{
  *n_commands = G_N_ELEMENTS (commands);
  return commands;
}
