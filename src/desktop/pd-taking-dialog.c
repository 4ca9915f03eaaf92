/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-taking-dialog.h"

#include "desktop/pd-file-save.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-taking-list.h"
#include "desktop/pd-tooltip.h"

#include <glib/gi18n-lib.h>

/* Milliseconds between two signs of life. */
#define PULSE 100

/** Box: what is known of a file; several jobs hold it, one after the other works on it. */
typedef struct
{
  const PdTakingKind *kind;
  GFile *file;   /* (owned) */
  gpointer work; /* (owned) (nullable) */
  guint step;    /* of entering */
  guint n_steps;
} Box;

/* Steps: "file", "work" while something runs, "list", and once more "work" and "list", with what became of the rows. */
struct _PdTakingDialog
{
  AdwWindow parent_instance;

  const PdTakingKind *kind;
  PdStore *store; /* (owned) */
  GtkWidget *stack;
  GtkWidget *title;
  GtkWidget *next;
  GtkWidget *trouble; /* a label */
  GtkWidget *work_label;
  GtkWidget *work_bar;
  GtkWidget *list_slot;          /* AdwBin */
  GtkFileChooserNative *chooser; /* (owned) (nullable) */
  GCancellable *cancellable;     /* (owned) (nullable) of what runs */
  Box *box;                      /* (owned) (nullable) the file that is shown */
  guint pulse_id;
  gboolean entering;
};

G_DEFINE_FINAL_TYPE (PdTakingDialog, pd_taking_dialog, ADW_TYPE_WINDOW)

static void
box_clear (gpointer data)
{
  Box *box = data;

  if (box->work != NULL)
    box->kind->free (box->work);
  g_clear_object (&box->file);
}

static void
box_release (gpointer box)
{
  g_atomic_rc_box_release_full (box, box_clear);
}

/* --- steps */

static void
label_next (PdTakingDialog *self)
{
  GtkWidget *list = adw_bin_get_child (ADW_BIN (self->list_slot));
  g_autoptr (GArray) ticked = list != NULL ? pd_taking_list_get_ticked (PD_TAKING_LIST (list)) : NULL;
  gboolean is_list = g_str_equal (pd_taking_dialog_get_step (self), "list") && list != NULL;
  g_autofree char *label = is_list ? self->kind->label (self->box->work, ticked->len) : NULL;

  gtk_widget_set_visible (self->next, is_list);
  gtk_button_set_label (GTK_BUTTON (self->next), label != NULL ? label : _ ("Done"));
  gtk_widget_set_sensitive (self->next, label == NULL || !self->kind->has_ticks || ticked->len > 0);
}

static void
go_to (PdTakingDialog *self, const char *step)
{
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), step);
  label_next (self);
  if (gtk_widget_get_visible (self->next))
    gtk_widget_grab_focus (self->next);
}

static gboolean
pulse_cb (gpointer user_data)
{
  PdTakingDialog *self = user_data;

  gtk_progress_bar_pulse (GTK_PROGRESS_BAR (self->work_bar));
  return G_SOURCE_CONTINUE;
}

static void
begin_work (PdTakingDialog *self, const char *sentence, gboolean pulses)
{
  pd_layout_say (self->trouble, NULL);
  gtk_label_set_label (GTK_LABEL (self->work_label), sentence);
  pd_set_accessible_label (self->work_bar, sentence);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->work_bar), 0);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  if (pulses)
    self->pulse_id = g_timeout_add (PULSE, pulse_cb, self);
  go_to (self, "work");
}

static void
end_work (PdTakingDialog *self)
{
  g_clear_handle_id (&self->pulse_id, g_source_remove);
  g_clear_object (&self->cancellable);
}

/* What a person stopped needs no sentence. */
static void
say_trouble (PdTakingDialog *self, const GError *error)
{
  gboolean wanted = error == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  pd_layout_say (self->trouble, wanted ? NULL : error->message);
}

static void
fall_back (PdTakingDialog *self, const GError *error)
{
  end_work (self);
  go_to (self, "file");
  say_trouble (self, error);
}

/* A window that was closed in between has no stack any more. */
static gboolean
is_gone (PdTakingDialog *self)
{
  return self->stack == NULL;
}

static void
cancel_cb (GtkButton *button, PdTakingDialog *self)
{
  g_cancellable_cancel (self->cancellable);
}

/* --- rows */

static void
show_list (PdTakingDialog *self)
{
  g_autoptr (GListStore) rows = g_list_store_new (PD_TYPE_TAKING_ROW);
  g_autofree char *summary = self->kind->summarize (self->box->work);
  GtkWidget *list;

  self->kind->list (self->box->work, rows);
  if (g_list_model_get_n_items (G_LIST_MODEL (rows)) == 0)
    {
      adw_bin_set_child (ADW_BIN (self->list_slot), NULL);
      fall_back (self, NULL);
      pd_layout_say (self->trouble, _ ("There is nothing in this file but headings."));
      return;
    }
  list = pd_taking_list_new (self->kind, rows, summary);
  g_signal_connect_swapped (list, "ticked", G_CALLBACK (label_next), self);
  adw_bin_set_child (ADW_BIN (self->list_slot), list);
  go_to (self, "list");
}

static void
planned_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdTakingDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean good = pd_store_read_finish (PD_STORE (store), result, &error);
  Box *box = pd_store_job_data (result);

  if (is_gone (self))
    return;
  if (!good)
    {
      fall_back (self, error);
      return;
    }
  end_work (self);
  g_clear_pointer (&self->box, box_release);
  self->box = g_atomic_rc_box_acquire (box);
  show_list (self);
}

static gboolean
plan_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Box *box = data;

  return box->kind->plan (session, box->work, cancellable, error);
}

/* --- the file */

static gboolean
is_too_large (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInfo) info =
      g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, cancellable, NULL);

  if (info == NULL || g_file_info_get_size (info) <= PD_SHEET_MAX_FILE_BYTES)
    return FALSE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
               _ ("The file is larger than %d MB. Split it, then import the parts one after the other."),
               PD_SHEET_MAX_FILE_BYTES / 1024 / 1024);
  return TRUE;
}

static void
read_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Box *box = task_data;
  g_autofree char *name = g_file_get_basename (box->file);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (PdSheetBook) book = NULL;
  GError *error = NULL;

  if (!is_too_large (box->file, cancellable, &error))
    bytes = g_file_load_bytes (box->file, cancellable, NULL, &error);
  if (bytes != NULL)
    book = pd_sheet_book_load (bytes, name, cancellable, &error);
  if (book != NULL)
    box->work = box->kind->read (book, &error);
  if (box->work != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  PdTakingDialog *self = PD_TAKING_DIALOG (source);
  Box *box = g_task_get_task_data (G_TASK (result));
  g_autofree char *name = g_file_get_basename (box->file);
  g_autofree char *shown = g_filename_display_name (name);
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      if (!is_gone (self))
        fall_back (self, error);
      return;
    }
  if (is_gone (self))
    return;
  adw_window_title_set_subtitle (ADW_WINDOW_TITLE (self->title), shown);
  pd_store_read_async (self->store, PD_STORE_PRIORITY_EDIT, plan_job, g_atomic_rc_box_acquire (box),
                       box_release, self->cancellable, planned_cb, g_object_ref (self));
}

/**
 * pd_taking_dialog_open:
 * @self: a dialog
 * @file: a spreadsheet
 *
 * Reads a file and shows its rows; or says beside the chooser why it cannot be read.
 */
void
pd_taking_dialog_open (PdTakingDialog *self, GFile *file)
{
  g_autoptr (GTask) task = NULL;
  Box *box;

  g_return_if_fail (PD_IS_TAKING_DIALOG (self));
  g_return_if_fail (G_IS_FILE (file));

  if (self->cancellable != NULL)
    return;
  pd_remember_folder (file);
  begin_work (self, _ ("The file is being read."), TRUE);
  box = g_atomic_rc_box_new0 (Box);
  box->kind = self->kind;
  box->file = g_object_ref (file);
  task = g_task_new (self, self->cancellable, read_cb, NULL);
  g_task_set_source_tag (task, pd_taking_dialog_open);
  g_task_set_task_data (task, box, box_release);
  g_task_run_in_thread (task, read_thread);
}

static void
chosen_cb (GtkNativeDialog *native, int response, PdTakingDialog *self)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (native));
  g_clear_object (&self->chooser);
  if (file != NULL)
    pd_taking_dialog_open (self, file);
}

static void
choose_cb (GtkButton *button, PdTakingDialog *self)
{
  g_clear_object (&self->chooser);
  self->chooser = pd_sheet_chooser_new (GTK_WINDOW (self), _ (self->kind->title));
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, PdTakingDialog *self)
{
  g_autoptr (GSList) files =
      self->cancellable == NULL ? gdk_file_list_get_files (g_value_get_boxed (value)) : NULL;

  if (files != NULL)
    pd_taking_dialog_open (self, files->data);
  return files != NULL;
}

/* --- entering: what is entered stays, also when it is stopped */

static void enter_next (PdTakingDialog *self);

static gboolean
enter_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Box *box = data;

  return box->kind->enter (session, box->work, box->step, error);
}

static void
finish_entering (PdTakingDialog *self, const GError *error)
{
  self->entering = FALSE;
  if (is_gone (self))
    return;
  end_work (self);
  show_list (self);
  say_trouble (self, error);
}

static void
entered_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdTakingDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  Box *box = pd_store_job_data (result);

  if (!pd_store_write_finish (PD_STORE (store), result, &error))
    {
      box->kind->forget (box->work, box->step);
      finish_entering (self, error);
      return;
    }
  box->step++;
  if (is_gone (self))
    return;
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->work_bar),
                                 (double) box->step / MAX (box->n_steps, 1));
  enter_next (self);
}

static void
enter_next (PdTakingDialog *self)
{
  if (self->box->step >= self->box->n_steps || g_cancellable_is_cancelled (self->cancellable))
    finish_entering (self, NULL);
  else
    pd_store_write_async (self->store, PD_STORE_PRIORITY_EDIT, enter_job, g_atomic_rc_box_acquire (self->box),
                          box_release, self->cancellable, entered_cb, g_object_ref (self));
}

static void
next_cb (GtkButton *button, PdTakingDialog *self)
{
  GtkWidget *list = adw_bin_get_child (ADW_BIN (self->list_slot));
  g_autoptr (GArray) ticked = list != NULL ? pd_taking_list_get_ticked (PD_TAKING_LIST (list)) : NULL;
  g_autofree char *label = ticked != NULL ? self->kind->label (self->box->work, ticked->len) : NULL;

  if (label == NULL)
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  self->box->step = 0;
  self->box->n_steps = self->kind->prepare (self->box->work, ticked);
  begin_work (self, _ ("It is being entered. What is entered stays, also when you cancel."), FALSE);
  self->entering = TRUE;
  enter_next (self);
}

/* --- the window */

static void
pd_taking_dialog_dispose (GObject *object)
{
  PdTakingDialog *self = PD_TAKING_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  end_work (self);
  g_clear_object (&self->chooser);
  self->stack = NULL;
  G_OBJECT_CLASS (pd_taking_dialog_parent_class)->dispose (object);
}

static void
pd_taking_dialog_finalize (GObject *object)
{
  PdTakingDialog *self = PD_TAKING_DIALOG (object);

  g_clear_pointer (&self->box, box_release);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (pd_taking_dialog_parent_class)->finalize (object);
}

/* While rows are being entered, closing means to stop and to look at what was entered. */
static gboolean
pd_taking_dialog_close_request (GtkWindow *window)
{
  PdTakingDialog *self = PD_TAKING_DIALOG (window);

  g_cancellable_cancel (self->cancellable);
  if (self->entering)
    return GDK_EVENT_STOP;
  return GTK_WINDOW_CLASS (pd_taking_dialog_parent_class)->close_request (window);
}

static void
pd_taking_dialog_class_init (PdTakingDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_taking_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_taking_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = pd_taking_dialog_close_request;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
pd_taking_dialog_init (PdTakingDialog *self)
{
}

static GtkWidget *
create_file_page (PdTakingDialog *self)
{
  GtkWidget *page = adw_status_page_new ();
  GtkWidget *button = gtk_button_new_with_label (_ ("Choose a File…"));
  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "x-office-spreadsheet-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _ (self->kind->headline));
  adw_status_page_set_description (ADW_STATUS_PAGE (page), _ (self->kind->hint));
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  gtk_widget_add_css_class (button, "suggested-action");
  g_signal_connect (button, "clicked", G_CALLBACK (choose_cb), self);
  adw_status_page_set_child (ADW_STATUS_PAGE (page), button);
  g_signal_connect (drop, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
  return page;
}

static GtkWidget *
create_work_page (PdTakingDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *button = gtk_button_new_with_label (_ ("Cancel"));

  self->work_label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->work_label), TRUE);
  gtk_label_set_justify (GTK_LABEL (self->work_label), GTK_JUSTIFY_CENTER);
  self->work_bar = gtk_progress_bar_new ();
  gtk_widget_set_size_request (self->work_bar, 260, -1);
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  g_signal_connect (button, "clicked", G_CALLBACK (cancel_cb), self);
  gtk_box_append (GTK_BOX (box), self->work_label);
  gtk_box_append (GTK_BOX (box), self->work_bar);
  gtk_box_append (GTK_BOX (box), button);
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  pd_layout_set_margins (box, 24);
  return box;
}

static GtkWidget *
create_header (PdTakingDialog *self)
{
  GtkWidget *header = adw_header_bar_new ();

  self->title = adw_window_title_new (_ (self->kind->title), NULL);
  self->next = gtk_button_new_with_label ("");
  gtk_widget_add_css_class (self->next, "suggested-action");
  g_signal_connect (self->next, "clicked", G_CALLBACK (next_cb), self);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), self->title);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->next);
  return header;
}

static void
create_content (PdTakingDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->stack = gtk_stack_new ();
  gtk_widget_set_vexpand (self->stack, TRUE);
  self->list_slot = adw_bin_new ();
  self->trouble = pd_layout_text (NULL, "error");
  pd_layout_set_margins (self->trouble, 12);
  gtk_box_append (GTK_BOX (box), create_header (self));
  gtk_box_append (GTK_BOX (box), self->trouble);
  gtk_box_append (GTK_BOX (box), self->stack);
  gtk_stack_add_named (GTK_STACK (self->stack), create_file_page (self), "file");
  gtk_stack_add_named (GTK_STACK (self->stack), create_work_page (self), "work");
  gtk_stack_add_named (GTK_STACK (self->stack), self->list_slot, "list");
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_default_size (GTK_WINDOW (self), 1000, 700);
  gtk_window_set_title (GTK_WINDOW (self), _ (self->kind->title));
  pd_layout_say (self->trouble, NULL);
  go_to (self, "file");
}

/**
 * pd_taking_dialog_new:
 * @parent: (nullable): the window that opens it
 * @store: the cache
 * @kind: the sort of file
 *
 * Returns: (transfer none): a dialog that asks for a file; show it with gtk_window_present()
 */
PdTakingDialog *
pd_taking_dialog_new (GtkWindow *parent, PdStore *store, const PdTakingKind *kind)
{
  PdTakingDialog *self = g_object_new (PD_TYPE_TAKING_DIALOG, "transient-for", parent, "modal",
                                       parent != NULL, "destroy-with-parent", TRUE, NULL);

  self->store = g_object_ref (store);
  self->kind = kind;
  create_content (self);
  return self;
}

/**
 * pd_taking_dialog_get_step:
 * @self: a dialog
 *
 * Returns: "file", "work" or "list"
 */
const char *
pd_taking_dialog_get_step (PdTakingDialog *self)
{
  g_return_val_if_fail (PD_IS_TAKING_DIALOG (self), NULL);

  return gtk_stack_get_visible_child_name (GTK_STACK (self->stack));
}
