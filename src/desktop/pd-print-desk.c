/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-print-desk-private.h"

#include "desktop/pd-file-save.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-print-calibration-dialog.h"
#include "desktop/pd-print-past.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* The print desk: what is to be printed, how, and what it will look like. The preview is the file that the printer
 * gets. */

/* ms: somebody who turns a wheel through ten margins wants the last one. */
#define WAIT 120
#define PROGRESS_INTERVAL 150
/* Below this, small print is hard to read on paper. */
#define COARSE_DPI 150.0
/* Sentences that stand above the preview at most. */
#define MAX_NOTICES 3

G_DEFINE_FINAL_TYPE (PdPrintDesk, pd_print_desk, ADW_TYPE_WINDOW)

/* --- what is said */

void
pd_print_desk_show_toast (PdPrintDesk *self, const char *sentence)
{
  g_autofree char *markup = g_markup_escape_text (sentence, -1);

  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (self->toasts), adw_toast_new (markup));
}

static void
add_notice (PdPrintDesk *self, const char *sentence)
{
  GtkWidget *label = pd_layout_text (sentence, "warning");

  gtk_widget_add_css_class (label, "caption");
  gtk_box_append (GTK_BOX (self->notices), label);
}

static void
show_notices (PdPrintDesk *self)
{
  const PdPrintMade *made = self->made;

  pd_layout_empty (self->notices);
  if (made != NULL && made->stream != NULL && made->stream->dpi > 0 && made->stream->dpi < COARSE_DPI)
    {
      g_autofree char *sentence = g_strdup_printf (
          _ ("A picture will have %.0f dots per inch on paper only. Below 150, small print is hard to "
             "read: put fewer pages on a sheet, or get a better file."),
          floor (made->stream->dpi));

      add_notice (self, sentence);
    }
  for (guint i = 0; made != NULL && i < made->omissions->len && i < MAX_NOTICES; i++)
    add_notice (self, made->omissions->pdata[i]);
  if (made != NULL && made->omissions->len > MAX_NOTICES)
    {
      guint n = made->omissions->len - MAX_NOTICES;
      g_autofree char *sentence = g_strdup_printf (ngettext ("And %u other.", "And %u others.", n), n);

      add_notice (self, sentence);
    }
  if (made != NULL && made->unreadable->len > 0)
    {
      g_autofree char *sentence = g_strdup_printf (
          ngettext ("%u document of the queue cannot be printed. It says why in the queue.",
                    "%u documents of the queue cannot be printed. They say why in the queue.",
                    made->unreadable->len),
          made->unreadable->len);

      add_notice (self, sentence);
    }
  gtk_widget_set_visible (self->notices, gtk_widget_get_first_child (self->notices) != NULL);
}

static guint
n_pages (PdPrintDesk *self)
{
  return self->made != NULL && self->made->stream != NULL
             ? self->made->stream->n_cover_sheets + self->made->stream->sheets->len
             : 0;
}

static char *
summary_text (PdPrintDesk *self)
{
  guint n = pd_print_queue_get_n_entries (self->queue), sheets = n_pages (self);
  g_autofree char *documents = g_strdup_printf (ngettext ("%u document", "%u documents", n), n);
  g_autofree char *paper = g_strdup_printf (ngettext ("%u sheet", "%u sheets", sheets), sheets);

  if (self->run != NULL && sheets > 0)
    return g_strdup_printf (_ ("%1$u of %2$u sheets are at the printer"), self->run->n_sheets, sheets);
  if (self->making != NULL)
    return g_strdup_printf (_ ("%s, the sheets are being made"), documents);
  return sheets > 0 ? g_strdup_printf ("%s · %s", documents, paper) : g_steal_pointer (&documents);
}

static void
show_progress (PdPrintDesk *self)
{
  guint done = 0, total = 0;

  if (self->run != NULL)
    {
      done = self->run->n_sheets;
      total = n_pages (self);
    }
  else
    pd_print_maker_get_progress (self->maker, &done, &total);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress), total > 0 ? (double) done / total : 0);
}

static gboolean
progress_cb (gpointer user_data)
{
  show_progress (user_data);
  return G_SOURCE_CONTINUE;
}

static void
set_enabled (PdPrintDesk *self, const char *name, gboolean enabled)
{
  g_simple_action_set_enabled (G_SIMPLE_ACTION (
                                   g_action_map_lookup_action (G_ACTION_MAP (self->group), name)),
                               enabled);
}

/** pd_print_desk_update: shows what is under way */
void
pd_print_desk_update (PdPrintDesk *self)
{
  gboolean busy = self->run != NULL;
  gboolean ready =
      self->made != NULL && self->made->stream != NULL && self->making == NULL && !busy && !self->asking;
  g_autofree char *summary = summary_text (self);

  set_enabled (self, "print", ready);
  set_enabled (self, "export", ready);
  set_enabled (self, "add-files", !busy);
  set_enabled (self, "stop", busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->queue_list), !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->settings), !busy);
  gtk_widget_set_visible (self->progress, busy || self->making != NULL);
  gtk_widget_set_visible (self->cancel_button, busy);
  gtk_label_set_text (GTK_LABEL (self->summary), summary);
  gtk_stack_set_visible_child_name (GTK_STACK (self->middle),
                                    pd_print_queue_get_n_entries (self->queue) > 0 ? "preview" : "empty");
  if ((busy || self->making != NULL) && self->progress_source == 0)
    self->progress_source = g_timeout_add (PROGRESS_INTERVAL, progress_cb, self);
  else if (!busy && self->making == NULL)
    g_clear_handle_id (&self->progress_source, g_source_remove);
  show_progress (self);
}

/* --- the preview */

static void
show_made (PdPrintDesk *self)
{
  PdPrintMade *made = self->made;

  for (guint i = 0; i < made->entries->len; i++)
    pd_print_entry_set_trouble (made->entries->pdata[i], NULL);
  /* Files are known by their content now; what is found is shown in the queue. */
  if (self->store != NULL)
    pd_print_past_find_async (self->store, made->entries, self->lifetime, NULL, NULL);
  for (guint i = 0; i < made->unreadable->len; i++)
    pd_print_entry_set_trouble (made->unreadable->pdata[i], made->reasons->pdata[i]);
  if (made->stream != NULL)
    pd_invoice_preview_update_pdf (self->preview, made->stream->pdf, _ ("What is printed"));
  else
    pd_invoice_preview_set_error (self->preview,
                                  _ ("Nothing of the queue can be printed. It says why at each "
                                     "document."));
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdPrintDesk) self = user_data;
  g_autoptr (GError) error = NULL;
  PdPrintMade *made = pd_print_maker_make_finish (PD_PRINT_MAKER (source), result, &error);

  if (made == NULL && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->making);
  if (made != NULL)
    {
      g_clear_pointer (&self->made, pd_print_made_free);
      self->made = made;
      show_made (self);
    }
  else
    pd_invoice_preview_set_error (self->preview, error->message);
  show_notices (self);
  pd_print_desk_update (self);
}

static gboolean
make_cb (gpointer user_data)
{
  PdPrintDesk *self = user_data;
  g_autoptr (GPtrArray) entries = pd_print_queue_get_entries (self->queue);

  self->wait_source = 0;
  if (self->run != NULL || pd_print_queue_is_loading (self->queue))
    return G_SOURCE_REMOVE;
  g_cancellable_cancel (self->making);
  g_clear_object (&self->making);
  if (entries->len == 0)
    {
      g_clear_pointer (&self->made, pd_print_made_free);
      show_notices (self);
    }
  else
    {
      self->making = g_cancellable_new ();
      pd_print_desk_settings_get (self->settings, &self->made_for);
      pd_print_maker_make_async (self->maker, entries, &self->made_for, 0, G_MAXUINT, self->making, made_cb,
                                 g_object_ref (self));
    }
  pd_print_desk_update (self);
  return G_SOURCE_REMOVE;
}

/** pd_print_desk_make: makes the sheets anew, a moment later: the newest wish counts */
void
pd_print_desk_make (PdPrintDesk *self)
{
  if (g_cancellable_is_cancelled (self->lifetime))
    return;
  g_clear_handle_id (&self->wait_source, g_source_remove);
  self->wait_source = g_timeout_add (WAIT, make_cb, self);
}

/* What is previewed is not what was chosen any more: it must not be printed. */
static void
changed_cb (PdPrintDesk *self)
{
  if (self->run != NULL)
    return;
  set_enabled (self, "print", FALSE);
  set_enabled (self, "export", FALSE);
  pd_print_desk_make (self);
}

/* --- actions */

static void
files_response_cb (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  g_autoptr (PdPrintDesk) self = user_data;
  g_autoptr (GListModel) files = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    {
      files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));
      if (g_list_model_get_n_items (files) > 0)
        {
          g_autoptr (GFile) file = g_list_model_get_item (files, 0);

          pd_remember_folder (file);
        }
      pd_print_queue_add_files (self->queue, files);
    }
  g_object_unref (dialog);
}

static void
add_files_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdPrintDesk *self = user_data;
  g_autoptr (GFile) folder = pd_remembered_folder ();
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  static const char *const endings[] = { "pdf",  "ofd", "xml", "png",  "jpg",
                                         "jpeg", "bmp", "tif", "tiff", "webp" };
  GtkFileChooserNative *chooser =
      gtk_file_chooser_native_new (_ ("Print Files"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_OPEN,
                                   _ ("Add"), _ ("Cancel"));

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    gtk_file_filter_add_suffix (filter, endings[i]);
  gtk_file_filter_set_name (filter, _ ("Invoice files"));
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (chooser), TRUE);
  if (folder != NULL)
    gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (chooser), folder, NULL);
  g_signal_connect (chooser, "response", G_CALLBACK (files_response_cb), g_object_ref (self));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
print_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  pd_print_desk_print (user_data);
}

static void
export_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  pd_print_desk_export (user_data);
}

static void
stop_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  pd_print_desk_stop (user_data);
}

static void
calibrate_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  PdPrintDesk *self = user_data;

  pd_print_calibrate (GTK_WINDOW (self), self->settings);
}

static void
close_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gtk_window_close (GTK_WINDOW (user_data));
}

/* --- the window */

static void
pd_print_desk_dispose (GObject *object)
{
  PdPrintDesk *self = PD_PRINT_DESK (object);

  g_cancellable_cancel (self->lifetime);
  g_cancellable_cancel (self->making);
  g_clear_object (&self->making);
  g_clear_handle_id (&self->wait_source, g_source_remove);
  g_clear_handle_id (&self->progress_source, g_source_remove);
  if (self->queue != NULL)
    g_signal_handlers_disconnect_by_data (self->queue, self);
  if (self->settings != NULL)
    g_signal_handlers_disconnect_by_data (self->settings, self);
  G_OBJECT_CLASS (pd_print_desk_parent_class)->dispose (object);
}

static void
pd_print_desk_finalize (GObject *object)
{
  PdPrintDesk *self = PD_PRINT_DESK (object);

  g_clear_pointer (&self->made, pd_print_made_free);
  g_clear_object (&self->queue);
  g_clear_object (&self->maker);
  g_clear_object (&self->group);
  g_clear_object (&self->lifetime);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (pd_print_desk_parent_class)->finalize (object);
}

/* What runs is ended before its next job; what is under way is in the ledger when it is done. */
static gboolean
pd_print_desk_close_request (GtkWindow *window)
{
  PdPrintDesk *self = PD_PRINT_DESK (window);

  g_cancellable_cancel (self->lifetime);
  g_cancellable_cancel (self->making);
  g_cancellable_cancel (self->running);
  return GTK_WINDOW_CLASS (pd_print_desk_parent_class)->close_request (window);
}

static void
pd_print_desk_class_init (PdPrintDeskClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pd_print_desk_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_print_desk_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = pd_print_desk_close_request;
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK, "desk.print", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_o, GDK_CONTROL_MASK, "desk.add-files", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "desk.export", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "desk.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "desk.close", NULL);
}

static void
pd_print_desk_init (PdPrintDesk *self)
{
  static const GActionEntry actions[] = {
    { .name = "add-files", .activate = add_files_cb }, { .name = "print", .activate = print_cb },
    { .name = "export", .activate = export_cb },       { .name = "stop", .activate = stop_cb },
    { .name = "calibrate", .activate = calibrate_cb }, { .name = "close", .activate = close_cb }
  };

  self->lifetime = g_cancellable_new ();
  self->maker = pd_print_maker_new ();
  self->group = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->group), actions, G_N_ELEMENTS (actions), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "desk", G_ACTION_GROUP (self->group));
  gtk_window_set_title (GTK_WINDOW (self), _ ("Print Desk"));
  gtk_window_set_default_size (GTK_WINDOW (self), 1180, 760);
}

/**
 * pd_print_desk_new:
 * @parent: (nullable): the window that opens it
 * @store: (nullable): the cache; without one only files are printed
 *
 * Returns: (transfer none): a window with what was left in the queue; it owns itself as every toplevel
 */
PdPrintDesk *
pd_print_desk_new (GtkWindow *parent, PdStore *store)
{
  PdPrintDesk *self =
      g_object_new (PD_TYPE_PRINT_DESK, "transient-for", parent, "destroy-with-parent", TRUE, NULL);

  if (store != NULL)
    self->store = g_object_ref (store);
  self->queue = pd_print_queue_new (store);
  adw_window_set_content (ADW_WINDOW (self), pd_print_desk_create_content (self));
  g_signal_connect_swapped (self->queue, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->settings, "changed", G_CALLBACK (changed_cb), self);
  pd_print_desk_update (self);
  pd_print_desk_make (self);
  return self;
}

static void
forget_cb (gpointer store, GObject *desk)
{
  /* Another one may be open already. */
  if (g_object_get_data (store, "pd-print-desk") == (gpointer) desk)
    g_object_set_data (store, "pd-print-desk", NULL);
  g_object_unref (store);
}

/**
 * pd_print_desk_present:
 * @parent: the window that asks
 * @store: the cache
 *
 * Returns: (transfer none): the one desk of this cache, which is in front now
 */
PdPrintDesk *
pd_print_desk_present (GtkWindow *parent, PdStore *store)
{
  PdPrintDesk *self = g_object_get_data (G_OBJECT (store), "pd-print-desk");

  if (self == NULL || g_cancellable_is_cancelled (self->lifetime))
    {
      self = pd_print_desk_new (parent, store);
      g_object_set_data (G_OBJECT (store), "pd-print-desk", self);
      g_object_weak_ref (G_OBJECT (self), forget_cb, g_object_ref (store));
    }
  gtk_window_present (GTK_WINDOW (self));
  return self;
}

/** pd_print_desk_get_queue: Returns: (transfer none): what is to be printed */
PdPrintQueue *
pd_print_desk_get_queue (PdPrintDesk *self)
{
  return self->queue;
}

/** pd_print_desk_get_preview: Returns: (transfer none): what it will look like */
PdInvoicePreview *
pd_print_desk_get_preview (PdPrintDesk *self)
{
  return self->preview;
}

/** pd_print_desk_get_pdf: Returns: (transfer none) (nullable): the file that is previewed, exported and printed */
GBytes *
pd_print_desk_get_pdf (PdPrintDesk *self)
{
  return self->made != NULL && self->made->stream != NULL && self->making == NULL ? self->made->stream->pdf
                                                                                  : NULL;
}
