/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-take-in-dialog.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-received-invoice.h"

#include <glib/gi18n-lib.h>

/* More rows than this of one outcome are counted, not shown. */
#define MAX_ROWS 200

/* Steps: "work", "result". */
struct _PdTakeInDialog
{
  AdwWindow parent_instance;

  GtkWidget *title;
  GtkWidget *close;
  GtkWidget *stack; /* "work", "list" */
  GtkWidget *bar;
  GtkWidget *name;
  GtkWidget *list; /* a box */

  GCancellable *cancellable; /* (owned) */
  GPtrArray *rows;           /* (owned) (nullable) of PdTakeInRow */
  const char *step;
  gboolean gone;
};

G_DEFINE_FINAL_TYPE (PdTakeInDialog, pd_take_in_dialog, ADW_TYPE_WINDOW)

/**
 * pd_take_in_reader:
 *
 * Returns: (transfer none): the reader of this program: files from outside are read in its process, one after another
 */
PdReader *
pd_take_in_reader (void)
{
  static PdReader *reader; /* for as long as the program: somebody may be reading at its end */

  if (reader == NULL)
    reader = pd_reader_new (NULL);
  return reader;
}

/* --- the result */

static void
show_record_cb (AdwActionRow *row, PdTakeInDialog *self)
{
  const char *id = g_object_get_data (G_OBJECT (row), "record-id");
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  g_autoptr (GtkWidget) kept = parent != NULL ? g_object_ref (GTK_WIDGET (parent)) : NULL;
  g_autofree char *wanted = g_strdup (id);

  gtk_window_close (GTK_WINDOW (self));
  if (kept != NULL)
    gtk_widget_activate_action (kept, "win.show-record", "(ss)", pd_received_type.name, wanted);
}

static char *
details (const PdTakeInRow *row)
{
  GString *text = g_string_new (row->number);

  if (*row->sentence != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", row->sentence);
  if (row->warnings != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", row->warnings);
  return g_string_free (text, FALSE);
}

static GtkWidget *
new_row (PdTakeInDialog *self, const PdTakeInRow *row)
{
  GtkWidget *widget = adw_action_row_new ();
  g_autofree char *text = details (row);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (widget), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (widget), row->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (widget), text);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (widget), 0);
  if (row->warnings != NULL || pd_take_in_outcome_is_trouble (row->outcome))
    {
      GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");

      pd_set_accessible_label (icon, _ ("Look at this"));
      adw_action_row_add_prefix (ADW_ACTION_ROW (widget), icon);
    }
  if (row->id == NULL)
    return widget;
  g_object_set_data_full (G_OBJECT (widget), "record-id", g_strdup (row->id), g_free);
  adw_action_row_add_suffix (ADW_ACTION_ROW (widget), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (widget), TRUE);
  g_signal_connect (widget, "activated", G_CALLBACK (show_record_cb), self);
  return widget;
}

static guint
count (const PdTakeInDialog *self, PdTakeInOutcome outcome)
{
  guint n = 0;

  for (guint i = 0; i < self->rows->len; i++)
    n += ((const PdTakeInRow *) self->rows->pdata[i])->outcome == outcome;
  return n;
}

static void
add_outcome (PdTakeInDialog *self, PdTakeInOutcome outcome)
{
  guint n = count (self, outcome);
  g_autofree char *heading = g_strdup_printf ("%s · %u", pd_take_in_outcome_label (outcome), n);
  GtkWidget *box;
  guint shown = 0;

  if (n == 0)
    return;
  box = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (box), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (box, "boxed-list");
  pd_set_accessible_label (box, pd_take_in_outcome_label (outcome));
  gtk_box_append (GTK_BOX (self->list), pd_layout_text (heading, "heading"));
  for (guint i = 0; i < self->rows->len && shown < MAX_ROWS; i++)
    {
      const PdTakeInRow *row = self->rows->pdata[i];

      if (row->outcome != outcome)
        continue;
      gtk_list_box_append (GTK_LIST_BOX (box), new_row (self, row));
      shown++;
    }
  gtk_box_append (GTK_BOX (self->list), box);
  if (n > MAX_ROWS)
    {
      g_autofree char *more =
          g_strdup_printf (ngettext ("And %u more.", "And %u more.", n - MAX_ROWS), n - MAX_ROWS);

      gtk_box_append (GTK_BOX (self->list), pd_layout_text (more, "dim-label"));
    }
}

/* What needs a person stands first. */
static void
show_result (PdTakeInDialog *self, gboolean stopped)
{
  static const PdTakeInOutcome order[] = { PD_TAKE_IN_DIFFERENT, PD_TAKE_IN_UNREADABLE, PD_TAKE_IN_NO_INVOICE,
                                           PD_TAKE_IN_NEW,       PD_TAKE_IN_ADDED,      PD_TAKE_IN_ALREADY,
                                           PD_TAKE_IN_OWN };
  guint n = count (self, PD_TAKE_IN_NEW);
  g_autofree char *done =
      g_strdup_printf (ngettext ("%u invoice was taken in", "%u invoices were taken in", n), n);

  pd_layout_empty (self->list);
  gtk_box_append (GTK_BOX (self->list), pd_layout_text (done, "title-4"));
  if (stopped)
    gtk_box_append (GTK_BOX (self->list),
                    pd_layout_text (_ ("You stopped it. What was taken in stays; take the rest in again, and "
                                       "nothing is doubled."),
                                    "dim-label"));
  else if (self->rows->len == 0)
    gtk_box_append (GTK_BOX (self->list), pd_layout_text (_ ("There was no file in it."), "dim-label"));
  for (gsize i = 0; i < G_N_ELEMENTS (order); i++)
    add_outcome (self, order[i]);
  self->step = "result";
  gtk_button_set_label (GTK_BUTTON (self->close), _ ("Close"));
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "list");
  gtk_widget_grab_focus (self->close);
}

/* --- the work */

static void
progress_cb (guint done, guint total, const char *name, gpointer data)
{
  PdTakeInDialog *self = data;
  g_autofree char *text = NULL;

  if (self->gone)
    return;
  text = g_strdup_printf (_ ("%1$u of %2$u"), done, total);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->bar), total > 0 ? (double) done / total : 0);
  gtk_progress_bar_set_text (GTK_PROGRESS_BAR (self->bar), text);
  gtk_label_set_text (GTK_LABEL (self->name), name != NULL ? name : "");
}

static void
taken_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdTakeInDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  self->rows = pd_take_in_finish (result, &error);
  if (self->gone)
    return;
  if (self->rows != NULL)
    {
      show_result (self, g_cancellable_is_cancelled (self->cancellable));
      return;
    }
  gtk_box_append (GTK_BOX (self->list), pd_layout_text (error->message, "body"));
  self->step = "result";
  gtk_button_set_label (GTK_BUTTON (self->close), _ ("Close"));
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "list");
}

/* While files are taken in, closing means to stop and to look at what was done. */
static gboolean
pd_take_in_dialog_close_request (GtkWindow *window)
{
  PdTakeInDialog *self = PD_TAKE_IN_DIALOG (window);

  g_cancellable_cancel (self->cancellable);
  if (g_str_equal (self->step, "work"))
    return GDK_EVENT_STOP;
  return GTK_WINDOW_CLASS (pd_take_in_dialog_parent_class)->close_request (window);
}

static void
pd_take_in_dialog_dispose (GObject *object)
{
  PdTakeInDialog *self = PD_TAKE_IN_DIALOG (object);

  self->gone = TRUE;
  g_cancellable_cancel (self->cancellable);

  G_OBJECT_CLASS (pd_take_in_dialog_parent_class)->dispose (object);
}

static void
pd_take_in_dialog_finalize (GObject *object)
{
  PdTakeInDialog *self = PD_TAKE_IN_DIALOG (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->rows, g_ptr_array_unref);

  G_OBJECT_CLASS (pd_take_in_dialog_parent_class)->finalize (object);
}

static void
pd_take_in_dialog_class_init (PdTakeInDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_take_in_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_take_in_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = pd_take_in_dialog_close_request;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static GtkWidget *
create_header (PdTakeInDialog *self)
{
  GtkWidget *header = adw_header_bar_new ();

  self->title = adw_window_title_new (_ ("Take In Invoices"), NULL);
  self->close = gtk_button_new_with_label (_ ("Stop"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->close), "window.close");
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), self->title);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), self->close);
  return header;
}

static GtkWidget *
create_work (PdTakeInDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->bar = gtk_progress_bar_new ();
  self->name = gtk_label_new (NULL);
  gtk_progress_bar_set_show_text (GTK_PROGRESS_BAR (self->bar), TRUE);
  pd_set_accessible_label (self->bar, _ ("Files that are done"));
  gtk_label_set_ellipsize (GTK_LABEL (self->name), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_add_css_class (self->name, "dim-label");
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  pd_layout_set_margins (box, 24);
  gtk_box_append (GTK_BOX (box), self->bar);
  gtk_box_append (GTK_BOX (box), self->name);
  return box;
}

static void
pd_take_in_dialog_init (PdTakeInDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->cancellable = g_cancellable_new ();
  self->step = "work";
  self->list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  pd_layout_set_margins (self->list, 18);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->list);
  self->stack = gtk_stack_new ();
  gtk_box_append (GTK_BOX (box), create_header (self));
  gtk_stack_add_named (GTK_STACK (self->stack), create_work (self), "work");
  gtk_stack_add_named (GTK_STACK (self->stack), scroller, "list");
  gtk_widget_set_vexpand (self->stack, TRUE);
  gtk_box_append (GTK_BOX (box), self->stack);
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_default_size (GTK_WINDOW (self), 560, 600);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Take In Invoices"));
}

static PdTakeInDialog *
new_dialog (GtkWindow *parent)
{
  return g_object_new (PD_TYPE_TAKE_IN_DIALOG, "transient-for", parent, "modal", parent != NULL,
                       "destroy-with-parent", TRUE, NULL);
}

/**
 * pd_take_in_dialog_new:
 * @parent: (nullable): the window that opens it
 * @store: the cache
 * @tenant: the tenant's id
 * @files: (element-type GFile): files, folders and zips
 *
 * Takes invoices in at once, and says of each file what became of it.
 *
 * Returns: (transfer none): a dialog; show it with gtk_window_present()
 */
PdTakeInDialog *
pd_take_in_dialog_new (GtkWindow *parent, PdStore *store, const char *tenant, GPtrArray *files)
{
  PdTakeInDialog *self = new_dialog (parent);
  g_autofree char *data_dir = g_path_get_dirname (pd_store_get_path (store));
  g_autofree char *today = pd_today ();
  const PdTakeInOptions options = {
    .store = store, .reader = pd_take_in_reader (), .data_dir = data_dir, .tenant = tenant, .today = today
  };

  pd_take_in_async (&options, files, progress_cb, self, self->cancellable, taken_in_cb, g_object_ref (self));
  return self;
}

/**
 * pd_take_in_dialog_new_for_rows:
 * @parent: (nullable): the window that opens it
 * @rows: (element-type PdTakeInRow): what became of files that were taken in before
 *
 * Returns: (transfer none): a dialog that shows them
 */
PdTakeInDialog *
pd_take_in_dialog_new_for_rows (GtkWindow *parent, GPtrArray *rows)
{
  PdTakeInDialog *self = new_dialog (parent);

  self->rows = g_ptr_array_ref (rows);
  show_result (self, FALSE);
  return self;
}

/** pd_take_in_dialog_get_step: Returns: (transfer none): "work" or "result" */
const char *
pd_take_in_dialog_get_step (PdTakeInDialog *self)
{
  g_return_val_if_fail (PD_IS_TAKE_IN_DIALOG (self), NULL);

  return self->step;
}
