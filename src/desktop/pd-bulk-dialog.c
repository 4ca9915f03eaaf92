/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-bulk-dialog.h"

#include "desktop/pd-bulk-check.h"
#include "desktop/pd-bulk-results.h"
#include "desktop/pd-bureau-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-money.h"

#include <glib/gi18n-lib.h>

/* More rows than this are counted, not shown. */
#define MAX_ROWS 200

/* Steps: "check", "confirm", "work", "result"; or "refused" when nothing can be done. */
struct _PdBulkDialog
{
  AdwWindow parent_instance;

  GtkWidget *title;
  GtkWidget *cancel;
  GtkWidget *go;
  GtkWidget *stack; /* "work", "list" */
  GtkWidget *bar;
  GtkWidget *counter;   /* below the bar */
  GtkWidget *list;      /* a box */
  GtkWidget *headline;  /* (nullable) in the list: how many, and what they come to */
  GtkWidget *leave_out; /* (nullable) a check button in the list: not what does not fit into the quota */
  GtkWidget *results;   /* (nullable) in the list: what becomes of invoices */

  PdStore *store;            /* (owned) */
  GCancellable *cancellable; /* (owned) of what runs */
  GPtrArray *entries;        /* (owned) (nullable) of PdBulkEntry */
  const char *command;       /* "issue" or "cancel" */
  PdQuota quota;
  const char *step;
  guint n_more;  /* orders that were left for another time */
  guint n_asked; /* of those that are ready */
  guint n_ready;
  guint next; /* the entry that is asked for next */
};

enum
{
  ASKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdBulkDialog, pd_bulk_dialog, ADW_TYPE_WINDOW)

static gboolean
is_issue (PdBulkDialog *self)
{
  return g_str_equal (self->command, "issue");
}

/* --- the list */

static void
add_heading (PdBulkDialog *self, const char *text, const char *css_class)
{
  gtk_box_append (GTK_BOX (self->list), pd_layout_text (text, css_class));
}

static GtkWidget *
new_row (const PdBulkEntry *entry)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *money = pd_money_format (entry->total);
  g_autofree char *title = entry->buyer != NULL ? g_strdup_printf ("%s · %s", entry->number, entry->buyer)
                                                : g_strdup (entry->number);
  GtkWidget *amount = gtk_label_new (money);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (entry->reason != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), entry->reason);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_add_css_class (amount, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), amount);
  return row;
}

static void
add_rows (PdBulkDialog *self, PdBulkState state)
{
  GtkWidget *box = gtk_list_box_new ();
  guint shown = 0;

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (box), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (box, "boxed-list");
  for (guint i = 0; i < self->entries->len; i++)
    {
      const PdBulkEntry *entry = g_ptr_array_index (self->entries, i);

      /* What does not fit into the quota has a list of its own. */
      if (self->leave_out != NULL && !entry->fits)
        continue;
      if (entry->state == state && shown++ < MAX_ROWS)
        gtk_list_box_append (GTK_LIST_BOX (box), new_row (entry));
    }
  gtk_box_append (GTK_BOX (self->list), box);
  if (shown > MAX_ROWS)
    {
      g_autofree char *more =
          g_strdup_printf (ngettext ("And %u more.", "And %u more.", shown - MAX_ROWS), shown - MAX_ROWS);

      add_heading (self, more, "dim-label");
    }
}

static void
go_to (PdBulkDialog *self, const char *step, const char *go_label)
{
  self->step = step;
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack),
                                    g_str_equal (step, "check") || g_str_equal (step, "work") ? "work"
                                                                                              : "list");
  gtk_widget_set_visible (self->go, go_label != NULL);
  if (go_label != NULL)
    gtk_button_set_label (GTK_BUTTON (self->go), go_label);
  gtk_button_set_label (GTK_BUTTON (self->cancel),
                        g_str_equal (step, "result") || g_str_equal (step, "refused") ? _ ("Close")
                                                                                      : _ ("Cancel"));
}

static void
add_refused (PdBulkDialog *self)
{
  guint n = pd_bulk_count (self->entries, PD_BULK_REFUSED, NULL);
  g_autofree char *text = g_strdup_printf (ngettext ("%u order is left out", "%u orders are left out", n), n);

  if (n == 0)
    return;
  add_heading (self, text, "heading");
  add_rows (self, PD_BULK_REFUSED);
}

/* --- the result */

static void
show_result (PdBulkDialog *self)
{
  gint64 total;
  guint n_done = pd_bulk_count (self->entries, PD_BULK_DONE, &total);
  guint n_failed = pd_bulk_count (self->entries, PD_BULK_FAILED, NULL);
  guint n_left = pd_bulk_count (self->entries, PD_BULK_READY, NULL);
  g_autofree char *money = pd_money_format (total);
  g_autofree char *done = NULL;

  pd_layout_empty (self->list);
  if (is_issue (self))
    /* Translators: %u is a number of invoices, %s the amount of all together */
    done = g_strdup_printf (ngettext ("%1$u invoice of %2$s is requested",
                                      "%1$u invoices of %2$s are requested", n_done),
                            n_done, money);
  else
    done = g_strdup_printf (ngettext ("%u order is to be cancelled", "%u orders are to be cancelled", n_done),
                            n_done);
  add_heading (self, done, "title-4");
  /* Of invoices the list below says where each is. */
  if (!is_issue (self))
    add_heading (self,
                 _ ("The requests are saved on this computer and are sent with the next synchronisation."),
                 "dim-label");
  if (n_failed > 0)
    {
      add_heading (self, _ ("Not done"), "heading");
      add_rows (self, PD_BULK_FAILED);
    }
  if (n_left > 0)
    {
      add_heading (self, _ ("Not reached"), "heading");
      add_rows (self, PD_BULK_READY);
    }
  if (n_done > 0 && is_issue (self))
    {
      self->results = pd_bulk_results_new (self->store, self->entries);
      gtk_box_append (GTK_BOX (self->list), self->results);
    }
  else if (n_done > 0)
    {
      add_heading (self, _ ("To be cancelled"), "heading");
      add_rows (self, PD_BULK_DONE);
    }
  add_refused (self);
  go_to (self, "result", self->results != NULL ? _ ("Export…") : NULL);
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
  pd_bulk_ask_async (self->store, g_ptr_array_index (self->entries, self->next), self->command, asked_cb,
                     g_object_ref (self));
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
  go_to (self, "work", NULL);
  ask_next (self);
}

/* --- the check */

static char *
go_label (PdBulkDialog *self, guint n)
{
  if (is_issue (self))
    return g_strdup_printf (ngettext ("Issue %u Invoice", "Issue %u Invoices", n), n);
  return g_strdup_printf (ngettext ("Cancel %u Order", "Cancel %u Orders", n), n);
}

static void
show_headline (PdBulkDialog *self, guint n, gint64 total)
{
  g_autofree char *money = pd_money_format (total);
  g_autofree char *text =
      /* Translators: 1: how many orders, 2: the amount of all together */
      g_strdup_printf (ngettext ("%1$u order, %2$s with tax", "%1$u orders, together %2$s with tax", n), n,
                       money);

  gtk_label_set_text (GTK_LABEL (self->headline), text);
}

/* How many are issued: with or without those that do not fit. */
static void
leave_out_cb (PdBulkDialog *self)
{
  gint64 total = 0;
  guint n = 0;
  g_autofree char *label = NULL;

  for (guint i = 0; i < self->entries->len; i++)
    {
      const PdBulkEntry *entry = g_ptr_array_index (self->entries, i);

      if (entry->state != PD_BULK_READY ||
          (!entry->fits && gtk_check_button_get_active (GTK_CHECK_BUTTON (self->leave_out))))
        continue;
      n++;
      total += entry->total;
    }
  label = go_label (self, n);
  gtk_button_set_label (GTK_BUTTON (self->go), label);
  gtk_widget_set_sensitive (self->go, n > 0);
  show_headline (self, n, total);
}

static void
add_misfits (PdBulkDialog *self, guint n)
{
  g_autofree char *text =
      g_strdup_printf (ngettext ("%u invoice does not fit into what is left of the quota",
                                 "%u invoices do not fit into what is left of the quota", n),
                       n);
  GtkWidget *box = gtk_list_box_new ();
  guint shown = 0;

  add_heading (self, text, "heading");
  self->leave_out = gtk_check_button_new_with_label (_ ("Leave them out"));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->leave_out), TRUE);
  g_signal_connect_swapped (self->leave_out, "toggled", G_CALLBACK (leave_out_cb), self);
  gtk_box_append (GTK_BOX (self->list), self->leave_out);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (box), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (box, "boxed-list");
  for (guint i = 0; i < self->entries->len && shown < MAX_ROWS; i++)
    {
      const PdBulkEntry *entry = g_ptr_array_index (self->entries, i);

      if (entry->state != PD_BULK_READY || entry->fits)
        continue;
      gtk_list_box_append (GTK_LIST_BOX (box), new_row (entry));
      shown++;
    }
  gtk_box_append (GTK_BOX (self->list), box);
  if (n > shown)
    {
      g_autofree char *more =
          g_strdup_printf (ngettext ("And %u more.", "And %u more.", n - shown), n - shown);

      add_heading (self, more, "dim-label");
    }
}

static void
add_quota (PdBulkDialog *self)
{
  g_autofree char *quota = pd_quota_text (&self->quota);
  g_autofree char *forecast = pd_quota_forecast_text (&self->quota);
  guint n = 0;

  if (!is_issue (self))
    return;
  if (quota != NULL)
    add_heading (self, quota, "dim-label");
  if (quota != NULL && forecast != NULL)
    add_heading (self, forecast, "dim-label");
  for (guint i = 0; i < self->entries->len; i++)
    {
      const PdBulkEntry *entry = g_ptr_array_index (self->entries, i);

      n += entry->state == PD_BULK_READY && !entry->fits;
    }
  if (n > 0)
    add_misfits (self, n);
}

static void
show_check (PdBulkDialog *self)
{
  gint64 total;
  guint n = pd_bulk_count (self->entries, PD_BULK_READY, &total);
  g_autofree char *label = go_label (self, n);

  self->headline = pd_layout_text (_ ("None of the selected orders can be taken."), "title-4");
  gtk_box_append (GTK_BOX (self->list), self->headline);
  if (n > 0)
    show_headline (self, n, total);
  if (n > 0)
    {
      add_heading (self,
                   is_issue (self) ? _ ("An electronic invoice cannot be taken back, only reversed.")
                                   : _ ("A cancelled order can be opened again."),
                   "dim-label");
    }
  if (self->n_more > 0)
    {
      g_autofree char *more =
          g_strdup_printf (ngettext ("These are the oldest %2$u; %1$u more order is left for another time.",
                                     "These are the oldest %2$u; %1$u more orders are left for another time.",
                                     self->n_more),
                           self->n_more, self->entries->len);

      add_heading (self, more, "dim-label");
    }
  add_quota (self);
  add_refused (self);
  if (n > 0)
    {
      add_heading (self, is_issue (self) ? _ ("To be issued, the oldest first") : _ ("To be cancelled"),
                   "heading");
      add_rows (self, PD_BULK_READY);
    }
  go_to (self, n > 0 ? "confirm" : "refused", n > 0 ? label : NULL);
  if (self->leave_out != NULL)
    leave_out_cb (self);
  gtk_widget_grab_focus (self->cancel);
}

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
      show_check (self);
      return;
    }
  add_heading (self, error->message, "body");
  go_to (self, "refused", NULL);
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
  g_clear_object (&self->store);

  G_OBJECT_CLASS (pd_bulk_dialog_parent_class)->dispose (object);
}

static void
pd_bulk_dialog_finalize (GObject *object)
{
  PdBulkDialog *self = PD_BULK_DIALOG (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->entries, g_ptr_array_unref);

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
  GtkWidget *header = adw_header_bar_new ();

  self->title = adw_window_title_new ("", NULL);
  self->cancel = gtk_button_new_with_label ("");
  self->go = gtk_button_new_with_label ("");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->cancel), "window.close");
  gtk_widget_add_css_class (self->go, "suggested-action");
  g_signal_connect_swapped (self->go, "clicked", G_CALLBACK (go_cb), self);
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), self->title);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), self->cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->go);
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
  go_to (self, "check", NULL);
}

static void
refuse_too_many (PdBulkDialog *self, guint n)
{
  g_autofree char *text =
      /* Translators: 1: how many may be selected, 2: how many are */
      g_strdup_printf (_ ("At most %1$u orders can be taken at once; %2$u are selected."), PD_BULK_MAX, n);

  add_heading (self, text, "body");
  go_to (self, "refused", NULL);
}

static PdBulkDialog *
dialog_new (GtkWindow *parent, PdStore *store, const char *command)
{
  PdBulkDialog *self = g_object_new (PD_TYPE_BULK_DIALOG, "transient-for", parent, "modal", parent != NULL,
                                     "destroy-with-parent", TRUE, NULL);
  const char *title;

  self->store = g_object_ref (store);
  self->command = g_intern_string (command);
  title = is_issue (self) ? _ ("Issue Invoices") : _ ("Cancel Orders");
  adw_window_title_set_title (ADW_WINDOW_TITLE (self->title), title);
  gtk_window_set_title (GTK_WINDOW (self), title);
  if (!is_issue (self))
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
 * @command: "issue" or "cancel"
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
