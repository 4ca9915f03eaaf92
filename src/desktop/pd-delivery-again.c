/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-delivery-again.h"

#include "desktop/pd-field-text.h"
#include "model/pd-delivery.h"
#include "store/pd-store-deliveries.h"

#include <glib/gi18n-lib.h>

/**
 * pd_delivery_again_find:
 * @session: a session of the store
 * @deliveries: (element-type PdRecord): what is to be mailed
 * @repeated: (element-type PdRecord): receives those of them whose invoice was mailed to the same address, or is about to be
 * @before: (inout) (nullable) (transfer full): what the first of these repeats
 * @error: (out) (optional): why it could not be looked for
 *
 * Nobody gets the same invoice twice by mistake.
 */
gboolean
pd_delivery_again_find (PdStoreSession *session,
                        GPtrArray *deliveries,
                        GPtrArray *repeated,
                        PdRecord **before,
                        GError **error)
{
  for (guint i = 0; i < deliveries->len; i++)
    {
      PdRecord *delivery = g_ptr_array_index (deliveries, i);
      g_autoptr (GError) local = NULL;
      g_autoptr (PdRecord) found =
          pd_store_find_delivery (session, pd_record_get_text (delivery, PD_DELIVERY_INVOICE_ID),
                                  pd_record_get_text (delivery, PD_DELIVERY_RECIPIENT), &local);

      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (found == NULL)
        continue;
      g_ptr_array_add (repeated, pd_record_ref (delivery));
      if (*before == NULL)
        *before = g_steal_pointer (&found);
    }
  return TRUE;
}

static char *
repeated_text (GPtrArray *repeated, const PdRecord *before)
{
  const PdRecord *delivery = g_ptr_array_index (repeated, 0);
  const char *invoice = pd_record_get_text (before, PD_DELIVERY_INVOICE_NUMBER);
  const char *recipient = pd_record_get_text (delivery, PD_DELIVERY_RECIPIENT);
  g_autofree char *time = pd_record_has (before, PD_DELIVERY_SENT_AT)
                              ? pd_time_text (pd_record_get_integer (before, PD_DELIVERY_SENT_AT))
                              : NULL;
  guint n = repeated->len;

  if (n > 1)
    return g_strdup_printf (
        ngettext ("%u of the mails goes to somebody who was mailed the same invoice, or is about to be.",
                  "%u of the mails go to somebody who was mailed the same invoice, or is about to be.", n),
        n);
  if (time != NULL)
    /* Translators: 1: an invoice's number, 2: a mail address, 3: a date and time */
    return g_strdup_printf (_ ("Invoice %1$s was mailed to %2$s at %3$s."), invoice != NULL ? invoice : "–",
                            recipient, time);
  return g_strdup_printf (_ ("A mail of this invoice to %s was asked for already."), recipient);
}

/**
 * pd_delivery_again_new:
 * @parent: the window in front of which it is asked
 * @deliveries: (element-type PdRecord): what is to be mailed
 * @repeated: (element-type PdRecord): those of them that repeat others
 * @before: what the first of these repeats
 *
 * Returns: (transfer none): a question whether to mail them all the same; see pd_delivery_again_get_wanted()
 */
GtkWidget *
pd_delivery_again_new (GtkWindow *parent, GPtrArray *deliveries, GPtrArray *repeated, const PdRecord *before)
{
  g_autofree char *text = repeated_text (repeated, before);
  g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  GtkWidget *question = adw_message_dialog_new (parent, _ ("Mail It Again?"), text);

  for (guint i = 0; i < deliveries->len; i++)
    if (!g_ptr_array_find (repeated, deliveries->pdata[i], NULL))
      g_ptr_array_add (others, pd_record_ref (deliveries->pdata[i]));
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (question), "close", _ ("Do Not Mail"));
  if (others->len > 0)
    adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (question), "others", _ ("Only the Others"));
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (question), "again", _ ("Mail Again"));
  g_object_set_data_full (G_OBJECT (question), "deliveries", g_ptr_array_ref (deliveries),
                          (GDestroyNotify) g_ptr_array_unref);
  g_object_set_data_full (G_OBJECT (question), "others", g_ptr_array_ref (others),
                          (GDestroyNotify) g_ptr_array_unref);
  return question;
}

/**
 * pd_delivery_again_get_wanted:
 * @question: a question
 * @response: what a person answered
 *
 * Returns: (transfer none) (nullable) (element-type PdRecord): what is mailed; %NULL for nothing
 */
GPtrArray *
pd_delivery_again_get_wanted (AdwMessageDialog *question, const char *response)
{
  if (g_str_equal (response, "again"))
    return g_object_get_data (G_OBJECT (question), "deliveries");
  return g_str_equal (response, "others") ? g_object_get_data (G_OBJECT (question), "others") : NULL;
}
