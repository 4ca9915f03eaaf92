/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-stock.h"

#include "ctl/pd-ctl-account.h"
#include "ctl/pd-ctl-find.h"
#include "ctl/pd-ctl-table.h"
#include "ctl/pd-ctl-text.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-stock-move.h"
#include "store/pd-store-list.h"
#include "store/pd-store-stock.h"

#include <glib/gi18n-lib.h>

/* How many moves a list shows where nothing else is said. */
#define LIMIT 50

static gboolean
fail (PdCtlStatus status, GError **error, const char *message)
{
  g_set_error_literal (error, PD_CTL_ERROR, (int) status, message);
  return FALSE;
}

/* (transfer full): the text of a number that is done with */
static char *
take_text (PdDecimal *decimal)
{
  g_autoptr (PdDecimal) owned = decimal;

  return owned != NULL ? pd_decimal_to_text (owned, PD_DECIMAL_MAX_PLACES) : g_strdup ("");
}

static void
add_headings (PdCtlTable *table, const char *const *headings, guint first_number)
{
  for (guint i = 0; headings[i] != NULL; i++)
    {
      pd_ctl_table_add (table, _ (headings[i]));
      if (i >= first_number)
        pd_ctl_table_set_right (table, i);
    }
}

/* --- levels */

/** Levels: what is listed. */
typedef struct
{
  gboolean to_order; /* only those of which there is too little */
  GPtrArray *stocks; /* (owned) of PdStoreStock */
} Levels;

static gboolean
levels_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Levels *levels = data;

  levels->stocks =
      levels->to_order ? pd_store_stock_to_order (session, error) : pd_store_stock_levels (session, error);
  return levels->stocks != NULL;
}

static void
report_stock (PdCtl *ctl, const PdStoreStock *stock, PdCtlTable *table)
{
  static const char *const names[] = { "on_hand", "reserved", "available", "minimum", "to_order" };
  const char *minimum = pd_record_get_text (stock->good, PD_GOOD_MINIMUM_STOCK);
  g_auto (GStrv) cells = g_new0 (char *, G_N_ELEMENTS (names) + 1);

  cells[0] = take_text (pd_stock_level_on_hand (&stock->level));
  cells[1] = take_text (pd_stock_level_reserved (&stock->level));
  cells[2] = take_text (pd_stock_level_available (&stock->level));
  cells[3] = g_strdup (minimum != NULL ? minimum : "");
  cells[4] = take_text (pd_stock_level_missing (&stock->level, stock->good));
  pd_ctl_json_open (ctl->document, NULL, '{');
  pd_ctl_json_string (ctl->document, "good", pd_record_get_text (stock->good, PD_GOOD_NAME));
  pd_ctl_json_string (ctl->document, "good_id", pd_record_get_id (stock->good));
  pd_ctl_table_take (table, pd_ctl_field_text (stock->good, PD_GOOD_NAME));
  pd_ctl_table_take (table, pd_ctl_field_text (stock->good, PD_GOOD_SPEC));
  pd_ctl_table_take (table, pd_ctl_field_text (stock->good, PD_GOOD_UNIT));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      pd_ctl_table_add (table, cells[i]);
      if (*cells[i] != '\0')
        pd_ctl_json_string (ctl->document, names[i], cells[i]);
    }
  pd_ctl_json_close (ctl->document, '}');
}

/**
 * pd_ctl_stock_levels:
 *
 * Lists what there is of the goods that are kept in stock.
 */
gboolean
pd_ctl_stock_levels (PdCtl *ctl, GError **error)
{
  static const char *const headings[] = { N_ ("Good"),     N_ ("Specification"), N_ ("Unit"),
                                          N_ ("In stock"), N_ ("Reserved"),      N_ ("Available"),
                                          N_ ("At least"), N_ ("To order"),      NULL };
  Levels levels = { .to_order = pd_ctl_arguments_has (ctl->arguments, "to-order") };
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (8);

  if (!pd_store_read (ctl->store, levels_job, &levels, ctl->cancellable, error))
    return FALSE;
  add_headings (table, headings, 3);
  pd_ctl_json_open (ctl->document, "stock", '[');
  for (guint i = 0; i < levels.stocks->len; i++)
    report_stock (ctl, levels.stocks->pdata[i], table);
  pd_ctl_json_close (ctl->document, ']');
  if (!ctl->arguments->json && levels.stocks->len > 0)
    pd_ctl_table_write (table, ctl->out);
  else if (levels.to_order)
    pd_ctl_say (ctl, "%s", _ ("There is enough of everything."));
  else
    pd_ctl_say (ctl, "%s",
                _ ("No good is kept in stock. Say so with “piaodanctl good edit GOOD --set stocked=yes”."));
  g_ptr_array_unref (levels.stocks);
  return TRUE;
}

/* --- writing */

/** Work: one move that is written. */
typedef struct
{
  PdCtl *ctl;
  const char *kind;
  gint64 now;
  PdRecord *move; /* (owned) (nullable) NULL when there is nothing to write */
  char *level;    /* (owned) what there is afterwards */
} Work;

static gboolean
fill_in (Work *work, PdStoreSession *session, GError **error)
{
  const PdCtlArguments *arguments = work->ctl->arguments;
  const char *order = pd_ctl_arguments_get (arguments, "order");
  g_autofree char *order_id = order != NULL ? pd_ctl_find_id (session, &pd_order_type, order, error) : NULL;

  if (order != NULL && order_id == NULL)
    return FALSE;
  pd_record_set_text (work->move, PD_STOCK_MOVE_ORDER_ID, order_id);
  pd_record_set_text (work->move, PD_STOCK_MOVE_ORDER_NUMBER, order);
  pd_record_set_text (work->move, PD_STOCK_MOVE_REASON, pd_ctl_arguments_get (arguments, "reason"));
  pd_record_set_text (work->move, PD_STOCK_MOVE_SERIAL_NUMBERS, pd_ctl_arguments_get (arguments, "serials"));
  return TRUE;
}

static gboolean
make_move (Work *work, PdStoreSession *session, const PdRecord *good, GError **error)
{
  g_autofree char *number = pd_decimal_canonicalize (pd_ctl_arguments_positional (work->ctl->arguments, 1),
                                                     PD_DECIMAL_MAX_PLACES, error);
  gboolean is_count = g_str_equal (work->kind, PD_STOCK_KIND_COUNT);
  gboolean written;

  if (number == NULL)
    return FALSE;
  work->move = pd_stock_move_new (work->now, work->kind, good, is_count ? NULL : number);
  if (is_count)
    pd_record_set_text (work->move, PD_STOCK_MOVE_COUNTED, number);
  if (!fill_in (work, session, error) ||
      !pd_store_stock_save_move (session, work->move, work->now, &written, error))
    return FALSE;
  if (!written)
    g_clear_pointer (&work->move, pd_record_unref);
  return TRUE;
}

static gboolean
write_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  g_autoptr (PdRecord) good =
      pd_ctl_find (session, &pd_good_type, pd_ctl_arguments_positional (work->ctl->arguments, 0), error);
  g_auto (PdStockLevel) level = { 0 };

  if (good == NULL)
    return FALSE;
  if (!pd_record_get_flag (good, PD_GOOD_STOCKED))
    return fail (PD_CTL_STATUS_FAILED, error,
                 _ ("This good is not kept in stock. Say that it is with “piaodanctl good edit GOOD --set "
                    "stocked=yes”."));
  if (!make_move (work, session, good, error) ||
      !pd_store_stock_level (session, pd_record_get_id (good), &level, error))
    return FALSE;
  work->level = take_text (pd_stock_level_on_hand (&level));
  return TRUE;
}

/**
 * pd_ctl_stock_write:
 *
 * Writes down what was received, what came back, or what was counted.
 */
gboolean
pd_ctl_stock_write (PdCtl *ctl, GError **error)
{
  const char *name = ctl->arguments->command->name;
  Work work = { .ctl = ctl,
                .now = g_get_real_time (),
                .kind = g_str_equal (name, "receive")  ? PD_STOCK_KIND_RECEIPT
                        : g_str_equal (name, "return") ? PD_STOCK_KIND_RETURN
                                                       : PD_STOCK_KIND_COUNT };
  gboolean good = pd_ctl_check_permission (ctl, "create", &pd_stock_move_type, error) &&
                  pd_store_write (ctl->store, write_job, &work, ctl->cancellable, error);

  if (good)
    {
      if (work.move != NULL)
        pd_ctl_json_record (ctl->document, "stock_move", work.move);
      pd_ctl_json_string (ctl->document, "on_hand", work.level);
      pd_ctl_print (ctl, "%s", work.level);
      if (work.move == NULL)
        pd_ctl_say (ctl, "%s", _ ("There is what was counted; nothing had to be written down."));
    }
  g_clear_pointer (&work.move, pd_record_unref);
  g_free (work.level);
  return good;
}

/* Whoever reverses one of several moves of a good is told their ids by “stock moves”. */
static gboolean
reverse_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  const PdCtlArguments *arguments = work->ctl->arguments;
  g_autoptr (PdRecord) move =
      pd_ctl_find (session, &pd_stock_move_type, pd_ctl_arguments_positional (arguments, 0), error);
  g_auto (PdStockLevel) level = { 0 };

  if (move == NULL)
    return FALSE;
  work->move = pd_store_stock_reverse (session, pd_record_get_id (move),
                                       pd_ctl_arguments_get (arguments, "reason"), work->now, error);
  if (work->move == NULL ||
      !pd_store_stock_level (session, pd_record_get_text (move, PD_STOCK_MOVE_GOOD_ID), &level, error))
    return FALSE;
  work->level = take_text (pd_stock_level_on_hand (&level));
  return TRUE;
}

/**
 * pd_ctl_stock_reverse:
 *
 * Takes back a movement that a person wrote down wrongly by another one.
 */
gboolean
pd_ctl_stock_reverse (PdCtl *ctl, GError **error)
{
  Work work = { .ctl = ctl, .now = g_get_real_time () };
  gboolean good = pd_ctl_check_permission (ctl, "create", &pd_stock_move_type, error) &&
                  pd_store_write (ctl->store, reverse_job, &work, ctl->cancellable, error);

  if (good)
    {
      pd_ctl_json_record (ctl->document, "stock_move", work.move);
      pd_ctl_json_string (ctl->document, "on_hand", work.level);
      pd_ctl_print (ctl, "%s", work.level);
    }
  g_clear_pointer (&work.move, pd_record_unref);
  g_free (work.level);
  return good;
}

/* --- moves */

/** Moves: of a good, the newest first. */
typedef struct
{
  PdCtl *ctl;
  gint64 limit;
  GPtrArray *rows; /* (owned) of PdStoreRow */
} Moves;

static gboolean
moves_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Moves *moves = data;
  const char *name = pd_ctl_arguments_positional (moves->ctl->arguments, 0);
  g_autoptr (PdStoreQuery) query = pd_store_query_new (&pd_stock_move_type);
  g_autoptr (GArray) found = NULL;

  query->sort_field = PD_STOCK_MOVE_HAPPENED_AT;
  query->descending = TRUE;
  if (name != NULL)
    {
      query->filter_field = PD_STOCK_MOVE_GOOD_ID;
      query->filter_text = pd_ctl_find_id (session, &pd_good_type, name, error);
      if (query->filter_text == NULL)
        return FALSE;
    }
  found = pd_store_query_rows (session, query, cancellable, error);
  if (found == NULL)
    return FALSE;
  moves->rows =
      pd_store_get_rows (session, &pd_stock_move_type, (const gint64 *) (gpointer) found->data,
                         moves->limit > 0 ? (guint) MIN (found->len, moves->limit) : found->len, error);
  return moves->rows != NULL;
}

/**
 * pd_ctl_stock_moves:
 *
 * Lists the moves of one good or of all, the newest first.
 */
gboolean
pd_ctl_stock_moves (PdCtl *ctl, GError **error)
{
  static const guint fields[] = { PD_STOCK_MOVE_HAPPENED_AT,  PD_STOCK_MOVE_GOOD_NAME,
                                  PD_STOCK_MOVE_KIND,         PD_STOCK_MOVE_QUANTITY,
                                  PD_STOCK_MOVE_ORDER_NUMBER, PD_STOCK_MOVE_SERIAL_NUMBERS,
                                  PD_STOCK_MOVE_REASON,       PD_STOCK_MOVE_CREATED_BY };
  Moves moves = { .ctl = ctl, .limit = LIMIT };
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (G_N_ELEMENTS (fields) + 1);

  if (!pd_ctl_arguments_get_number (ctl->arguments, "limit", G_MAXINT, &moves.limit, error) ||
      !pd_store_read (ctl->store, moves_job, &moves, ctl->cancellable, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    pd_ctl_table_add (table, _ (pd_stock_move_type.fields[fields[i]].label));
  pd_ctl_table_add (table, _ ("Id"));
  pd_ctl_table_set_right (table, 3);
  pd_ctl_json_open (ctl->document, pd_stock_move_type.table, '[');
  for (guint i = 0; i < moves.rows->len; i++)
    {
      const PdStoreRow *row = moves.rows->pdata[i];

      pd_ctl_json_record (ctl->document, NULL, row->record);
      for (guint j = 0; j < G_N_ELEMENTS (fields); j++)
        pd_ctl_table_take (table, pd_ctl_field_text (row->record, fields[j]));
      pd_ctl_table_add (table, pd_record_get_id (row->record));
    }
  pd_ctl_json_close (ctl->document, ']');
  if (!ctl->arguments->json && moves.rows->len > 0)
    pd_ctl_table_write (table, ctl->out);
  g_ptr_array_unref (moves.rows);
  return TRUE;
}

/* --- what is short */

/** Shortages: of one order. */
typedef struct
{
  PdCtl *ctl;
  GPtrArray *found; /* (owned) of PdStoreShortage */
} Shortages;

static gboolean
short_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Shortages *shortages = data;
  g_autoptr (PdRecord) order =
      pd_ctl_find (session, &pd_order_type, pd_ctl_arguments_positional (shortages->ctl->arguments, 0),
                   error);

  if (order == NULL)
    return FALSE;
  shortages->found = pd_store_stock_shortages (session, order, g_get_real_time (), error);
  return shortages->found != NULL;
}

static void
report_shortage (PdCtl *ctl, const PdStoreShortage *shortage, PdCtlTable *table)
{
  PdCtlJson *json = ctl->document;

  pd_ctl_json_open (json, NULL, '{');
  pd_ctl_json_string (json, "line_id", shortage->line_id);
  pd_ctl_json_string (json, "good_id", shortage->good_id);
  pd_ctl_json_string (json, "good", shortage->good_name);
  pd_ctl_json_string (json, "wanted", shortage->wanted);
  pd_ctl_json_string (json, "available", shortage->available);
  pd_ctl_json_string (json, "missing", shortage->missing);
  if (shortage->expected_at > 0)
    pd_ctl_json_integer (json, "expected_at", shortage->expected_at);
  pd_ctl_json_close (json, '}');
  pd_ctl_table_add (table, shortage->good_name);
  pd_ctl_table_add (table, shortage->wanted);
  pd_ctl_table_add (table, shortage->available);
  pd_ctl_table_add (table, shortage->missing);
  pd_ctl_table_take (table, pd_stock_expectation_text (shortage->expected_at, shortage->receipts_every));
}

/**
 * pd_ctl_stock_short:
 *
 * Tells which lines of an order there is not enough for, and when there may be more.
 */
gboolean
pd_ctl_stock_short (PdCtl *ctl, GError **error)
{
  static const char *const headings[] = { N_ ("Good"), N_ ("Wanted"), N_ ("Available"), N_ ("Missing"),
                                          NULL };
  Shortages shortages = { .ctl = ctl };
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (5);

  if (!pd_store_read (ctl->store, short_job, &shortages, ctl->cancellable, error))
    return FALSE;
  add_headings (table, headings, 1);
  pd_ctl_table_add (table, "");
  pd_ctl_json_open (ctl->document, "short", '[');
  for (guint i = 0; i < shortages.found->len; i++)
    report_shortage (ctl, shortages.found->pdata[i], table);
  pd_ctl_json_close (ctl->document, ']');
  if (shortages.found->len == 0)
    pd_ctl_say (ctl, "%s", _ ("There is enough for this order."));
  else if (!ctl->arguments->json)
    pd_ctl_table_write (table, ctl->out);
  g_ptr_array_unref (shortages.found);
  return TRUE;
}

/** Entered: orders that were just saved. */
typedef struct
{
  GPtrArray *orders;    /* (borrowed) of PdRecord */
  GPtrArray *sentences; /* (owned) of char* */
} Entered;

static gboolean
entered_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Entered *entered = data;

  for (guint i = 0; i < entered->orders->len; i++)
    {
      g_autoptr (GPtrArray) found =
          pd_store_stock_shortages (session, entered->orders->pdata[i], g_get_real_time (), error);

      if (found == NULL)
        return FALSE;
      for (guint j = 0; j < found->len; j++)
        {
          const PdStoreShortage *shortage = found->pdata[j];

          g_ptr_array_add (entered->sentences,
                           pd_stock_shortage_text (shortage->good_name, shortage->missing,
                                                   shortage->expected_at, shortage->receipts_every));
        }
    }
  return TRUE;
}

/**
 * pd_ctl_stock_tell_short:
 * @ctl: a run of the program
 * @orders: (element-type PdRecord): orders that were just saved
 *
 * Warns of what there is not enough of. The orders are saved all the same: more may come in time.
 *
 * Returns: %FALSE when the stock could not be read
 */
gboolean
pd_ctl_stock_tell_short (PdCtl *ctl, GPtrArray *orders, GError **error)
{
  Entered entered = { orders, g_ptr_array_new_with_free_func (g_free) };
  gboolean done = pd_store_read (ctl->store, entered_job, &entered, ctl->cancellable, error);

  for (guint i = 0; done && i < entered.sentences->len; i++)
    pd_ctl_warn (ctl, "%s", (const char *) entered.sentences->pdata[i]);
  g_ptr_array_unref (entered.sentences);
  return done;
}
