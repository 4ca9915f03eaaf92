/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-confirm.h"

#include "model/pd-merge.h"
#include "store/pd-store-digest.h"
#include "store/pd-store-pending.h"
#include "store/pd-store-rows.h"
#include "store/pd-store-streams.h"
#include "wire/pd-wire.h"

/*
 * Of what was accepted as it was sent the platform tells only its own fields, and the hash of the whole: the rest is
 * here. Nothing is taken over that does not have this hash.
 */

/* @record: (in out): what is thought to be the platform's version, without what the platform wrote */
static gboolean
has_hash (PdRecord *record, const PdResult *result, guint8 digest[PD_DIGEST_SIZE])
{
  const PdRecordType *type = pd_record_get_record_type (record);
  g_autofree char *hash = NULL;

  for (guint i = 0; i < type->n_fields; i++)
    if (type->fields[i].merge == PD_MERGE_SERVER)
      pd_record_copy_field (record, result->record, i);
  pd_record_set_revision (record, pd_record_get_revision (result->record));
  pd_record_set_sequence (record, pd_record_get_sequence (result->record));
  hash = pd_wire_record_content_hash (record);
  pd_digest_hash (pd_record_get_id (record), pd_record_get_revision (record), hash, digest);
  return g_str_equal (hash, result->content_hash);
}

/* @position: (out): of the mutation, when it is on its way and all that waits for its record; else 0 */
static gboolean
find_only (PdStoreSession *session, const PdResult *result, gint64 *position, GError **error)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare (
      session,
      "SELECT position FROM outbox AS o WHERE id = ?1 AND state = 1 AND type = ?2 AND record = ?3"
      " AND NOT EXISTS (SELECT 1 FROM outbox AS e WHERE e.type = o.type AND e.record = o.record"
      " AND e.position <> o.position)",
      error);
  gboolean found;

  *position = 0;
  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "sss", result->mutation_id, pd_record_get_record_type (result->record)->name,
                     pd_record_get_id (result->record));
  if (!pd_store_session_step (session, statement, &found, error))
    return FALSE;
  if (found)
    *position = sqlite3_column_int64 (statement, 0);
  return TRUE;
}

static gboolean
settle (PdStoreSession *session,
        const PdRowInfo *info,
        const PdRecord *view,
        const PdRecord *record,
        const guint8 *digest,
        gint64 position,
        GError **error)
{
  const PdRecordType *type = pd_record_get_record_type (record);
  const char *id = pd_record_get_id (record);
  gboolean evicted;

  return pd_outbox_remove (session, position, error) &&
         pd_store_digest_set_hashed (session, record, digest, error) &&
         pd_store_row_replace (session, info->row, view, record, info->content_revision, error) &&
         pd_shadow_remove (session, type, id, error) &&
         pd_store_evict_when_clean (session, type, id, &evicted, error) &&
         (evicted || pd_store_row_set_state (session, type, id, PD_ROW_CLEAN, NULL, error));
}

/**
 * pd_confirm_view:
 * @session: the session of a writing job
 * @result: an acceptance with a content hash
 * @done: (out): whether it was taken over; nothing was done when not
 * @error: (out) (optional): where the error goes
 *
 * What mostly becomes of a save: nothing else waits for the record, nothing newer is known of it, and the view is what
 * the platform has now. Neither the mutation nor the shadow need be read.
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_confirm_view (PdStoreSession *session, const PdResult *result, gboolean *done, GError **error)
{
  const PdRecordType *type = pd_record_get_record_type (result->record);
  const char *id = pd_record_get_id (result->record);
  g_autoptr (GPtrArray) conflicts = NULL;
  g_autoptr (PdRecord) view = NULL;
  g_autoptr (PdRecord) record = NULL;
  char stream[PD_STREAM_MAX];
  guint8 digest[PD_DIGEST_SIZE];
  gint64 position, known;
  PdRowInfo info;

  *done = FALSE;
  if (!find_only (session, result, &position, error))
    return FALSE;
  if (position == 0)
    return TRUE;
  conflicts = pd_conflict_get_open (session, type, id, error);
  if (conflicts == NULL || !pd_store_row_find (session, type, id, &info, error) ||
      !pd_store_digest_find_stream (session, type, id, stream, &known, error))
    return FALSE;
  if (conflicts->len > 0 || info.row == 0 || info.sequence < 0 ||
      known >= pd_record_get_revision (result->record))
    return TRUE;
  if (!pd_store_row_load (session, type, id, &view, error))
    return FALSE;
  record = pd_record_copy (view);
  if (!has_hash (record, result, digest))
    return TRUE;
  *done = TRUE;
  return settle (session, &info, view, record, digest, position, error);
}

/**
 * pd_confirm_make_up:
 * @session: the session
 * @mutation: what was accepted
 * @result: its result, with a content hash
 * @record: (out) (transfer full) (nullable): the record as it was on the platform then; %NULL when it cannot be made up
 *   here: the platform tells it whole when the same mutation is sent again
 * @error: (out) (optional): where the error goes
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_confirm_make_up (PdStoreSession *session,
                    const PdMutation *mutation,
                    const PdResult *result,
                    PdRecord **record,
                    GError **error)
{
  g_autoptr (PdRecord) base = NULL;
  g_autoptr (PdRecord) theirs = NULL;
  g_autoptr (PdRecord) made_up = NULL;
  guint8 digest[PD_DIGEST_SIZE];

  *record = NULL;
  if (!pd_shadow_get (session, mutation->type, mutation->record_id, &base, &theirs, error))
    return FALSE;
  if (mutation->kind == PD_MUTATION_CREATE)
    made_up = pd_record_copy (mutation->record);
  else if (mutation->kind == PD_MUTATION_PATCH && theirs != NULL)
    made_up = pd_patch_apply (mutation->patch, theirs, NULL);
  if (made_up != NULL && has_hash (made_up, result, digest))
    *record = g_steal_pointer (&made_up);
  return TRUE;
}
