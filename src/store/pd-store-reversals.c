/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-reversals.h"

#include "model/pd-red-form.h"
#include "store/pd-store-list.h"

/* A form that was asked for here and was not sent yet keeps what it reverses, too. */
static gboolean
add_form (PdStoreSession *session, GPtrArray *forms, const PdStoreRow *row, GError **error)
{
  PdRecord *form = pd_store_get_record (session, &pd_red_form_type, pd_record_get_id (row->record), error);

  if (form == NULL)
    return FALSE;
  pd_record_sort_lines (form);
  if (g_strcmp0 (row->pending_command, "apply") == 0)
    pd_record_set_text (form, PD_RED_FORM_STATE, PD_RED_FORM_STATE_QUEUED);
  g_ptr_array_add (forms, form);
  return TRUE;
}

/**
 * pd_store_list_red_forms:
 * @invoice: a blue invoice's id
 *
 * Returns: (transfer full) (nullable) (element-type PdRecord): its red-letter forms with their lines; one whose
 *   application waits to be sent is in the state that it will be in
 */
GPtrArray *
pd_store_list_red_forms (PdStoreSession *session, const char *invoice, GError **error)
{
  g_autoptr (PdStoreQuery) query = pd_store_query_new (&pd_red_form_type);
  g_autoptr (GPtrArray) forms = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  g_autoptr (GArray) found = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  query->filter_field = PD_RED_FORM_BLUE_INVOICE_ID;
  query->filter_text = g_strdup (invoice);
  found = pd_store_query_rows (session, query, NULL, error);
  rows = found != NULL
             ? pd_store_get_rows (session, &pd_red_form_type, (const gint64 *) found->data, found->len, error)
             : NULL;
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    if (g_ptr_array_index (rows, i) != NULL && !add_form (session, forms, g_ptr_array_index (rows, i), error))
      return NULL;
  return rows != NULL ? g_steal_pointer (&forms) : NULL;
}

/**
 * pd_store_add_reversal:
 * @form: a draft, see pd_reversal_new_form()
 * @now: microseconds, UTC
 *
 * Saves the form and asks for it, both or neither; the platform enters it at the bureau when it has heard of it.
 */
gboolean
pd_store_add_reversal (PdStoreSession *session, const PdRecord *form, gint64 now, GError **error)
{
  return pd_store_save_record (session, form, now, error) &&
         pd_store_add_command (session, &pd_red_form_type, pd_record_get_id (form), "apply", NULL, now,
                               error);
}
