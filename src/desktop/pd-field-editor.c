/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-field-editor.h"

#include "desktop/pd-completion.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-date.h"
#include "model/pd-tax.h"

#include <glib/gi18n-lib.h>

/* A text that may be longer than this gets several lines. */
#define LONG_TEXT 200

struct _PdFieldEditor
{
  GtkWidget parent_instance;

  /* Owned */
  GPtrArray *values;        /* (nullable) of char *: the values of a drop-down, "" for none */
  char *error;              /* (nullable) why the text is no value of the field */
  PdCompletion *completion; /* (nullable) */
  GString *typed;           /* (nullable) what was typed on a drop-down */
  gint64 typed_at;

  /* Borrowed */
  const PdRecordType *type;
  GtkLabel *caption;
  GtkWidget *input; /* what takes the keyboard */
  GtkWidget *outer; /* the input, with what is around it */
  GtkBox *problem;
  GtkImage *problem_icon;
  GtkLabel *problem_text;

  guint field;
  gboolean loading; /* changes come from the record, not from a person */
  gboolean left;    /* the person has been here and gone on */
  gboolean compact; /* the problem is said elsewhere */
};

enum
{
  EDITED,
  LEFT,
  ENTERED,
  PICKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdFieldEditor, pd_field_editor, GTK_TYPE_WIDGET)

static const PdField *
info (PdFieldEditor *self)
{
  return &self->type->fields[self->field];
}

static void
edited_cb (PdFieldEditor *self)
{
  if (!self->loading)
    g_signal_emit (self, signals[EDITED], 0);
}

static void
entered_cb (PdFieldEditor *self)
{
  g_signal_emit (self, signals[ENTERED], 0);
}

static void
focus_left_cb (PdFieldEditor *self)
{
  self->left = TRUE;
  g_signal_emit (self, signals[LEFT], 0);
}

/* --- inputs */

static void
picked_date_cb (PdFieldEditor *self, GtkCalendar *calendar)
{
  g_autoptr (GDateTime) date = gtk_calendar_get_date (calendar);
  g_autofree char *text = g_date_time_format (date, "%Y-%m-%d");

  gtk_editable_set_text (GTK_EDITABLE (self->input), text);
  gtk_popover_popdown (GTK_POPOVER (gtk_widget_get_ancestor (GTK_WIDGET (calendar), GTK_TYPE_POPOVER)));
}

static GtkWidget *
date_with_calendar (PdFieldEditor *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *calendar = gtk_calendar_new ();

  gtk_widget_add_css_class (box, "linked");
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "x-office-calendar-symbolic");
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_popover_set_child (GTK_POPOVER (popover), calendar);
  pd_set_tooltip (button, _ ("Choose a date"));
  /* The entry takes a date faster than the calendar: Tab goes on to the next field. */
  gtk_widget_set_focusable (button, FALSE);
  gtk_widget_set_focus_on_click (button, FALSE);
  g_signal_connect_object (calendar, "day-selected", G_CALLBACK (picked_date_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), self->input);
  gtk_box_append (GTK_BOX (box), button);
  return box;
}

static GtkWidget *
entry_input (PdFieldEditor *self)
{
  GtkWidget *entry = gtk_entry_new ();
  const PdField *field = info (self);

  self->input = entry;
  gtk_widget_set_hexpand (entry, TRUE);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 4);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), 4);
  if (field->kind == PD_KIND_DECIMAL || field->kind == PD_KIND_MONEY)
    {
      gtk_editable_set_alignment (GTK_EDITABLE (entry), 1.0f);
      gtk_entry_set_input_purpose (GTK_ENTRY (entry), GTK_INPUT_PURPOSE_NUMBER);
      gtk_widget_add_css_class (entry, "numeric");
    }
  else if (field->limit > 0)
    gtk_entry_set_max_length (GTK_ENTRY (entry), (int) field->limit);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (edited_cb), self);
  g_signal_connect_swapped (entry, "activate", G_CALLBACK (entered_cb), self);
  return field->kind == PD_KIND_DATE ? date_with_calendar (self) : entry;
}

static GtkWidget *
long_text_input (PdFieldEditor *self)
{
  GtkWidget *view = gtk_text_view_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->input = view;
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (view), 9);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (view), 9);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (view), 6);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (view), 6);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_size_request (scroller, -1, 72);
  gtk_widget_add_css_class (scroller, "text-field");
  g_signal_connect_swapped (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), "changed",
                            G_CALLBACK (edited_cb), self);
  return scroller;
}

/* Up and Down choose without opening the list, and so does typing the beginning: "1", "13". */
static gboolean
drop_down_key_cb (PdFieldEditor *self, guint keyval, guint keycode, GdkModifierType state)
{
  GListModel *labels = gtk_drop_down_get_model (GTK_DROP_DOWN (self->input));
  guint n = g_list_model_get_n_items (labels);
  guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->input));
  gunichar typed = gdk_keyval_to_unicode (keyval);
  gint64 now = g_get_monotonic_time ();

  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK))
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter)
    {
      entered_cb (self);
      return GDK_EVENT_STOP;
    }
  if (keyval == GDK_KEY_Up || keyval == GDK_KEY_Down)
    {
      guint next = keyval == GDK_KEY_Down ? MIN (selected + 1, n - 1) : selected - MIN (selected, 1);

      gtk_drop_down_set_selected (GTK_DROP_DOWN (self->input), next);
      return GDK_EVENT_STOP;
    }
  if (typed == 0 || !g_unichar_isgraph (typed))
    return GDK_EVENT_PROPAGATE;
  if (now - self->typed_at > G_USEC_PER_SEC)
    g_string_truncate (self->typed, 0);
  self->typed_at = now;
  g_string_append_unichar (self->typed, typed);
  for (guint i = 0; i < n; i++)
    if (g_str_has_prefix (gtk_string_list_get_string (GTK_STRING_LIST (labels), i), self->typed->str))
      {
        gtk_drop_down_set_selected (GTK_DROP_DOWN (self->input), i);
        break;
      }
  return GDK_EVENT_STOP;
}

static void
add_value (PdFieldEditor *self, GtkStringList *labels, const char *value, const char *label)
{
  g_ptr_array_add (self->values, g_strdup (value));
  gtk_string_list_append (labels, label);
}

static GtkWidget *
drop_down_input (PdFieldEditor *self)
{
  GtkStringList *labels = gtk_string_list_new (NULL);
  GtkEventController *keys = gtk_event_controller_key_new ();
  const PdField *field = info (self);

  self->values = g_ptr_array_new_with_free_func (g_free);
  self->typed = g_string_new (NULL);
  if (field->kind == PD_KIND_RATE)
    {
      add_value (self, labels, "", "–");
      for (const char *const *rate = pd_tax_rate_choices (); *rate != NULL; rate++)
        add_value (self, labels, *rate, _ (pd_tax_rate_label (*rate)));
    }
  else
    for (const PdChoice *choice = field->choices; choice->value != NULL; choice++)
      add_value (self, labels, choice->value, _ (choice->label));
  self->input = gtk_drop_down_new (G_LIST_MODEL (labels), NULL);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (drop_down_key_cb), self);
  gtk_widget_add_controller (self->input, keys);
  g_signal_connect_swapped (self->input, "notify::selected", G_CALLBACK (edited_cb), self);
  return self->input;
}

static GtkWidget *
flag_input (PdFieldEditor *self)
{
  self->input = gtk_check_button_new_with_label (_ (info (self)->label));
  gtk_label_set_text (self->caption, "");
  g_signal_connect_swapped (self->input, "toggled", G_CALLBACK (edited_cb), self);
  return self->input;
}

static GtkWidget *
make_input (PdFieldEditor *self)
{
  const PdField *field = info (self);

  switch (field->kind)
    {
    case PD_KIND_CHOICE:
    case PD_KIND_RATE:
      return drop_down_input (self);
    case PD_KIND_FLAG:
      return flag_input (self);
    case PD_KIND_TEXT:
      if (field->limit >= LONG_TEXT)
        return long_text_input (self);
      return entry_input (self);
    case PD_KIND_INTEGER:
    case PD_KIND_MONEY:
    case PD_KIND_DECIMAL:
    case PD_KIND_DATE:
    case PD_KIND_TIME:
    case PD_KIND_REFERENCE:
    default:
      return entry_input (self);
    }
}

/* --- to and from the record */

static void
select_value (PdFieldEditor *self, const char *value)
{
  for (guint i = 0; i < self->values->len; i++)
    if (g_strcmp0 (g_ptr_array_index (self->values, i), value) == 0)
      {
        gtk_drop_down_set_selected (GTK_DROP_DOWN (self->input), i);
        return;
      }
  /* A rate that is no longer offered, or a choice of a newer version, is kept. */
  add_value (self, GTK_STRING_LIST (gtk_drop_down_get_model (GTK_DROP_DOWN (self->input))), value,
             info (self)->kind == PD_KIND_RATE ? pd_tax_rate_label (value) : value);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->input), self->values->len - 1);
}

/**
 * pd_field_editor_load:
 * @self: an editor
 * @record: the record or line whose field it is
 *
 * Shows the field's value.
 */
void
pd_field_editor_load (PdFieldEditor *self, const PdRecord *record)
{
  g_autofree char *text = pd_record_field_to_text (record, self->field);

  g_return_if_fail (PD_IS_FIELD_EDITOR (self));

  self->loading = TRUE;
  g_clear_pointer (&self->error, g_free);
  if (GTK_IS_DROP_DOWN (self->input))
    select_value (self, text);
  else if (GTK_IS_CHECK_BUTTON (self->input))
    gtk_check_button_set_active (GTK_CHECK_BUTTON (self->input), pd_record_get_flag (record, self->field));
  else if (GTK_IS_TEXT_VIEW (self->input))
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->input)), text, -1);
  else if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->input)), text))
    gtk_editable_set_text (GTK_EDITABLE (self->input), text);
  self->loading = FALSE;
}

static char *
input_text (PdFieldEditor *self)
{
  GtkTextBuffer *buffer;
  GtkTextIter start, end;

  if (GTK_IS_DROP_DOWN (self->input))
    {
      guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->input));

      return g_strdup (selected < self->values->len ? g_ptr_array_index (self->values, selected) : "");
    }
  if (GTK_IS_CHECK_BUTTON (self->input))
    return g_strdup (gtk_check_button_get_active (GTK_CHECK_BUTTON (self->input)) ? "1" : "0");
  if (!GTK_IS_TEXT_VIEW (self->input))
    return g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->input)));
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->input));
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

/**
 * pd_field_editor_store:
 * @self: an editor
 * @record: the record or line whose field it is
 *
 * Takes what was typed into the record; what is no value of the field empties it, so that no total is
 * computed from what stood there before.
 *
 * Returns: whether the text is a value of the field; pd_field_editor_get_error() says why not
 */
gboolean
pd_field_editor_store (PdFieldEditor *self, PdRecord *record)
{
  g_autofree char *text = input_text (self);
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (PD_IS_FIELD_EDITOR (self), FALSE);

  g_clear_pointer (&self->error, g_free);
  if (pd_record_set_from_text (record, self->field, text, &error))
    return TRUE;
  pd_record_clear (record, self->field);
  self->error = g_strdup (error->message);
  return FALSE;
}

/**
 * pd_field_editor_get_error:
 * @self: an editor
 *
 * Returns: (nullable) (transfer none): why the text was not taken, %NULL when it was
 */
const char *
pd_field_editor_get_error (PdFieldEditor *self)
{
  g_return_val_if_fail (PD_IS_FIELD_EDITOR (self), NULL);

  return self->error;
}

/**
 * pd_field_editor_set_problem:
 * @self: an editor
 * @message: (nullable): what is wrong, a translated sentence; %NULL for nothing
 * @weight: how bad it is
 *
 * Says it beside the field.
 */
void
pd_field_editor_set_problem (PdFieldEditor *self, const char *message, PdProblemWeight weight)
{
  const char *css_class = weight == PD_PROBLEM_ERROR ? "error" : "warning";

  g_return_if_fail (PD_IS_FIELD_EDITOR (self));

  for (int i = 0; i < 2; i++)
    {
      gtk_widget_remove_css_class (self->outer, i == 0 ? "error" : "warning");
      gtk_widget_remove_css_class (GTK_WIDGET (self->problem), i == 0 ? "error" : "warning");
    }
  if (message != NULL)
    {
      gtk_widget_add_css_class (self->outer, css_class);
      gtk_widget_add_css_class (GTK_WIDGET (self->problem), css_class);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->problem), message != NULL && !self->compact);
  gtk_label_set_text (self->problem_text, message != NULL ? message : "");
  gtk_image_set_from_icon_name (self->problem_icon, weight == PD_PROBLEM_ERROR ? "dialog-error-symbolic"
                                                                               : "dialog-warning-symbolic");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->input), GTK_ACCESSIBLE_STATE_INVALID,
                               message != NULL && weight == PD_PROBLEM_ERROR ? GTK_ACCESSIBLE_INVALID_TRUE
                                                                             : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  pd_set_accessible_description (self->input, message != NULL ? message : "");
}

guint
pd_field_editor_get_field (PdFieldEditor *self)
{
  g_return_val_if_fail (PD_IS_FIELD_EDITOR (self), 0);

  return self->field;
}

/**
 * pd_field_editor_get_input:
 * @self: an editor
 *
 * Returns: (transfer none): the entry, text view, drop-down or check button
 */
GtkWidget *
pd_field_editor_get_input (PdFieldEditor *self)
{
  g_return_val_if_fail (PD_IS_FIELD_EDITOR (self), NULL);

  return self->input;
}

/**
 * pd_field_editor_was_left:
 * @self: an editor
 *
 * Returns: whether a person has been here and gone on: before, nothing is wrong yet
 */
gboolean
pd_field_editor_was_left (PdFieldEditor *self)
{
  g_return_val_if_fail (PD_IS_FIELD_EDITOR (self), FALSE);

  return self->left;
}

void
pd_field_editor_set_left (PdFieldEditor *self, gboolean left)
{
  g_return_if_fail (PD_IS_FIELD_EDITOR (self));

  self->left = left;
}

/**
 * pd_field_editor_set_compact:
 * @self: an editor
 * @compact: whether the sentence of a problem is shown elsewhere, and the field only marked
 */
void
pd_field_editor_set_compact (PdFieldEditor *self, gboolean compact)
{
  g_return_if_fail (PD_IS_FIELD_EDITOR (self));

  self->compact = compact;
}

void
pd_field_editor_set_show_caption (PdFieldEditor *self, gboolean show_caption)
{
  g_return_if_fail (PD_IS_FIELD_EDITOR (self));

  gtk_widget_set_visible (GTK_WIDGET (self->caption), show_caption);
}

/**
 * pd_field_editor_set_placeholder:
 * @self: an editor of an entry
 * @text: (nullable): what the field would be if it stays empty
 */
void
pd_field_editor_set_placeholder (PdFieldEditor *self, const char *text)
{
  g_return_if_fail (PD_IS_FIELD_EDITOR (self));

  if (GTK_IS_ENTRY (self->input))
    gtk_entry_set_placeholder_text (GTK_ENTRY (self->input), text);
}

static void
picked_cb (PdFieldEditor *self, PdRecord *record)
{
  g_signal_emit (self, signals[PICKED], 0, record);
}

/**
 * pd_field_editor_set_completion:
 * @self: an editor of an entry
 * @store: the cache
 * @type: of which records names are suggested
 */
void
pd_field_editor_set_completion (PdFieldEditor *self, PdStore *store, const PdRecordType *type)
{
  g_return_if_fail (PD_IS_FIELD_EDITOR (self));
  g_return_if_fail (GTK_IS_ENTRY (self->input));

  self->completion = pd_completion_new (GTK_WIDGET (self), GTK_ENTRY (self->input), store, type);
  g_signal_connect_swapped (self->completion, "picked", G_CALLBACK (picked_cb), self);
}

static gboolean
pd_field_editor_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (PD_FIELD_EDITOR (widget)->input);
}

static void
pd_field_editor_dispose (GObject *object)
{
  PdFieldEditor *self = PD_FIELD_EDITOR (object);
  GtkWidget *child;

  if (self->completion != NULL)
    pd_completion_detach (self->completion);
  g_clear_object (&self->completion);
  self->loading = TRUE;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (pd_field_editor_parent_class)->dispose (object);
}

static void
pd_field_editor_finalize (GObject *object)
{
  PdFieldEditor *self = PD_FIELD_EDITOR (object);

  g_clear_pointer (&self->values, g_ptr_array_unref);
  g_free (self->error);
  if (self->typed != NULL)
    g_string_free (self->typed, TRUE);

  G_OBJECT_CLASS (pd_field_editor_parent_class)->finalize (object);
}

static void
pd_field_editor_class_init (PdFieldEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = pd_field_editor_dispose;
  object_class->finalize = pd_field_editor_finalize;
  GTK_WIDGET_CLASS (klass)->grab_focus = pd_field_editor_grab_focus;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);

  /** PdFieldEditor::edited: a person changed the value */
  signals[EDITED] = g_signal_new ("edited", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  /** PdFieldEditor::left: the keyboard went elsewhere */
  signals[LEFT] = g_signal_new ("left", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
  /** PdFieldEditor::entered: Enter was pressed */
  signals[ENTERED] = g_signal_new ("entered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  /** PdFieldEditor::picked: a suggested record was chosen */
  signals[PICKED] = g_signal_new ("picked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, PD_TYPE_RECORD);
}

static void
pd_field_editor_init (PdFieldEditor *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 3);
}

static void
make_problem (PdFieldEditor *self)
{
  self->problem = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6));
  self->problem_icon = GTK_IMAGE (gtk_image_new ());
  self->problem_text = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_set_valign (GTK_WIDGET (self->problem_icon), GTK_ALIGN_START);
  gtk_label_set_wrap (self->problem_text, TRUE);
  gtk_label_set_wrap_mode (self->problem_text, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (self->problem_text, 0.0f);
  gtk_label_set_width_chars (self->problem_text, 8);
  gtk_label_set_max_width_chars (self->problem_text, 8);
  gtk_widget_set_hexpand (GTK_WIDGET (self->problem_text), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->problem), "caption");
  gtk_box_append (self->problem, GTK_WIDGET (self->problem_icon));
  gtk_box_append (self->problem, GTK_WIDGET (self->problem_text));
  gtk_widget_set_visible (GTK_WIDGET (self->problem), FALSE);
}

/**
 * pd_field_editor_new:
 * @type: a type of record
 * @field: a field's index
 *
 * What kind of input it gets is read from the field's line in the table.
 *
 * Returns: (transfer floating): an empty editor with the field's label above it
 */
GtkWidget *
pd_field_editor_new (const PdRecordType *type, guint field)
{
  PdFieldEditor *self = g_object_new (PD_TYPE_FIELD_EDITOR, NULL);
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->type = type;
  self->field = field;
  self->caption = GTK_LABEL (gtk_label_new (_ (info (self)->label)));
  gtk_label_set_xalign (self->caption, 0.0f);
  gtk_label_set_ellipsize (self->caption, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (GTK_WIDGET (self->caption), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->caption), "dim-label");
  self->outer = make_input (self);
  make_problem (self);
  gtk_widget_set_parent (GTK_WIDGET (self->caption), GTK_WIDGET (self));
  gtk_widget_set_parent (self->outer, GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->problem), GTK_WIDGET (self));
  pd_set_accessible_label (self->input, _ (info (self)->label));
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (focus_left_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
  return GTK_WIDGET (self);
}
