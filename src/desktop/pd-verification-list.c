/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-verification-list.h"

#include "desktop/pd-field-text.h"
#include "model/pd-verification-record.h"

#include <glib/gi18n-lib.h>

static const char *
style_of (PdVerdict verdict)
{
  if (verdict == PD_VERDICT_GENUINE)
    return "success";
  return pd_verdict_is_about_invoice (verdict) ? "error" : "warning";
}

static void
add_part (GPtrArray *parts, const char *text)
{
  if (text != NULL && *text != '\0')
    g_ptr_array_add (parts, g_strdup (text));
}

/* Which invoice, what the verdict is and of when, and what is to be done now. */
static void
describe (const PdStoreRow *row, PdRowText *text)
{
  const PdRecord *record = row->record;
  PdVerdict verdict;
  gboolean answered = pd_verdict_from_name (pd_record_get_state (record), &verdict);
  g_autofree char *state = pd_state_text (record, row->state, row->pending_command);
  g_autofree char *amount = pd_record_has (record, PD_VERIFICATION_FIELD_AMOUNT)
                                ? pd_field_text (record, PD_VERIFICATION_FIELD_AMOUNT)
                                : NULL;
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  text->title = g_strdup_printf ("%s · %s", state, pd_record_get_title (record));
  text->style = answered ? style_of (verdict) : NULL;
  text->command = "verify_again";
  if (pd_record_has (record, PD_VERIFICATION_FIELD_VERIFIED_AT))
    {
      g_autofree char *at = pd_time_text (pd_record_get_integer (record, PD_VERIFICATION_FIELD_VERIFIED_AT));
      g_autofree char *word = pd_field_text (record, PD_VERIFICATION_FIELD_VERDICT);

      if (answered && pd_verdict_is_about_invoice (verdict))
        add_part (parts, at);
      else
        /* Translators: a verdict on an invoice, and when the tax bureau said so */
        g_ptr_array_add (parts, g_strdup_printf (_ ("%1$s on %2$s"), word, at));
    }
  add_part (parts, pd_record_get_text (record, PD_VERIFICATION_FIELD_DATE));
  add_part (parts, amount);
  if (answered && verdict != PD_VERDICT_GENUINE)
    add_part (parts, _ (pd_verdict_advice (verdict)));
  add_part (parts, pd_reason_text (pd_record_get_text (record, PD_VERIFICATION_FIELD_STATE_REASON)));
  if (pd_record_has (record, PD_VERIFICATION_FIELD_NEXT_AT))
    {
      g_autofree char *at = pd_time_text (pd_record_get_integer (record, PD_VERIFICATION_FIELD_NEXT_AT));

      g_ptr_array_add (parts, g_strdup_printf (_ ("May be asked again from %s"), at));
    }
  if (pd_record_has (record, PD_VERIFICATION_FIELD_COUNTED_AT))
    {
      guint left = pd_verification_left (record, pd_now ());

      g_ptr_array_add (parts,
                       g_strdup_printf (ngettext ("%u question left today", "%u questions left today", left),
                                        left));
    }
  g_ptr_array_add (parts, NULL);
  text->subtitle = g_strjoinv (" · ", (char **) parts->pdata);
}

/**
 * pd_verification_list_new:
 * @store: the cache
 * @heading: (nullable): above the list
 *
 * Returns: (transfer floating): what was verified, the verdicts with their dates, and how often may be asked today
 */
GtkWidget *
pd_verification_list_new (PdStore *store, const char *heading)
{
  return pd_row_list_new (store, &pd_verification_type, heading, describe);
}
