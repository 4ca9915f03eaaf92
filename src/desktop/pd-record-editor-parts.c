/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-record-editor-private.h"

#include "desktop/pd-fill.h"
#include "desktop/pd-record-form.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "model/pd-service-checklist.h"
#include "model/pd-suggest-service.h"

#include <glib/gi18n-lib.h>

/* What the editor has beside its fields: the lines of an order with what follows from them, what is suggested. */

static void
lines_left_cb (PdRecordEditor *self)
{
  if (self->working != NULL)
    pd_record_editor_show_problems (self);
}

static void
line_removed_cb (PdRecordEditor *self, PdRecord *line)
{
  if (!pd_line_is_blank (line))
    g_signal_emit (self, pd_record_editor_signals[REMOVED_LINE], 0, line);
}

static void
special_removed_cb (PdRecordEditor *self, const char *sentence)
{
  g_signal_emit (self, pd_record_editor_signals[REMOVED_SPECIAL], 0, sentence);
}

static void
add_lines (PdRecordEditor *self)
{
  GtkWidget *lines = pd_order_lines_new (self->store);

  self->lines = PD_ORDER_LINES (lines);
  g_signal_connect_object (lines, "edited", G_CALLBACK (pd_record_editor_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lines, "left", G_CALLBACK (lines_left_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lines, "line-removed", G_CALLBACK (line_removed_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->content, lines);
}

static void
set_field (PdRecordEditor *self, guint field, const char *text)
{
  PdFieldEditor *editor = PD_FIELD_EDITOR (pd_record_editor_find_input (self, field));

  pd_field_editor_set_text (editor, text != NULL ? text : "");
  pd_field_editor_store (editor, self->working);
}

static void
code_used_cb (PdRecordEditor *self, const char *code, const char *note)
{
  set_field (self, PD_GOOD_TAX_CODE, code);
  set_field (self, PD_GOOD_SHORT_NAME, note);
  pd_record_editor_update (self);
  gtk_widget_grab_focus (pd_record_editor_find_input (self, PD_GOOD_TAX_CODE));
}

/* The suggestion of a tax code, below a good's. */
void
pd_record_editor_add_code (PdRecordEditor *self)
{
  GtkWidget *code = pd_code_suggestion_new (self->store);

  self->code = PD_CODE_SUGGESTION (code);
  g_signal_connect_object (code, "used", G_CALLBACK (code_used_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->content, code);
}

/* (transfer full) (element-type PdServiceSuggestion): what speaks for a kind of service, where nobody has chosen one */
static GPtrArray *
suggest_services (const PdRecord *order)
{
  gboolean open = g_strcmp0 (pd_record_get_text (order, PD_ORDER_KIND), PD_ORDER_KIND_SERVICE) == 0 &&
                  !pd_record_has (order, PD_ORDER_SERVICE);

  return pd_suggest_services (NULL, open ? pd_record_get_text (order, PD_ORDER_DESCRIPTION) : NULL);
}

void
pd_record_editor_show_service (PdRecordEditor *self)
{
  g_autoptr (GPtrArray) found = suggest_services (self->working);
  const PdServiceSuggestion *first = found->len > 0 ? found->pdata[0] : NULL;
  g_autofree char *title = NULL, *reason = NULL;

  if (first != NULL)
    {
      title = g_strdup_printf (_ ("Suggested: %s"), _ (pd_choice_label (pd_service_choices, first->service)));
      reason = pd_service_suggestion_sentence (first);
    }
  pd_suggestion_note_show (self->service, pd_record_get_text (self->working, PD_ORDER_DESCRIPTION), title,
                           reason);
}

static void
service_used_cb (PdRecordEditor *self)
{
  g_autoptr (GPtrArray) found = suggest_services (self->working);

  if (found->len == 0)
    return;
  set_field (self, PD_ORDER_SERVICE, ((const PdServiceSuggestion *) found->pdata[0])->service);
  pd_record_editor_update (self);
  gtk_widget_grab_focus (pd_record_editor_find_input (self, PD_ORDER_SERVICE));
}

/* The suggestion of a kind of service, below the description that it follows from. */
void
pd_record_editor_add_service (PdRecordEditor *self, GtkWidget *form)
{
  GtkWidget *service = pd_suggestion_note_new (_ ("Take the suggested kind of service"));

  self->service = PD_SUGGESTION_NOTE (service);
  g_signal_connect_object (service, "used", G_CALLBACK (service_used_cb), self, G_CONNECT_SWAPPED);
  pd_record_form_set_note (PD_RECORD_FORM (form), PD_ORDER_DESCRIPTION, service);
  pd_field_editor_set_none_label (pd_record_form_find (PD_RECORD_FORM (form), PD_ORDER_KIND),
                                  _ ("Only invoiced"));
}

/* The date by which more is likely becomes the one that the order is due on. */
static void
proposed_cb (PdRecordEditor *self, const char *date)
{
  set_field (self, PD_ORDER_DUE_DATE, date);
  pd_record_editor_update (self);
}

static void
add_shortage (PdRecordEditor *self)
{
  GtkWidget *shortage = pd_shortage_note_new (self->store, TRUE);

  self->shortage = PD_SHORTAGE_NOTE (shortage);
  g_signal_connect_object (shortage, "proposed", G_CALLBACK (proposed_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->content, shortage);
}

/* As if a person had typed it. An amount that was typed beside another price goes. */
static void
mended_cb (PdRecordEditor *self, const char *line_id, int field, const char *value)
{
  PdRecord *line = line_id != NULL ? pd_record_find_line (self->working, 0, line_id) : NULL;
  GtkWidget *input;

  if (line_id == NULL)
    set_field (self, (guint) field, value);
  else if (line != NULL && pd_record_set_from_text (line, (guint) field, value, NULL))
    {
      pd_record_clear (line, PD_ORDER_LINE_AMOUNT);
      pd_order_lines_set_order (self->lines, self->working);
    }
  pd_record_editor_update (self);
  input = line_id != NULL ? pd_order_lines_find_input (self->lines, line_id, (guint) field)
                          : pd_record_editor_find_input (self, (guint) field);
  if (input != NULL)
    gtk_widget_grab_focus (input);
}

static void
show_other_cb (gpointer user_data)
{
  PdRecordEditor *self = user_data;
  g_autofree char *id = g_steal_pointer (&self->other_order);

  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-record", "(ss)", pd_order_type.name, id);
}

/* What was typed is not left behind without a question. */
static void
opened_cb (PdRecordEditor *self, const char *order_id)
{
  g_free (self->other_order);
  self->other_order = g_strdup (order_id);
  pd_record_editor_leave (self, show_other_cb, self);
}

static void
add_entry (PdRecordEditor *self)
{
  GtkWidget *entry = pd_entry_note_new (self->store, TRUE);

  self->entry = PD_ENTRY_NOTE (entry);
  g_signal_connect_object (entry, "mended", G_CALLBACK (mended_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (entry, "opened", G_CALLBACK (opened_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->content, entry);
}

static void
add_special (PdRecordEditor *self)
{
  GtkWidget *special = pd_special_section_new ();

  self->special = PD_SPECIAL_SECTION (special);
  g_signal_connect_object (special, "edited", G_CALLBACK (pd_record_editor_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (special, "left", G_CALLBACK (lines_left_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (special, "entered", G_CALLBACK (pd_record_editor_go_on), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (special, "removed", G_CALLBACK (special_removed_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->content, special);
}

/* The lines of an order, what there is not enough of for them, and what makes it special. */
void
pd_record_editor_add_lines (PdRecordEditor *self)
{
  add_lines (self);
  add_shortage (self);
  add_entry (self);
  add_special (self);
}
