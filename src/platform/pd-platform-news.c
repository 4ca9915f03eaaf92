/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-news.h"

#include "model/pd-invoice.h"
#include "model/pd-red-form.h"
#include "model/pd-workflow.h"
#include "platform/pd-platform-bureau.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-gateways.h"

/* How long until a bureau is asked again: doubles with each question that changed nothing. */
#define FIRST_WAIT (2 * G_TIME_SPAN_SECOND)

/* One question for the quota after all that is issued in between. */
#define QUOTA_WAIT (30 * G_TIME_SPAN_SECOND)

/** Fields: where a type keeps what is told of it. */
typedef struct
{
  guint state;
  guint reason;
  guint next_step;
  guint next_at;
} Fields;

static const Fields *
fields_of (const PdRecord *record)
{
  static const Fields invoice = { PD_INVOICE_STATE, PD_INVOICE_REASON, PD_INVOICE_NEXT_STEP,
                                  PD_INVOICE_NEXT_AT };
  static const Fields form = { PD_RED_FORM_STATE, PD_RED_FORM_REASON, PD_RED_FORM_NEXT_STEP,
                               PD_RED_FORM_NEXT_AT };

  return pd_record_get_record_type (record) == &pd_invoice_type ? &invoice : &form;
}

/** pd_platform_shorten_words: @text: (nullable): whatever a provider said. Returns: (transfer full) (nullable): valid, and not too long */
char *
pd_platform_shorten_words (const char *text)
{
  g_autofree char *valid = text != NULL ? g_utf8_make_valid (text, -1) : NULL;

  return valid == NULL || g_utf8_strlen (valid, -1) <= PD_PLATFORM_REASON_LENGTH
             ? g_steal_pointer (&valid)
             : g_utf8_substring (valid, 0, PD_PLATFORM_REASON_LENGTH);
}

/** pd_platform_has_last_stage: Returns: whether the timeline of an invoice ends with @stage */
gboolean
pd_platform_has_last_stage (const PdRecord *invoice, const char *stage)
{
  GPtrArray *stages = pd_record_get_list (invoice, PD_INVOICE_LIST_STAGES);

  return stages->len > 0 &&
         g_strcmp0 (pd_record_get_text (g_ptr_array_index (stages, stages->len - 1), PD_INVOICE_STAGE_STAGE),
                    stage) == 0;
}

static void
tell_invoice (PdPlatformChange *change, PdRecord *invoice, const PdPlatformNews *news, const char *reason)
{
  if (news->stage != NULL && !pd_platform_has_last_stage (invoice, news->stage))
    pd_invoice_add_stage (invoice, change->now, news->stage, NULL, news->code, reason);
  pd_record_set_text (invoice, PD_INVOICE_PROBLEM_CODE, news->code);
}

/**
 * pd_platform_tell:
 * @record: an invoice or a red-letter form
 * @before: (nullable): as it was read, where more of it may have changed than what is told
 *
 * Moves along the workflow's arrows only. What says nothing new is not written: a bureau is asked a hundred times, and a
 * time alone is no news.
 */
gboolean
pd_platform_tell (PdPlatformChange *change,
                  PdRecord *record,
                  const PdRecord *before,
                  const PdPlatformNews *news,
                  GError **error)
{
  const Fields *fields = fields_of (record);
  g_autofree char *reason = pd_platform_shorten_words (news->reason);
  gboolean moves =
      news->state != NULL && g_strcmp0 (pd_record_get_state (record), news->state) != 0 &&
      pd_workflow_allows (pd_record_get_record_type (record), pd_record_get_state (record), news->state);

  if (!moves && pd_record_get_revision (record) > 0 &&
      g_strcmp0 (pd_record_get_text (record, fields->reason), reason) == 0 &&
      g_strcmp0 (pd_record_get_text (record, fields->next_step), news->next) == 0 &&
      (before == NULL || pd_record_equal (record, before)))
    return TRUE;
  if (moves)
    pd_record_set_text (record, fields->state, news->state);
  if (pd_record_get_record_type (record) == &pd_invoice_type)
    tell_invoice (change, record, news, reason);
  pd_record_set_text (record, fields->reason, reason);
  pd_record_set_text (record, fields->next_step, news->next);
  if (news->next_at > 0)
    pd_record_set_integer (record, fields->next_at, news->next_at);
  else
    pd_record_clear (record, fields->next_at);
  return pd_platform_write_record (change, record, error);
}

/** pd_platform_back_off: Returns: microseconds until the bureau is called again: as the provider says, or longer each time */
gint64
pd_platform_back_off (const PdPlatformEntry *entry, const PdGatewayAnswer *answer)
{
  gint64 wait = FIRST_WAIT;

  if (answer->wait > 0)
    return MIN (answer->wait, PD_PLATFORM_LONGEST_WAIT);
  for (gint64 n = 1; n < MAX (entry->attempts, entry->tries) && wait < PD_PLATFORM_LONGEST_WAIT; n++)
    wait *= 2;
  return MIN (wait, PD_PLATFORM_LONGEST_WAIT);
}

/** pd_platform_ask_quota_soon: something was issued: where the company's gateway tells a quota, it is another one by now. */
gboolean
pd_platform_ask_quota_soon (PdPlatformChange *change, GError **error)
{
  PdGateway *gateway = pd_platform_find_gateway (change->platform, change->tenant);

  return gateway == NULL || pd_gateway_get_functions (gateway)->quota == NULL ||
         pd_platform_account_ask_quota (change->platform, change->tenant, FALSE, change->now + QUOTA_WAIT,
                                        error);
}
