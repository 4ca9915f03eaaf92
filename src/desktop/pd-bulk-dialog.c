/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-bulk-dialog-private.h"

#include "desktop/pd-bulk-results.h"
#include "desktop/pd-bulk-words.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-tooltip.h"

#include <glib/gi18n-lib.h>

enum
{
  ASKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdBulkDialog, pd_bulk_dialog, ADW_TYPE_WINDOW)

/* Or else it is done when it is saved. */
gboolean
pd_bulk_dialog_is_issue (PdBulkDialog *self)
{
  return g_str_equal (self->command, "issue");
}

/* @label: (nullable): of the button that goes on; %NULL: there is nothing to go on with */
void
pd_bulk_dialog_go_to (PdBulkDialog *self, const char *step, const char *label)
{
  self->step = step;
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack),
                                    g_str_equal (step, "check") || g_str_equal (step, "work") ? "work"
                                                                                              : "list");
  gtk_widget_set_visible (self->go, label != NULL);
  if (label != NULL)
    gtk_button_set_label (GTK_BUTTON (self->go), label);
  gtk_button_set_label (GTK_BUTTON (self->cancel),
                        g_str_equal (step, "result") || g_str_equal (step, "refused") ? _ ("Close")
                                                                                      : _ ("Cancel"));
}

/* --- the result */

static void
show_result (PdBulkDialog *self)
{
  gint64 total;
  guint n_done = pd_bulk_count (self->entries, PD_BULK_DONE, &total);
  guint n_failed = pd_bulk_count (self->entries, PD_BULK_FAILED, NULL);
  guint n_left = pd_bulk_count (self->entries, PD_BULK_READY, NULL);
  g_autofree char *done = pd_bulk_done_text (self->command, n_done, total);

  pd_bulk_dialog_drop_words (self);
  pd_layout_empty (self->list);
  pd_bulk_dialog_add_heading (self, done, "title-4");
  /* Of invoices the list below says where each is. */
  if (!pd_bulk_dialog_is_issue (self))
    pd_bulk_dialog_add_heading (
        self, _ ("The requests are saved on this computer and are sent with the next synchronisation."),
        "dim-label");
  if (n_failed > 0)
    {
      pd_bulk_dialog_add_heading (self, _ ("Not done"), "heading");
      pd_bulk_dialog_add_rows (self, PD_BULK_FAILED);
    }
  if (n_left > 0)
    {
      pd_bulk_dialog_add_heading (self, _ ("Not reached"), "heading");
      pd_bulk_dialog_add_rows (self, PD_BULK_READY);
    }
  if (n_done > 0 && pd_bulk_dialog_is_issue (self))
    {
      self->results = pd_bulk_results_new (self->store, self->entries);
      gtk_box_append (GTK_BOX (self->list), self->results);
    }
  else if (n_done > 0)
    {
      pd_bulk_dialog_add_heading (self, pd_bulk_ready_heading (self->command), "heading");
      pd_bulk_dialog_add_rows (self, PD_BULK_DONE);
    }
  pd_bulk_dialog_add_refused (self);
  pd_bulk_dialog_go_to (self, "result", self->results != NULL ? _ ("Export…") : NULL);
  gtk_widget_grab_focus (self->cancel);
  g_signal_emit (self, signals[ASKED], 0, self->entries);
}

/* --- the work */

static void ask_next (PdBulkDialog *self);

static void
asked_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdBulkDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  PdBulkEntry *entry = g_ptr_array_index (self->entries, self->next);

  /* The window went away with its parent. */
  if (self->store == NULL)
    return;
  entry->state = pd_store_write_finish (PD_STORE (store), result, &error) ? PD_BULK_DONE : PD_BULK_FAILED;
  if (error != NULL)
    entry->reason = g_strdup (error->message);
  self->next++;
  ask_next (self);
}

static void
show_progress (PdBulkDialog *self)
{
  /* Translators: 1: how many are done, 2: how many there are */
  g_autofree char *text = g_strdup_printf (_ ("%1$'u of %2$'u"), self->n_asked, self->n_ready);

  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->bar),
                                 self->n_ready > 0 ? (double) self->n_asked / self->n_ready : 0);
  gtk_label_set_text (GTK_LABEL (self->counter), text);
}

/* One after the other: what is saved stays saved when the person stops in between. */
static void
ask_next (PdBulkDialog *self)
{
  for (; self->next < self->entries->len; self->next++)
    if (((PdBulkEntry *) g_ptr_array_index (self->entries, self->next))->state == PD_BULK_READY)
      break;
  if (self->next >= self->entries->len || g_cancellable_is_cancelled (self->cancellable))
    {
      show_result (self);
      return;
    }
  show_progress (self);
  self->n_asked++;
  pd_bulk_ask_async (self->store, g_ptr_array_index (self->entries, self->next), self->command, self->given,
                     self->given_why, asked_cb, g_object_ref (self));
}

static void
go_cb (PdBulkDialog *self)
{
  if (self->results != NULL)
    {
      pd_bulk_results_export (PD_BULK_RESULTS (self->results));
      return;
    }
  if (self->leave_out != NULL && gtk_check_button_get_active (GTK_CHECK_BUTTON (self->leave_out)))
    pd_bulk_leave_out (self->entries);
  self->leave_out = NULL;
  self->n_ready = pd_bulk_count (self->entries, PD_BULK_READY, NULL);
  pd_bulk_dialog_go_to (self, "work", NULL);
  ask_next (self);
}

/* --- the check */

static void
checked_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdBulkDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  GPtrArray *entries = pd_bulk_check_finish (PD_STORE (store), result, &self->quota, &self->n_more, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->entries = entries;
  if (self->store == NULL)
    return;
  if (entries != NULL)
    {
      pd_bulk_dialog_show_check (self);
      return;
    }
  pd_bulk_dialog_add_heading (self, error->message, "body");
  pd_bulk_dialog_go_to (self, "refused", NULL);
}

/* --- the window */

/* While requests are being saved, closing means to stop and to look at what was done. */
static gboolean
pd_bulk_dialog_close_request (GtkWindow *window)
{
  PdBulkDialog *self = PD_BULK_DIALOG (window);

  g_cancellable_cancel (self->cancellable);
  if (g_str_equal (self->step, "work"))
    return GDK_EVENT_STOP;
  return GTK_WINDOW_CLASS (pd_bulk_dialog_parent_class)->close_request (window);
}

static void
pd_bulk_dialog_dispose (GObject *object)
{
  PdBulkDialog *self = PD_BULK_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  pd_bulk_dialog_drop_words (self);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (pd_bulk_dialog_parent_class)->dispose (object);
}

static void
pd_bulk_dialog_finalize (GObject *object)
{
  PdBulkDialog *self = PD_BULK_DIALOG (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_free (self->given);
  g_free (self->given_why);

  G_OBJECT_CLASS (pd_bulk_dialog_parent_class)->finalize (object);
}

static void
pd_bulk_dialog_class_init (PdBulkDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_bulk_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_bulk_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = pd_bulk_dialog_close_request;

  /**
   * PdBulkDialog::asked:
   * @entries: (element-type PdBulkEntry): all of them, each with what became of it
   *
   * The commands are saved, or those that could be.
   */
  signals[ASKED] = g_signal_new ("asked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static GtkWidget *
create_header (PdBulkDialog *self)
{
  GtkWidget *header;

  self->title = adw_window_title_new ("", NULL);
  self->cancel = gtk_button_new_with_label ("");
  self->go = gtk_button_new_with_label ("");
  g_signal_connect_swapped (self->go, "clicked", G_CALLBACK (go_cb), self);
  header = pd_layout_dialog_header (self->cancel, self->go);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), self->title);
  return header;
}

static GtkWidget *
create_stack (PdBulkDialog *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *work = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->stack = gtk_stack_new ();
  self->bar = gtk_progress_bar_new ();
  gtk_widget_set_size_request (self->bar, 260, -1);
  gtk_widget_set_halign (work, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (work, GTK_ALIGN_CENTER);
  self->counter = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->counter, "numeric");
  gtk_box_append (GTK_BOX (work), self->bar);
  gtk_box_append (GTK_BOX (work), self->counter);
  pd_set_accessible_label (self->bar, _ ("The orders are being worked on."));
  self->list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_set_margin_top (self->list, 18);
  gtk_widget_set_margin_bottom (self->list, 18);
  gtk_widget_set_margin_start (self->list, 18);
  gtk_widget_set_margin_end (self->list, 18);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->list);
  gtk_stack_add_named (GTK_STACK (self->stack), work, "work");
  gtk_stack_add_named (GTK_STACK (self->stack), scroller, "list");
  gtk_widget_set_vexpand (self->stack, TRUE);
  return self->stack;
}

static void
pd_bulk_dialog_init (PdBulkDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->cancellable = g_cancellable_new ();
  gtk_box_append (GTK_BOX (box), create_header (self));
  gtk_box_append (GTK_BOX (box), create_stack (self));
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_default_size (GTK_WINDOW (self), 560, 600);
  pd_bulk_dialog_go_to (self, "check", NULL);
}

static void
refuse_too_many (PdBulkDialog *self, guint n)
{
  g_autofree char *text =
      /* Translators: 1: how many may be selected, 2: how many are */
      g_strdup_printf (_ ("At most %1$u orders can be taken at once; %2$u are selected."), PD_BULK_MAX, n);

  pd_bulk_dialog_add_heading (self, text, "body");
  pd_bulk_dialog_go_to (self, "refused", NULL);
}

static PdBulkDialog *
dialog_new (GtkWindow *parent, PdStore *store, const char *command)
{
  PdBulkDialog *self = g_object_new (PD_TYPE_BULK_DIALOG, "transient-for", parent, "modal", parent != NULL,
                                     "destroy-with-parent", TRUE, NULL);
  const char *title;

  self->store = g_object_ref (store);
  self->command = g_intern_string (command);
  title = pd_bulk_title (command);
  adw_window_title_set_title (ADW_WINDOW_TITLE (self->title), title);
  gtk_window_set_title (GTK_WINDOW (self), title);
  if (g_str_equal (command, "cancel"))
    {
      gtk_widget_remove_css_class (self->go, "suggested-action");
      gtk_widget_add_css_class (self->go, "destructive-action");
    }
  return self;
}

/**
 * pd_bulk_dialog_new:
 * @parent: (nullable): the window that opens it
 * @store: the cache
 * @rows: (element-type gint64): the row ids of the selected orders
 * @command: a command of orders, or %PD_BULK_ASSIGN
 *
 * Says what would be done with several orders, and what is left out and why, before anything is done.
 *
 * Returns: (transfer none): a dialog; show it with gtk_window_present()
 */
PdBulkDialog *
pd_bulk_dialog_new (GtkWindow *parent, PdStore *store, GArray *rows, const char *command)
{
  PdBulkDialog *self = dialog_new (parent, store, command);

  if (rows->len > PD_BULK_MAX)
    refuse_too_many (self, rows->len);
  else
    pd_bulk_check_async (store, rows, NULL, command, self->cancellable, checked_cb, g_object_ref (self));
  return self;
}

/**
 * pd_bulk_dialog_new_for_state:
 * @parent: (nullable): the window that opens it
 * @store: the cache
 * @state: a state from which orders are issued
 *
 * As pd_bulk_dialog_new(), of the oldest orders in a state whose invoice nobody has asked for.
 *
 * Returns: (transfer none): a dialog; show it with gtk_window_present()
 */
PdBulkDialog *
pd_bulk_dialog_new_for_state (GtkWindow *parent, PdStore *store, const char *state)
{
  PdBulkDialog *self = dialog_new (parent, store, "issue");

  pd_bulk_check_async (store, NULL, state, "issue", self->cancellable, checked_cb, g_object_ref (self));
  return self;
}

/**
 * pd_bulk_dialog_get_step:
 * @self: a dialog
 *
 * Returns: "check", "confirm", "work", "result" or "refused"
 */
const char *
pd_bulk_dialog_get_step (PdBulkDialog *self)
{
  g_return_val_if_fail (PD_IS_BULK_DIALOG (self), NULL);

  return self->step;
}
