/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-bulk-results.h"

#include "desktop/pd-bulk-outcome.h"
#include "desktop/pd-file-save.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-tell.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-money.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* More rows than this are counted, not shown; the file has all. */
#define MAX_ROWS 200

/* What changes in quick succession is shown once, in milliseconds. */
#define PAUSE 500

struct _PdBulkResults
{
  GtkWidget parent_instance;

  GtkWidget *bar;
  GtkWidget *headline;
  GtkWidget *list; /* a list box */
  GtkWidget *more;

  PdStore *store;     /* (owned) */
  GPtrArray *entries; /* (owned) of PdBulkEntry */
  GPtrArray *results; /* (owned) (nullable) of PdBulkResult */
  GPtrArray *rows;    /* (owned) of AdwActionRow (borrowed), as the results that are shown */
  gulong changed_handler;
  guint pause_source;
  gboolean looking;
};

G_DEFINE_FINAL_TYPE (PdBulkResults, pd_bulk_results, GTK_TYPE_WIDGET)

/* --- what is shown */

/** pd_bulk_results_count: @outcome: a PdBulkOutcome. Returns: how many have come to it */
guint
pd_bulk_results_count (PdBulkResults *self, guint outcome)
{
  guint n = 0;

  g_return_val_if_fail (PD_IS_BULK_RESULTS (self), 0);

  for (guint i = 0; self->results != NULL && i < self->results->len; i++)
    n += ((const PdBulkResult *) self->results->pdata[i])->outcome == outcome;
  return n;
}

static void
show_headline (PdBulkResults *self)
{
  guint done = pd_bulk_results_count (self, PD_BULK_OUTCOME_ISSUED) +
               pd_bulk_results_count (self, PD_BULK_OUTCOME_REFUSED);
  g_autoptr (GString) text = g_string_new (NULL);

  /* Translators: 1: how many invoices have their answer, 2: how many were asked for */
  g_string_append_printf (text, _ ("%1$'u of %2$'u answered"), done, self->results->len);
  for (guint outcome = 0; outcome < PD_BULK_N_OUTCOMES; outcome++)
    {
      guint n = pd_bulk_results_count (self, outcome);

      if (n > 0)
        g_string_append_printf (text, "%s%s %u", text->len > 0 ? " · " : "", pd_bulk_outcome_label (outcome),
                                n);
    }
  gtk_label_set_text (GTK_LABEL (self->headline), text->str);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->bar),
                                 self->results->len > 0 ? (double) done / self->results->len : 0);
}

static void
fill_row (GtkWidget *row, const PdBulkResult *result)
{
  const char *label = pd_bulk_outcome_label (result->outcome);
  g_autofree char *text = NULL;

  if (result->number != NULL)
    text = g_strdup_printf ("%s · %s", label, result->number);
  else if (result->reason != NULL)
    text = g_strdup_printf ("%s · %s", label, result->reason);
  else
    text = g_strdup (label);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
}

static GtkWidget *
new_row (const PdBulkResult *result)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *money = pd_money_format (result->total);
  g_autofree char *title = result->buyer != NULL
                               ? g_strdup_printf ("%s · %s", result->order_number, result->buyer)
                               : g_strdup (result->order_number);
  GtkWidget *amount = gtk_label_new (money);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_add_css_class (amount, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), amount);
  return row;
}

/* The rows stay; only what they say changes. */
static void
show_results (PdBulkResults *self)
{
  for (guint i = 0; i < self->results->len && i < MAX_ROWS; i++)
    {
      if (i >= self->rows->len)
        {
          GtkWidget *row = new_row (self->results->pdata[i]);

          gtk_list_box_append (GTK_LIST_BOX (self->list), row);
          g_ptr_array_add (self->rows, row);
        }
      fill_row (self->rows->pdata[i], self->results->pdata[i]);
    }
  if (self->results->len > MAX_ROWS)
    {
      guint rest = self->results->len - MAX_ROWS;
      g_autofree char *text = g_strdup_printf (ngettext ("And %u more.", "And %u more.", rest), rest);

      gtk_label_set_text (GTK_LABEL (self->more), text);
    }
  gtk_widget_set_visible (self->more, self->results->len > MAX_ROWS);
  gtk_widget_set_visible (self->list, self->results->len > 0);
  show_headline (self);
}

/* --- looking */

typedef struct
{
  GWeakRef widget;
  GPtrArray *entries; /* (owned) */
  GPtrArray *results; /* (owned) (nullable) */
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_weak_ref_clear (&look->widget);
  g_ptr_array_unref (look->entries);
  g_clear_pointer (&look->results, g_ptr_array_unref);
  g_free (look);
}

static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;

  look->results = pd_bulk_read_results (session, look->entries, error);
  return look->results != NULL;
}

static void
looked_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  gboolean ok = pd_store_read_finish (PD_STORE (store), result, NULL);
  Look *look = pd_store_job_data (result);
  g_autoptr (PdBulkResults) self = g_weak_ref_get (&look->widget);

  if (self == NULL || self->store == NULL)
    return;
  self->looking = FALSE;
  if (!ok)
    return;
  g_clear_pointer (&self->results, g_ptr_array_unref);
  self->results = g_steal_pointer (&look->results);
  show_results (self);
}

static gboolean
look_cb (gpointer user_data)
{
  PdBulkResults *self = user_data;
  Look *look;

  if (self->looking)
    return G_SOURCE_CONTINUE;
  self->pause_source = 0;
  self->looking = TRUE;
  look = g_new0 (Look, 1);
  g_weak_ref_init (&look->widget, self);
  look->entries = g_ptr_array_ref (self->entries);
  pd_store_read_async (self->store, PD_STORE_PRIORITY_EDIT, look_job, look, look_free, NULL, looked_cb, NULL);
  return G_SOURCE_REMOVE;
}

static void
store_changed_cb (PdStore *store, const char *type_name, PdBulkResults *self)
{
  if (self->pause_source == 0)
    self->pause_source = g_timeout_add (PAUSE, look_cb, self);
}

/* --- the file */

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWindow) parent = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = pd_save_file_finish (result, &error);

  if (file == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    pd_tell (parent, _ ("No Copy Was Saved"), error->message);
}

/**
 * pd_bulk_results_export:
 * @self: a list of results
 *
 * Asks where to, and writes all of them as they are now into a file for a spreadsheet.
 */
void
pd_bulk_results_export (PdBulkResults *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *name = NULL;

  g_return_if_fail (PD_IS_BULK_RESULTS (self));

  if (self->results == NULL || !GTK_IS_WINDOW (root))
    return;
  bytes = pd_bulk_results_to_csv (self->results);
  name = pd_save_file_name (_ ("Issued invoices"), ".csv");
  pd_save_file_async (GTK_WINDOW (root), _ ("Save the Results"), name, bytes, NULL, saved_cb,
                      g_object_ref (root));
}

/* --- life */

static void
pd_bulk_results_dispose (GObject *object)
{
  PdBulkResults *self = PD_BULK_RESULTS (object);
  GtkWidget *child;

  g_clear_handle_id (&self->pause_source, g_source_remove);
  if (self->store != NULL)
    g_clear_signal_handler (&self->changed_handler, self->store);
  g_clear_object (&self->store);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (pd_bulk_results_parent_class)->dispose (object);
}

static void
pd_bulk_results_finalize (GObject *object)
{
  PdBulkResults *self = PD_BULK_RESULTS (object);

  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_clear_pointer (&self->results, g_ptr_array_unref);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (pd_bulk_results_parent_class)->finalize (object);
}

static void
pd_bulk_results_class_init (PdBulkResultsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_bulk_results_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_bulk_results_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
pd_bulk_results_init (PdBulkResults *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->rows = g_ptr_array_new ();
  self->bar = gtk_progress_bar_new ();
  pd_set_accessible_label (self->bar, _ ("Invoices that have their answer"));
  self->headline = pd_layout_text (NULL, "heading");
  gtk_widget_add_css_class (self->headline, "numeric");
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "boxed-list");
  gtk_widget_set_visible (self->list, FALSE);
  self->more = pd_layout_text (NULL, "dim-label");
  gtk_widget_set_visible (self->more, FALSE);
  gtk_box_append (GTK_BOX (box), self->bar);
  gtk_box_append (GTK_BOX (box), self->headline);
  gtk_box_append (GTK_BOX (box), self->list);
  gtk_box_append (GTK_BOX (box), self->more);
  gtk_widget_set_parent (box, GTK_WIDGET (self));
}

/**
 * pd_bulk_results_new:
 * @store: the cache
 * @entries: (element-type PdBulkEntry): orders whose invoices were asked for together
 *
 * Returns: (transfer floating): what becomes of them, kept current as the platform tells
 */
GtkWidget *
pd_bulk_results_new (PdStore *store, GPtrArray *entries)
{
  PdBulkResults *self = g_object_new (PD_TYPE_BULK_RESULTS, NULL);

  self->store = g_object_ref (store);
  self->entries = g_ptr_array_ref (entries);
  self->changed_handler = g_signal_connect (store, "changed", G_CALLBACK (store_changed_cb), self);
  look_cb (self);
  return GTK_WIDGET (self);
}
