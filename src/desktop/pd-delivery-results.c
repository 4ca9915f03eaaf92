/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-delivery-results.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-file-save.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-tell.h"
#include "desktop/pd-tooltip.h"
#include "document/pd-csv-text.h"
#include "model/pd-delivery.h"
#include "store/pd-store-list.h"
#include "store/pd-store-records.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* What becomes of several mails that were asked for together. */

/* What changes in quick succession is shown once, in milliseconds. */
#define PAUSE 500

struct _PdDeliveryResults
{
  GtkWidget parent_instance;

  GtkWidget *bar;
  GtkWidget *headline;
  GtkWidget *list; /* a list box */

  PdStore *store;        /* (owned) */
  GPtrArray *deliveries; /* (owned) of PdRecord, as they are known now */
  GPtrArray *states;     /* (owned) of char: what is said of each, as @deliveries */
  GPtrArray *rows;       /* (owned) of AdwActionRow (borrowed), as @deliveries */
  gulong changed_handler;
  guint pause_source;
  gboolean looking;
};

G_DEFINE_FINAL_TYPE (PdDeliveryResults, pd_delivery_results, GTK_TYPE_WIDGET)

/* --- what is shown */

/** pd_delivery_results_count: @state: of a delivery. Returns: how many are in it */
guint
pd_delivery_results_count (PdDeliveryResults *self, const char *state)
{
  guint n = 0;

  g_return_val_if_fail (PD_IS_DELIVERY_RESULTS (self), 0);

  for (guint i = 0; i < self->deliveries->len; i++)
    n += g_strcmp0 (pd_record_get_state (self->deliveries->pdata[i]), state) == 0;
  return n;
}

static void
show_headline (PdDeliveryResults *self)
{
  guint open = pd_delivery_results_count (self, PD_DELIVERY_STATE_WAITING) +
               pd_delivery_results_count (self, PD_DELIVERY_STATE_SENDING);
  guint all = self->deliveries->len;
  g_autoptr (GString) text = g_string_new (NULL);

  for (const PdChoice *state = pd_delivery_state_choices; state->value != NULL; state++)
    {
      guint n = pd_delivery_results_count (self, state->value);

      if (n > 0)
        g_string_append_printf (text, "%s%s %u", text->len > 0 ? " · " : "", _ (state->label), n);
    }
  gtk_label_set_text (GTK_LABEL (self->headline), text->str);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->bar), all > 0 ? (double) (all - open) / all : 0);
}

/* State, and why not. */
static char *
describe (const PdRecord *delivery, PdRowState row_state, const char *command)
{
  const char *reason = pd_reason_text (pd_record_get_text (delivery, PD_DELIVERY_STATE_REASON));
  g_autofree char *state = pd_state_text (delivery, row_state, command);

  return reason != NULL ? g_strdup_printf ("%s · %s", state, reason) : g_steal_pointer (&state);
}

static GtkWidget *
new_row (const PdRecord *delivery)
{
  GtkWidget *row = adw_action_row_new ();
  const char *number = pd_record_get_text (delivery, PD_DELIVERY_INVOICE_NUMBER);
  const char *recipient = pd_record_get_text (delivery, PD_DELIVERY_RECIPIENT);
  g_autofree char *title =
      g_strdup_printf ("%s · %s", number != NULL ? number : _ ("Invoice without a number"), recipient);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  return row;
}

/* The rows stay; only what they say changes. */
static void
show (PdDeliveryResults *self)
{
  for (guint i = 0; i < self->deliveries->len; i++)
    {
      if (i >= self->rows->len)
        {
          GtkWidget *row = new_row (self->deliveries->pdata[i]);

          gtk_list_box_append (GTK_LIST_BOX (self->list), row);
          g_ptr_array_add (self->rows, row);
        }
      adw_action_row_set_subtitle (self->rows->pdata[i], self->states->pdata[i]);
    }
  show_headline (self);
}

/* --- looking */

typedef struct
{
  GWeakRef widget;
  GPtrArray *before; /* (owned) of PdRecord */
  GPtrArray *now;    /* (owned) of PdRecord */
  GPtrArray *states; /* (owned) of char */
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_weak_ref_clear (&look->widget);
  g_ptr_array_unref (look->before);
  g_ptr_array_unref (look->now);
  g_ptr_array_unref (look->states);
  g_free (look);
}

static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;

  for (guint i = 0; i < look->before->len; i++)
    {
      const char *id = pd_record_get_id (look->before->pdata[i]);
      PdRecord *delivery = pd_store_get_record (session, &pd_delivery_type, id, error);
      g_autofree char *command = NULL;
      PdRowState state;

      if (delivery == NULL)
        return FALSE;
      g_ptr_array_add (look->now, delivery);
      state = pd_store_get_row_state (session, &pd_delivery_type, id, &command, NULL);
      g_ptr_array_add (look->states, describe (delivery, state, command));
    }
  return TRUE;
}

static void
looked_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  gboolean ok = pd_store_read_finish (PD_STORE (store), result, NULL);
  Look *look = pd_store_job_data (result);
  g_autoptr (PdDeliveryResults) self = g_weak_ref_get (&look->widget);

  if (self == NULL || self->store == NULL)
    return;
  self->looking = FALSE;
  if (!ok)
    return;
  g_ptr_array_unref (self->deliveries);
  self->deliveries = g_ptr_array_ref (look->now);
  g_ptr_array_unref (self->states);
  self->states = g_ptr_array_ref (look->states);
  show (self);
}

static gboolean
look_cb (gpointer user_data)
{
  PdDeliveryResults *self = user_data;
  Look *look;

  if (self->looking)
    return G_SOURCE_CONTINUE;
  self->pause_source = 0;
  self->looking = TRUE;
  look = g_new0 (Look, 1);
  g_weak_ref_init (&look->widget, self);
  look->before = g_ptr_array_ref (self->deliveries);
  look->now = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  look->states = g_ptr_array_new_with_free_func (g_free);
  pd_store_read_async (self->store, PD_STORE_PRIORITY_EDIT, look_job, look, look_free, NULL, looked_cb, NULL);
  return G_SOURCE_REMOVE;
}

static void
store_changed_cb (PdStore *store, const char *type_name, PdDeliveryResults *self)
{
  if (*type_name != '\0' && !g_str_equal (type_name, pd_delivery_type.name))
    return;
  if (self->pause_source == 0)
    self->pause_source = g_timeout_add (PAUSE, look_cb, self);
}

/* --- the file */

static GBytes *
to_csv (PdDeliveryResults *self)
{
  GString *text = g_string_new (PD_CSV_BEGINNING);
  const char *const head[] = { _ ("Invoice number"), _ ("Recipient"), _ ("State"), NULL };

  pd_csv_append_row (text, head);
  for (guint i = 0; i < self->deliveries->len; i++)
    {
      const PdRecord *delivery = self->deliveries->pdata[i];
      const char *number = pd_record_get_text (delivery, PD_DELIVERY_INVOICE_NUMBER);
      const char *const cells[] = { number != NULL ? number : "",
                                    pd_record_get_text (delivery, PD_DELIVERY_RECIPIENT),
                                    self->states->pdata[i], NULL };

      pd_csv_append_row (text, cells);
    }
  return g_string_free_to_bytes (text);
}

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
 * pd_delivery_results_export:
 * @self: a list of results
 *
 * Asks where to, and writes all of them as they are now into a file for a spreadsheet.
 */
void
pd_delivery_results_export (PdDeliveryResults *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *name = NULL;

  g_return_if_fail (PD_IS_DELIVERY_RESULTS (self));

  if (!GTK_IS_WINDOW (root))
    return;
  bytes = to_csv (self);
  name = pd_save_file_name (_ ("Mailed invoices"), ".csv");
  pd_save_file_async (GTK_WINDOW (root), _ ("Save the Results"), name, bytes, NULL, saved_cb,
                      g_object_ref (root));
}

/* --- life */

static void
pd_delivery_results_dispose (GObject *object)
{
  PdDeliveryResults *self = PD_DELIVERY_RESULTS (object);
  GtkWidget *child;

  g_clear_handle_id (&self->pause_source, g_source_remove);
  if (self->store != NULL)
    g_clear_signal_handler (&self->changed_handler, self->store);
  g_clear_object (&self->store);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (pd_delivery_results_parent_class)->dispose (object);
}

static void
pd_delivery_results_finalize (GObject *object)
{
  PdDeliveryResults *self = PD_DELIVERY_RESULTS (object);

  g_clear_pointer (&self->deliveries, g_ptr_array_unref);
  g_clear_pointer (&self->states, g_ptr_array_unref);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (pd_delivery_results_parent_class)->finalize (object);
}

static void
pd_delivery_results_class_init (PdDeliveryResultsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_delivery_results_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_delivery_results_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
pd_delivery_results_init (PdDeliveryResults *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->rows = g_ptr_array_new ();
  self->states = g_ptr_array_new_with_free_func (g_free);
  self->bar = gtk_progress_bar_new ();
  pd_set_accessible_label (self->bar, _ ("Mails that have their answer"));
  self->headline = pd_layout_text (NULL, "heading");
  gtk_widget_add_css_class (self->headline, "numeric");
  self->list = gtk_list_box_new ();
  pd_set_accessible_label (self->list, _ ("Mails"));
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "boxed-list");
  gtk_box_append (GTK_BOX (box), self->bar);
  gtk_box_append (GTK_BOX (box), self->headline);
  gtk_box_append (GTK_BOX (box), self->list);
  gtk_widget_set_parent (box, GTK_WIDGET (self));
}

/**
 * pd_delivery_results_new:
 * @store: the cache
 * @deliveries: (element-type PdRecord): mails that were asked for together, and are saved
 *
 * Returns: (transfer floating): what becomes of them, kept current as the platform tells
 */
GtkWidget *
pd_delivery_results_new (PdStore *store, GPtrArray *deliveries)
{
  PdDeliveryResults *self = g_object_new (PD_TYPE_DELIVERY_RESULTS, NULL);

  self->store = g_object_ref (store);
  self->deliveries = g_ptr_array_ref (deliveries);
  for (guint i = 0; i < deliveries->len; i++)
    g_ptr_array_add (self->states, describe (deliveries->pdata[i], PD_ROW_WAITING, NULL));
  self->changed_handler = g_signal_connect (store, "changed", G_CALLBACK (store_changed_cb), self);
  show (self);
  return GTK_WIDGET (self);
}
