/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-record-list-private.h"

#include "desktop/pd-drop-down.h"
#include "desktop/pd-tooltip.h"

#include <glib/gi18n-lib.h>

/* What a list is narrowed down to: one drop-down says it, and the chips of a place that counts say the same. */

/* Beside the states of the type, the filter offers these; in this order, after "All". */
static const struct
{
  PdRowState state;
  const char *label;
} row_filters[] = {
  { PD_ROW_WAITING, N_ ("Waiting to be sent") },
  { PD_ROW_CONFLICT, N_ ("Conflict") },
  { PD_ROW_REJECTED, N_ ("Not accepted") },
};

static guint
n_states (PdRecordList *self)
{
  const PdRecordType *type = self->place->type;
  guint n = 0;

  if (type->state_field < 0)
    return 0;
  while (type->fields[type->state_field].choices[n].value != NULL)
    n++;
  return n;
}

/* What the drop-down says: first all, then where a record stands, its states, and what else the place offers. The chip
 * that says the same is pressed. */
void
pd_record_list_apply_filter (PdRecordList *self, PdStoreQuery *query)
{
  guint selected = gtk_drop_down_get_selected (self->filter), states = n_states (self);
  guint first_state = 1 + G_N_ELEMENTS (row_filters);
  const char *chip = NULL;

  g_clear_pointer (&query->state, g_free);
  g_clear_pointer (&query->filter_text, g_free);
  query->row_state = query->filter_field = -1;
  pd_record_list_apply_flags (self, query);
  if (selected == GTK_INVALID_LIST_POSITION)
    return;
  if (selected > 0 && selected < first_state)
    query->row_state = (int) row_filters[selected - 1].state;
  else if (selected >= first_state && selected < first_state + states)
    chip = query->state = g_strdup (
        self->place->type->fields[self->place->type->state_field].choices[selected - first_state].value);
  else if (selected >= first_state + states)
    {
      const PdPlaceFilter *filter = &self->place->filters[selected - first_state - states];

      query->filter_field = filter->field;
      query->filter_text = g_strdup (filter->text);
      chip = filter->name;
    }
  if (self->chips != NULL)
    pd_state_chips_set_chosen (self->chips, chip);
}

static void
chosen_cb (PdRecordList *self, const char *state)
{
  const PdRecordType *type = self->place->type;
  guint selected = 0;

  for (guint i = 0; state != NULL && i < n_states (self); i++)
    if (g_str_equal (type->fields[type->state_field].choices[i].value, state))
      selected = 1 + G_N_ELEMENTS (row_filters) + i;
  for (guint i = 0; state != NULL && self->place->filters != NULL && self->place->filters[i].name != NULL;
       i++)
    if (g_str_equal (self->place->filters[i].name, state))
      selected = 1 + G_N_ELEMENTS (row_filters) + n_states (self) + i;
  gtk_drop_down_set_selected (self->filter, selected);
}

/* (transfer full) (nullable) what the drop-down says, by a name that stays the same in other languages and versions */
char *
pd_record_list_get_filter_name (PdRecordList *self)
{
  guint selected = gtk_drop_down_get_selected (self->filter), states = n_states (self);
  guint first_state = 1 + G_N_ELEMENTS (row_filters);

  if (selected == 0 || selected == GTK_INVALID_LIST_POSITION)
    return NULL;
  if (selected < first_state)
    return g_strdup_printf ("row:%d", (int) row_filters[selected - 1].state);
  if (selected < first_state + states)
    return g_strconcat (
        "state:",
        self->place->type->fields[self->place->type->state_field].choices[selected - first_state].value,
        NULL);
  return g_strconcat ("filter:", self->place->filters[selected - first_state - states].name, NULL);
}

/* @name: (nullable): as above; one that is not known means all */
void
pd_record_list_set_filter_name (PdRecordList *self, const char *name)
{
  guint n = g_list_model_get_n_items (gtk_drop_down_get_model (self->filter));

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *now = NULL;

      gtk_drop_down_set_selected (self->filter, i);
      now = pd_record_list_get_filter_name (self);
      if (g_strcmp0 (now, name) == 0)
        return;
    }
  gtk_drop_down_set_selected (self->filter, 0);
}

void
pd_record_list_fill_filter (PdRecordList *self)
{
  GtkStringList *labels = gtk_string_list_new (NULL);
  const PdRecordType *type = self->place->type;

  gtk_string_list_append (labels, type->state_field >= 0 ? _ ("All states") : _ ("All"));
  for (guint i = 0; i < G_N_ELEMENTS (row_filters); i++)
    gtk_string_list_append (labels, _ (row_filters[i].label));
  if (type->state_field >= 0)
    for (const PdChoice *choice = type->fields[type->state_field].choices; choice->value != NULL; choice++)
      gtk_string_list_append (labels, _ (choice->label));
  for (const PdPlaceFilter *filter = self->place->filters; filter != NULL && filter->name != NULL; filter++)
    {
      g_autofree char *label = pd_place_filter_label (self->place, filter);

      gtk_string_list_append (labels, label);
    }
  pd_drop_down_show_whole_labels (self->filter);
  gtk_drop_down_set_model (self->filter, G_LIST_MODEL (labels));
  g_object_unref (labels);
  pd_set_accessible_label (GTK_WIDGET (self->filter), _ ("Filter by state"));
}

void
pd_record_list_add_chips (PdRecordList *self, PdStore *store)
{
  GtkWidget *chips = pd_state_chips_new (self->place->type, store);

  self->chips = PD_STATE_CHIPS (chips);
  gtk_widget_set_margin_start (chips, 9);
  gtk_widget_set_margin_end (chips, 9);
  gtk_widget_set_margin_bottom (chips, 6);
  gtk_widget_insert_after (chips, GTK_WIDGET (self), GTK_WIDGET (self->tools));
  g_signal_connect_object (chips, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
}
