/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-documents.h"

#include <glib/gi18n-lib.h>

#include "model/pd-party.h"
#include "model/pd-record-month.h"
#include "model/pd-record-subject.h"
#include "model/pd-workflow.h"
#include "platform/pd-platform-blobs.h"
#include "platform/pd-platform-digest.h"
#include "platform/pd-platform-parcels.h"
#include "platform/pd-platform-search.h"
#include "wire/pd-wire.h"

#define CHAIN_CHARACTERS 32

gboolean
pd_platform_get_head (PdPlatform *platform, const char *tenant, PdPlatformHead *head, GError **error)
{
  g_autoptr (PdPlatformRows) rows =
      pd_platform_sql_query (platform->sql, error,
                             "SELECT seq, chain, epoch FROM tenant_head WHERE tenant = ?", "t", tenant);
  PdPlatformStep step = rows != NULL ? pd_platform_rows_next (rows, error) : PD_PLATFORM_STEP_FAILED;

  if (step == PD_PLATFORM_STEP_DONE)
    g_set_error_literal (error, PD_PLATFORM_ERROR, PD_PLATFORM_ERROR_BUG, "A tenant has no head.");
  if (step != PD_PLATFORM_STEP_ROW)
    return FALSE;
  head->sequence = pd_platform_rows_integer (rows, 0);
  g_strlcpy (head->chain, pd_platform_rows_text (rows, 1), sizeof head->chain);
  g_strlcpy (head->epoch, pd_platform_rows_text (rows, 2), sizeof head->epoch);
  return TRUE;
}

static gboolean
read_first (PdPlatformRows *rows, PdRecord **record, GError **error)
{
  PdPlatformStep step = rows != NULL ? pd_platform_rows_next (rows, error) : PD_PLATFORM_STEP_FAILED;

  *record = NULL;
  if (step != PD_PLATFORM_STEP_ROW)
    return step == PD_PLATFORM_STEP_DONE;
  *record = pd_wire_record_from_text (pd_platform_rows_text (rows, 0), -1, error);
  return *record != NULL;
}

/** pd_platform_read_record: @record: (out) (transfer full) (nullable): NULL when the tenant has none of that id */
gboolean
pd_platform_read_record (PdPlatform *platform,
                         const char *tenant,
                         const PdRecordType *type,
                         const char *id,
                         PdRecord **record,
                         GError **error)
{
  g_autoptr (PdPlatformRows) rows =
      pd_platform_sql_query (platform->sql, error,
                             "SELECT body FROM document WHERE tenant = ? AND type = ? AND id = ?", "ttt",
                             tenant, type->name, id);

  return read_first (rows, record, error);
}

/** pd_platform_read_company: @company: (out) (transfer full) (nullable): the tenant as a seller */
gboolean
pd_platform_read_company (PdPlatform *platform, const char *tenant, PdRecord **company, GError **error)
{
  g_autoptr (PdPlatformRows) rows = pd_platform_sql_query (
      platform->sql, error, "SELECT body FROM document WHERE tenant = ? AND type = ? AND deleted = 0 LIMIT 1",
      "tt", tenant, pd_company_type.name);

  return read_first (rows, company, error);
}

static char *
next_chain (const char *chain, const PdRecord *record, const char *hash)
{
  g_autofree char *text = g_strdup_printf ("%s\n%s\n%" G_GINT64_FORMAT "\n%s", chain,
                                           pd_record_get_id (record), pd_record_get_revision (record), hash);
  char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);

  digest[CHAIN_CHARACTERS] = '\0';
  return digest;
}

static gboolean
log_change (PdPlatformChange *change,
            const PdRecord *record,
            const char *hash,
            const char *chain,
            GError **error)
{
  return pd_platform_sql_run (change->platform->sql, error,
                              "INSERT INTO change_log VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", "tittittit",
                              change->tenant, pd_record_get_sequence (record),
                              pd_record_get_record_type (record)->name, pd_record_get_id (record),
                              pd_record_get_revision (record), hash, chain, change->now, change->user) &&
         pd_platform_sql_run (change->platform->sql, error,
                              "UPDATE tenant_head SET seq = ?, chain = ? WHERE tenant = ?", "itt",
                              pd_record_get_sequence (record), chain, change->tenant);
}

/* What has come in since: rows that do not say who added them, where rows say so. */
static void
stamp_rows (const PdPlatformChange *change, PdRecord *record, guint list)
{
  const PdRecordType *type = pd_record_get_record_type (record)->lists[list];
  GPtrArray *rows = pd_record_get_list (record, list);
  int added_by = rows->len > 0 ? pd_record_type_field (type, "added_by") : -1;
  int added_at = rows->len > 0 ? pd_record_type_field (type, "added_at") : -1;

  for (guint index = 0; added_by >= 0 && added_at >= 0 && index < rows->len; index++)
    {
      PdRecord *row = g_ptr_array_index (rows, index);

      if (pd_record_has (row, (guint) added_at))
        continue;
      pd_record_set_text (row, (guint) added_by, change->user);
      pd_record_set_integer (row, (guint) added_at, change->now);
    }
}

/* Fields that a type may have and that the platform keeps for every writer. */
static void
stamp (const PdPlatformChange *change, PdRecord *record)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  int created_by = pd_record_type_field (type, "created_by");
  int changed_by = pd_record_type_field (type, "changed_by");
  int changed_at = pd_record_type_field (type, "changed_at");

  /* Also what is deleted says who did it: to the author of a change that it met. */
  if (created_by >= 0 && pd_record_get_revision (record) == 0 && !pd_record_is_deleted (record))
    pd_record_set_text (record, (guint) created_by, change->user);
  if (changed_by >= 0 && change->user != NULL)
    pd_record_set_text (record, (guint) changed_by, change->user);
  if (changed_at >= 0)
    pd_record_set_integer (record, (guint) changed_at, change->now);
  for (guint list = 0; list < type->n_lists; list++)
    stamp_rows (change, record, list);
}

/* What is deleted is in no digest and no sum; it stays in the stream that it was in. */
static gboolean
write_document (PdPlatformChange *change,
                const PdRecord *record,
                const char *body,
                const char *hash,
                GError **error)
{
  gboolean deleted = pd_record_is_deleted (record);
  g_autofree char *month = deleted ? NULL : pd_record_month (record);
  g_autofree char *subject = deleted ? NULL : pd_record_subject (record);
  g_autoptr (GBytes) digest = deleted ? NULL : pd_platform_digest_of (record, hash);

  return pd_platform_sql_run (
      change->platform->sql, error,
      "INSERT INTO document (tenant, type, id, rev, seq, batch, deleted, body, hash, digest, month, total,"
      " subject) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
      " ON CONFLICT (tenant, type, id) DO UPDATE SET rev = excluded.rev, seq = excluded.seq,"
      " batch = excluded.batch, deleted = excluded.deleted, body = excluded.body, hash = excluded.hash,"
      " digest = excluded.digest, month = coalesce (excluded.month, month), total = excluded.total,"
      " subject = excluded.subject",
      "tttiiiittbtit", change->tenant, pd_record_get_record_type (record)->name, pd_record_get_id (record),
      pd_record_get_revision (record), pd_record_get_sequence (record), change->batch, (gint64) deleted, body,
      hash, digest, month, pd_workflow_total (record), subject);
}

/**
 * pd_platform_write_record:
 * @record: the new state, with the revision of the state that it replaces (0 for a new record); on success it
 *   carries its new revision and sequence
 *
 * Writes one record inside the caller's transaction: next sequence, next revision, digest, change log, chain. The
 * transaction holds the one lock for writing, so that commit order is sequence order.
 */
gboolean
pd_platform_write_record (PdPlatformChange *change, PdRecord *record, GError **error)
{
  PdPlatformHead head;

  if (!pd_platform_get_head (change->platform, change->tenant, &head, error))
    return FALSE;
  head.sequence++;
  if (change->batch == 0)
    change->batch = head.sequence;
  if (change->platform->watch != NULL)
    change->platform->watch (change->tenant, change->platform->watch_data);
  stamp (change, record);
  pd_record_set_revision (record, pd_record_get_revision (record) + 1);
  pd_record_set_sequence (record, head.sequence);

  g_autofree char *body = pd_wire_record_to_text (record);
  g_autofree char *hash = pd_wire_record_content_hash (record);
  g_strlcpy (change->hash, hash, sizeof change->hash);

  g_autofree char *next = next_chain (head.chain, record, hash);

  return pd_platform_digest_change (change, record, hash, error) &&
         pd_platform_refer_to_blobs (change, record, error) &&
         pd_platform_search_change (change, record, error) &&
         pd_platform_parcels_change (change, record, error) &&
         write_document (change, record, body, hash, error) && log_change (change, record, hash, next, error);
}
