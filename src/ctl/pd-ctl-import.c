/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-import.h"

#include "ctl/pd-ctl-account.h"
#include "ctl/pd-ctl-table.h"
#include "ctl/pd-ctl-text.h"
#include "document/pd-order-import.h"
#include "model/pd-money.h"
#include "model/pd-order.h"
#include "store/pd-store-records.h"
#include "store/pd-store-stock.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Rounded numbers that are named one by one; the rest is counted. */
#define ROUNDED_SHOWN 10

/* Orders that are saved in one transaction: what is done stays done when the rest is stopped. */
#define ORDERS_AT_ONCE 100

/** Import: one file on its way in. */
typedef struct
{
  PdCtl *ctl;
  PdSheetBook *book;        /* (owned) (nullable) */
  PdImportMapping *mapping; /* (owned) (nullable) */
  PdImportPlan *plan;       /* (owned) (nullable) */
  PdSyncAccount *account;   /* (owned) (nullable) */
  PdStoreSession *session;  /* (nullable) while planning */
  gint64 now;
  guint first, end; /* the orders of the writing job that runs */
  guint n_saved;
  gboolean stopped;
} Import;

static void
import_clear (Import *import)
{
  g_clear_pointer (&import->plan, pd_import_plan_unref);
  g_clear_pointer (&import->mapping, pd_import_mapping_free);
  g_clear_pointer (&import->book, pd_sheet_book_unref);
  g_clear_pointer (&import->account, pd_sync_account_free);
}

/* One byte more than a spreadsheet may have is enough to know that it is too large: a device has no end. */
static GBytes *
read_file (const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (GByteArray) data = g_byte_array_new ();
  gsize n_read = 0;

  if (g_file_query_file_type (file, G_FILE_QUERY_INFO_NONE, cancellable) == G_FILE_TYPE_DIRECTORY)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY,
                   _ ("“%s” is a folder. Name the CSV or XLSX file that is to be imported."), path);
      return NULL;
    }
  stream = g_file_read (file, cancellable, error);
  if (stream == NULL)
    return NULL;
  do
    {
      guint8 part[64 * 1024];

      if (!g_input_stream_read_all (G_INPUT_STREAM (stream), part, sizeof part, &n_read, cancellable, error))
        return NULL;
      g_byte_array_append (data, part, (guint) n_read);
    }
  while (n_read > 0 && data->len <= PD_SHEET_MAX_FILE_BYTES);
  return g_byte_array_free_to_bytes (g_steal_pointer (&data));
}

/**
 * pd_ctl_load_book:
 * @path: a CSV or XLSX file
 *
 * Returns: (transfer full) (nullable): its sheets
 */
PdSheetBook *
pd_ctl_load_book (PdCtl *ctl, const char *path, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (GBytes) bytes = read_file (path, ctl->cancellable, error);

  return bytes != NULL ? pd_sheet_book_load (bytes, name, ctl->cancellable, error) : NULL;
}

static gboolean
load_book (Import *import, GError **error)
{
  import->book =
      pd_ctl_load_book (import->ctl, pd_ctl_arguments_positional (import->ctl->arguments, 0), error);
  return import->book != NULL;
}

/* Only the sheet that is named; by default all that have headings. */
static gboolean
choose_sheet (Import *import, GError **error)
{
  const char *name = pd_ctl_arguments_get (import->ctl->arguments, "sheet");
  GString *names;
  gboolean found = FALSE;

  if (name == NULL)
    return TRUE;
  names = g_string_new (NULL);
  for (guint i = 0; i < pd_import_mapping_get_n_sheets (import->mapping); i++)
    {
      const char *here = pd_import_mapping_get_sheet_name (import->mapping, i);
      gboolean wanted = g_str_equal (here, name);

      pd_import_mapping_set_sheet_used (import->mapping, i, wanted);
      found = found || (wanted && pd_import_mapping_get_sheet_used (import->mapping, i));
      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", here);
    }
  if (!found)
    g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE,
                 _ ("There is no sheet “%1$s” with headings; the file has: %2$s."), name, names->str);
  g_string_free (names, TRUE);
  return found;
}

static gboolean
apply_mapping_file (Import *import, GError **error)
{
  const char *path = pd_ctl_arguments_get (import->ctl->arguments, "mapping");
  g_autofree char *json = NULL;

  return path == NULL || (g_file_get_contents (path, &json, NULL, error) &&
                          pd_import_mapping_apply_json (import->mapping, json, error));
}

/* "tax_rate" stands for "line.tax_rate": the order's field where both have one. */
static char *
target_id (const char *field)
{
  static const char *const prefixes[] = { "order.", "line." };
  g_autofree char *name = g_strdelimit (g_strdup (field), "-", '_');

  for (guint i = 0; pd_import_target_find (name) == NULL && i < G_N_ELEMENTS (prefixes); i++)
    {
      g_autofree char *id = g_strconcat (prefixes[i], name, NULL);

      if (pd_import_target_find (id) != NULL)
        return g_steal_pointer (&id);
    }
  return g_steal_pointer (&name);
}

static gboolean
set_defaults (Import *import, GError **error)
{
  GPtrArray *defaults = pd_ctl_arguments_get_all (import->ctl->arguments, "default");

  for (guint i = 0; defaults != NULL && i < defaults->len; i++)
    {
      const char *assignment = g_ptr_array_index (defaults, i), *equals = strchr (assignment, '=');
      g_autofree char *field = NULL, *id = NULL;

      if (equals == NULL)
        {
          g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, _ ("“%s” is not written as FIELD=VALUE."),
                       assignment);
          return FALSE;
        }
      field = g_strndup (assignment, (gsize) (equals - assignment));
      id = target_id (field);
      if (!pd_import_mapping_set_default (import->mapping, id, equals + 1, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
make_mapping (Import *import, GError **error)
{
  const PdCtlArguments *arguments = import->ctl->arguments;
  g_autofree char *today = pd_ctl_today ();

  import->mapping = pd_import_mapping_guess (import->book, today, error);
  if (import->mapping == NULL || !apply_mapping_file (import, error) || !choose_sheet (import, error) ||
      !set_defaults (import, error))
    return FALSE;
  if (pd_ctl_arguments_has (arguments, "source"))
    pd_import_mapping_set_source (import->mapping, pd_ctl_arguments_get (arguments, "source"));
  if (pd_ctl_arguments_has (arguments, "split-by-buyer"))
    pd_import_mapping_set_split_by_buyer (import->mapping, TRUE);
  if (pd_ctl_arguments_has (arguments, "accept-overridable"))
    pd_import_mapping_set_accept_overridable (import->mapping, TRUE);
  return TRUE;
}

/* Whatever went wrong here comes up again, and is reported, when the order is saved. */
static PdRecord *
lookup (const char *id, const char *import_key, gpointer user_data)
{
  Import *import = user_data;

  return pd_store_find_ever (import->session, &pd_order_type, id, PD_ORDER_IMPORT_KEY, import_key, NULL);
}

static gboolean
plan_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Import *import = data;
  PdImportContext context = {
    .tenant = import->account->tenant, .now = import->now, .lookup = lookup, .user_data = import
  };

  import->session = session;
  import->plan = pd_order_import_plan (import->book, import->mapping, &context, cancellable, error);
  import->session = NULL;
  return import->plan != NULL;
}

static gboolean
save_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Import *import = data;

  for (guint i = import->first; i < import->end; i++)
    {
      const PdImportOrder *order = pd_import_plan_get_order (import->plan, i);

      if (order->state == PD_IMPORT_ORDER_NEW &&
          (!pd_store_stock_link_lines (session, order->record, error) ||
           !pd_store_save_record (session, order->record, import->now, error)))
        {
          g_prefix_error (error, _ ("Order %s: "), order->number);
          return FALSE;
        }
    }
  return TRUE;
}

/* Saves a hundred orders at a time. Ctrl+C stops between them; those that are in stay in. */
static gboolean
save_orders (Import *import, GError **error)
{
  guint n = pd_import_plan_get_n_orders (import->plan);

  for (guint at = 0; at < n; at = import->end)
    {
      if (g_cancellable_is_cancelled (import->ctl->cancellable))
        {
          import->stopped = TRUE;
          return TRUE;
        }
      import->first = at;
      import->end = MIN (n, at + ORDERS_AT_ONCE);
      if (!pd_store_write (import->ctl->store, save_job, import, NULL, error))
        return FALSE;
      for (guint i = at; i < import->end; i++)
        import->n_saved += pd_import_plan_get_order (import->plan, i)->state == PD_IMPORT_ORDER_NEW;
    }
  return TRUE;
}

static const char *
new_words (const Import *import, guint index, gboolean dry_run)
{
  if (dry_run)
    return _ ("would be imported");
  return import->stopped && index >= import->end ? _ ("not imported") : _ ("imported");
}

static const char *
state_words (PdImportOrderState state)
{
  switch (state)
    {
    case PD_IMPORT_ORDER_SAME:
      return _ ("already there");
    case PD_IMPORT_ORDER_CHANGED:
      return _ ("already there, with other content: left as it is");
    case PD_IMPORT_ORDER_DELETED:
      return _ ("was imported and deleted: left out");
    case PD_IMPORT_ORDER_NEW:
    case PD_IMPORT_ORDER_REFUSED:
    case PD_IMPORT_ORDER_N_STATES:
    default:
      return _ ("refused");
    }
}

/* Rows are numbered as spreadsheet programs do. */
static void
print_problem (Import *import, const PdImportRow *row, const PdImportProblem *problem)
{
  g_autofree char *column = NULL;

  if (problem->column < 0)
    {
      pd_ctl_warn (import->ctl, _ ("  row %1$u: %2$s"), row->row + 1, problem->message);
      return;
    }
  column = pd_sheet_column_label ((guint) problem->column);
  pd_ctl_warn (import->ctl, _ ("  row %1$u, column %2$s (%3$s): %4$s"), row->row + 1, column,
               pd_import_mapping_get_heading (import->mapping, row->sheet, (guint) problem->column),
               problem->message);
}

static void
print_row_problems (Import *import, const PdImportRow *row)
{
  for (guint i = 0; row->problems != NULL && i < row->problems->len; i++)
    {
      const PdImportProblem *problem = g_ptr_array_index (row->problems, i);

      if (problem->weight != PD_PROBLEM_NOTE && problem->absent == NULL)
        print_problem (import, row, problem);
    }
}

/* What no column has is missing in every row: it is said once, with the way out. */
static void
print_absent (Import *import)
{
  g_autoptr (GHashTable) said = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < pd_import_plan_get_n_rows (import->plan); i++)
    {
      const PdImportRow *row = pd_import_plan_get_row (import->plan, i);

      for (guint k = 0; row->problems != NULL && k < row->problems->len; k++)
        {
          const PdImportProblem *problem = g_ptr_array_index (row->problems, k);

          if (problem->absent != NULL && problem->weight != PD_PROBLEM_NOTE &&
              g_hash_table_add (said, (gpointer) problem->absent))
            pd_ctl_warn (import->ctl,
                         _ ("The file has no column for “%1$s”: --default %2$s=VALUE gives all rows one."),
                         _ (problem->absent->label), strchr (problem->absent->id, '.') + 1);
        }
    }
}

/* A number that is not the file's is told, although the order is taken. */
static void
print_rounded (Import *import)
{
  guint n = pd_import_plan_count_rounded (import->plan), shown = 0;

  if (n == 0)
    return;
  pd_ctl_warn (import->ctl,
               ngettext ("%u number has more decimals than an invoice has room for and was rounded:",
                         "%u numbers have more decimals than an invoice has room for and were rounded:", n),
               n);
  for (guint i = 0; shown < ROUNDED_SHOWN && i < pd_import_plan_get_n_rows (import->plan); i++)
    {
      const PdImportRow *row = pd_import_plan_get_row (import->plan, i);

      for (guint k = 0; shown < ROUNDED_SHOWN && row->problems != NULL && k < row->problems->len; k++)
        {
          const PdImportProblem *problem = g_ptr_array_index (row->problems, k);

          if (problem->rounded)
            print_problem (import, row, problem);
          shown += problem->rounded;
        }
    }
  if (n > shown)
    pd_ctl_warn (import->ctl,
                 ngettext ("  and %u more; --json names all.", "  and %u more; --json names all.", n - shown),
                 n - shown);
}

static gboolean
has_own_problem (const PdImportPlan *plan, const PdImportOrder *order)
{
  for (guint i = 0; i < order->rows->len; i++)
    {
      const PdImportRow *row = pd_import_plan_get_row (plan, g_array_index (order->rows, guint, i));

      for (guint k = 0; row->problems != NULL && k < row->problems->len; k++)
        {
          const PdImportProblem *problem = g_ptr_array_index (row->problems, k);

          if (problem->weight != PD_PROBLEM_NOTE && problem->absent == NULL)
            return TRUE;
        }
    }
  return FALSE;
}

static void
print_refused (Import *import, const PdImportOrder *order)
{
  if (!has_own_problem (import->plan, order))
    return;
  pd_ctl_warn (import->ctl, _ ("Order %s is refused:"), order->number);
  for (guint i = 0; i < order->rows->len; i++)
    print_row_problems (import, pd_import_plan_get_row (import->plan, g_array_index (order->rows, guint, i)));
}

static void
print_orders (Import *import, gboolean dry_run)
{
  g_autoptr (PdCtlTable) table = pd_ctl_table_new (4);

  pd_ctl_table_set_right (table, 2);
  for (guint i = 0; i < pd_import_plan_get_n_orders (import->plan); i++)
    {
      const PdImportOrder *order = pd_import_plan_get_order (import->plan, i);

      pd_ctl_table_add (table, order->number);
      pd_ctl_table_add (table, pd_record_get_text (order->record, PD_ORDER_BUYER_NAME));
      pd_ctl_table_take (table,
                         pd_money_format (pd_record_get_integer (order->record, PD_ORDER_GROSS_AMOUNT)));
      pd_ctl_table_add (table, order->state == PD_IMPORT_ORDER_NEW ? new_words (import, i, dry_run)
                                                                   : state_words (order->state));
      if (order->state == PD_IMPORT_ORDER_REFUSED)
        print_refused (import, order);
    }
  if (!import->ctl->arguments->quiet)
    pd_ctl_table_write (table, import->ctl->out);
}

/* Rows that belong to no order are said, too: nothing of a file vanishes silently. */
static gboolean
print_stray_rows (Import *import)
{
  gboolean any = FALSE;

  for (guint i = 0; i < pd_import_plan_get_n_rows (import->plan); i++)
    {
      const PdImportRow *row = pd_import_plan_get_row (import->plan, i);

      for (guint k = 0; row->order < 0 && row->problems != NULL && k < row->problems->len; k++)
        any = any ||
              ((const PdImportProblem *) g_ptr_array_index (row->problems, k))->weight == PD_PROBLEM_ERROR;
      if (row->order < 0)
        print_row_problems (import, row);
    }
  return any;
}

static void
report (Import *import, gboolean dry_run)
{
  PdCtl *ctl = import->ctl;
  guint refused = pd_import_plan_count (import->plan, PD_IMPORT_ORDER_REFUSED);
  guint new = pd_import_plan_count (import->plan, PD_IMPORT_ORDER_NEW);
  guint here = pd_import_plan_get_n_orders (import->plan) - refused - new;
  gboolean stray;

  if (ctl->arguments->json)
    {
      g_autofree char *plan = pd_import_plan_to_json (import->plan);

      pd_ctl_json_raw (ctl->document, "import", plan);
      pd_ctl_json_integer (ctl->document, "imported", import->n_saved);
      pd_ctl_json_boolean (ctl->document, "dry_run", dry_run);
      pd_ctl_json_boolean (ctl->document, "stopped", import->stopped);
    }
  else
    print_orders (import, dry_run);
  stray = print_stray_rows (import);
  print_rounded (import);
  print_absent (import);
  if (dry_run)
    pd_ctl_say (ctl, _ ("%1$u would be imported, %2$u already there, %3$u refused. Nothing was saved."), new,
                here, refused);
  else
    pd_ctl_say (ctl, _ ("%1$u imported, %2$u already there, %3$u refused."), import->n_saved, here, refused);
  if (pd_import_plan_count_two_buyers (import->plan) > 0)
    pd_ctl_warn (
        ctl, _ ("Some order numbers stand for several buyers: --split-by-buyer makes an order for each."));
  if (import->stopped)
    pd_ctl_warn (ctl, _ ("Stopped. Import the file again to bring in the rest; nothing is doubled."));
  if (import->stopped)
    ctl->status = PD_CTL_STATUS_CANCELLED;
  else if (refused > 0 || stray)
    ctl->status = PD_CTL_STATUS_PARTLY;
}

/* An imported order's id is made from the company's: two desktops that import one file make one order. */
static gboolean
need_company (Import *import, GError **error)
{
  if (!pd_ctl_load_account (import->ctl, &import->account, error))
    return FALSE;
  if (import->account != NULL && import->account->tenant != NULL)
    return TRUE;
  g_set_error_literal (
      error, PD_CTL_ERROR, PD_CTL_STATUS_NOT_CONNECTED,
      _ ("Sign in once before you import: an order is recognised, here and on your colleagues' "
         "computers, by your company and its number."));
  return FALSE;
}

/**
 * pd_ctl_order_import:
 *
 * Imports orders from a spreadsheet: each whole or not at all, none twice.
 */
gboolean
pd_ctl_order_import (PdCtl *ctl, GError **error)
{
  Import import = { .ctl = ctl, .now = g_get_real_time () };
  gboolean dry_run = pd_ctl_arguments_has (ctl->arguments, "dry-run");
  gboolean good = need_company (&import, error) &&
                  pd_ctl_check_permission (ctl, "create", &pd_order_type, error) &&
                  load_book (&import, error) && make_mapping (&import, error) &&
                  pd_store_read (ctl->store, plan_job, &import, ctl->cancellable, error) &&
                  (dry_run || save_orders (&import, error));

  if (good)
    report (&import, dry_run);
  import_clear (&import);
  return good;
}
