/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim.h"

#include "model/pd-bureau.h"
#include "model/pd-order-facts.h"
#include "model/pd-order-flow.h"
#include "model/pd-order-needs.h"
#include "model/pd-order.h"
#include "platform/pd-platform-bureau.h"
#include "store/pd-store-records.h"
#include "store/pd-store-rows.h"

/* Steps that orders take by themselves: an administrator says whether, people and the carrier write down what they follow
 * from; and what must be true of them (I27). */

#define TODAY "2026-11-06"
#define DELIVERED                                                                                            \
  "{\"events\":[{\"tracking_number\":\"SF1000000001\",\"time\":\"2026-11-06 "                                \
  "12:00\",\"status\":\"已签收\"}]}"
#define BY_RULE "By the company's rule"

/** Rule: what this file knows of a rule by itself. */
typedef struct
{
  const char *command;
  guint flag; /* of the bureau's record */
  PdOrderNeed need;
  gboolean is_news; /* it follows when that begins to hold */
} Rule;

static const Rule rules[] = {
  { "confirm_payment", PD_BUREAU_AUTO_CONFIRM, PD_ORDER_NEED_PAID, FALSE },
  { "complete", PD_BUREAU_AUTO_COMPLETE, PD_ORDER_NEED_DELIVERED, TRUE },
};

/* --- who says so */

static const PdRecord *
newest_bureau (Sim *sim)
{
  GHashTableIter iter;
  gpointer list;

  g_hash_table_iter_init (&iter, sim->documents);
  while (g_hash_table_iter_next (&iter, NULL, &list))
    {
      GPtrArray *versions = list;
      const SimVersion *last = versions->len > 0 ? g_ptr_array_index (versions, versions->len - 1) : NULL;

      if (last != NULL && pd_record_get_record_type (last->record) == &pd_bureau_type)
        return last->record;
    }
  return NULL;
}

/** sim_rules_write_bureau: the record whose fields are the rules. Returns: whether it could be written */
gboolean
sim_rules_write_bureau (PdPlatformChange *change, GError **error)
{
  g_autoptr (PdRecord) bureau = NULL, before = NULL;

  if (!pd_platform_read_bureau (change->platform, change->tenant, &bureau, error))
    return FALSE;
  before = pd_record_copy (bureau);
  return pd_platform_write_bureau (change, bureau, before, error);
}

static void
set_rule (Sim *sim, SimRandom *random)
{
  const PdRecord *before = newest_bureau (sim);
  const Rule *rule = &rules[sim_random_below (random, G_N_ELEMENTS (rules))];
  gboolean on = sim_random_chance (random, 850);
  g_autoptr (PdRecord) after = NULL;

  if (before == NULL || pd_record_get_flag (before, rule->flag) == on)
    return;
  sim_trace (sim, "the administrator turns the rule %s %s", rule->command, on ? "on" : "off");
  after = pd_record_copy (before);
  pd_record_set_flag (after, rule->flag, on);
  sim_platform_patch (sim, before, after);
}

/* --- what steps follow from */

/** Telling: what somebody writes down of an order. */
typedef struct
{
  PdRecord *before; /* (owned) (nullable) */
  PdRecord *after;  /* (owned) (nullable) */
} Telling;

static void
telling_clear (Telling *self)
{
  g_clear_pointer (&self->before, pd_record_unref);
  g_clear_pointer (&self->after, pd_record_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Telling, telling_clear)

static gboolean
save_job (SimDesktop *desktop, gpointer data, GError **error)
{
  const Telling *self = data;

  return pd_store_save_record (desktop->session, self->after, sim_desktop_now (desktop), error);
}

/* The newest order that waits for what a rule follows from, as this desktop shows it. */
static gboolean
find_waiting (SimDesktop *desktop, const Rule *rule, Telling *self)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare (
      desktop->session, "SELECT id FROM orders WHERE deleted = 0 AND kind IS NOT NULL ORDER BY id DESC",
      NULL);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  gboolean row;

  while (statement != NULL && pd_store_session_step (desktop->session, statement, &row, NULL) && row)
    g_ptr_array_add (ids, g_strdup (pd_statement_text (statement, 0)));
  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr (PdRecord) order = NULL;
      const PdOrderArrow *arrow;

      if (!pd_store_row_load (desktop->session, &pd_order_type, ids->pdata[i], &order, NULL) || order == NULL)
        continue;
      arrow = pd_order_flow_arrow (order, rule->command);
      if (arrow == NULL || !(arrow->needs & rule->need) || pd_order_need_holds (order, rule->need, NULL))
        continue;
      self->before = g_steal_pointer (&order);
      return TRUE;
    }
  return FALSE;
}

static void
tell_delivered (PdRecord *order)
{
  GPtrArray *parcels = pd_record_get_list (order, PD_ORDER_LIST_PARCELS);

  for (guint i = 0; i < parcels->len; i++)
    pd_record_set_text (g_ptr_array_index (parcels, i), PD_PARCEL_DELIVERED_ON, TODAY);
}

static void
tell_paid (PdRecord *order, gint64 now)
{
  gint64 open = pd_record_get_integer (order, PD_ORDER_GROSS_AMOUNT) - pd_order_paid_amount (order);
  PdRecord *payment = open > 0 ? pd_order_add_fact (order, PD_ORDER_LIST_PAYMENTS, now) : NULL;

  if (payment == NULL)
    return;
  pd_record_set_text (payment, PD_PAYMENT_PAID_ON, TODAY);
  pd_record_set_text (payment, PD_PAYMENT_KIND, PD_PAYMENT_KIND_PAYMENT);
  pd_record_set_integer (payment, PD_PAYMENT_AMOUNT, open);
}

/* Somebody writes down that it was paid, or has arrived, and asks for no step; where nothing waits for that, orders are
 * brought there. */
static void
tell (SimDesktop *desktop, SimRandom *random)
{
  const Rule *rule = &rules[sim_random_below (random, G_N_ELEMENTS (rules))];
  g_auto (Telling) self = { 0 };

  if (!find_waiting (desktop, rule, &self))
    {
      for (guint i = 0; i < 3 && desktop->engine != NULL; i++)
        sim_step_on (desktop, random);
      return;
    }
  self.after = pd_record_copy (self.before);
  if (rule->need == PD_ORDER_NEED_DELIVERED)
    tell_delivered (self.after);
  else
    tell_paid (self.after, sim_desktop_now (desktop));
  pd_record_derive (self.after);
  if (!pd_record_equal (self.before, self.after) && sim_desktop_write (desktop, save_job, &self))
    sim_saved (desktop);
}

/** sim_rules: the administrator changes a rule, the carrier tells of a parcel, or somebody of an order. */
void
sim_rules (Sim *sim, SimDesktop *desktop, SimRandom *random)
{
  if (sim_random_chance (random, 150))
    set_rule (sim, random);
  else if (sim_random_chance (random, 120))
    sim_platform_hear_carrier (sim, DELIVERED);
  else
    {
      /* The administrator may take all steps. */
      if (sim_random_chance (random, 700))
        desktop = sim->desktops[1];
      if (desktop->engine != NULL)
        tell (desktop, random);
    }
}

/* --- the judge */

static gboolean
is_on (Sim *sim, const Rule *rule)
{
  const PdRecord *bureau = newest_bureau (sim);

  return bureau != NULL && pd_record_get_flag (bureau, rule->flag);
}

/* What a rule would have taken further does not stay where it is. */
static void
check_followed (Sim *sim, const Rule *rule, const PdRecord *before, const PdRecord *after, int author)
{
  const PdOrderArrow *arrow = pd_order_flow_arrow (after, rule->command);

  if (arrow == NULL || !(arrow->needs & rule->need) ||
      pd_record_get_revision (after) != pd_record_get_revision (before) + 1 ||
      pd_order_flow_missing (after, arrow, NULL) != 0 || !is_on (sim, rule))
    return;
  /* What the bureau says of its invoice is no news of an order's payment. */
  if (rule->is_news ? pd_order_need_holds (before, rule->need, NULL) : author == SIM_PLATFORM)
    return;
  sim_fail (sim, "I27", "order %s stays at %s although the rule %s is on", pd_record_get_id (after),
            pd_order_get_stage (after), rule->command);
}

/* A rule takes steps only while it is on. */
static void
check_step (Sim *sim, const PdRecord *order, const PdRecord *step)
{
  const char *reason = pd_record_get_text (step, PD_STEP_REASON);

  if (reason == NULL || !g_str_has_prefix (reason, BY_RULE))
    return;
  sim_sometimes_all (sim, SIM_FAULT_RULE);
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (g_strcmp0 (pd_record_get_text (step, PD_STEP_COMMAND), rules[i].command) == 0 &&
        is_on (sim, &rules[i]) && !pd_record_has (step, PD_STEP_BY))
      return;
  sim_fail (sim, "I27", "order %s took the step %s by a rule that is off", pd_record_get_id (order),
            pd_record_get_text (step, PD_STEP_COMMAND));
}

/* Each step along the way begins where the one before it ended: none is taken twice. */
static void
check_steps (Sim *sim, const PdRecord *order)
{
  GPtrArray *steps = pd_record_get_list (order, PD_ORDER_LIST_STEPS);
  const char *kind = pd_record_get_text (order, PD_ORDER_KIND);
  const char *place = NULL;

  for (guint i = 0; i < steps->len; i++)
    {
      const PdRecord *step = g_ptr_array_index (steps, i);
      const char *from = pd_record_get_text (step, PD_STEP_FROM);
      const PdOrderArrow *arrow = pd_order_flow_find (kind, pd_record_get_text (step, PD_STEP_COMMAND), from);

      if (arrow == NULL)
        continue;
      if (place != NULL && !g_str_equal (place, from))
        sim_fail (sim, "I27", "step %u of order %s begins at %s and not at %s", i + 1,
                  pd_record_get_id (order), from, place);
      place = arrow->to;
    }
  if (place != NULL && g_strcmp0 (place, pd_order_get_stage (order)) != 0)
    sim_fail (sim, "I27", "order %s is at %s, its history ends at %s", pd_record_get_id (order),
              pd_order_get_stage (order), place);
}

/** sim_check_rules: I27, of one version of an order; @author: who sent what it came from. */
void
sim_check_rules (Sim *sim, const PdRecord *before, const PdRecord *after, int author)
{
  GPtrArray *steps;

  if (!sim->options->fates[SIM_RULES] || pd_record_get_record_type (after) != &pd_order_type ||
      pd_record_is_deleted (after) || before == NULL || pd_record_is_deleted (before) ||
      pd_order_get_stage (after) == NULL || sim->restored)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    check_followed (sim, &rules[i], before, after, author);
  steps = pd_record_get_list (after, PD_ORDER_LIST_STEPS);
  for (guint i = pd_record_get_list (before, PD_ORDER_LIST_STEPS)->len; i < steps->len; i++)
    check_step (sim, after, g_ptr_array_index (steps, i));
  check_steps (sim, after);
}
