/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-lost-form.h"

#include <glib/gi18n-lib.h>

#include "model/pd-invoice.h"
#include "model/pd-red-form-status.h"
#include "model/pd-red-form.h"
#include "platform/pd-platform-ledger.h"
#include "wire/pd-wire.h"

/* Red-letter forms that a restored platform is given back: whose words they are, and who is asked for them. */

static gboolean
is_ours (const PdRecord *form)
{
  return g_strcmp0 (pd_record_get_text (form, PD_RED_FORM_ENTERED_BY),
                    pd_record_get_text (form, PD_RED_FORM_SIDE)) == 0;
}

/**
 * pd_platform_doubt_form:
 * @form: as a client had it
 *
 * Takes out of a form what only the bureau says. What the other side entered is known by the bureau's own name of it.
 *
 * Returns: whether the bureau has to be asked: a draft, and what came to nothing, never was there or reverses nothing
 */
gboolean
pd_platform_doubt_form (PdRecord *form)
{
  static const guint bureaus[] = { PD_RED_FORM_STATUS,       PD_RED_FORM_DEADLINE,
                                   PD_RED_FORM_CONFIRMED_AT, PD_RED_FORM_RED_INVOICE_ID,
                                   PD_RED_FORM_RED_NUMBER,   PD_RED_FORM_NEXT_AT };
  gboolean is_issued = g_strcmp0 (pd_record_get_state (form), PD_RED_FORM_STATE_ISSUED) == 0;
  g_autofree char *key = pd_red_form_key (pd_record_get_id (form));

  if (!is_issued && !pd_red_form_is_under_way (form))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (bureaus); i++)
    pd_record_clear (form, bureaus[i]);
  if (is_ours (form))
    {
      pd_record_clear (form, PD_RED_FORM_NUMBER);
      pd_record_clear (form, PD_RED_FORM_UUID);
    }
  pd_record_set_text (form, PD_RED_FORM_KEY, key);
  pd_record_set_text (form, PD_RED_FORM_STATE, PD_RED_FORM_STATE_UNKNOWN);
  pd_record_set_text (form, PD_RED_FORM_NEXT_STEP, PD_INVOICE_NEXT_QUERY);
  pd_record_set_text (
      form, PD_RED_FORM_REASON,
      _ ("The platform's data were restored. The tax bureau is being asked what became of this "
         "form."));
  return TRUE;
}

/** pd_platform_doubt_reversed: what was reversed of an invoice comes back with the forms that reversed it. */
void
pd_platform_doubt_reversed (PdRecord *blue)
{
  GPtrArray *lines = pd_record_get_lines (blue);

  pd_record_clear (blue, PD_INVOICE_REVERSED_AMOUNT);
  for (guint i = 0; i < lines->len; i++)
    {
      PdRecord *line = g_ptr_array_index (lines, i);

      pd_record_clear (line, PD_INVOICE_LINE_REVERSED_QUANTITY);
      pd_record_clear (line, PD_INVOICE_LINE_REVERSED_NET);
      pd_record_clear (line, PD_INVOICE_LINE_REVERSED_TAX);
    }
}

/** pd_platform_ask_lost_form: @form: written, as pd_platform_doubt_form() leaves it. The bureau is asked, and sent nothing. */
gboolean
pd_platform_ask_lost_form (PdPlatformChange *change, const PdRecord *form, GError **error)
{
  g_autofree char *hash = pd_wire_record_content_hash (form);
  g_autoptr (PdPlatformEntry) existing = NULL;
  const PdPlatformNewEntry entry = { .record = pd_record_get_id (form),
                                     .what = PD_PLATFORM_ABOUT_RED_FORM,
                                     .order = pd_record_get_text (form, PD_RED_FORM_BLUE_INVOICE_ID),
                                     .key = pd_record_get_text (form, PD_RED_FORM_KEY),
                                     .generation = 1,
                                     .payload_hash = hash,
                                     .state = "unknown",
                                     .step = "query" };

  return pd_platform_ledger_find (change->platform, change->tenant, entry.record, &existing, error) &&
         (existing != NULL || pd_platform_ledger_add (change, &entry, error));
}
