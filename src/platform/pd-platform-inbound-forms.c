/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-inbound-forms.h"

#include <string.h>

#include "model/pd-id.h"
#include "model/pd-invoice.h"
#include "model/pd-party.h"
#include "model/pd-problem.h"
#include "model/pd-red-form-status.h"
#include "model/pd-red-form.h"
#include "platform/pd-platform-blue.h"
#include "platform/pd-platform-bureau.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-ledger.h"
#include "wire/pd-wire.h"

/* Forms that the other side entered, as the bureau lists them. */

#define AFTER_TROUBLE (5 * G_TIME_SPAN_MINUTE)

/* More than any office gets in a few days; whatever is behind them comes when these are done. */
#define MAX_FORMS 1000

/* The bureau's name of a form is its id's source: listed again, it is the same record. */
static char *
form_id (const char *tenant, const PdRecord *listed)
{
  const char *uuid = pd_record_get_text (listed, PD_RED_FORM_UUID);
  const char *number = pd_record_get_text (listed, PD_RED_FORM_NUMBER);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *text = NULL;
  guint8 digest[32];
  gsize length = sizeof digest;

  if (uuid == NULL && number == NULL)
    return NULL;
  text = g_strdup_printf ("inbound form\n%s\n%s", tenant, uuid != NULL ? uuid : number);
  g_checksum_update (checksum, (const guchar *) text, -1);
  g_checksum_get_digest (checksum, digest, &length);
  return pd_id_from_digest (digest);
}

/* @blue: (out) (transfer full) (nullable): ours, of a number. Its month narrows the search where it is known. */
static gboolean
find_blue (PdPlatformChange *change, const PdRecord *form, PdRecord **blue, GError **error)
{
  const char *date = pd_record_get_text (form, PD_RED_FORM_BLUE_DATE);
  g_autofree char *month = date != NULL && strlen (date) >= 7 ? g_strndup (date, 7) : NULL;
  g_autoptr (PdPlatformRows) rows = pd_platform_sql_query (
      change->platform->sql, error,
      "SELECT body FROM document WHERE tenant = ?1 AND type = 'invoice' AND deleted = 0"
      " AND (?2 IS NULL OR month = ?2) AND json_extract (body, '$.number') = ?3 LIMIT 1",
      "ttt", change->tenant, month, pd_record_get_text (form, PD_RED_FORM_BLUE_NUMBER));
  PdPlatformStep step = rows != NULL ? pd_platform_rows_next (rows, error) : PD_PLATFORM_STEP_FAILED;

  *blue = NULL;
  if (step != PD_PLATFORM_STEP_ROW)
    return step == PD_PLATFORM_STEP_DONE;
  *blue = pd_wire_record_from_text (pd_platform_rows_text (rows, 0), -1, error);
  return *blue != NULL;
}

/* Ours is the side whose tax number is the company's; what our side entered is here already. */
static gboolean
is_inbound (PdRecord *form, const PdRecord *company)
{
  const char *ours = company != NULL ? pd_record_get_text (company, PD_COMPANY_TAX_NUMBER) : NULL;
  const PdRedFormStatus *status = pd_red_form_status_find (pd_record_get_text (form, PD_RED_FORM_STATUS));
  gboolean sells = g_strcmp0 (pd_record_get_text (form, PD_RED_FORM_SELLER_TAX_NUMBER), ours) == 0;
  const char *side = sells ? PD_RED_FORM_SIDE_SELLER : PD_RED_FORM_SIDE_BUYER;

  if (!pd_record_has (form, PD_RED_FORM_SIDE))
    pd_record_set_text (form, PD_RED_FORM_SIDE, side);
  if (!pd_record_has (form, PD_RED_FORM_ENTERED_BY))
    pd_record_set_text (form, PD_RED_FORM_ENTERED_BY, status != NULL ? status->entered_by : NULL);
  return pd_record_has (form, PD_RED_FORM_ENTERED_BY) &&
         g_strcmp0 (pd_record_get_text (form, PD_RED_FORM_ENTERED_BY),
                    pd_record_get_text (form, PD_RED_FORM_SIDE)) != 0;
}

static PdRecord *
copy_listed (const PdRecord *listed, const char *id)
{
  PdRecord *form = pd_record_new (&pd_red_form_type, id);
  GPtrArray *lines = pd_record_get_lines (listed);

  for (guint field = 0; field < PD_RED_FORM_N_FIELDS; field++)
    pd_record_copy_field (form, listed, field);
  for (guint i = 0; i < MIN (lines->len, PD_RECORD_MAX_LINES); i++)
    pd_record_add_line (form, 0, pd_record_copy (g_ptr_array_index (lines, i)));
  pd_record_set_text (form, PD_RED_FORM_STATE, PD_RED_FORM_STATE_SUBMITTED);
  pd_record_derive (form);
  return form;
}

static gboolean
add_form (PdPlatformChange *change, PdRecord *form, GError **error)
{
  g_autofree char *key = pd_red_form_key (pd_record_get_id (form));
  g_autofree char *hash = pd_wire_record_content_hash (form);
  g_autoptr (PdRecord) blue = NULL;
  const char *side = pd_record_get_text (form, PD_RED_FORM_SIDE);

  if (!find_blue (change, form, &blue, error))
    return FALSE;
  pd_record_clear (form, PD_RED_FORM_BLUE_INVOICE_ID);
  pd_record_clear (form, PD_RED_FORM_ORDER_ID);
  if (blue != NULL && !pd_platform_claim_form (change, form, blue, error))
    return FALSE;
  pd_record_set_text (form, PD_RED_FORM_STATE,
                      pd_red_form_status_to_state (pd_record_get_text (form, PD_RED_FORM_STATUS), side));
  pd_record_set_text (form, PD_RED_FORM_KEY, key);
  pd_record_set_text (form, PD_RED_FORM_NEXT_STEP, PD_INVOICE_NEXT_DECIDE);
  if (pd_red_form_is_under_way (form) && !pd_record_has (form, PD_RED_FORM_DEADLINE) &&
      pd_record_has (form, PD_RED_FORM_APPLIED_AT))
    pd_record_set_integer (form, PD_RED_FORM_DEADLINE,
                           pd_record_get_integer (form, PD_RED_FORM_APPLIED_AT) +
                               PD_RED_FORM_TIME_TO_CONFIRM);

  const PdPlatformNewEntry entry = { .record = pd_record_get_id (form),
                                     .what = PD_PLATFORM_ABOUT_RED_FORM,
                                     .order = blue != NULL ? pd_record_get_id (blue) : NULL,
                                     .key = key,
                                     .generation = 1,
                                     .payload_hash = hash,
                                     .state = "sent",
                                     .step = "query" };

  change->batch = 0;
  return pd_platform_ledger_add (change, &entry, error) && pd_platform_write_record (change, form, error);
}

static gboolean
take_listed (PdPlatformChange *change, const PdRecord *listed, const PdRecord *company, GError **error)
{
  g_autofree char *id = form_id (change->tenant, listed);
  g_autoptr (PdRecord) form = id != NULL ? copy_listed (listed, id) : NULL;
  g_autoptr (PdRecord) existing = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  const char *state;

  if (form == NULL || !is_inbound (form, company))
    return TRUE;
  if (!pd_platform_read_record (change->platform, change->tenant, &pd_red_form_type, id, &existing, error))
    return FALSE;
  /* What is known is asked for one by one, and hears of its red invoice that way. */
  if (existing != NULL)
    return g_strcmp0 (pd_record_get_text (existing, PD_RED_FORM_STATUS),
                      pd_record_get_text (form, PD_RED_FORM_STATUS)) == 0 ||
           pd_platform_ledger_ask (change->platform, change->tenant, id, error);
  state = pd_red_form_status_to_state (pd_record_get_text (form, PD_RED_FORM_STATUS),
                                       pd_record_get_text (form, PD_RED_FORM_SIDE));
  /* What came to nothing before anybody here heard of it asks nobody for anything. */
  if (state == NULL || g_str_equal (state, PD_RED_FORM_STATE_VOID) ||
      g_str_equal (state, PD_RED_FORM_STATE_FAILED))
    return TRUE;
  problems = pd_record_check (form, PD_REQUIRED_TO_SAVE);
  if (pd_problems_first_error (problems) != NULL)
    {
      g_warning ("A listed red-letter form was passed over: %s", pd_problems_first_error (problems)->message);
      return TRUE;
    }
  return add_form (change, form, error);
}

/**
 * pd_platform_finish_forms:
 * @forms: (nullable) (element-type PdRecord): of pd_red_form_type, as the provider listed them
 * @failure: (nullable): why it could not
 *
 * Makes records of forms that the other side entered, and asks again for those whose status is another by now.
 */
gboolean
pd_platform_finish_forms (PdPlatformChange *change,
                          GPtrArray *forms,
                          const PdGatewayAnswer *failure,
                          GError **error)
{
  g_autoptr (PdRecord) company = NULL;

  if (forms == NULL)
    return pd_platform_account_ask_forms (change->platform, change->tenant,
                                          change->now +
                                              MAX (failure != NULL ? failure->wait : 0, AFTER_TROUBLE),
                                          error) &&
           /* Perhaps the list alone cannot be asked for: the test tells. */
           (failure == NULL || failure->next != PD_GATEWAY_NEXT_CONFIGURE ||
            pd_platform_account_ask_test (change->platform, change->tenant, change->now, error));
  if (!pd_platform_read_company (change->platform, change->tenant, &company, error))
    return FALSE;
  for (guint i = 0; i < MIN (forms->len, MAX_FORMS); i++)
    if (!take_listed (change, g_ptr_array_index (forms, i), company, error))
      return FALSE;
  return TRUE;
}
