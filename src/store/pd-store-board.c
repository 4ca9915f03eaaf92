/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-board.h"

#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "store/pd-store-session.h"

/* Orders by where they are on their way. */

static void
stage_clear (PdStoreStage *stage)
{
  g_clear_pointer (&stage->rows, g_ptr_array_unref);
}

static gboolean
is_of_kind (const char *stage, const char *kind)
{
  guint n;
  const PdOrderArrow *arrows = pd_order_flow_arrows (&n);

  for (guint i = 0; i < n; i++)
    if (g_str_equal (arrows[i].kind, kind) &&
        (g_str_equal (arrows[i].from, stage) || g_str_equal (arrows[i].to, stage)))
      return TRUE;
  return FALSE;
}

/**
 * pd_store_stages_new:
 * @kind: of orders
 * @limit: how many orders of a stage are read at most
 *
 * Returns: (transfer full) (element-type PdStoreStage): the stages of the kind as its way leads through them, with nothing
 *   in them
 */
GArray *
pd_store_stages_new (const char *kind, guint limit)
{
  GArray *stages = g_array_new (FALSE, FALSE, sizeof (PdStoreStage));

  g_array_set_clear_func (stages, (GDestroyNotify) stage_clear);
  for (const PdChoice *choice = pd_order_stage_choices; choice->value != NULL; choice++)
    if (is_of_kind (choice->value, kind))
      {
        PdStoreStage stage = { choice->value, limit, 0,
                               g_ptr_array_new_with_free_func ((GDestroyNotify) pd_store_row_free) };

        g_array_append_val (stages, stage);
      }
  return stages;
}

static PdStoreStage *
find_stage (GArray *stages, const char *name)
{
  for (guint i = 0; i < stages->len; i++)
    {
      PdStoreStage *stage = &g_array_index (stages, PdStoreStage, i);

      if (g_str_equal (stage->stage, name))
        return stage;
    }
  return NULL;
}

static gboolean
count (PdStoreSession *session, const char *kind, GArray *stages, GError **error)
{
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session,
                                "SELECT coalesce (stage, 'draft'), count (*) FROM orders"
                                " WHERE deleted = 0 AND kind = ?1 GROUP BY stage",
                                error);
  gboolean found;

  if (statement == NULL)
    return FALSE;
  pd_statement_bind_text (statement, 1, kind);
  while (pd_store_session_step (session, statement, &found, error))
    {
      PdStoreStage *stage = found ? find_stage (stages, pd_statement_text (statement, 0)) : NULL;

      if (!found)
        return TRUE;
      if (stage != NULL)
        stage->n += (guint) sqlite3_column_int64 (statement, 1);
    }
  return FALSE;
}

/* What is due is done first; of what is over the last is asked for, which the index of stages has in its order. A draft
 * has no stage of its own. */
static const char *
rows_sql (const char *stage)
{
  if (g_str_equal (stage, PD_ORDER_STAGE_DRAFT))
    return "SELECT row FROM orders WHERE deleted = 0 AND kind = ?1 AND (stage IS NULL OR stage = ?2)"
           " ORDER BY due_date IS NULL, due_date, row LIMIT ?3";
  if (g_str_equal (stage, PD_ORDER_STAGE_DONE) || g_str_equal (stage, PD_ORDER_STAGE_FOLLOWED_UP) ||
      g_str_equal (stage, PD_ORDER_STAGE_CANCELLED))
    return "SELECT row FROM orders WHERE deleted = 0 AND stage = ?2 AND +kind = ?1 ORDER BY row DESC LIMIT "
           "?3";
  return "SELECT row FROM orders WHERE deleted = 0 AND kind = ?1 AND stage = ?2"
         " ORDER BY due_date IS NULL, due_date, row LIMIT ?3";
}

static gboolean
find_rows (PdStoreSession *session, const char *kind, const PdStoreStage *stage, GArray *rows, GError **error)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare (session, rows_sql (stage->stage), error);
  gboolean found;

  if (statement == NULL)
    return FALSE;
  pd_statement_bind_text (statement, 1, kind);
  pd_statement_bind_text (statement, 2, stage->stage);
  pd_statement_bind_integer (statement, 3, stage->limit);
  while (pd_store_session_step (session, statement, &found, error))
    {
      gint64 row;

      if (!found)
        return TRUE;
      row = sqlite3_column_int64 (statement, 0);
      g_array_append_val (rows, row);
    }
  return FALSE;
}

/* Each order goes where it says that it is: a step that waits may have taken it further than the cache's row tells. */
static void
put (GArray *stages, PdStoreStage *from, PdStoreRow *row)
{
  PdStoreStage *stage = find_stage (stages, pd_order_get_stage (row->record));

  if (stage != NULL && stage != from)
    {
      stage->n++;
      from->n -= from->n > 0 ? 1 : 0;
    }
  g_ptr_array_add (stage != NULL ? stage->rows : from->rows, row);
}

/**
 * pd_store_read_stages:
 * @session: the session
 * @kind: of orders
 * @stages: (element-type PdStoreStage): of the kind, with nothing in them
 * @error: (out) (optional): where the error goes
 *
 * Fills each stage with its first orders, without their lines, and counts all.
 *
 * Returns: whether the cache could be read
 */
gboolean
pd_store_read_stages (PdStoreSession *session, const char *kind, GArray *stages, GError **error)
{
  if (!count (session, kind, stages, error))
    return FALSE;
  for (guint i = 0; i < stages->len; i++)
    {
      PdStoreStage *stage = &g_array_index (stages, PdStoreStage, i);
      g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (gint64));
      g_autoptr (GPtrArray) orders = NULL;

      if (stage->n == 0)
        continue;
      if (!find_rows (session, kind, stage, rows, error))
        return FALSE;
      orders = pd_store_get_rows (session, &pd_order_type, (const gint64 *) (gpointer) rows->data, rows->len,
                                  error);
      if (orders == NULL)
        return FALSE;
      for (guint j = 0; j < orders->len; j++)
        if (orders->pdata[j] != NULL)
          put (stages, stage, g_steal_pointer (&orders->pdata[j]));
    }
  return TRUE;
}
