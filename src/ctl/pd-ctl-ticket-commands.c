/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-list.h"
#include "ctl/pd-ctl-record.h"
#include "ctl/pd-ctl-ticket.h"
#include "model/pd-solution.h"
#include "model/pd-ticket.h"

#include <glib/gi18n-lib.h>

static const PdCtlOption set_options[] = {
  { "set", "FIELD=VALUE", N_ ("Give a field a value; an empty one empties it"), TRUE },
  { NULL },
};

static const PdCtlOption new_ticket_options[] = {
  { "order", "ORDER", N_ ("The order that it is about") },
  { "invoice", "INVOICE", N_ ("The invoice that it is about") },
  { "device", "DEVICE", N_ ("The device that it is about, by its serial number") },
  { "buyer", "BUYER", N_ ("The customer, where the others do not tell") },
  { "set", "FIELD=VALUE", N_ ("Give a field a value; an empty one empties it"), TRUE },
  { NULL },
};

static const PdCtlOption new_solution_options[] = {
  { "from-ticket", "TICKET", N_ ("Take over what a ticket says of the problem and what helped") },
  { "set", "FIELD=VALUE", N_ ("Give a field a value; an empty one empties it"), TRUE },
  { NULL },
};

static const PdCtlOption list_ticket_options[] = {
  { "state", "STATE", N_ ("Those in one state only") },
  { "kind", "KIND", N_ ("Those of one kind only") },
  { "severity", "SEVERITY", N_ ("Those of one severity only") },
  { "owner", "USER", N_ ("Those of one owner only") },
  { "open", NULL, N_ ("Only those about which somebody still has to do something") },
  { "overdue", NULL, N_ ("Only those of them whose deadline has passed") },
  { "from", "DATE", N_ ("From this date on") },
  { "to", "DATE", N_ ("Up to this date") },
  { "limit", "N", N_ ("At most N, the newest; 0 is all") },
  { NULL },
};

static const PdCtlOption list_options[] = {
  { "state", "STATE", N_ ("Those in one state only") },
  { "limit", "N", N_ ("At most N, the newest; 0 is all") },
  { NULL },
};

static const PdCtlOption comment_options[] = {
  { "channel", "CHANNEL", N_ ("internal (if not given), phone, wechat, mail or on_site") },
  { NULL },
};

static const PdCtlOption step_options[] = {
  { "reason", "TEXT", N_ ("Why; everybody who sees the ticket sees it") },
  { "owner", "USER", N_ ("Who looks after it from now on") },
  { "expert", "USER", N_ ("Who is to be asked") },
  { "resolution", "TEXT", N_ ("What helped") },
  { NULL },
};

static const PdCtlOption escalate_options[] = {
  { "reason", "TEXT", N_ ("Why; everybody who sees the ticket sees it") },
  { "expert", "USER", N_ ("Who is to be asked") },
  { NULL },
};

static const PdCtlOption report_options[] = {
  { "months", "N", N_ ("How many months back; 3 if not given") },
  { NULL },
};

static const PdCtlCommand commands[] = {
  { "ticket", "new", "TITLE", 1, 1, N_ ("Enter a ticket; each of its fields is an option"),
    "piaodanctl ticket new 税控盘不亮 --kind device --severity high --order PX-2026-0001", new_ticket_options,
    &pd_ticket_type, &pd_ticket_type, pd_ctl_ticket_new },
  { "ticket", "list", NULL, 0, 0, N_ ("List tickets"), "piaodanctl ticket list --overdue",
    list_ticket_options, &pd_ticket_type, NULL, pd_ctl_list },
  { "ticket", "search", "WORDS", 1, 1, N_ ("Find tickets by parts of what they say"),
    "piaodanctl ticket search 税控盘", list_ticket_options, &pd_ticket_type, NULL, pd_ctl_list },
  { "ticket", "show", "TICKET", 1, 1, N_ ("Show a ticket, what was said, its history and its next steps"),
    "piaodanctl ticket show T20261123-0A1B2C3D", NULL, &pd_ticket_type, NULL, pd_ctl_show },
  { "ticket", "edit", "TICKET", 1, 1, N_ ("Change fields of a ticket"),
    "piaodanctl ticket edit T20261123-0A1B2C3D --set owner=wang", set_options, &pd_ticket_type, NULL,
    pd_ctl_record_edit },
  { "ticket", "step", "STEP TICKET", 2, 2,
    N_ ("Take a step: assign, start, ask, resume, escalate, give-back, resolve, close, withdraw or reopen"),
    "piaodanctl ticket step assign T20261123-0A1B2C3D --owner wang", step_options, &pd_ticket_type, NULL,
    pd_ctl_ticket_step },
  { "ticket", "comment", "TICKET WORDS", 2, 2, N_ ("Write down what was said about a ticket"),
    "piaodanctl ticket comment T20261123-0A1B2C3D 客户来电催办 --channel phone", comment_options,
    &pd_ticket_type, NULL, pd_ctl_ticket_comment },
  { "ticket", "escalate", "TICKET", 1, 1, N_ ("Ask an expert about a ticket"),
    "piaodanctl ticket escalate T20261123-0A1B2C3D --expert li --reason 未见过此故障", escalate_options,
    &pd_ticket_type, NULL, pd_ctl_ticket_escalate },
  { "ticket", "link-solution", "TICKET SOLUTION", 2, 2, N_ ("Link a solution of the library to a ticket"),
    "piaodanctl ticket link-solution T20261123-0A1B2C3D 税控盘不亮", NULL, &pd_ticket_type, NULL,
    pd_ctl_ticket_link },
  { "ticket", "suggest", "TICKET", 1, 1, N_ ("List solutions that may help, with the reason"),
    "piaodanctl ticket suggest T20261123-0A1B2C3D", NULL, &pd_ticket_type, NULL, pd_ctl_ticket_suggest },
  { "ticket", "report", NULL, 0, 0, N_ ("Tell which problems are frequent, and how long they take"),
    "piaodanctl ticket report --months 6", report_options, &pd_ticket_type, NULL, pd_ctl_ticket_report },

  { "solution", "new", "TITLE", 1, 1, N_ ("Enter a solution as a draft; each of its fields is an option"),
    "piaodanctl solution new 税控盘不亮 --kind device --answer 换一根数据线", new_solution_options,
    &pd_solution_type, &pd_solution_type, pd_ctl_solution_new },
  { "solution", "edit", "SOLUTION", 1, 1, N_ ("Change fields of a solution that is a draft"),
    "piaodanctl solution edit 税控盘不亮 --set keywords=指示灯", set_options, &pd_solution_type, NULL,
    pd_ctl_record_edit },
  { "solution", "list", NULL, 0, 0, N_ ("List the solutions of the library"),
    "piaodanctl solution list --state published", list_options, &pd_solution_type, NULL, pd_ctl_list },
  { "solution", "find", "WORDS", 1, 1, N_ ("Find solutions by parts of what they say"),
    "piaodanctl solution find 指示灯", list_options, &pd_solution_type, NULL, pd_ctl_list },
  { "solution", "show", "SOLUTION", 1, 1, N_ ("Show a solution"), "piaodanctl solution show 税控盘不亮", NULL,
    &pd_solution_type, NULL, pd_ctl_show },
  { "solution", "publish", "SOLUTION", 1, 1, N_ ("Publish a draft; from then on it is suggested"),
    "piaodanctl solution publish 税控盘不亮", NULL, &pd_solution_type, NULL, pd_ctl_solution_step },
  { "solution", "revise", "SOLUTION", 1, 1,
    N_ ("Make a draft of a solution again, so that it can be changed"),
    "piaodanctl solution revise 税控盘不亮", NULL, &pd_solution_type, NULL, pd_ctl_solution_step },
  { "solution", "retire", "SOLUTION", 1, 1, N_ ("Keep a solution, and suggest it no more"),
    "piaodanctl solution retire 税控盘不亮", NULL, &pd_solution_type, NULL, pd_ctl_solution_step },
};

/**
 * pd_ctl_ticket_commands:
 * @n_commands: (out): how many
 *
 * Returns: (transfer none) (array length=n_commands): the commands about tickets and solutions
 */
const PdCtlCommand *
pd_ctl_ticket_commands (guint *n_commands)
{
  *n_commands = G_N_ELEMENTS (commands);
  return commands;
}
