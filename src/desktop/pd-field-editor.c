/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-field-editor-private.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-focus.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-date.h"
#include "model/pd-tax.h"

#include <glib/gi18n-lib.h>

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

const PdField *
pd_field_editor_info (PdFieldEditor *self)
{
  return self->type != NULL ? &self->type->fields[self->field] : &self->own;
}

void
pd_field_editor_edited_cb (PdFieldEditor *self)
{
  self->typed_into |= !self->loading;
  if (!self->loading)
    g_signal_emit (self, signals[EDITED], 0);
}

void
pd_field_editor_entered_cb (PdFieldEditor *self)
{
  g_signal_emit (self, signals[ENTERED], 0);
}

/* Whoever passes by an empty field has not left anything out yet. */
static void
focus_left_cb (PdFieldEditor *self)
{
  g_autofree char *text = pd_field_editor_get_text (self);

  self->left |= self->typed_into || *text != '\0';
  g_signal_emit (self, signals[LEFT], 0);
}

/* --- to and from the record */

static const char *
label_of_unknown (PdFieldEditor *self, const char *value)
{
  switch (pd_field_editor_info (self)->kind)
    {
    case PD_KIND_RATE:
      return pd_tax_rate_label (value);
    case PD_KIND_REFERENCE:
      return _ ("No longer there");
    default:
      return value;
    }
}

/* Nothing is chosen yet, where something has to be: it stands before what there is to choose from. */
static void
add_unchosen (PdFieldEditor *self)
{
  const char *const labels[] = { _ ("Please choose"), NULL };

  g_ptr_array_insert (self->values, 0, g_strdup (""));
  gtk_string_list_splice (GTK_STRING_LIST (gtk_drop_down_get_model (GTK_DROP_DOWN (self->input))), 0, 0,
                          labels);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->input), 0);
}

static void
select_value (PdFieldEditor *self, const char *value)
{
  for (guint i = 0; i < self->values->len; i++)
    if (g_strcmp0 (g_ptr_array_index (self->values, i), value) == 0)
      {
        gtk_drop_down_set_selected (GTK_DROP_DOWN (self->input), i);
        return;
      }
  if (*value == '\0')
    {
      add_unchosen (self);
      return;
    }
  /* A rate that is no longer offered, or a choice of a newer version, is kept. */
  pd_field_editor_add_value (self, GTK_STRING_LIST (gtk_drop_down_get_model (GTK_DROP_DOWN (self->input))),
                             value, label_of_unknown (self, value));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->input), self->values->len - 1);
}

/**
 * pd_field_editor_set_text:
 * @self: an editor
 * @text: a value, as pd_record_field_to_text() writes it
 *
 * Shows the value.
 */
void
pd_field_editor_set_text (PdFieldEditor *self, const char *text)
{
  g_return_if_fail (PD_IS_FIELD_EDITOR (self));

  self->loading = TRUE;
  g_clear_pointer (&self->error, g_free);
  if (GTK_IS_DROP_DOWN (self->input))
    select_value (self, text);
  else if (GTK_IS_CHECK_BUTTON (self->input))
    gtk_check_button_set_active (GTK_CHECK_BUTTON (self->input), g_str_equal (text, "1"));
  else if (GTK_IS_TEXT_VIEW (self->input))
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->input)), text, -1);
  else if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->input)), text))
    gtk_editable_set_text (GTK_EDITABLE (self->input), text);
  self->loading = FALSE;
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
  g_autofree char *text = pd_field_editor_info (self)->kind == PD_KIND_TIME
                              ? pd_field_text (record, self->field)
                              : pd_record_field_to_text (record, self->field);

  pd_field_editor_set_text (self, text);
}

/**
 * pd_field_editor_get_text:
 * @self: an editor
 *
 * Returns: (transfer full): what was typed or chosen, "" for nothing
 */
char *
pd_field_editor_get_text (PdFieldEditor *self)
{
  GtkTextBuffer *buffer;
  GtkTextIter start, end;

  g_return_val_if_fail (PD_IS_FIELD_EDITOR (self), NULL);

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

/* Local time to the minute; a time that is still what was shown keeps its seconds. */
static gboolean
store_time (PdFieldEditor *self, PdRecord *record, const char *text, GError **error)
{
  g_autofree char *shown = pd_field_text (record, self->field);
  gint64 time;

  if (g_str_equal (shown, text))
    return TRUE;
  if (!pd_time_from_text (text, &time, error))
    return FALSE;
  pd_record_set_integer (record, self->field, time);
  return TRUE;
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
  g_autofree char *text = pd_field_editor_get_text (self);
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (PD_IS_FIELD_EDITOR (self), FALSE);

  g_clear_pointer (&self->error, g_free);
  if (pd_field_editor_info (self)->kind == PD_KIND_TIME && *text != '\0'
          ? store_time (self, record, text, &error)
          : pd_record_set_from_text (record, self->field, text, &error))
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
 * Returns: whether a person has been here, has left or found something in it, and gone on: before, nothing is wrong yet
 */
gboolean
pd_field_editor_was_left (PdFieldEditor *self)
{
  g_return_val_if_fail (PD_IS_FIELD_EDITOR (self), FALSE);

  return self->left;
}

/** pd_field_editor_set_left: @left: whether a person has been here; %FALSE also forgets what was typed */
void
pd_field_editor_set_left (PdFieldEditor *self, gboolean left)
{
  g_return_if_fail (PD_IS_FIELD_EDITOR (self));

  self->left = left;
  self->typed_into = left;
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

/**
 * pd_field_editor_set_required:
 * @self: an editor
 * @required: whether a value is needed
 *
 * Marks it with a star after its label.
 */
void
pd_field_editor_set_required (PdFieldEditor *self, gboolean required)
{
  const char *label = _ (pd_field_editor_info (self)->label);
  g_autofree char *marked = g_strdup_printf ("%s *", label);

  g_return_if_fail (PD_IS_FIELD_EDITOR (self));

  gtk_label_set_text (self->caption, required ? marked : label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->input), GTK_ACCESSIBLE_PROPERTY_REQUIRED,
                                  (int) required, -1);
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

/**
 * pd_field_editor_set_people:
 * @self: an editor
 * @store: the cache
 *
 * Suggests the people that are known where the field names some; every other field stays as it is.
 */
void
pd_field_editor_set_people (PdFieldEditor *self, PdStore *store)
{
  PdPeopleField people;

  g_return_if_fail (PD_IS_FIELD_EDITOR (self));

  people = pd_people_field_find (self->type, self->field);
  if (people == PD_PEOPLE_NONE || !GTK_IS_ENTRY (self->input))
    return;
  self->completion =
      pd_completion_new_people (GTK_WIDGET (self), GTK_ENTRY (self->input), store, people == PD_PEOPLE_MANY);
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
  GTK_WIDGET_CLASS (klass)->focus = pd_focus_children;
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

/* What it is called has to be known by now, and of what kind it is. */
static void
fill (PdFieldEditor *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->caption = GTK_LABEL (gtk_label_new (_ (pd_field_editor_info (self)->label)));
  gtk_label_set_xalign (self->caption, 0.0f);
  gtk_label_set_ellipsize (self->caption, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (GTK_WIDGET (self->caption), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->caption), "dim-label");
  self->outer = pd_field_editor_make_input (self);
  make_problem (self);
  gtk_widget_set_parent (GTK_WIDGET (self->caption), GTK_WIDGET (self));
  gtk_widget_set_parent (self->outer, GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->problem), GTK_WIDGET (self));
  pd_set_accessible_label (self->input, _ (pd_field_editor_info (self)->label));
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (focus_left_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
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

  self->type = type;
  self->field = field;
  fill (self);
  return GTK_WIDGET (self);
}

/**
 * pd_field_editor_new_for:
 * @info: label, kind and limit of a value; its strings outlive the editor
 *
 * For a value that has no line in a table of fields. It is read and written with pd_field_editor_get_text() and
 * pd_field_editor_set_text(); texts take one line.
 *
 * Returns: (transfer floating): an empty editor with the label above it
 */
GtkWidget *
pd_field_editor_new_for (const PdField *info)
{
  PdFieldEditor *self = g_object_new (PD_TYPE_FIELD_EDITOR, NULL);

  self->own = *info;
  fill (self);
  return GTK_WIDGET (self);
}
