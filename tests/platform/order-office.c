/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "order-office.h"

#include "model/pd-order-facts.h"
#include "model/pd-order.h"
#include "order-way.h"

const char *const office_roles[OFFICE_N_ROLES] = { "clerk",      "reviewer", "finance", "warehouse",
                                                   "technician", "support",  "admin" };

void
office_set_up (Office *office, gconstpointer data)
{
  office->f = fixture_new ();
  office->tokens = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  for (guint i = 0; i < OFFICE_N_ROLES; i++)
    g_hash_table_insert (office->tokens, (gpointer) office_roles[i],
                         fixture_sign_in (office->f, 0, office_roles[i]));
}

void
office_tear_down (Office *office, gconstpointer data)
{
  g_hash_table_unref (office->tokens);
  fixture_free (office->f);
}

const char *
office_token (Office *office, const char *role)
{
  return g_hash_table_lookup (office->tokens, role);
}

/* (transfer full) what the platform has after it took a change; @result must be good */
PdRecord *
office_taken (PdResult *result)
{
  PdRecord *record;

  if (result->outcome != PD_OUTCOME_OK)
    g_error ("%s: %s", result->code, result->message);
  record = pd_record_copy (result->record);
  pd_result_free (result);
  return record;
}

PdRecord *
office_create (Office *office, const char *kind)
{
  g_autoptr (PdRecord) order = fixture_order (office->f, "G-1");

  office->f->now += G_TIME_SPAN_SECOND;
  pd_record_set_text (order, PD_ORDER_KIND, kind);
  return office_taken (
      fixture_do (office->f, office_token (office, "clerk"), fixture_create (office->f, order)));
}

PdResult *
office_ask (Office *office, const char *role, const PdRecord *order, const char *command, const char *reason)
{
  PdMutation *mutation = fixture_command (office->f, order, command);

  office->f->now += G_TIME_SPAN_SECOND;
  mutation->reason = g_strdup (reason);
  return fixture_do (office->f, office_token (office, role), mutation);
}

/* Does what the arrow needs, and saves it as the administrator. */
void
office_satisfy (Office *office, PdRecord **order, const PdOrderArrow *arrow)
{
  g_autoptr (PdRecord) after = pd_record_copy (*order);

  order_way_satisfy (after, arrow, OFFICE_TODAY, office->f->now);
  if (pd_record_equal (after, *order))
    return;

  PdRecord *saved = office_taken (
      fixture_do (office->f, office_token (office, "admin"), fixture_patch (office->f, *order, after)));

  pd_record_unref (*order);
  *order = saved;
}

void
office_go (Office *office, PdRecord **order, const PdOrderArrow *arrow)
{
  PdRecord *moved;

  office_satisfy (office, order, arrow);
  moved = office_taken (office_ask (office, order_way_role (arrow->command), *order, arrow->command, "原因"));
  g_assert_cmpstr (pd_order_get_stage (moved), ==, arrow->to);
  pd_record_unref (*order);
  *order = moved;
}

/* The first arrow of the shortest way to a stage; NULL when the order is there. Arrows that stay are no way. */
static const PdOrderArrow *
first_arrow (const char *kind, const char *from, const char *to)
{
  g_autoptr (GQueue) queue = g_queue_new ();
  g_autoptr (GHashTable) firsts = g_hash_table_new (g_str_hash, g_str_equal);
  guint n;
  const PdOrderArrow *arrows = pd_order_flow_arrows (&n);

  if (g_str_equal (from, to))
    return NULL;
  g_queue_push_tail (queue, (gpointer) from);
  while (!g_queue_is_empty (queue))
    {
      const char *stage = g_queue_pop_head (queue);

      for (guint i = 0; i < n; i++)
        {
          const PdOrderArrow *first = g_hash_table_lookup (firsts, stage);

          if (!g_str_equal (arrows[i].kind, kind) || !g_str_equal (arrows[i].from, stage) ||
              g_str_equal (arrows[i].to, from) || g_hash_table_contains (firsts, arrows[i].to))
            continue;
          g_hash_table_insert (firsts, (gpointer) arrows[i].to,
                               (gpointer) (first != NULL ? first : &arrows[i]));
          g_queue_push_tail (queue, (gpointer) arrows[i].to);
        }
    }
  g_assert_true (g_hash_table_contains (firsts, to));
  return g_hash_table_lookup (firsts, to);
}

PdRecord *
office_order_at (Office *office, const char *kind, const char *stage)
{
  PdRecord *order = office_create (office, kind);
  const PdOrderArrow *arrow;

  while ((arrow = first_arrow (kind, pd_order_get_stage (order), stage)) != NULL)
    office_go (office, &order, arrow);
  return order;
}

void
office_assert_refused (PdResult *result, PdOutcome outcome, const char *code)
{
  g_assert_cmpint (result->outcome, ==, outcome);
  g_assert_cmpstr (result->code, ==, code);
  g_assert_nonnull (result->message);
  pd_result_free (result);
}
