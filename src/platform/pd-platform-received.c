/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-received.h"

#include <glib/gi18n-lib.h>

#include "model/pd-received-invoice.h"
#include "platform/pd-platform-documents.h"
#include "platform/pd-platform-mutations.h"

/* Invoices are China's, and so are the times that people read of them. */
#define CHINA_OFFSET (8 * G_TIME_SPAN_HOUR)

static char *
time_text (gint64 time, const char *format)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc ((time + CHINA_OFFSET) / G_TIME_SPAN_SECOND);

  return utc != NULL ? g_date_time_format (utc, format) : g_strdup ("");
}

/**
 * pd_platform_join_received:
 * @change: the transaction
 * @mutation: the creation of an invoice that was received
 * @record: what it creates, without what only the platform writes
 * @current: what the platform has of the same number
 *
 * Two desks took the same invoice in, without a network between them: one record with the files of both.
 *
 * Returns: (transfer full) (nullable): the result, a conflict when they tell different things; %NULL when the platform
 *   itself failed
 */
PdResult *
pd_platform_join_received (PdPlatformChange *change,
                           const PdMutation *mutation,
                           const PdRecord *record,
                           const PdRecord *current,
                           GError **error)
{
  g_autoptr (PdRecord) joined = pd_record_copy (current);
  PdResult *rejection;

  if (!pd_received_join (joined, record, NULL))
    return pd_platform_conflict (mutation, "exists", current,
                                 _ ("Somebody else took in an invoice of this number that tells other "
                                    "things. Nothing was overwritten."));
  if (pd_record_equal (joined, current))
    return pd_platform_accept (mutation, current);
  rejection = pd_platform_check_record (mutation, joined, PD_REQUIRED_TO_SAVE);
  if (rejection != NULL)
    return rejection;
  return pd_platform_write_record (change, joined, error) ? pd_platform_accept (mutation, joined) : NULL;
}

/**
 * pd_platform_stamp_received:
 * @change: the transaction
 * @record: a received invoice that has just come to another state
 *
 * Writes down who did it, for whoever wants to use it once more.
 */
void
pd_platform_stamp_received (const PdPlatformChange *change, PdRecord *record)
{
  pd_record_set_text (record, PD_RECEIVED_STATE_BY, change->user);
  pd_record_set_integer (record, PD_RECEIVED_STATE_AT, change->now);
}

/* Where the bureau's word leads from @state; %NULL when it changes nothing. */
static const char *
state_after (const char *state, PdVerdict verdict)
{
  gboolean unverified = g_strcmp0 (state, PD_RECEIVED_STATE_UNVERIFIED) == 0;

  if (verdict == PD_VERDICT_GENUINE)
    return unverified ? PD_RECEIVED_STATE_VERIFIED : NULL;
  if (verdict != PD_VERDICT_VOID && verdict != PD_VERDICT_REVERSED)
    return NULL;
  return unverified || g_strcmp0 (state, PD_RECEIVED_STATE_VERIFIED) == 0 ? PD_RECEIVED_STATE_VOID : NULL;
}

static char *
reason_of (PdVerdict verdict, gint64 at)
{
  g_autofree char *day = time_text (at, "%F");

  if (verdict == PD_VERDICT_GENUINE)
    return g_strdup_printf (_ ("The tax bureau said on %s that it is genuine."), day);
  if (verdict == PD_VERDICT_VOID)
    return g_strdup_printf (_ ("The tax bureau said on %s that it was voided."), day);
  return g_strdup_printf (_ ("The tax bureau said on %s that it was reversed."), day);
}

/**
 * pd_platform_tell_received:
 * @change: the transaction that writes the verdict down
 * @input: which invoice was asked for
 * @verdict: what the bureau says of it
 * @at: when it said so, microseconds, UTC
 *
 * What was received and is not used yet follows the bureau's word: genuine makes it verified, and nobody uses what was
 * voided or reversed. What is in use stays as it is; who looks at it sees the verdict beside it.
 *
 * Returns: %FALSE when the platform itself failed
 */
gboolean
pd_platform_tell_received (PdPlatformChange *change,
                           const PdVerificationInput *input,
                           PdVerdict verdict,
                           gint64 at,
                           GError **error)
{
  g_autofree char *id = pd_received_id (change->tenant, input->code, input->number);
  g_autofree char *reason = NULL;
  g_autoptr (PdRecord) received = NULL;
  const char *state;

  if (!pd_platform_read_record (change->platform, change->tenant, &pd_received_type, id, &received, error))
    return FALSE;
  if (received == NULL || pd_record_is_deleted (received))
    return TRUE;
  state = state_after (pd_record_get_state (received), verdict);
  if (state == NULL)
    return TRUE;
  reason = reason_of (verdict, at);
  pd_record_set_text (received, PD_RECEIVED_STATE, state);
  pd_record_set_text (received, PD_RECEIVED_STATE_REASON, reason);
  pd_record_clear (received, PD_RECEIVED_STATE_BY);
  pd_record_set_integer (received, PD_RECEIVED_STATE_AT, at);
  return pd_platform_write_record (change, received, error);
}
