/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-record-view-private.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-note.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-invoice.h"
#include "model/pd-order.h"
#include "model/pd-received-invoice.h"
#include "model/pd-red-form.h"
#include "model/pd-ticket.h"
#include "model/pd-workflow.h"
#include "reading/pd-reading.h"

#include <glib/gi18n-lib.h>

/* What stands above a record's fields: its title, what became of it and why, and what can be done with it. */

/* A special and an ordinary invoice are booked differently. */
static char *
kind_and_date_text (const PdRecord *received)
{
  const char *name = pd_record_get_text (received, PD_RECEIVED_KIND);
  const PdReadingInvoiceKind *kind = name != NULL ? pd_reading_kind_find (name) : NULL;
  g_autofree char *date = pd_field_text (received, PD_RECEIVED_ISSUE_DATE);

  if (kind == NULL)
    return g_steal_pointer (&date);
  return *date != '\0' ? g_strdup_printf ("%s · %s", _ (kind->label), date) : g_strdup (_ (kind->label));
}

static char *
state_and_date_text (PdRecordView *self)
{
  g_autofree char *state = pd_state_text (self->record, self->row_state, self->pending_command);
  g_autofree char *date = NULL;

  if (self->place->type == &pd_order_type)
    date = pd_field_text (self->record, PD_ORDER_DATE);
  else if (self->place->type == &pd_invoice_type)
    date = pd_field_text (self->record, PD_INVOICE_ISSUE_DATE);
  else if (self->place->type == &pd_red_form_type)
    date = pd_field_text (self->record, PD_RED_FORM_FORM_DATE);
  else if (self->place->type == &pd_ticket_type)
    date = pd_field_text (self->record, PD_TICKET_TITLE);
  else if (self->place->type == &pd_received_type)
    date = kind_and_date_text (self->record);
  if (date == NULL || *date == '\0')
    return g_steal_pointer (&state);
  return *state != '\0' ? g_strdup_printf ("%s · %s", state, date) : g_steal_pointer (&date);
}

/* What is worth a line under the title. The files stand at the end of the page: that there are some is said here. */
static char *
subtitle_text (PdRecordView *self)
{
  GPtrArray *attachments = pd_record_get_attachments (self->record);
  g_autofree char *text = state_and_date_text (self);
  g_autofree char *files = NULL;

  if (attachments == NULL || attachments->len == 0)
    return g_steal_pointer (&text);
  files = g_strdup_printf (ngettext ("%u attachment", "%u attachments", attachments->len), attachments->len);
  return *text != '\0' ? g_strdup_printf ("%s · %s", text, files) : g_steal_pointer (&files);
}

/* Whether an invoice's timeline has its reason: what is tried again may have another one without a new stage. */
static gboolean
is_told_by_timeline (const PdRecord *invoice)
{
  GPtrArray *stages = pd_record_get_list (invoice, PD_INVOICE_LIST_STAGES);
  const char *reason = pd_record_get_text (invoice, PD_INVOICE_REASON);

  for (guint i = 0; i < stages->len; i++)
    if (g_strcmp0 (pd_record_get_text (g_ptr_array_index (stages, i), PD_INVOICE_STAGE_TEXT), reason) == 0)
      return TRUE;
  return FALSE;
}

/* Who used a received invoice, and when: why it cannot be used once more. (transfer full) (nullable) */
static char *
use_text (const PdRecord *received)
{
  if (!pd_record_has (received, PD_RECEIVED_STATE_AT) ||
      g_strcmp0 (pd_record_get_state (received), PD_RECEIVED_STATE_UNVERIFIED) == 0)
    return NULL;
  return pd_received_describe_use (received);
}

/* (transfer full) (nullable) why the platform or the bureau put the record into its state */
static char *
reason_text (PdRecordView *self)
{
  if (self->place->type == &pd_received_type)
    return use_text (self->record);
  if (self->place->type == &pd_order_type)
    return g_strdup (pd_reason_text (pd_record_get_text (self->record, PD_ORDER_STATE_REASON)));
  if (self->place->type == &pd_invoice_type && !is_told_by_timeline (self->record))
    return g_strdup (pd_reason_text (pd_record_get_text (self->record, PD_INVOICE_REASON)));
  if (self->place->type == &pd_red_form_type)
    return g_strdup (pd_reason_text (pd_record_get_text (self->record, PD_RED_FORM_REASON)));
  return NULL;
}

static void
update_notice (PdRecordView *self)
{
  const char *sentence = pd_row_state_sentence (self->row_state, self->pending_command);
  const char *icon = pd_row_state_icon (self->row_state);
  g_autofree char *reason = reason_text (self);
  gboolean stuck = self->row_state == PD_ROW_CONFLICT || self->row_state == PD_ROW_REJECTED;
  gboolean look = self->total_changed && !stuck;
  g_autofree char *text = NULL;

  if (look)
    {
      sentence = pd_total_changed_sentence ();
      icon = "dialog-warning-symbolic";
    }
  if (sentence != NULL && reason != NULL)
    text = g_strdup_printf ("%s\n%s", sentence, reason);
  else
    text = g_strdup (sentence != NULL ? sentence : reason);
  gtk_widget_set_visible (GTK_WIDGET (self->notice), text != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->notice_button), stuck || look);
  gtk_button_set_label (self->notice_button, look ? _ ("I Have Looked") : _ ("Conflicts"));
  /* GTK warns of every moment in which name and target do not fit. */
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->notice_button), NULL);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (self->notice_button),
                                          look ? NULL : g_variant_new_string ("conflicts"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->notice_button),
                                  look ? "win.confirm-total" : "win.place");
  if (stuck || look)
    gtk_widget_add_css_class (GTK_WIDGET (self->notice), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->notice), "warning");
  gtk_image_set_from_icon_name (self->notice_icon, icon != NULL ? icon : "dialog-information-symbolic");
  gtk_label_set_text (self->notice_text, text != NULL ? text : "");
}

static void
update_buttons (PdRecordView *self)
{
  gboolean is_order = self->place->type == &pd_order_type;
  gboolean invoiced = is_order && pd_record_has (self->record, PD_ORDER_INVOICE_ID);
  const char *state = pd_record_get_state (self->record);
  /* What is on its way is as good as frozen. */
  gboolean frozen =
      pd_workflow_is_frozen (self->record) ||
      (self->pending_command != NULL && !pd_workflow_foresees (self->record, self->pending_command));

  gtk_widget_set_visible (GTK_WIDGET (self->issue), is_order && pd_workflow_offers (self->record, "issue"));
  gtk_widget_set_visible (GTK_WIDGET (self->show_invoice), invoiced);
  gtk_widget_set_visible (GTK_WIDGET (self->edit), self->place->form != NULL && !frozen);
  gtk_widget_set_visible (GTK_WIDGET (self->note), frozen && pd_note_field (self->place->type) >= 0);
  gtk_widget_set_visible (GTK_WIDGET (self->preview), is_order || self->place->type == &pd_invoice_type ||
                                                          self->place->type == &pd_received_type);
  gtk_widget_set_visible (GTK_WIDGET (self->reimburse),
                          self->place->type == &pd_received_type &&
                              pd_workflow_find (&pd_received_type, "reimburse", state) != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->book),
                          self->place->type == &pd_received_type &&
                              pd_workflow_find (&pd_received_type, "book", state) != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->reverse), self->place->type == &pd_invoice_type &&
                                                          g_strcmp0 (state, PD_INVOICE_STATE_ISSUED) == 0 &&
                                                          !pd_record_get_flag (self->record, PD_INVOICE_RED));
  gtk_widget_set_visible (GTK_WIDGET (self->return_order),
                          invoiced && g_strcmp0 (state, PD_ORDER_STATE_INVOICED) == 0 &&
                              pd_record_get_integer (self->record, PD_ORDER_REVERSED_AMOUNT) <
                                  pd_record_get_integer (self->record, PD_ORDER_GROSS_AMOUNT));
}

/* A red-letter form is called after the invoice that it reverses: its page must not look like that invoice's. */
static char *
title_text (PdRecordView *self)
{
  g_autofree char *title = pd_title_text (self->record);

  if (self->place->type == &pd_red_form_type && pd_record_has (self->record, PD_RED_FORM_BLUE_NUMBER))
    return g_strdup_printf (_ ("Red-letter form of invoice %s"), title);
  return g_steal_pointer (&title);
}

void
pd_record_view_update_head (PdRecordView *self)
{
  g_autofree char *title = title_text (self);
  g_autofree char *subtitle = subtitle_text (self);

  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->subtitle, subtitle);
  gtk_widget_set_visible (GTK_WIDGET (self->subtitle), *subtitle != '\0');
  update_notice (self);
  update_buttons (self);
}

/** pd_record_view_explain_issue: @why_not: (nullable): who may issue, where the person may not */
void
pd_record_view_explain_issue (PdRecordView *self, const char *why_not)
{
  g_return_if_fail (PD_IS_RECORD_VIEW (self));

  pd_set_explanation (GTK_WIDGET (self->issue), why_not);
}
