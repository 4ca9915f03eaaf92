/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim.h"

#include "model/pd-order-facts.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-stock-move.h"
#include "model/pd-stock.h"
#include "model/pd-workflow.h"
#include "order-way.h"
#include "store/pd-store-records.h"
#include "store/pd-store-rows.h"
#include "store/pd-store-stock.h"

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

const char *const sim_good_ids[SIM_N_GOODS] = { "01900000-0000-7000-8000-00000000000a",
                                                "01900000-0000-7000-8000-00000000000b" };

/* (transfer full): what the office has in stock */
PdRecord *
sim_good_new (guint index)
{
  static const char *const names[] = { "扫码枪", "打印机" };
  PdRecord *good = pd_record_new (&pd_good_type, sim_good_ids[index]);

  pd_record_set_text (good, PD_GOOD_NAME, names[index]);
  pd_record_set_flag (good, PD_GOOD_STOCKED, TRUE);
  return good;
}

static void
order_from_stock (PdRecord *order, SimRandom *random)
{
  GPtrArray *lines = pd_record_get_lines (order);

  for (guint i = 0; i < lines->len; i++)
    if (sim_random_chance (random, 700))
      pd_record_set_text (g_ptr_array_index (lines, i), PD_ORDER_LINE_GOOD_ID,
                          sim_good_ids[sim_random_below (random, SIM_N_GOODS)]);
}

/* Some orders of the office are to be sent or to be done, others only to be invoiced. */
void
sim_give_way (Sim *sim, PdRecord *order, SimRandom *random)
{
  if (!sim->options->fates[SIM_STEP] || !sim_random_chance (random, 700))
    return;
  pd_record_set_text (order, PD_ORDER_KIND,
                      sim_random_chance (random, sim->options->fates[SIM_RULES] ? 850 : 500)
                          ? PD_ORDER_KIND_GOODS
                          : PD_ORDER_KIND_SERVICE);
  order_from_stock (order, random);
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

static void
take (SimDesktop *desktop, SimRandom *random, const PdOrderArrow *arrow, Step *step)
{
  step->command = arrow->command;
  step->after = pd_record_copy (step->before);
  order_way_satisfy (step->after, arrow, TODAY, sim_desktop_now (desktop));
  if (sim_random_chance (random, 850) && !pd_record_equal (step->before, step->after) &&
      sim_desktop_write (desktop, save_job, step))
    sim_saved (desktop);
  if (desktop->engine != NULL && sim_desktop_write (desktop, command_job, step))
    {
      sim_sometimes (desktop, SIM_FAULT_STEP);
      sim_saved (desktop);
    }
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
  if (arrow != NULL)
    take (desktop, random, arrow, &step);
}

/* The arrow that leads on from where goods are not on their way yet. */
static const PdOrderArrow *
find_way_on (const PdRecord *order)
{
  static const char *const commands[] = { "submit", "approve", "ship" };

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      const PdOrderArrow *arrow = pd_order_flow_arrow (order, commands[i]);

      if (arrow != NULL && pd_workflow_offers (order, commands[i]))
        return arrow;
    }
  return NULL;
}

static GPtrArray *
list_goods_orders (SimDesktop *desktop)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare (
      desktop->session, "SELECT id FROM orders WHERE deleted = 0 AND kind = 'goods' ORDER BY id DESC LIMIT 8",
      NULL);
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);
  gboolean row;

  while (statement != NULL && pd_store_session_step (desktop->session, statement, &row, NULL) && row)
    g_ptr_array_add (ids, g_strdup (pd_statement_text (statement, 0)));
  return ids;
}

/** sim_step_on: somebody moves the newest order of goods on towards its buyer, as far as that takes a person. */
void
sim_step_on (SimDesktop *desktop, SimRandom *random)
{
  g_autoptr (GPtrArray) ids = list_goods_orders (desktop);

  for (guint i = 0; i < ids->len; i++)
    {
      g_auto (Step) step = { 0 };
      const PdOrderArrow *arrow;

      if (!pd_store_row_load (desktop->session, &pd_order_type, ids->pdata[i], &step.before, NULL) ||
          step.before == NULL)
        return;
      arrow = find_way_on (step.before);
      if (arrow == NULL)
        continue;
      take (desktop, random, arrow, &step);
      return;
    }
}

static void
assign (PdRecord *order, const char *user)
{
  g_autofree char *reason = g_strdup_printf ("换成%s", user);

  pd_record_set_text (order, PD_ORDER_ASSIGNEE, user);
  pd_record_set_text (order, PD_ORDER_ASSIGNMENT_REASON, reason);
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
      assign (order, sim_random_chance (random, 500) ? "甲" : "乙");
      break;
    }
}

/** Reversal: what somebody takes back. */
typedef struct
{
  const char *move_id;
  gint64 now;
} Reversal;

static gboolean
reverse_job (SimDesktop *desktop, gpointer data, GError **error)
{
  const Reversal *work = data;
  g_autoptr (PdRecord) reversal =
      pd_store_stock_reverse (desktop->session, work->move_id, "看错了", work->now, error);

  return reversal != NULL;
}

/* Ids of the newest moves. What was asked is finished when it returns: the power may go with the next writing. */
static GPtrArray *
newest_moves (SimDesktop *desktop)
{
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (desktop->session,
                                "SELECT id FROM stock_moves WHERE deleted = 0 ORDER BY id DESC LIMIT 4",
                                NULL);
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);
  gboolean row;

  while (statement != NULL && pd_store_session_step (desktop->session, statement, &row, NULL) && row)
    g_ptr_array_add (ids, g_strdup (pd_statement_text (statement, 0)));
  return ids;
}

/* Somebody takes back one of the newest moves, so that people meet. */
static void
reverse_move (SimDesktop *desktop, SimRandom *random)
{
  g_autoptr (GPtrArray) ids = newest_moves (desktop);
  Reversal work = { .now = sim_desktop_now (desktop) };

  if (ids->len == 0)
    return;
  work.move_id = g_ptr_array_index (ids, sim_random_below (random, ids->len));
  if (sim_desktop_write (desktop, reverse_job, &work))
    sim_saved (desktop);
}

/* Somebody takes goods in, or counts what there is. */
static void
move_stock (SimDesktop *desktop, SimRandom *random)
{
  static const char *const kinds[] = { PD_STOCK_KIND_RECEIPT, PD_STOCK_KIND_RETURN, PD_STOCK_KIND_COUNT };
  g_autoptr (PdRecord) good = sim_good_new (sim_random_below (random, SIM_N_GOODS));
  guint kind = sim_random_below (random, G_N_ELEMENTS (kinds));
  g_autofree char *quantity =
      g_strdup_printf ("%s%u.%u", kind == 2 && sim_random_chance (random, 500) ? "-" : "",
                       sim_random_below (random, 30), 1 + sim_random_below (random, 9));
  g_auto (Step)
      step = { .after = pd_stock_move_new (sim_desktop_now (desktop), kinds[kind], good, quantity) };

  if (sim_desktop_write (desktop, save_job, &step))
    sim_saved (desktop);
}

/* Somebody writes down what happened. */
void
sim_fact (SimDesktop *desktop, SimRandom *random)
{
  g_auto (Step) step = { 0 };

  if (desktop->engine != NULL && sim_random_chance (random, 300))
    {
      if (sim_random_chance (random, 300))
        reverse_move (desktop, random);
      else
        move_stock (desktop, random);
      return;
    }
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

/* The newest version of each record of the platform. */
static const PdRecord *
newest (GPtrArray *versions)
{
  const SimVersion *last = versions->len > 0 ? g_ptr_array_index (versions, versions->len - 1) : NULL;

  return last != NULL ? last->record : NULL;
}

static char *
level_to_text (const PdStockLevel *level)
{
  g_autoptr (PdDecimal) on_hand = pd_stock_level_on_hand (level);
  g_autoptr (PdDecimal) reserved = pd_stock_level_reserved (level);
  g_autofree char *there = pd_decimal_to_text (on_hand, PD_DECIMAL_MAX_PLACES);
  g_autofree char *kept = pd_decimal_to_text (reserved, PD_DECIMAL_MAX_PLACES);

  return g_strdup_printf ("%s/%s", there, kept);
}

static void
add_move (PdStockLevel *level, const PdRecord *move)
{
  pd_stock_level_add (level, pd_record_get_text (move, PD_STOCK_MOVE_KIND),
                      pd_record_get_text (move, PD_STOCK_MOVE_QUANTITY), 1);
}

static void
sum_moves (Sim *sim, guint field, const char *value, PdStockLevel *level)
{
  GHashTableIter iter;
  gpointer versions;

  g_hash_table_iter_init (&iter, sim->documents);
  while (g_hash_table_iter_next (&iter, NULL, &versions))
    {
      const PdRecord *record = newest (versions);

      if (record != NULL && pd_record_get_record_type (record) == &pd_stock_move_type &&
          g_strcmp0 (pd_record_get_text (record, field), value) == 0)
        add_move (level, record);
    }
}

/* From its approval on what a line needs is kept for it or is out; before, and at its end, nothing is kept. */
static void
check_line (Sim *sim, const PdRecord *order, const PdRecord *line)
{
  const char *stage = pd_order_get_stage (order);
  static const char *const before[] = { PD_ORDER_STAGE_DRAFT, PD_ORDER_STAGE_REVIEW, PD_ORDER_STAGE_CANCELLED,
                                        NULL };
  static const char *const sent[] = { PD_ORDER_STAGE_SHIPPED, PD_ORDER_STAGE_ACCEPTANCE, PD_ORDER_STAGE_DONE,
                                      PD_ORDER_STAGE_FOLLOWED_UP, NULL };
  g_auto (PdStockLevel) level = { 0 };
  g_autofree char *is = NULL;
  g_autofree char *all_out = g_strdup_printf ("-%s/0", pd_record_get_text (line, PD_ORDER_LINE_QUANTITY));
  g_autofree char *all_kept = g_strdup_printf ("0/%s", pd_record_get_text (line, PD_ORDER_LINE_QUANTITY));

  sum_moves (sim, PD_STOCK_MOVE_LINE_ID, pd_record_get_id (line), &level);
  is = level_to_text (&level);
  if (g_strv_contains (before, stage)
          ? !g_str_has_suffix (is, "/0")
          : !g_str_equal (is, all_out) && (g_strv_contains (sent, stage) || !g_str_equal (is, all_kept)))
    sim_fail (sim, "I24", "a line of order %s at %s has %s in the stock", pd_record_get_id (order), stage,
              is);
}

static void
check_stock_of_desktop (SimDesktop *desktop)
{
  for (guint i = 0; i < SIM_N_GOODS; i++)
    {
      g_auto (PdStockLevel) here = { 0 };
      g_auto (PdStockLevel) there = { 0 };
      g_autofree char *is = NULL;
      g_autofree char *wanted = NULL;

      if (!pd_store_stock_level (desktop->session, sim_good_ids[i], &here, NULL))
        sim_fail (desktop->sim, "P", "desktop %u cannot add its stock up", desktop->index);
      sum_moves (desktop->sim, PD_STOCK_MOVE_GOOD_ID, sim_good_ids[i], &there);
      is = level_to_text (&here);
      wanted = level_to_text (&there);
      if (!g_str_equal (is, wanted))
        sim_fail (desktop->sim, "I24", "desktop %u has %s of %s, the platform %s", desktop->index, is,
                  sim_good_ids[i], wanted);
    }
}

/* I24, when everything is quiet: what is kept for orders fits where they are, and all have the same in stock. */
void
sim_check_stock (Sim *sim)
{
  GHashTableIter iter;
  gpointer versions;

  if (!sim->options->fates[SIM_STEP] || sim->restored || sim->rolled_back)
    return;
  g_hash_table_iter_init (&iter, sim->documents);
  while (g_hash_table_iter_next (&iter, NULL, &versions))
    {
      const PdRecord *order = newest (versions);

      if (order == NULL || pd_record_get_record_type (order) != &pd_order_type ||
          pd_record_is_deleted (order) || pd_order_get_stage (order) == NULL)
        continue;
      for (guint i = 0; i < pd_record_get_lines (order)->len; i++)
        if (pd_record_has (g_ptr_array_index (pd_record_get_lines (order), i), PD_ORDER_LINE_GOOD_ID))
          check_line (sim, order, g_ptr_array_index (pd_record_get_lines (order), i));
    }
  for (guint i = 0; i < sim->options->n_desktops; i++)
    check_stock_of_desktop (sim->desktops[i]);
}
