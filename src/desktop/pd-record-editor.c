/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-record-editor.h"

#include "desktop/pd-fill.h"
#include "desktop/pd-order-lines.h"
#include "desktop/pd-record-form.h"
#include "desktop/pd-save.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-money.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-problem.h"

#include <glib/gi18n-lib.h>

/* Below these widths a line of an order takes two rows, and fewer fields stand beside each other. */
#define WIDE 1180
#define MIDDLE 620

struct _PdRecordEditor
{
  GtkWidget parent_instance;

  /* Template */
  AdwWindowTitle *title;
  GtkButton *save_new;
  GtkScrolledWindow *scroller;
  AdwClamp *clamp;
  GtkBox *content;
  GtkBox *bottom;
  GtkBox *totals;
  GtkLabel *net;
  GtkLabel *tax;
  GtkLabel *gross;
  GtkButton *problems;
  GtkLabel *problems_text;

  /* Owned */
  PdStore *store;
  PdRecord *original; /* (nullable) what was there when the editing began */
  PdRecord *working;  /* (nullable) what is typed */
  GPtrArray *forms;   /* of PdRecordForm (borrowed) */
  guint layout_source;

  /* Borrowed */
  const PdPlace *place;
  PdOrderLines *lines; /* (nullable) only an order has lines */
  PdEditorDone done;   /* (nullable) what was asked for when leaving */
  gpointer done_data;

  gboolean is_new;
  gboolean checked; /* Save was tried: everything that is wrong is said */
  gboolean saving;
  gboolean then_new; /* what follows the save that runs */
};

enum
{
  SAVED,
  LEFT,
  REMOVED_LINE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdRecordEditor, pd_record_editor, GTK_TYPE_WIDGET)

static void start_save (PdRecordEditor *self, gboolean insist);

/* --- what is wrong */

static guint
show_form_problems (PdRecordEditor *self, GPtrArray *problems)
{
  guint n_errors = 0;

  for (guint i = 0; i < self->forms->len; i++)
    {
      GPtrArray *editors = pd_record_form_get_editors (g_ptr_array_index (self->forms, i));

      for (guint j = 0; j < editors->len; j++)
        {
          PdFieldEditor *editor = g_ptr_array_index (editors, j);
          const PdProblem *problem =
              pd_problems_find (problems, NULL, (int) pd_field_editor_get_field (editor));
          const char *error = pd_field_editor_get_error (editor);
          gboolean shown = self->checked || pd_field_editor_was_left (editor);

          n_errors += error != NULL;
          if (!shown)
            pd_field_editor_set_problem (editor, NULL, PD_PROBLEM_NOTE);
          else if (error != NULL)
            pd_field_editor_set_problem (editor, error, PD_PROBLEM_ERROR);
          else
            pd_field_editor_set_problem (editor, problem != NULL ? problem->message : NULL,
                                         problem != NULL ? problem->weight : PD_PROBLEM_NOTE);
        }
    }
  return n_errors;
}

/* A field that holds no value of its kind is an error that the record does not know of; it may be empty there,
 * and then "missing" is said of it as well: counted once. */
static guint
count_errors (GPtrArray *problems)
{
  guint n = 0;

  for (guint i = 0; i < problems->len; i++)
    n += ((PdProblem *) g_ptr_array_index (problems, i))->weight == PD_PROBLEM_ERROR;
  return n;
}

/* Returns how many things keep the record from being saved. */
static guint
show_problems (PdRecordEditor *self)
{
  g_autoptr (GPtrArray) problems = pd_record_check (self->working, PD_REQUIRED_TO_SAVE);
  guint n_errors = count_errors (problems);
  guint n_untaken = show_form_problems (self, problems);
  g_autofree char *text = NULL;

  if (self->lines != NULL)
    {
      pd_order_lines_show_problems (self->lines, problems, self->checked);
      if (pd_order_lines_find_wrong (self->lines, problems) != NULL && n_errors == 0)
        n_untaken++;
    }
  n_errors = MAX (n_errors, n_untaken);
  text = g_strdup_printf (ngettext ("%u thing to put right before saving",
                                    "%u things to put right before saving", n_errors),
                          n_errors);
  gtk_label_set_text (self->problems_text, text);
  gtk_widget_set_visible (GTK_WIDGET (self->problems), self->checked && n_errors > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->bottom), self->lines != NULL || (self->checked && n_errors > 0));
  return n_errors;
}

static GtkWidget *
find_wrong (PdRecordEditor *self)
{
  g_autoptr (GPtrArray) problems = pd_record_check (self->working, PD_REQUIRED_TO_SAVE);

  for (guint i = 0; i < self->forms->len; i++)
    {
      GPtrArray *editors = pd_record_form_get_editors (g_ptr_array_index (self->forms, i));

      for (guint j = 0; j < editors->len; j++)
        {
          PdFieldEditor *editor = g_ptr_array_index (editors, j);
          const PdProblem *problem =
              pd_problems_find (problems, NULL, (int) pd_field_editor_get_field (editor));

          if (pd_field_editor_get_error (editor) != NULL ||
              (problem != NULL && problem->weight == PD_PROBLEM_ERROR))
            return GTK_WIDGET (editor);
        }
    }
  return self->lines != NULL ? pd_order_lines_find_wrong (self->lines, problems) : NULL;
}

static void
next_problem (PdRecordEditor *self)
{
  GtkWidget *wrong = find_wrong (self);

  if (wrong != NULL)
    gtk_widget_grab_focus (wrong);
}

/* Warnings that this editing brought in: what was so before was accepted before. */
static char *
new_warnings (PdRecordEditor *self)
{
  g_autoptr (GPtrArray) problems = pd_record_check (self->working, PD_REQUIRED_TO_SAVE);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < problems->len; i++)
    {
      const PdProblem *problem = g_ptr_array_index (problems, i);

      if (problem->weight != PD_PROBLEM_OVERRIDABLE)
        continue;
      if (!self->is_new && problem->line_id == NULL && problem->field >= 0 &&
          pd_record_field_equal (self->original, self->working, (guint) problem->field))
        continue;
      g_string_append_printf (text, text->len > 0 ? "\n%s" : "%s", problem->message);
    }
  return g_string_free (text, text->len == 0);
}

/* --- what follows from what is typed */

static void
set_total (GtkLabel *label, const char *name, gint64 fen)
{
  g_autofree char *money = pd_money_format (fen);
  /* Translators: 1: the name of a total, 2: the amount */
  g_autofree char *text = g_strdup_printf (_ ("%1$s %2$s"), name, money);

  gtk_label_set_text (label, text);
}

static void
update (PdRecordEditor *self)
{
  pd_record_derive (self->working);
  if (self->lines != NULL)
    {
      pd_order_lines_update (self->lines);
      set_total (self->net, _ ("Without tax"), pd_record_get_integer (self->working, PD_ORDER_NET_AMOUNT));
      set_total (self->tax, _ ("Tax"), pd_record_get_integer (self->working, PD_ORDER_TAX_AMOUNT));
      set_total (self->gross, _ ("Total"), pd_record_get_integer (self->working, PD_ORDER_GROSS_AMOUNT));
    }
  show_problems (self);
}

static void
edited_cb (PdRecordEditor *self, PdFieldEditor *editor)
{
  guint field = pd_field_editor_get_field (editor);

  pd_field_editor_store (editor, self->working);
  /* A buyer that goes by another name is not that buyer. */
  if (self->place->type == &pd_order_type && field == PD_ORDER_BUYER_NAME)
    pd_record_clear (self->working, PD_ORDER_BUYER_ID);
  update (self);
}

static void
left_cb (PdRecordEditor *self, PdFieldEditor *editor)
{
  if (self->working == NULL)
    return;
  if (pd_field_editor_get_error (editor) == NULL)
    pd_field_editor_load (editor, self->working);
  show_problems (self);
}

static void
entered_cb (PdRecordEditor *self)
{
  gtk_widget_child_focus (GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self))), GTK_DIR_TAB_FORWARD);
}

static void
buyer_picked_cb (PdRecordEditor *self, PdRecord *buyer)
{
  pd_fill_order_from_buyer (self->working, buyer);
  for (guint i = 0; i < self->forms->len; i++)
    pd_record_form_load (g_ptr_array_index (self->forms, i), self->working);
  update (self);
  if (self->lines != NULL)
    gtk_widget_child_focus (GTK_WIDGET (self->lines), GTK_DIR_TAB_FORWARD);
}

static void
lines_left_cb (PdRecordEditor *self)
{
  if (self->working != NULL)
    show_problems (self);
}

static void
line_removed_cb (PdRecordEditor *self, PdRecord *line)
{
  if (!pd_line_is_blank (line))
    g_signal_emit (self, signals[REMOVED_LINE], 0, line);
}

/* --- saving */

static void
let_go (PdRecordEditor *self)
{
  PdEditorDone done = self->done;

  self->done = NULL;
  g_clear_pointer (&self->original, pd_record_unref);
  g_signal_emit (self, signals[LEFT], 0);
  if (done != NULL)
    done (self->done_data);
}

static GtkWindow *
parent_window (PdRecordEditor *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static void
clash_response_cb (AdwMessageDialog *dialog, const char *response, PdRecordEditor *self)
{
  if (g_str_equal (response, "mine"))
    start_save (self, TRUE);
}

static void
ask_about_clashes (PdRecordEditor *self, const char *clashes)
{
  GtkWidget *dialog =
      adw_message_dialog_new (parent_window (self), _ ("Somebody Else Changed the Same Fields"), NULL);

  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog),
                                  _ ("While you were editing, this was changed by somebody else, too: %s. "
                                     "Nothing has been saved yet."),
                                  clashes);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "back", _ ("Keep Editing"), "mine",
                                    _ ("Save Mine"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "mine", ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (clash_response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
say_failure (PdRecordEditor *self, const char *message)
{
  GtkWidget *dialog = adw_message_dialog_new (parent_window (self), _ ("Not Saved"), message);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "back", _ ("Keep Editing"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
saved_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdRecordEditor) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *clashes = NULL;
  g_autofree char *id = NULL;
  gboolean then_new = self->then_new;

  self->saving = FALSE;
  if (!pd_save_finish (PD_STORE (store), result, &clashes, &error))
    {
      self->done = NULL;
      say_failure (self, error->message);
      return;
    }
  if (clashes != NULL)
    {
      ask_about_clashes (self, clashes);
      return;
    }
  id = g_strdup (pd_record_get_id (self->working));
  g_signal_emit (self, signals[SAVED], 0, id, then_new);
  if (!then_new)
    let_go (self);
}

static void
start_save (PdRecordEditor *self, gboolean insist)
{
  self->saving = TRUE;
  pd_save_async (self->store, self->is_new ? NULL : self->original, self->working, insist, saved_cb,
                 g_object_ref (self));
}

static void
warning_response_cb (AdwMessageDialog *dialog, const char *response, PdRecordEditor *self)
{
  if (g_str_equal (response, "save"))
    start_save (self, FALSE);
}

static void
ask_about_warnings (PdRecordEditor *self, const char *warnings)
{
  GtkWidget *dialog = adw_message_dialog_new (parent_window (self), _ ("Save Anyway?"), warnings);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "back", _ ("Keep Editing"), "save",
                                    _ ("Save Anyway"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "save");
  g_signal_connect_object (dialog, "response", G_CALLBACK (warning_response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * pd_record_editor_save:
 * @self: an editor
 * @then_new: whether another new record follows
 *
 * Saves what is typed, or says what is wrong with it.
 */
void
pd_record_editor_save (PdRecordEditor *self, gboolean then_new)
{
  g_autofree char *warnings = NULL;

  g_return_if_fail (PD_IS_RECORD_EDITOR (self));

  if (self->saving || self->working == NULL)
    return;
  self->then_new = then_new;
  self->checked = TRUE;
  if (self->lines != NULL)
    pd_order_lines_remove_blank (self->lines);
  update (self);
  if (show_problems (self) > 0)
    {
      self->done = NULL;
      next_problem (self);
      return;
    }
  warnings = new_warnings (self);
  if (warnings != NULL)
    ask_about_warnings (self, warnings);
  else
    start_save (self, FALSE);
}

/* --- leaving */

/* What was typed and is no value of its field is not in the record, and would be lost as well. */
static gboolean
has_untaken (PdRecordEditor *self)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  for (guint i = 0; i < self->forms->len; i++)
    {
      GPtrArray *editors = pd_record_form_get_editors (g_ptr_array_index (self->forms, i));

      for (guint j = 0; j < editors->len; j++)
        if (pd_field_editor_get_error (g_ptr_array_index (editors, j)) != NULL)
          return TRUE;
    }
  return self->lines != NULL && pd_order_lines_find_wrong (self->lines, none) != NULL;
}

/**
 * pd_record_editor_is_changed:
 * @self: an editor
 *
 * Returns: whether something would be lost
 */
gboolean
pd_record_editor_is_changed (PdRecordEditor *self)
{
  g_return_val_if_fail (PD_IS_RECORD_EDITOR (self), FALSE);

  return self->original != NULL && (!pd_record_equal (self->original, self->working) || has_untaken (self));
}

static void
leave_response_cb (AdwMessageDialog *dialog, const char *response, PdRecordEditor *self)
{
  if (g_str_equal (response, "save"))
    pd_record_editor_save (self, FALSE);
  else if (g_str_equal (response, "discard"))
    let_go (self);
  else
    self->done = NULL;
}

/**
 * pd_record_editor_leave:
 * @self: an editor
 * @done: (nullable): called once the editor has let go; never when the person stays
 * @user_data: for @done
 *
 * Asks whether to save what was typed, when something was.
 */
void
pd_record_editor_leave (PdRecordEditor *self, PdEditorDone done, gpointer user_data)
{
  GtkWidget *dialog;

  g_return_if_fail (PD_IS_RECORD_EDITOR (self));

  self->done = done;
  self->done_data = user_data;
  if (!pd_record_editor_is_changed (self))
    {
      let_go (self);
      return;
    }
  dialog = adw_message_dialog_new (parent_window (self), _ ("Save Changes?"),
                                   _ ("What you have typed has not been saved yet."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "back", _ ("Keep Editing"), "discard",
                                    _ ("Discard"), "save", _ ("Save"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "discard",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "save", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "save");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "back");
  g_signal_connect_object (dialog, "response", G_CALLBACK (leave_response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- beginning */

/* Where the typing begins: a new order has its number and date already. */
static void
focus_first (PdRecordEditor *self)
{
  GtkWidget *input = NULL;

  if (self->place->type == &pd_order_type && self->is_new)
    input = pd_record_editor_find_input (self, PD_ORDER_BUYER_NAME);
  if (input != NULL)
    gtk_widget_grab_focus (input);
  else
    gtk_widget_grab_focus (g_ptr_array_index (self->forms, 0));
}

/**
 * pd_record_editor_edit:
 * @self: an editor
 * @record: a record with its lines
 * @is_new: whether it is not in the cache yet
 *
 * Begins to edit a copy of @record.
 */
void
pd_record_editor_edit (PdRecordEditor *self, const PdRecord *record, gboolean is_new)
{
  g_return_if_fail (PD_IS_RECORD_EDITOR (self));

  g_clear_pointer (&self->original, pd_record_unref);
  g_clear_pointer (&self->working, pd_record_unref);
  self->working = pd_record_copy (record);
  self->is_new = is_new;
  self->checked = FALSE;
  self->saving = FALSE;
  adw_window_title_set_title (self->title, is_new ? _ (self->place->new_title) : _ (self->place->edit_title));
  adw_window_title_set_subtitle (self->title, is_new ? "" : pd_record_get_title (record));
  for (guint i = 0; i < self->forms->len; i++)
    {
      GPtrArray *editors = pd_record_form_get_editors (g_ptr_array_index (self->forms, i));

      pd_record_form_load (g_ptr_array_index (self->forms, i), self->working);
      for (guint j = 0; j < editors->len; j++)
        pd_field_editor_set_left (g_ptr_array_index (editors, j), FALSE);
    }
  if (self->lines != NULL)
    {
      pd_order_lines_set_order (self->lines, self->working);
      if (pd_record_get_lines (self->working)->len == 0)
        pd_order_lines_add (self->lines, FALSE);
    }
  pd_record_derive (self->working);
  self->original = pd_record_copy (self->working);
  update (self);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  focus_first (self);
}

const PdPlace *
pd_record_editor_get_place (PdRecordEditor *self)
{
  g_return_val_if_fail (PD_IS_RECORD_EDITOR (self), NULL);

  return self->place;
}

/**
 * pd_record_editor_get_working:
 * @self: an editor
 *
 * Returns: (nullable) (transfer none): what is typed
 */
PdRecord *
pd_record_editor_get_working (PdRecordEditor *self)
{
  g_return_val_if_fail (PD_IS_RECORD_EDITOR (self), NULL);

  return self->working;
}

/**
 * pd_record_editor_find_input:
 * @self: an editor
 * @field: a field's index
 *
 * Returns: (nullable) (transfer none): the field's editor, %NULL when it is not in the form
 */
GtkWidget *
pd_record_editor_find_input (PdRecordEditor *self, guint field)
{
  g_return_val_if_fail (PD_IS_RECORD_EDITOR (self), NULL);

  for (guint i = 0; i < self->forms->len; i++)
    {
      PdFieldEditor *editor = pd_record_form_find (g_ptr_array_index (self->forms, i), field);

      if (editor != NULL)
        return GTK_WIDGET (editor);
    }
  return NULL;
}

/* --- keyboard */

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  pd_record_editor_save (PD_RECORD_EDITOR (widget), g_str_equal (name, "editor.save-new"));
}

static void
leave_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  pd_record_editor_leave (PD_RECORD_EDITOR (widget), NULL, NULL);
}

static void
line_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PdRecordEditor *self = PD_RECORD_EDITOR (widget);

  if (self->lines == NULL)
    return;
  if (g_str_equal (name, "editor.add-line"))
    pd_order_lines_add (self->lines, TRUE);
  else if (g_str_equal (name, "editor.remove-line"))
    pd_order_lines_remove_focused (self->lines);
  else
    pd_order_lines_move_focused (self->lines, g_str_equal (name, "editor.move-up") ? -1 : 1);
}

static void
next_problem_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  next_problem (PD_RECORD_EDITOR (widget));
}

static const struct
{
  const char *name;
  GtkWidgetActionActivateFunc activate;
  guint key;
  GdkModifierType modifiers;
} editor_actions[] = {
  { "editor.save", save_action, GDK_KEY_s, GDK_CONTROL_MASK },
  { "editor.save-new", save_action, GDK_KEY_Return, GDK_CONTROL_MASK },
  { "editor.leave", leave_action, GDK_KEY_Escape, 0 },
  { "editor.add-line", line_action, GDK_KEY_l, GDK_CONTROL_MASK },
  { "editor.remove-line", line_action, GDK_KEY_Delete, GDK_CONTROL_MASK | GDK_SHIFT_MASK },
  { "editor.move-up", line_action, GDK_KEY_Up, GDK_ALT_MASK },
  { "editor.move-down", line_action, GDK_KEY_Down, GDK_ALT_MASK },
  { "editor.next-problem", next_problem_action, GDK_KEY_F8, 0 },
};

/* --- life */

static gboolean
layout_cb (gpointer user_data)
{
  PdRecordEditor *self = user_data;
  double width = gtk_adjustment_get_page_size (gtk_scrolled_window_get_hadjustment (self->scroller));
  int columns = width < MIDDLE ? 1 : 2;

  self->layout_source = 0;
  if (self->lines != NULL)
    {
      columns = width >= WIDE ? 4 : columns;
      pd_order_lines_set_narrow (self->lines, width < WIDE);
    }
  for (guint i = 0; i < self->forms->len; i++)
    pd_record_form_set_columns (g_ptr_array_index (self->forms, i), columns);
  return G_SOURCE_REMOVE;
}

/* Fields cannot be arranged anew in the middle of an allocation. */
static void
width_changed_cb (PdRecordEditor *self)
{
  if (self->layout_source == 0)
    self->layout_source = g_idle_add_full (GTK_PRIORITY_RESIZE - 1, layout_cb, self, NULL);
}

static void
pd_record_editor_dispose (GObject *object)
{
  PdRecordEditor *self = PD_RECORD_EDITOR (object);
  GtkWidget *child;

  g_clear_handle_id (&self->layout_source, g_source_remove);
  g_ptr_array_set_size (self->forms, 0);
  g_clear_pointer (&self->working, pd_record_unref);
  g_clear_pointer (&self->original, pd_record_unref);
  self->lines = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (pd_record_editor_parent_class)->dispose (object);
}

static void
pd_record_editor_finalize (GObject *object)
{
  g_ptr_array_unref (PD_RECORD_EDITOR (object)->forms);

  G_OBJECT_CLASS (pd_record_editor_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/org/piaodan/Piaodan/pd-record-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, PdRecordEditor, title);
  gtk_widget_class_bind_template_child (widget_class, PdRecordEditor, save_new);
  gtk_widget_class_bind_template_child (widget_class, PdRecordEditor, scroller);
  gtk_widget_class_bind_template_child (widget_class, PdRecordEditor, clamp);
  gtk_widget_class_bind_template_child (widget_class, PdRecordEditor, content);
  gtk_widget_class_bind_template_child (widget_class, PdRecordEditor, bottom);
  gtk_widget_class_bind_template_child (widget_class, PdRecordEditor, totals);
  gtk_widget_class_bind_template_child (widget_class, PdRecordEditor, net);
  gtk_widget_class_bind_template_child (widget_class, PdRecordEditor, tax);
  gtk_widget_class_bind_template_child (widget_class, PdRecordEditor, gross);
  gtk_widget_class_bind_template_child (widget_class, PdRecordEditor, problems);
  gtk_widget_class_bind_template_child (widget_class, PdRecordEditor, problems_text);
}

static void
pd_record_editor_class_init (PdRecordEditorClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pd_record_editor_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_record_editor_finalize;

  /**
   * PdRecordEditor::saved:
   * @record_id: what was saved
   * @then_new: whether another new record is wanted
   */
  signals[SAVED] = g_signal_new ("saved", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                 G_TYPE_STRING, G_TYPE_BOOLEAN);
  /** PdRecordEditor::left: the editor has let go of the record, saved or not */
  signals[LEFT] = g_signal_new ("left", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * PdRecordEditor::removed-line:
   * @line: a line that can be put back with pd_record_editor_restore_line()
   */
  signals[REMOVED_LINE] = g_signal_new ("removed-line", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, PD_TYPE_RECORD);

  bind_template (widget_class);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  for (gsize i = 0; i < G_N_ELEMENTS (editor_actions); i++)
    {
      gtk_widget_class_install_action (widget_class, editor_actions[i].name, NULL,
                                       editor_actions[i].activate);
      gtk_widget_class_add_binding_action (widget_class, editor_actions[i].key, editor_actions[i].modifiers,
                                           editor_actions[i].name, NULL);
    }
}

static void
pd_record_editor_init (PdRecordEditor *self)
{
  self->forms = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))),
                                  GTK_ORIENTATION_VERTICAL);
  g_signal_connect_object (gtk_scrolled_window_get_hadjustment (self->scroller), "notify::page-size",
                           G_CALLBACK (width_changed_cb), self, G_CONNECT_SWAPPED);
}

static void
add_form (PdRecordEditor *self, const PdPlaceSection *section)
{
  GtkWidget *form = pd_record_form_new (self->place->type, section);
  GPtrArray *editors = pd_record_form_get_editors (PD_RECORD_FORM (form));

  for (guint i = 0; i < editors->len; i++)
    {
      PdFieldEditor *editor = g_ptr_array_index (editors, i);

      g_signal_connect_object (editor, "edited", G_CALLBACK (edited_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (editor, "left", G_CALLBACK (left_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (editor, "entered", G_CALLBACK (entered_cb), self, G_CONNECT_SWAPPED);
      if (self->place->type == &pd_order_type && pd_field_editor_get_field (editor) == PD_ORDER_BUYER_NAME)
        {
          pd_field_editor_set_completion (editor, self->store, &pd_buyer_type);
          g_signal_connect_object (editor, "picked", G_CALLBACK (buyer_picked_cb), self, G_CONNECT_SWAPPED);
        }
    }
  gtk_box_append (self->content, form);
  g_ptr_array_add (self->forms, form);
}

static void
add_lines (PdRecordEditor *self)
{
  GtkWidget *lines = pd_order_lines_new (self->store);

  self->lines = PD_ORDER_LINES (lines);
  g_signal_connect_object (lines, "edited", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lines, "left", G_CALLBACK (lines_left_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lines, "line-removed", G_CALLBACK (line_removed_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->content, lines);
}

/**
 * pd_record_editor_new:
 * @place: which fields, in which sections
 * @store: the cache
 *
 * Returns: (transfer floating): an editor that edits nothing yet
 */
GtkWidget *
pd_record_editor_new (const PdPlace *place, PdStore *store)
{
  PdRecordEditor *self = g_object_new (PD_TYPE_RECORD_EDITOR, NULL);
  guint n_forms = 0;

  self->place = place;
  self->store = g_object_ref (store);
  while (place->form[n_forms].label != NULL)
    n_forms++;
  for (guint i = 0; i < n_forms; i++)
    {
      /* The lines come before the remarks. */
      if (i == n_forms - 1 && place->type == &pd_order_type)
        add_lines (self);
      add_form (self, &place->form[i]);
    }
  if (self->lines == NULL)
    adw_clamp_set_maximum_size (self->clamp, 720);
  gtk_widget_set_visible (GTK_WIDGET (self->totals), self->lines != NULL);
  return GTK_WIDGET (self);
}

/**
 * pd_record_editor_restore_line:
 * @self: an editor
 * @line: a line that was removed
 */
void
pd_record_editor_restore_line (PdRecordEditor *self, PdRecord *line)
{
  g_return_if_fail (PD_IS_RECORD_EDITOR (self));

  if (self->lines != NULL && self->original != NULL)
    pd_order_lines_insert (self->lines, line);
}
