/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-field-editor-private.h"

#include "desktop/pd-drop-down.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-tax.h"

#include <glib/gi18n-lib.h>

/* A text that may be longer than this gets several lines. */
#define LONG_TEXT 200

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
  const PdField *field = pd_field_editor_info (self);

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
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (pd_field_editor_edited_cb), self);
  g_signal_connect_swapped (entry, "activate", G_CALLBACK (pd_field_editor_entered_cb), self);
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
                            G_CALLBACK (pd_field_editor_edited_cb), self);
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
      pd_field_editor_entered_cb (self);
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

void
pd_field_editor_add_value (PdFieldEditor *self, GtkStringList *labels, const char *value, const char *label)
{
  g_ptr_array_add (self->values, g_strdup (value));
  gtk_string_list_append (labels, label);
}

static GtkWidget *
drop_down_input (PdFieldEditor *self)
{
  GtkStringList *labels = gtk_string_list_new (NULL);
  GtkEventController *keys = gtk_event_controller_key_new ();
  const PdField *field = pd_field_editor_info (self);

  self->values = g_ptr_array_new_with_free_func (g_free);
  self->typed = g_string_new (NULL);
  if (field->kind == PD_KIND_RATE)
    {
      pd_field_editor_add_value (self, labels, "", "–");
      for (const char *const *rate = pd_tax_rate_choices (); *rate != NULL; rate++)
        pd_field_editor_add_value (self, labels, *rate, _ (pd_tax_rate_label (*rate)));
    }
  else if (field->required == PD_REQUIRED_NEVER)
    pd_field_editor_add_value (self, labels, "", self->type != NULL ? _ ("None") : "–");
  for (const PdChoice *choice = field->choices; choice != NULL && choice->value != NULL; choice++)
    pd_field_editor_add_value (self, labels, choice->value, _ (choice->label));
  self->input = pd_drop_down_new (G_LIST_MODEL (labels));
  if (self->type == NULL || field->kind == PD_KIND_REFERENCE)
    pd_drop_down_let_shrink (GTK_DROP_DOWN (self->input));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (drop_down_key_cb), self);
  gtk_widget_add_controller (self->input, keys);
  g_signal_connect_swapped (self->input, "notify::selected", G_CALLBACK (pd_field_editor_edited_cb), self);
  return self->input;
}

/**
 * pd_field_editor_set_none_label:
 * @self: an editor of a choice that may stay empty
 * @label: (nullable): what it means here that nothing is chosen, translated; %NULL where something always is
 */
void
pd_field_editor_set_none_label (PdFieldEditor *self, const char *label)
{
  GtkStringList *labels;
  const char *const some[] = { label, NULL };

  g_return_if_fail (PD_IS_FIELD_EDITOR (self) && GTK_IS_DROP_DOWN (self->input));
  g_return_if_fail (self->values->len > 0 && *(const char *) self->values->pdata[0] == '\0');

  labels = GTK_STRING_LIST (gtk_drop_down_get_model (GTK_DROP_DOWN (self->input)));
  self->loading = TRUE;
  gtk_string_list_splice (labels, 0, 1, label != NULL ? some : NULL);
  if (label == NULL)
    g_ptr_array_remove_index (self->values, 0);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->input), 0);
  self->loading = FALSE;
}

/**
 * pd_field_editor_set_choices:
 * @self: an editor of a choice that no table has
 * @choices: (nullable) (array zero-terminated=1): what there is to choose from; values are their own labels
 *
 * What is chosen stays, also where it is no choice any more.
 */
void
pd_field_editor_set_choices (PdFieldEditor *self, const char *const *choices)
{
  GtkStringList *labels = GTK_STRING_LIST (gtk_drop_down_get_model (GTK_DROP_DOWN (self->input)));
  g_autofree char *chosen = NULL;
  guint n = choices != NULL ? g_strv_length ((GStrv) choices) : 0;
  gboolean same = n + 1 == self->values->len;

  g_return_if_fail (PD_IS_FIELD_EDITOR (self));

  for (guint i = 0; same && i < n; i++)
    same = g_str_equal (choices[i], g_ptr_array_index (self->values, i + 1));
  if (same)
    return;
  chosen = pd_field_editor_get_text (self);
  self->loading = TRUE;
  gtk_string_list_splice (labels, 1, g_list_model_get_n_items (G_LIST_MODEL (labels)) - 1, choices);
  g_ptr_array_set_size (self->values, 1);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (self->values, g_strdup (choices[i]));
  self->loading = FALSE;
  pd_field_editor_set_text (self, chosen);
}

/**
 * pd_field_editor_set_references:
 * @self: an editor of a reference, before a value is loaded
 * @records: (element-type PdRecord): what it may refer to
 * @names: (element-type utf8): what each is called
 */
void
pd_field_editor_set_references (PdFieldEditor *self, GPtrArray *records, GPtrArray *names)
{
  g_return_if_fail (PD_IS_FIELD_EDITOR (self) && pd_field_editor_info (self)->kind == PD_KIND_REFERENCE);

  self->loading = TRUE;
  for (guint i = 0; i < records->len; i++)
    pd_field_editor_add_value (self, GTK_STRING_LIST (gtk_drop_down_get_model (GTK_DROP_DOWN (self->input))),
                               pd_record_get_id (g_ptr_array_index (records, i)),
                               g_ptr_array_index (names, i));
  self->loading = FALSE;
}

static GtkWidget *
flag_input (PdFieldEditor *self)
{
  self->input = gtk_check_button_new_with_label (_ (pd_field_editor_info (self)->label));
  gtk_label_set_text (self->caption, "");
  g_signal_connect_swapped (self->input, "toggled", G_CALLBACK (pd_field_editor_edited_cb), self);
  return self->input;
}

GtkWidget *
pd_field_editor_make_input (PdFieldEditor *self)
{
  const PdField *field = pd_field_editor_info (self);

  switch (field->kind)
    {
    case PD_KIND_CHOICE:
    case PD_KIND_RATE:
    case PD_KIND_REFERENCE:
      return drop_down_input (self);
    case PD_KIND_FLAG:
      return flag_input (self);
    case PD_KIND_TEXT:
      if (field->limit >= LONG_TEXT && self->type != NULL &&
          pd_people_field_find (self->type, self->field) == PD_PEOPLE_NONE)
        return long_text_input (self);
      return entry_input (self);
    case PD_KIND_INTEGER:
    case PD_KIND_MONEY:
    case PD_KIND_DECIMAL:
    case PD_KIND_DATE:
    case PD_KIND_TIME:
    default:
      return entry_input (self);
    }
}
