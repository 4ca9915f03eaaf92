/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-import-dialog-private.h"

#include <glib/gi18n-lib.h>

#include "desktop/pd-file-save.h"
#include "desktop/pd-import-check-page.h"
#include "desktop/pd-import-mapping-page.h"
#include "desktop/pd-tooltip.h"

/* Milliseconds between two looks at how far the work is. */
#define PROGRESS_INTERVAL 100

G_DEFINE_FINAL_TYPE (PdImportDialog, pd_import_dialog, ADW_TYPE_WINDOW)

enum
{
  SIGNAL_SHOW_ORDERS,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- steps */

static void
set_trouble (PdImportDialog *self, const char *sentence)
{
  if (sentence != NULL)
    gtk_label_set_label (GTK_LABEL (self->trouble_text), sentence);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->trouble), sentence != NULL);
}

static void
set_next (PdImportDialog *self, const char *label, gboolean sensitive)
{
  gtk_widget_set_visible (self->next, label != NULL);
  if (label != NULL)
    gtk_button_set_label (GTK_BUTTON (self->next), label);
  gtk_widget_set_sensitive (self->next, sensitive);
}

static void
label_next (PdImportDialog *self, const char *step)
{
  guint n_new;
  g_autofree char *label = NULL;

  if (g_str_equal (step, "mapping"))
    set_next (self, _ ("Check Rows"), TRUE);
  else if (g_str_equal (step, "check"))
    {
      n_new = pd_import_plan_count (pd_importer_get_plan (self->importer), PD_IMPORT_ORDER_NEW);
      label = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Import %u Order", "Import %u Orders", n_new),
                               n_new);
      set_next (self, label, n_new > 0);
    }
  else if (g_str_equal (step, "result"))
    set_next (self, _ ("Done"), TRUE);
  else
    set_next (self, NULL, FALSE);
}

static void
go_to (PdImportDialog *self, const char *step)
{
  gboolean can_go_back = g_str_equal (step, "mapping") || g_str_equal (step, "check");

  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), step);
  gtk_widget_set_visible (self->back, can_go_back);
  label_next (self, step);
  if (!g_str_equal (step, "file") && !g_str_equal (step, "mapping"))
    set_trouble (self, NULL);
  if (gtk_widget_get_visible (self->next))
    gtk_widget_grab_focus (self->next);
}

/* --- work */

static gboolean
progress_cb (gpointer user_data)
{
  PdImportDialog *self = user_data;
  double progress = pd_importer_get_progress (self->importer);

  if (progress > 0)
    gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->work_bar), progress);
  else
    gtk_progress_bar_pulse (GTK_PROGRESS_BAR (self->work_bar));
  return G_SOURCE_CONTINUE;
}

static void
begin_work (PdImportDialog *self, const char *sentence)
{
  set_trouble (self, NULL);
  gtk_label_set_label (GTK_LABEL (self->work_label), sentence);
  pd_set_accessible_label (self->work_bar, sentence);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->work_bar), 0);
  self->cancellable = g_cancellable_new ();
  self->progress_id = g_timeout_add (PROGRESS_INTERVAL, progress_cb, self);
  go_to (self, "work");
}

static void
end_work (PdImportDialog *self)
{
  g_clear_handle_id (&self->progress_id, g_source_remove);
  g_clear_object (&self->cancellable);
}

void
pd_import_dialog_cancel_cb (GtkButton *button, gpointer user_data)
{
  PdImportDialog *self = user_data;

  g_cancellable_cancel (self->cancellable);
}

/* The step to come back to, with the reason unless the person wanted it. */
static void
fall_back (PdImportDialog *self, const char *step, const GError *error)
{
  go_to (self, step);
  set_trouble (self, g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? NULL : error->message);
}

/* A window that was closed in between has no stack any more. */
static gboolean
is_gone (PdImportDialog *self)
{
  return self->stack == NULL;
}

/* --- the file */

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdImportDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  GtkWidget *page;

  /* The old page still holds the old mapping. */
  if (!is_gone (self))
    adw_bin_set_child (ADW_BIN (self->mapping_slot), NULL);
  pd_importer_open_finish (self->importer, result, &error);
  if (is_gone (self))
    return;
  end_work (self);
  if (error != NULL)
    {
      fall_back (self, "file", error);
      return;
    }
  page = pd_import_mapping_page_new (pd_importer_get_book (self->importer),
                                     pd_importer_get_mapping (self->importer));
  adw_bin_set_child (ADW_BIN (self->mapping_slot), page);
  adw_window_title_set_subtitle (ADW_WINDOW_TITLE (self->title),
                                 pd_sheet_book_get_name (pd_importer_get_book (self->importer)));
  go_to (self, "mapping");
}

/**
 * pd_import_dialog_open:
 * @self: a dialog
 * @file: a spreadsheet
 *
 * Reads a file and goes to the next step; or says beside the chooser why it cannot be read.
 */
void
pd_import_dialog_open (PdImportDialog *self, GFile *file)
{
  g_return_if_fail (PD_IS_IMPORT_DIALOG (self));
  g_return_if_fail (G_IS_FILE (file));

  if (self->cancellable != NULL)
    return;
  pd_remember_folder (file);
  begin_work (self, _ ("The file is being read."));
  pd_importer_open_async (self->importer, file, self->cancellable, opened_cb, g_object_ref (self));
}

static void
chosen_cb (GtkNativeDialog *native, int response, gpointer user_data)
{
  PdImportDialog *self = user_data;
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (native));
  g_clear_object (&self->chooser);
  if (file != NULL)
    pd_import_dialog_open (self, file);
}

void
pd_import_dialog_choose_cb (GtkButton *button, gpointer user_data)
{
  PdImportDialog *self = user_data;

  g_clear_object (&self->chooser);
  self->chooser = pd_sheet_chooser_new (GTK_WINDOW (self), _ ("Import Orders"));
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

gboolean
pd_import_dialog_drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, gpointer user_data)
{
  PdImportDialog *self = user_data;
  g_autoptr (GSList) files = NULL;

  if (self->cancellable != NULL)
    return FALSE;
  files = gdk_file_list_get_files (g_value_get_boxed (value));
  if (files == NULL)
    return FALSE;
  pd_import_dialog_open (self, files->data);
  return TRUE;
}

/* --- the check */

static void
planned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdImportDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  GtkWidget *page;

  pd_importer_plan_finish (self->importer, result, &error);
  if (is_gone (self))
    return;
  end_work (self);
  if (error != NULL)
    {
      fall_back (self, "mapping", error);
      return;
    }
  page =
      pd_import_check_page_new (pd_importer_get_plan (self->importer), pd_importer_get_book (self->importer),
                                pd_importer_get_mapping (self->importer));
  adw_bin_set_child (ADW_BIN (self->check_slot), page);
  go_to (self, "check");
}

static void
check_rows (PdImportDialog *self)
{
  begin_work (self, _ ("The rows are being checked."));
  pd_importer_plan_async (self->importer, self->cancellable, planned_cb, g_object_ref (self));
}

/* --- the import */

static void
add_sentence (GString *text, const char *format, guint number)
{
  g_autofree char *sentence = NULL;

  if (number == 0)
    return;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  sentence = g_strdup_printf (format, number);
#pragma GCC diagnostic pop
  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append (text, sentence);
}

static char *
describe_result (PdImportDialog *self, const GError *error)
{
  const PdImportCounts *counts = pd_importer_get_counts (self->importer);
  const char *failure = pd_importer_get_first_failure (self->importer);
  g_autoptr (GString) text = g_string_new (NULL);

  add_sentence (text,
                g_dngettext (GETTEXT_PACKAGE, "%u order was here already and is as it was.",
                             "%u orders were here already and are as they were.", counts->present),
                counts->present);
  add_sentence (text,
                g_dngettext (GETTEXT_PACKAGE,
                             "%u order has a wrong row. Correct the file and import it again.",
                             "%u orders have wrong rows. Correct the file and import it again.",
                             counts->refused),
                counts->refused);
  add_sentence (text,
                g_dngettext (GETTEXT_PACKAGE, "%u order was not saved.", "%u orders were not saved.",
                             counts->failed),
                counts->failed);
  if (failure != NULL)
    g_string_append_printf (text, "\n%s", failure);
  add_sentence (text,
                g_dngettext (GETTEXT_PACKAGE, "%u order was not reached. Import the file again to go on.",
                             "%u orders were not reached. Import the file again to go on.", counts->left),
                counts->left);
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", error->message);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
show_result (PdImportDialog *self, const GError *error)
{
  const PdImportCounts *counts = pd_importer_get_counts (self->importer);
  g_autofree char *title = NULL;
  g_autofree char *text = describe_result (self, error);
  g_autofree char *markup = g_markup_escape_text (text, -1);

  title = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u order was imported", "%u orders were imported",
                                        counts->saved),
                           counts->saved);
  adw_status_page_set_title (ADW_STATUS_PAGE (self->result_page), title);
  adw_status_page_set_description (ADW_STATUS_PAGE (self->result_page), *markup != '\0' ? markup : NULL);
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (self->result_page), error != NULL || counts->failed > 0
                                                                          ? "dialog-warning-symbolic"
                                                                          : "object-select-symbolic");
  gtk_widget_set_visible (self->show_button, counts->saved > 0);
  go_to (self, "result");
  gtk_widget_grab_focus (counts->saved > 0 ? self->show_button : self->next);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdImportDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  pd_importer_save_finish (self->importer, result, &error);
  self->saving = FALSE;
  if (is_gone (self))
    return;
  end_work (self);
  show_result (self, error);
}

static void
save_orders (PdImportDialog *self)
{
  begin_work (self, _ ("The orders are being imported. What is imported stays, also when you cancel."));
  self->saving = TRUE;
  pd_importer_save_async (self->importer, self->cancellable, saved_cb, g_object_ref (self));
}

/* --- buttons */

void
pd_import_dialog_next_cb (GtkButton *button, gpointer user_data)
{
  PdImportDialog *self = user_data;
  const char *step = pd_import_dialog_get_step (self);

  if (g_str_equal (step, "mapping"))
    check_rows (self);
  else if (g_str_equal (step, "check"))
    save_orders (self);
  else
    gtk_window_close (GTK_WINDOW (self));
}

void
pd_import_dialog_back_cb (GtkButton *button, gpointer user_data)
{
  PdImportDialog *self = user_data;

  set_trouble (self, NULL);
  go_to (self, g_str_equal (pd_import_dialog_get_step (self), "check") ? "mapping" : "file");
}

void
pd_import_dialog_show_orders_cb (GtkButton *button, gpointer user_data)
{
  PdImportDialog *self = user_data;
  GPtrArray *saved = pd_importer_get_saved_ids (self->importer);
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;

  for (guint i = 0; i < saved->len; i++)
    g_strv_builder_add (ids, g_ptr_array_index (saved, i));
  list = g_strv_builder_end (ids);
  g_signal_emit (self, signals[SIGNAL_SHOW_ORDERS], 0, list);
  gtk_window_close (GTK_WINDOW (self));
}

static void
pd_import_dialog_dispose (GObject *object)
{
  PdImportDialog *self = PD_IMPORT_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  end_work (self);
  g_clear_object (&self->chooser);
  if (self->stack != NULL)
    /* The page reads the importer's mapping. */
    adw_bin_set_child (ADW_BIN (self->mapping_slot), NULL);
  self->stack = NULL;
  G_OBJECT_CLASS (pd_import_dialog_parent_class)->dispose (object);
}

static void
pd_import_dialog_finalize (GObject *object)
{
  PdImportDialog *self = PD_IMPORT_DIALOG (object);

  g_clear_object (&self->importer);
  G_OBJECT_CLASS (pd_import_dialog_parent_class)->finalize (object);
}

/* While orders are being saved, closing means to stop and to look at what was saved. */
static gboolean
pd_import_dialog_close_request (GtkWindow *window)
{
  PdImportDialog *self = PD_IMPORT_DIALOG (window);

  g_cancellable_cancel (self->cancellable);
  if (self->saving)
    return GDK_EVENT_STOP;
  return GTK_WINDOW_CLASS (pd_import_dialog_parent_class)->close_request (window);
}

static void
pd_import_dialog_class_init (PdImportDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_import_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_import_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = pd_import_dialog_close_request;

  /**
   * PdImportDialog::show-orders:
   * @ids: the ids of the orders that were imported
   *
   * The person wants to see what was imported.
   */
  signals[SIGNAL_SHOW_ORDERS] = g_signal_new ("show-orders", PD_TYPE_IMPORT_DIALOG, G_SIGNAL_RUN_LAST, 0,
                                              NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRV);
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
pd_import_dialog_init (PdImportDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->stack = gtk_stack_new ();
  gtk_widget_set_vexpand (self->stack, TRUE);
  gtk_stack_set_transition_type (GTK_STACK (self->stack), GTK_STACK_TRANSITION_TYPE_CROSSFADE);
  self->mapping_slot = adw_bin_new ();
  self->check_slot = adw_bin_new ();
  gtk_box_append (GTK_BOX (box), pd_import_dialog_create_header (self));
  gtk_box_append (GTK_BOX (box), pd_import_dialog_create_trouble (self));
  gtk_box_append (GTK_BOX (box), self->stack);
  gtk_stack_add_named (GTK_STACK (self->stack), pd_import_dialog_create_file_page (self), "file");
  gtk_stack_add_named (GTK_STACK (self->stack), pd_import_dialog_create_work_page (self), "work");
  gtk_stack_add_named (GTK_STACK (self->stack), self->mapping_slot, "mapping");
  gtk_stack_add_named (GTK_STACK (self->stack), self->check_slot, "check");
  gtk_stack_add_named (GTK_STACK (self->stack), pd_import_dialog_create_result_page (self), "result");
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_default_size (GTK_WINDOW (self), 1000, 700);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Import Orders"));
  go_to (self, "file");
}

/**
 * pd_import_dialog_new:
 * @parent: (nullable): the window that opens it
 * @store: where the orders go
 *
 * Returns: (transfer none): a dialog that asks for a file; show it with gtk_window_present()
 */
PdImportDialog *
pd_import_dialog_new (GtkWindow *parent, PdStore *store)
{
  PdImportDialog *self;

  g_return_val_if_fail (PD_IS_STORE (store), NULL);

  self = g_object_new (PD_TYPE_IMPORT_DIALOG, "transient-for", parent, "modal", parent != NULL,
                       "destroy-with-parent", TRUE, NULL);
  self->importer = pd_importer_new (store);
  return self;
}

/**
 * pd_import_dialog_get_step:
 * @self: a dialog
 *
 * Returns: "file", "work", "mapping", "check" or "result"
 */
const char *
pd_import_dialog_get_step (PdImportDialog *self)
{
  g_return_val_if_fail (PD_IS_IMPORT_DIALOG (self), NULL);

  return gtk_stack_get_visible_child_name (GTK_STACK (self->stack));
}
