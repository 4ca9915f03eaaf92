/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim.h"

#include "model/pd-order-facts.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "model/pd-workflow.h"
#include "order-way.h"
#include "store/pd-store-records.h"
#include "store/pd-store-rows.h"

/* Orders go from hand to hand: somebody does what the next step needs, and asks for the step. */

#define TODAY "2026-11-06"

/** Step: what somebody does to one order. */
typedef struct
{
  PdRecord *before; /* (owned) */
  PdRecord *after;  /* (owned) (nullable) */
  const char *command;
} Step;

static void
step_clear (Step *step)
{
  g_clear_pointer (&step->before, pd_record_unref);
  g_clear_pointer (&step->after, pd_record_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Step, step_clear)

/* Some orders of the office are to be sent or to be done, others only to be invoiced. */
void
sim_give_way (Sim *sim, PdRecord *order, SimRandom *random)
{
  if (!sim->options->fates[SIM_STEP] || !sim_random_chance (random, 700))
    return;
  pd_record_set_text (order, PD_ORDER_KIND,
                      sim_random_chance (random, 500) ? PD_ORDER_KIND_GOODS : PD_ORDER_KIND_SERVICE);
}

/* One of the newest orders that have a way, so that people meet. */
static gboolean
pick (SimDesktop *desktop, SimRandom *random, Step *step)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare (
      desktop->session,
      "SELECT id FROM orders WHERE deleted = 0 AND kind IS NOT NULL ORDER BY id DESC LIMIT 5", NULL);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  gboolean row;

  while (statement != NULL && pd_store_session_step (desktop->session, statement, &row, NULL) && row)
    g_ptr_array_add (ids, g_strdup (pd_statement_text (statement, 0)));
  return ids->len > 0 &&
         pd_store_row_load (desktop->session, &pd_order_type,
                            g_ptr_array_index (ids, sim_random_below (random, ids->len)), &step->before,
                            NULL) &&
         step->before != NULL;
}

static const PdOrderArrow *
choose_arrow (const PdRecord *order, SimRandom *random)
{
  const char *kind = pd_record_get_text (order, PD_ORDER_KIND);
  const char *stage = pd_order_get_stage (order);
  const PdOrderArrow *offered[32];
  guint n, n_offered = 0;
  const PdOrderArrow *arrows = pd_order_flow_arrows (&n);

  for (guint i = 0; i < n && n_offered < G_N_ELEMENTS (offered); i++)
    if (g_strcmp0 (arrows[i].kind, kind) == 0 && g_strcmp0 (arrows[i].from, stage) == 0 &&
        pd_workflow_offers (order, arrows[i].command))
      offered[n_offered++] = &arrows[i];
  return n_offered > 0 ? offered[sim_random_below (random, n_offered)] : NULL;
}

static gboolean
save_job (SimDesktop *desktop, gpointer data, GError **error)
{
  Step *step = data;

  return pd_store_save_record (desktop->session, step->after, sim_desktop_now (desktop), error);
}

static gboolean
command_job (SimDesktop *desktop, gpointer data, GError **error)
{
  Step *step = data;

  return pd_store_add_command (desktop->session, &pd_order_type, pd_record_get_id (step->before),
                               step->command, "原因", sim_desktop_now (desktop), error);
}

/* Somebody moves an order on; mostly after having done what that needs. */
void
sim_step (SimDesktop *desktop, SimRandom *random)
{
  g_auto (Step) step = { 0 };
  const PdOrderArrow *arrow;

  if (desktop->engine == NULL || !pick (desktop, random, &step))
    return;
  arrow = choose_arrow (step.before, random);
  if (arrow == NULL)
    return;
  step.command = arrow->command;
  step.after = pd_record_copy (step.before);
  order_way_satisfy (step.after, arrow, TODAY, sim_desktop_now (desktop));
  if (sim_random_chance (random, 850) && !pd_record_equal (step.before, step.after) &&
      sim_desktop_write (desktop, save_job, &step))
    sim_saved (desktop);
  if (desktop->engine != NULL && sim_desktop_write (desktop, command_job, &step))
    {
      sim_sometimes (desktop, SIM_FAULT_STEP);
      sim_saved (desktop);
    }
}

static void
add_fact (PdRecord *order, SimRandom *random, gint64 now)
{
  GPtrArray *payments = pd_record_get_list (order, PD_ORDER_LIST_PAYMENTS);
  PdRecord *fact;

  switch (sim_random_below (random, 4))
    {
    case 0:
      fact = pd_order_add_fact (order, PD_ORDER_LIST_PAYMENTS, now);
      pd_record_set_text (fact, PD_PAYMENT_PAID_ON, TODAY);
      pd_record_set_text (fact, PD_PAYMENT_KIND, PD_PAYMENT_KIND_PAYMENT);
      pd_record_set_integer (fact, PD_PAYMENT_AMOUNT, 1 + sim_random_below (random, 500000));
      break;
    case 1:
      if (payments->len > 0)
        pd_order_reverse_payment (order,
                                  pd_record_get_id (
                                      g_ptr_array_index (payments, sim_random_below (random, payments->len))),
                                  TODAY, now);
      break;
    case 2:
      fact = pd_order_add_fact (order, PD_ORDER_LIST_CONTACTS, now);
      pd_record_set_integer (fact, PD_CONTACT_HAPPENED_AT, now);
      pd_record_set_text (fact, PD_CONTACT_CHANNEL, "phone");
      pd_record_set_text (fact, PD_CONTACT_TEXT, "改期");
      break;
    default:
      pd_record_set_text (order, PD_ORDER_ASSIGNEE, sim_random_chance (random, 500) ? "甲" : "乙");
      break;
    }
}

/* Somebody writes down what happened. */
void
sim_fact (SimDesktop *desktop, SimRandom *random)
{
  g_auto (Step) step = { 0 };

  if (desktop->engine == NULL || !pick (desktop, random, &step))
    return;
  step.after = pd_record_copy (step.before);
  add_fact (step.after, random, sim_desktop_now (desktop));
  if (sim_desktop_write (desktop, save_job, &step))
    sim_saved (desktop);
}

/* I10, of the way that an order goes; and that what is in a ledger stays there. */
void
sim_check_way (Sim *sim, const PdRecord *before, const PdRecord *after)
{
  const char *from, *to;
  guint n;
  const PdOrderArrow *arrows = pd_order_flow_arrows (&n);
  g_autoptr (PdPatch) patch = NULL;

  if (pd_record_get_record_type (before) != &pd_order_type || pd_record_is_deleted (after))
    return;
  patch = pd_diff (before, after);
  if (pd_patch_breaks_ledger (patch, before))
    sim_fail (sim, "I10", "a payment of %s was changed or removed", pd_record_get_id (before));
  from = pd_order_get_stage (before);
  to = pd_order_get_stage (after);
  if (g_strcmp0 (from, to) == 0 || from == NULL || to == NULL ||
      pd_record_get_revision (after) != pd_record_get_revision (before) + 1)
    return;
  for (guint i = 0; i < n; i++)
    if (g_str_equal (arrows[i].from, from) && g_str_equal (arrows[i].to, to) &&
        g_strcmp0 (arrows[i].kind, pd_record_get_text (after, PD_ORDER_KIND)) == 0)
      return;
  sim_fail (sim, "I10", "order %s went from %s to %s", pd_record_get_id (before), from, to);
}
