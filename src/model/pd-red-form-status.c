/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-red-form-status.h"

#include "model/pd-red-form.h"
#include "model/pd-workflow.h"

#include <glib/gi18n-lib.h>

/* Source: standards, "Red-letter": 01 to 13 are the bureau's, 15 and 16 the providers'. */
static const PdRedFormStatus statuses[] = {
  { "01", N_ ("No confirmation needed"), NULL, PD_RED_FORM_STATE_CONFIRMED },
  { "02", N_ ("Entered by the seller, to be confirmed by the buyer"), PD_RED_FORM_SIDE_SELLER,
    PD_RED_FORM_STATE_THEIR_WORD },
  { "03", N_ ("Entered by the buyer, to be confirmed by the seller"), PD_RED_FORM_SIDE_BUYER,
    PD_RED_FORM_STATE_OUR_WORD },
  { "04", N_ ("Confirmed by both sides"), NULL, PD_RED_FORM_STATE_CONFIRMED },
  { "05", N_ ("Void: the buyer rejected it"), PD_RED_FORM_SIDE_SELLER, PD_RED_FORM_STATE_VOID },
  { "06", N_ ("Void: the seller rejected it"), PD_RED_FORM_SIDE_BUYER, PD_RED_FORM_STATE_VOID },
  { "07", N_ ("Void: not confirmed within 72 hours"), NULL, PD_RED_FORM_STATE_VOID },
  { "08", N_ ("Void: withdrawn by whoever entered it"), NULL, PD_RED_FORM_STATE_VOID },
  { "09", N_ ("Void: withdrawn after it was confirmed"), NULL, PD_RED_FORM_STATE_VOID },
  { "10", N_ ("Void: the tax bureau holds the invoice to be irregular"), NULL, PD_RED_FORM_STATE_VOID },
  { "11", N_ ("Void: a taxpayer's standing does not allow it"), NULL, PD_RED_FORM_STATE_VOID },
  { "12", N_ ("Void: the private person refused it"), NULL, PD_RED_FORM_STATE_VOID },
  { "13", N_ ("Void: a tax refund was applied for"), NULL, PD_RED_FORM_STATE_VOID },
  { "15", N_ ("Being entered"), NULL, PD_RED_FORM_STATE_SUBMITTED },
  { "16", N_ ("Could not be entered"), NULL, PD_RED_FORM_STATE_FAILED },
};

/** pd_red_form_status_find: @code: (nullable): two digits. Returns: (nullable): %NULL for one that this version does not know */
const PdRedFormStatus *
pd_red_form_status_find (const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (g_strcmp0 (statuses[i].code, code) == 0)
      return &statuses[i];
  return NULL;
}

/**
 * pd_red_form_status_to_state:
 * @code: (nullable): the bureau's status
 * @side: (nullable): ours, PD_RED_FORM_SIDE_*
 *
 * Returns: (nullable) (transfer none): the state of the record; %NULL for a status that this version does not know:
 *   then the record stays as it is
 */
const char *
pd_red_form_status_to_state (const char *code, const char *side)
{
  const PdRedFormStatus *status = pd_red_form_status_find (code);
  gboolean waits = status != NULL && (g_str_equal (status->state, PD_RED_FORM_STATE_THEIR_WORD) ||
                                      g_str_equal (status->state, PD_RED_FORM_STATE_OUR_WORD));

  if (status == NULL)
    return NULL;
  if (!waits)
    return status->state;
  return g_strcmp0 (status->entered_by, side) == 0 ? PD_RED_FORM_STATE_THEIR_WORD
                                                   : PD_RED_FORM_STATE_OUR_WORD;
}

/**
 * pd_red_form_is_under_way:
 *
 * Returns: whether what it reverses is to be kept for it: it was asked for, and neither was its red invoice issued nor
 *   has it come to nothing
 */
gboolean
pd_red_form_is_under_way (const PdRecord *form)
{
  static const char *const at_rest[] = { PD_RED_FORM_STATE_DRAFT, PD_RED_FORM_STATE_ISSUED,
                                         PD_RED_FORM_STATE_VOID, PD_RED_FORM_STATE_FAILED, NULL };
  const char *state = pd_record_get_state (form);

  return state != NULL && !pd_record_is_deleted (form) && !g_strv_contains (at_rest, state);
}

/**
 * pd_red_form_may:
 * @command: a command of the workflow
 *
 * Returns: whether the command makes sense for our side. The workflow's arrows do not know who entered the form: what the
 *   other side entered is confirmed or rejected, and only what was confirmed or is ours can be withdrawn.
 */
gboolean
pd_red_form_may (const PdRecord *form, const char *command)
{
  const char *side = pd_record_get_text (form, PD_RED_FORM_SIDE);
  gboolean is_ours = g_strcmp0 (pd_record_get_text (form, PD_RED_FORM_ENTERED_BY), side) == 0;

  if (pd_workflow_find (&pd_red_form_type, command, pd_record_get_state (form)) == NULL)
    return FALSE;
  if (g_str_equal (command, "withdraw"))
    return is_ours;
  if (g_str_equal (command, "confirm") || g_str_equal (command, "reject"))
    return !is_ours;
  return TRUE;
}

/**
 * pd_red_form_key:
 * @form_id: the record's id
 *
 * Makes the idempotency key that a form is entered under. It follows from the form alone, as an order's does: asked for
 * again, by whichever platform, it is the same form.
 *
 * Returns: (transfer full): 32 characters of a–f and 0–9
 */
char *
pd_red_form_key (const char *form_id)
{
  g_autofree char *text = g_strconcat ("red form\n", form_id, NULL);
  char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);

  digest[PD_RED_FORM_KEY_LENGTH] = '\0';
  return digest;
}
