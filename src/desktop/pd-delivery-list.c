/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-delivery-list.h"

#include "desktop/pd-field-text.h"
#include "model/pd-delivery.h"

#include <glib/gi18n-lib.h>

static const char *
style_of (const char *state)
{
  if (g_strcmp0 (state, PD_DELIVERY_STATE_REFUSED) == 0 || g_strcmp0 (state, PD_DELIVERY_STATE_FAILED) == 0)
    return "error";
  return g_strcmp0 (state, PD_DELIVERY_STATE_UNCERTAIN) == 0 ? "warning" : NULL;
}

/* State, when, what went out, and why not. */
static void
describe (const PdStoreRow *row, PdRowText *text)
{
  const PdRecord *delivery = row->record;
  const char *state = pd_record_get_state (delivery);
  const char *copies = pd_record_get_text (delivery, PD_DELIVERY_COPIES);
  const char *attached = pd_record_get_text (delivery, PD_DELIVERY_ATTACHED);
  const char *reason = pd_reason_text (pd_record_get_text (delivery, PD_DELIVERY_STATE_REASON));
  g_autofree char *state_text = pd_state_text (delivery, row->state, row->pending_command);
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (parts, g_strdup (state_text));
  if (pd_record_has (delivery, PD_DELIVERY_SENT_AT))
    g_ptr_array_add (parts, pd_time_text (pd_record_get_integer (delivery, PD_DELIVERY_SENT_AT)));
  if (attached != NULL)
    g_ptr_array_add (parts, g_ascii_strup (attached, -1));
  /* Translators: whom a mail goes to besides */
  if (copies != NULL)
    g_ptr_array_add (parts, g_strdup_printf (_ ("copies to %s"), copies));
  if (reason != NULL)
    g_ptr_array_add (parts, g_strdup (reason));
  g_ptr_array_add (parts, NULL);
  text->title = g_strdup (pd_record_get_text (delivery, PD_DELIVERY_RECIPIENT));
  text->subtitle = g_strjoinv (" · ", (char **) parts->pdata);
  text->style = style_of (state);
  text->command = g_strcmp0 (state, PD_DELIVERY_STATE_WAITING) == 0 ? "cancel" : "resend";
}

/** pd_delivery_list_new: Returns: (transfer floating): to whom an invoice was mailed, and what became of it */
GtkWidget *
pd_delivery_list_new (PdStore *store)
{
  GtkWidget *list = pd_row_list_new (store, &pd_delivery_type, _ ("Mail"), describe);

  pd_row_list_filter (PD_ROW_LIST (list), PD_DELIVERY_INVOICE_ID, NULL);
  return list;
}

void
pd_delivery_list_show (PdRowList *list, const PdRecord *invoice)
{
  pd_row_list_filter (list, PD_DELIVERY_INVOICE_ID, pd_record_get_id (invoice));
}
