/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-bulk-words.h"

#include "model/pd-money.h"
#include "model/pd-order-flow.h"

#include <glib/gi18n-lib.h>

/* What the dialog for several orders says, by what they get: an invoice, an end, a step on their way, an assignee. */

static gboolean
is (const char *command, const char *other)
{
  return g_str_equal (command, other);
}

/** pd_bulk_step_label: Returns: (transfer none): what the button of a step says, translated */
const char *
pd_bulk_step_label (const char *command)
{
  guint n;
  const PdOrderArrow *arrows = pd_order_flow_arrows (&n);

  if (is (command, PD_BULK_ASSIGN))
    return C_ ("order", "Assign");
  for (guint i = 0; i < n; i++)
    if (is (arrows[i].command, command))
      return _ (arrows[i].label);
  return command;
}

/** pd_bulk_asks_words: Returns: whether a person has to write something first: why, or to whom */
gboolean
pd_bulk_asks_words (const char *command)
{
  guint n;
  const PdOrderArrow *arrows = pd_order_flow_arrows (&n);

  if (is (command, PD_BULK_ASSIGN))
    return TRUE;
  for (guint i = 0; i < n; i++)
    if (is (arrows[i].command, command) && arrows[i].needs & PD_ORDER_NEED_REASON)
      return TRUE;
  return FALSE;
}

/** pd_bulk_words_label: Returns: (transfer none): what it is that a person has to write, translated */
const char *
pd_bulk_words_label (const char *command)
{
  return is (command, PD_BULK_ASSIGN) ? _ ("Assign to (user name)") : _ ("Reason");
}

/** pd_bulk_title: Returns: (transfer none): of the dialog, translated */
const char *
pd_bulk_title (const char *command)
{
  if (is (command, "issue"))
    return _ ("Issue Invoices");
  if (is (command, "cancel"))
    return _ ("Cancel Orders");
  return is (command, PD_BULK_ASSIGN) ? _ ("Assign Orders") : pd_bulk_step_label (command);
}

/** pd_bulk_go_label: Returns: (transfer full): of the button that goes on with @n orders */
char *
pd_bulk_go_label (const char *command, guint n)
{
  if (is (command, "issue"))
    return g_strdup_printf (ngettext ("Issue %u Invoice", "Issue %u Invoices", n), n);
  if (is (command, "cancel"))
    return g_strdup_printf (ngettext ("Cancel %u Order", "Cancel %u Orders", n), n);
  /* Translators: 1: what is done with orders, as "Approve", 2: with how many */
  return g_strdup_printf (_ ("%1$s (%2$u)"), pd_bulk_step_label (command), n);
}

/** pd_bulk_consequence: Returns: (transfer none): what has to be known before one agrees, translated */
const char *
pd_bulk_consequence (const char *command)
{
  if (is (command, "issue"))
    return _ ("An electronic invoice cannot be taken back, only reversed.");
  if (is (command, "cancel"))
    return _ ("A cancelled order can be opened again.");
  if (is (command, PD_BULK_ASSIGN))
    return _ ("Whoever did these orders until now no longer sees them among their own.");
  return _ ("Each step stands in the order's history, with who took it.");
}

/** pd_bulk_ready_heading: Returns: (transfer none): above the orders that it is done with, translated */
const char *
pd_bulk_ready_heading (const char *command)
{
  if (is (command, "issue"))
    return _ ("To be issued, the oldest first");
  return is (command, "cancel") ? _ ("To be cancelled") : _ ("These go on");
}

/** pd_bulk_done_text: @total: fen. Returns: (transfer full): what was done in the end */
char *
pd_bulk_done_text (const char *command, guint n_done, gint64 total)
{
  g_autofree char *money = pd_money_format (total);

  if (is (command, "issue"))
    /* Translators: %u is a number of invoices, %s the amount of all together */
    return g_strdup_printf (ngettext ("%1$u invoice of %2$s is requested",
                                      "%1$u invoices of %2$s are requested", n_done),
                            n_done, money);
  if (is (command, "cancel"))
    return g_strdup_printf (ngettext ("%u order is to be cancelled", "%u orders are to be cancelled", n_done),
                            n_done);
  if (is (command, PD_BULK_ASSIGN))
    return g_strdup_printf (ngettext ("%u order is assigned", "%u orders are assigned", n_done), n_done);
  return g_strdup_printf (ngettext ("%u order is to go on", "%u orders are to go on", n_done), n_done);
}
