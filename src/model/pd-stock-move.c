/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-stock-move.h"

#include "model/pd-decimal.h"
#include "model/pd-id.h"
#include "model/pd-party.h"
#include "model/pd-problem.h"

#include <glib/gi18n-lib.h>

const PdChoice pd_stock_kind_choices[] = {
  { PD_STOCK_KIND_RECEIPT, N_ ("Goods came in") },
  { PD_STOCK_KIND_COUNT, N_ ("Difference at a count") },
  { PD_STOCK_KIND_RETURN, N_ ("Came back") },
  { PD_STOCK_KIND_ISSUE, N_ ("Went out") },
  { PD_STOCK_KIND_RESERVE, N_ ("Reserved") },
  { PD_STOCK_KIND_RELEASE, N_ ("No longer reserved") },
  { NULL, NULL },
};

static const PdStockKind kinds[] = {
  { PD_STOCK_KIND_RECEIPT, +1, 0, TRUE },  { PD_STOCK_KIND_COUNT, +1, 0, TRUE },
  { PD_STOCK_KIND_RETURN, +1, 0, TRUE },   { PD_STOCK_KIND_ISSUE, -1, 0, FALSE },
  { PD_STOCK_KIND_RESERVE, 0, +1, FALSE }, { PD_STOCK_KIND_RELEASE, 0, -1, FALSE },
};

/**
 * pd_stock_kind_find:
 * @kind: (nullable): a kind of move
 *
 * Returns: (transfer none) (nullable): what such a move does; %NULL for one that a newer platform knows
 */
const PdStockKind *
pd_stock_kind_find (const char *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i].kind, kind) == 0)
      return &kinds[i];
  return NULL;
}

/**
 * pd_serial_numbers:
 * @text: (nullable): serial numbers as people write them: separated by blanks, commas or lines
 *
 * Returns: (transfer full): each of them, once
 */
GStrv
pd_serial_numbers (const char *text)
{
  g_autoptr (GStrvBuilder) numbers = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_auto (GStrv) parts =
      g_regex_split_simple ("[\\s,;，；、]+", text != NULL ? text : "", 0, (GRegexMatchFlags) 0);

  for (guint i = 0; parts != NULL && parts[i] != NULL; i++)
    if (*parts[i] != '\0' && g_hash_table_add (seen, parts[i]))
      g_strv_builder_add (numbers, parts[i]);
  return g_strv_builder_end (numbers);
}

/**
 * pd_stock_reversal_id:
 * @move_id: a move's id
 *
 * Returns: (transfer full): the id of what reverses it, the same wherever it is made up
 */
char *
pd_stock_reversal_id (const char *move_id)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *text = g_strdup_printf ("stock reversal\n%s", move_id);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) text, -1);
  g_checksum_get_digest (checksum, digest, &length);
  return pd_id_at (pd_id_get_time (move_id), digest);
}

static void
check_serial_numbers (const PdRecord *move, const PdDecimal *quantity, GPtrArray *problems)
{
  g_auto (GStrv) numbers = pd_serial_numbers (pd_record_get_text (move, PD_STOCK_MOVE_SERIAL_NUMBERS));
  g_autoptr (PdDecimal) n = pd_decimal_new (g_strv_length (numbers), 0);
  g_autoptr (PdDecimal) size = pd_decimal_absolute (quantity);

  if (numbers[0] != NULL && pd_decimal_compare (n, size) != 0)
    pd_problem_add (problems, move, FALSE, PD_STOCK_MOVE_SERIAL_NUMBERS, PD_PROBLEM_ERROR,
                    _ ("There are %1$u different serial numbers, and the quantity is %2$s."),
                    g_strv_length (numbers), pd_record_get_text (move, PD_STOCK_MOVE_QUANTITY));
}

static void
check_reversal_id (const PdRecord *move, GPtrArray *problems)
{
  g_autofree char *id = pd_stock_reversal_id (pd_record_get_text (move, PD_STOCK_MOVE_REVERSES));

  if (!g_str_equal (id, pd_record_get_id (move)))
    pd_problem_add (problems, move, FALSE, PD_STOCK_MOVE_REVERSES, PD_PROBLEM_ERROR,
                    _ ("A movement is reversed whole, and by one that names it."));
}

static void
check_move (const PdRecord *move, PdRequired level, GPtrArray *problems)
{
  const char *text = pd_record_get_text (move, PD_STOCK_MOVE_QUANTITY);
  const char *kind = pd_record_get_text (move, PD_STOCK_MOVE_KIND);
  const PdStockKind *known = pd_stock_kind_find (kind);
  g_autoptr (PdDecimal) quantity = text != NULL ? pd_decimal_new_from_text (text, NULL) : NULL;
  gboolean is_count = g_strcmp0 (kind, PD_STOCK_KIND_COUNT) == 0;
  gboolean reverses = pd_record_has (move, PD_STOCK_MOVE_REVERSES);

  if (known != NULL && !known->is_persons && pd_record_get_revision (move) == 0)
    pd_problem_add (problems, move, FALSE, PD_STOCK_MOVE_KIND, PD_PROBLEM_ERROR,
                    _ ("What is reserved and what leaves follows from the orders. Enter what was received, "
                       "what came back, or what was counted."));
  if (reverses)
    check_reversal_id (move, problems);
  if (quantity == NULL)
    return;
  if (pd_decimal_sign (quantity) == 0 || (!is_count && (pd_decimal_sign (quantity) < 0) != reverses))
    pd_problem_add (problems, move, FALSE, PD_STOCK_MOVE_QUANTITY, PD_PROBLEM_ERROR,
                    _ ("A quantity here is more than zero."));
  check_serial_numbers (move, quantity, problems);
}

#define F PD_FIELD_STRUCT
static const PdField stock_move_fields[] = { PD_STOCK_MOVE_FIELDS (F) };
#undef F

const PdRecordType pd_stock_move_type = {
  .name = "stock_move",
  .table = "stock_moves",
  .label = N_ ("Stock movement"),
  .fields = stock_move_fields,
  .n_fields = PD_STOCK_MOVE_N_FIELDS,
  .title_field = PD_STOCK_MOVE_GOOD_NAME,
  .state_field = -1,
  .check = check_move,
};

/**
 * pd_stock_move_new:
 * @now: microseconds since 1970 in UTC: when it happens
 * @kind: a kind of move
 * @good: which good moves
 * @quantity: canonical decimal text
 *
 * Returns: (transfer full): a new move
 */
PdRecord *
pd_stock_move_new (gint64 now, const char *kind, const PdRecord *good, const char *quantity)
{
  g_autofree char *id = pd_id_new (now);
  PdRecord *move = pd_record_new (&pd_stock_move_type, id);

  pd_record_set_text (move, PD_STOCK_MOVE_GOOD_ID, pd_record_get_id (good));
  pd_record_set_text (move, PD_STOCK_MOVE_GOOD_NAME, pd_record_get_text (good, PD_GOOD_NAME));
  pd_record_set_text (move, PD_STOCK_MOVE_KIND, kind);
  pd_record_set_text (move, PD_STOCK_MOVE_QUANTITY, quantity);
  pd_record_set_integer (move, PD_STOCK_MOVE_HAPPENED_AT, now);
  return move;
}

/**
 * pd_stock_reversal_obstacle:
 * @move: a move
 *
 * Returns: (transfer none) (nullable): a sentence why it cannot be reversed; whether it has been already, it does not
 *   tell of itself
 */
const char *
pd_stock_reversal_obstacle (const PdRecord *move)
{
  const PdStockKind *kind = pd_stock_kind_find (pd_record_get_text (move, PD_STOCK_MOVE_KIND));

  if (pd_record_has (move, PD_STOCK_MOVE_REVERSES))
    return _ ("This movement takes another one back itself. Enter what is right anew.");
  if (kind == NULL || !kind->is_persons || pd_record_has (move, PD_STOCK_MOVE_LINE_ID))
    return _ ("This movement follows from an order, and changes with the order alone.");
  return NULL;
}

/**
 * pd_stock_reversal_new:
 * @move: a move that pd_stock_reversal_obstacle() has nothing against
 * @now: microseconds since 1970 in UTC
 *
 * Returns: (transfer full) (nullable): the move that takes it back, without a reason; %NULL when its quantity is none
 */
PdRecord *
pd_stock_reversal_new (const PdRecord *move, gint64 now)
{
  static const guint same[] = { PD_STOCK_MOVE_GOOD_ID,      PD_STOCK_MOVE_GOOD_NAME,
                                PD_STOCK_MOVE_KIND,         PD_STOCK_MOVE_ORDER_ID,
                                PD_STOCK_MOVE_ORDER_NUMBER, PD_STOCK_MOVE_SERIAL_NUMBERS };
  const char *text = pd_record_get_text (move, PD_STOCK_MOVE_QUANTITY);
  g_autoptr (PdDecimal) quantity = text != NULL ? pd_decimal_new_from_text (text, NULL) : NULL;
  g_autoptr (PdDecimal) opposite = quantity != NULL ? pd_decimal_negate (quantity) : NULL;
  g_autofree char *opposite_text =
      opposite != NULL ? pd_decimal_to_text (opposite, PD_DECIMAL_MAX_PLACES) : NULL;
  g_autofree char *id = pd_stock_reversal_id (pd_record_get_id (move));
  PdRecord *reversal;

  if (opposite_text == NULL)
    return NULL;
  reversal = pd_record_new (&pd_stock_move_type, id);
  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    pd_record_copy_field (reversal, move, same[i]);
  pd_record_set_text (reversal, PD_STOCK_MOVE_QUANTITY, opposite_text);
  pd_record_set_text (reversal, PD_STOCK_MOVE_REVERSES, pd_record_get_id (move));
  pd_record_set_integer (reversal, PD_STOCK_MOVE_HAPPENED_AT, now);
  return reversal;
}

/** pd_stock_reversal_fits: Returns: whether @reversal takes back all of @move, and nothing else */
gboolean
pd_stock_reversal_fits (const PdRecord *reversal, const PdRecord *move)
{
  static const guint same[] = { PD_STOCK_MOVE_GOOD_ID, PD_STOCK_MOVE_KIND, PD_STOCK_MOVE_QUANTITY,
                                PD_STOCK_MOVE_ORDER_ID, PD_STOCK_MOVE_SERIAL_NUMBERS };
  g_autoptr (PdRecord) expected = pd_stock_reversal_new (move, 0);

  if (expected == NULL || pd_record_has (reversal, PD_STOCK_MOVE_LINE_ID))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    if (!pd_record_field_equal (reversal, expected, same[i]))
      return FALSE;
  return TRUE;
}
