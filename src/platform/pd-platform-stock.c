/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-stock.h"

#include "model/pd-order-facts.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-stock-move.h"
#include "model/pd-stock.h"
#include "platform/pd-platform-devices.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-mutations.h"
#include "wire/pd-wire.h"

#include <glib/gi18n-lib.h>

/* What happens to orders moves goods: in the same transaction, so that there is never one without the other. What is to be
 * written follows from what has been (pd-stock-order.c); here it is only read and written. */

#define MOVES_STOCK                                                                                          \
  (PD_ORDER_EFFECT_RESERVE | PD_ORDER_EFFECT_RELEASE | PD_ORDER_EFFECT_SEND | PD_ORDER_EFFECT_TAKE_BACK)

/* (transfer full) (element-type PdRecord): all moves of an order; NULL on failure */
static GPtrArray *
read_moves (PdPlatformChange *change, const char *order_id, GError **error)
{
  g_autoptr (PdPlatformRows) rows = pd_platform_sql_query (
      change->platform->sql, error,
      "SELECT body FROM document INDEXED BY document_subject WHERE tenant = ? AND type = ? AND subject = ?"
      " ORDER BY seq",
      "ttt", change->tenant, pd_stock_move_type.name, order_id);
  g_autoptr (GPtrArray) moves = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  PdPlatformStep step = PD_PLATFORM_STEP_FAILED;

  while (rows != NULL && (step = pd_platform_rows_next (rows, error)) == PD_PLATFORM_STEP_ROW)
    {
      PdRecord *move = pd_wire_record_from_text (pd_platform_rows_text (rows, 0), -1, error);

      if (move == NULL)
        return NULL;
      g_ptr_array_add (moves, move);
    }
  return step == PD_PLATFORM_STEP_DONE ? g_steal_pointer (&moves) : NULL;
}

/* (transfer full): those goods of the order's lines that are kept in stock, by id; NULL on failure */
static GHashTable *
read_stocked (PdPlatformChange *change, const PdRecord *order, GError **error)
{
  GPtrArray *lines = pd_record_get_lines (order);
  g_autoptr (GHashTable) stocked =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) pd_record_unref);

  for (guint i = 0; i < lines->len; i++)
    {
      const char *id = pd_record_get_text (g_ptr_array_index (lines, i), PD_ORDER_LINE_GOOD_ID);
      PdRecord *good = NULL;

      if (id == NULL || g_hash_table_contains (stocked, id))
        continue;
      if (!pd_platform_read_record (change->platform, change->tenant, &pd_good_type, id, &good, error))
        return NULL;
      if (good != NULL && !pd_record_is_deleted (good) && pd_record_get_flag (good, PD_GOOD_STOCKED))
        g_hash_table_insert (stocked, (gpointer) pd_record_get_id (good), good);
      else
        g_clear_pointer (&good, pd_record_unref);
    }
  return g_steal_pointer (&stocked);
}

/* What is there already under the same id was written for the same reason. */
static gboolean
write_moves (PdPlatformChange *change, GPtrArray *moves, GError **error)
{
  for (guint i = 0; i < moves->len; i++)
    {
      PdRecord *move = g_ptr_array_index (moves, i);
      g_autoptr (PdRecord) known = NULL;

      if (!pd_platform_read_record (change->platform, change->tenant, &pd_stock_move_type,
                                    pd_record_get_id (move), &known, error) ||
          (known == NULL && (!pd_platform_write_record (change, move, error) ||
                             !pd_platform_devices_follow_move (change, move, error))))
        return FALSE;
    }
  return TRUE;
}

/**
 * pd_platform_stock_follow_step:
 * @change: the transaction
 * @arrow: the arrow that the order has just taken
 * @order: the order, with the step in its history
 *
 * Returns: %FALSE when the platform itself failed
 */
gboolean
pd_platform_stock_follow_step (PdPlatformChange *change,
                               const PdOrderArrow *arrow,
                               const PdRecord *order,
                               GError **error)
{
  g_autoptr (GPtrArray) moves = NULL;
  g_autoptr (GPtrArray) written = NULL;
  g_autoptr (GHashTable) stocked = NULL;

  if (!(arrow->effects & MOVES_STOCK))
    return TRUE;
  moves = read_moves (change, pd_record_get_id (order), error);
  stocked = moves != NULL ? read_stocked (change, order, error) : NULL;
  if (stocked == NULL)
    return FALSE;
  written = pd_stock_moves_of_step (order, arrow->effects, moves, stocked);
  return write_moves (change, written, error);
}

/**
 * pd_platform_stock_follow_returns:
 * @change: the transaction
 * @order: an order whose list of what came back may have grown
 *
 * Returns: %FALSE when the platform itself failed
 */
gboolean
pd_platform_stock_follow_returns (PdPlatformChange *change, const PdRecord *order, GError **error)
{
  g_autoptr (GPtrArray) moves = NULL;
  g_autoptr (GPtrArray) written = NULL;

  if (pd_record_get_list (order, PD_ORDER_LIST_RETURNS)->len == 0)
    return TRUE;
  moves = read_moves (change, pd_record_get_id (order), error);
  if (moves == NULL)
    return FALSE;
  written = pd_stock_moves_of_returns (order, moves, change->now);
  return write_moves (change, written, error);
}

/** pd_platform_is_reversal: Returns: whether @mutation is a new movement that takes another one back */
gboolean
pd_platform_is_reversal (const PdMutation *mutation)
{
  return mutation->kind == PD_MUTATION_CREATE && mutation->type == &pd_stock_move_type &&
         mutation->record != NULL && pd_record_get_record_type (mutation->record) == &pd_stock_move_type &&
         pd_record_has (mutation->record, PD_STOCK_MOVE_REVERSES);
}

/**
 * pd_platform_check_reversal:
 * @change: the transaction
 * @mutation: what a person wants
 * @record: the record as it would become; what reverses no movement is fit
 * @rejection: (out) (transfer full) (nullable): why it is not taken
 *
 * That a movement is reversed once follows from the id of its reversal.
 *
 * Returns: %FALSE when the platform itself failed
 */
gboolean
pd_platform_check_reversal (PdPlatformChange *change,
                            const PdMutation *mutation,
                            const PdRecord *record,
                            PdResult **rejection,
                            GError **error)
{
  const char *field = pd_stock_move_type.fields[PD_STOCK_MOVE_REVERSES].name;
  g_autoptr (PdRecord) move = NULL;
  const char *obstacle;

  *rejection = NULL;
  if (!pd_platform_is_reversal (mutation))
    return TRUE;
  if (!pd_platform_read_record (change->platform, change->tenant, &pd_stock_move_type,
                                pd_record_get_text (record, PD_STOCK_MOVE_REVERSES), &move, error))
    return FALSE;
  if (move == NULL || pd_record_is_deleted (move))
    obstacle = _ ("The movement that this one reverses is not on the platform.");
  else
    obstacle = pd_stock_reversal_obstacle (move);
  if (obstacle == NULL && !pd_stock_reversal_fits (record, move))
    obstacle = _ ("A movement is reversed whole, and by one that names it.");
  if (obstacle != NULL)
    *rejection = pd_platform_reject (mutation, "invalid", field, obstacle);
  return TRUE;
}
