/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-blobs.h"

#include "store/pd-store-outbox.h"
#include "store/pd-store-records.h"
#include "store/pd-store-session.h"

#include <glib/gi18n-lib.h>

/* How long a file is kept that was never sent and that no record names any more: as long as the platform does. */
#define GRACE (30 * G_TIME_SPAN_DAY)

#define META_EPOCH "blob_epoch"

void
pd_store_blob_standing_clear (PdStoreBlobStanding *standing)
{
  g_clear_pointer (&standing->problem, g_free);
}

static gboolean
run (PdStoreSession *session,
     const char *sql,
     const char *kinds,
     const char *sha256,
     gint64 value,
     GError **error)
{
  PdStatement *statement = pd_store_session_prepare (session, sql, error);

  if (statement == NULL)
    return FALSE;
  if (g_str_equal (kinds, "si"))
    pd_statement_bind (statement, "si", sha256, value);
  else
    pd_statement_bind (statement, "s", sha256);
  return pd_store_session_run (session, statement, error);
}

/* Known from now on, and to be sent: the platform is asked whether it has it, even if it had it once. */
static gboolean
queue_blob (PdStoreSession *session, const char *sha256, gint64 size, gint64 now, GError **error)
{
  PdStatement *known = pd_store_session_prepare (
      session,
      "INSERT INTO blob (sha256, size, used_at) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET used_at = ?3",
      error);
  PdStatement *queued;

  if (known == NULL)
    return FALSE;
  pd_statement_bind (known, "sii", sha256, size, now);
  if (!pd_store_session_run (session, known, error))
    return FALSE;
  queued = pd_store_session_prepare (session,
                                     "INSERT INTO blob_queue (sha256, size, added_at) VALUES (?1, ?2, ?3)"
                                     " ON CONFLICT DO UPDATE SET problem = NULL",
                                     error);
  if (queued == NULL)
    return FALSE;
  pd_statement_bind (queued, "sii", sha256, size, now);
  pd_store_session_touch (session, NULL);
  return pd_store_session_run (session, queued, error);
}

/**
 * pd_store_blob_queue:
 * @session: the session of a writing job
 * @blob: the file, already beside the cache
 * @now: microseconds since 1970 in UTC
 * @error: return location
 *
 * Has a file sent that a record names which is saved in the same job.
 */
gboolean
pd_store_blob_queue (PdStoreSession *session, const PdStoreBlob *blob, gint64 now, GError **error)
{
  return queue_blob (session, blob->sha256, blob->size, now, error);
}

/**
 * pd_store_find_attached:
 * @session: the session
 * @type: a type with attachments
 * @sha256: the hash of a file's content
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the id of a record that has this file; %NULL without an error when none has
 */
char *
pd_store_find_attached (PdStoreSession *session, const PdRecordType *type, const char *sha256, GError **error)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT r.id FROM %1$s AS r JOIN %2$s AS a ON a.parent = r.row WHERE a.sha256 = ?1"
                       " ORDER BY r.row LIMIT 1",
                       type->table, type->lists[pd_attachment_list (type)]->table);
  g_autoptr (PdStatement) statement = pd_store_session_prepare (session, sql, error);
  gboolean found = FALSE;

  if (statement == NULL)
    return NULL;
  pd_statement_bind (statement, "s", sha256);
  if (!pd_store_session_step (session, statement, &found, error) || !found)
    return NULL;
  return g_strdup ((const char *) sqlite3_column_text (statement, 0));
}

static PdRecord *
get_attachable (PdStoreSession *session, const PdRecordType *type, const char *id, GError **error)
{
  g_return_val_if_fail (pd_attachment_list (type) >= 0, NULL);

  return pd_store_get_record (session, type, id, error);
}

/**
 * pd_store_add_attachment:
 * @session: the session of a writing job
 * @type: a type with attachments
 * @id: the record's id
 * @blob: the file, already beside the cache
 * @now: microseconds since 1970 in UTC
 * @attachment_id: (out) (optional) (transfer full): the new attachment's id
 * @error: return location
 *
 * The record names the file, and the file waits to be sent, in one transaction. A frozen record takes it, too.
 */
gboolean
pd_store_add_attachment (PdStoreSession *session,
                         const PdRecordType *type,
                         const char *id,
                         const PdStoreBlob *blob,
                         gint64 now,
                         char **attachment_id,
                         GError **error)
{
  g_autoptr (PdRecord) record = get_attachable (session, type, id, error);
  const PdRecord *attachment;

  if (record == NULL)
    return FALSE;
  attachment = pd_record_add_attachment (record, now, blob->name, blob->media_type, blob->size, blob->sha256);
  if (!pd_store_save_record (session, record, now, error) ||
      !queue_blob (session, blob->sha256, blob->size, now, error))
    return FALSE;
  if (attachment_id != NULL)
    *attachment_id = g_strdup (pd_record_get_id (attachment));
  return TRUE;
}

/* A file that no record names here any more need not be sent. It stays in the folder, in case of a change of mind. */
static gboolean
unqueue_unnamed (PdStoreSession *session, const char *sha256, GError **error)
{
  return run (session,
              "DELETE FROM blob_queue WHERE sha256 = ?1"
              " AND NOT EXISTS (SELECT 1 FROM order_attachments AS a WHERE a.sha256 = ?1)"
              " AND NOT EXISTS (SELECT 1 FROM invoice_attachments AS a WHERE a.sha256 = ?1)"
              " AND NOT EXISTS (SELECT 1 FROM received_attachments AS a WHERE a.sha256 = ?1)",
              "s", sha256, 0, error);
}

/**
 * pd_store_remove_attachment:
 * @removed: (out) (optional) (transfer full): what was removed, for pd_store_restore_attachment()
 *
 * Takes an attachment from a record; %PD_STORE_ERROR_NOT_FOUND when it has no such.
 */
gboolean
pd_store_remove_attachment (PdStoreSession *session,
                            const PdRecordType *type,
                            const char *id,
                            const char *attachment_id,
                            gint64 now,
                            PdRecord **removed,
                            GError **error)
{
  g_autoptr (PdRecord) record = get_attachable (session, type, id, error);
  PdRecord *found = record != NULL ? pd_record_find_attachment (record, attachment_id) : NULL;
  g_autoptr (PdRecord) attachment = found != NULL ? pd_record_ref (found) : NULL;

  if (record == NULL)
    return FALSE;
  if (attachment == NULL)
    {
      g_set_error_literal (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_FOUND,
                           _ ("There is no such attachment."));
      return FALSE;
    }
  pd_record_remove_line (record, (guint) pd_attachment_list (type), attachment_id);
  if (!pd_store_save_record (session, record, now, error) ||
      !unqueue_unnamed (session, pd_record_get_text (attachment, PD_ATTACHMENT_SHA256), error))
    return FALSE;
  if (removed != NULL)
    *removed = g_steal_pointer (&attachment);
  return TRUE;
}

/**
 * pd_store_restore_attachment:
 * @attachment: what pd_store_remove_attachment() gave
 *
 * Takes a removal back. Where the platform may not have the file, it waits to be sent again.
 */
gboolean
pd_store_restore_attachment (PdStoreSession *session,
                             const PdRecordType *type,
                             const char *id,
                             const PdRecord *attachment,
                             gint64 now,
                             GError **error)
{
  g_autoptr (PdRecord) record = get_attachable (session, type, id, error);
  const char *sha256 = pd_record_get_text (attachment, PD_ATTACHMENT_SHA256);
  gint64 size = pd_record_get_integer (attachment, PD_ATTACHMENT_SIZE);

  if (record == NULL)
    return FALSE;
  if (pd_record_find_attachment (record, pd_record_get_id (attachment)) != NULL)
    return TRUE;
  pd_record_add_line (record, (guint) pd_attachment_list (type), pd_record_copy (attachment));
  if (!pd_store_save_record (session, record, now, error))
    return FALSE;
  return !pd_store_blob_is_here (session->path, sha256, size) ||
         queue_blob (session, sha256, size, now, error);
}

/**
 * pd_store_blob_get_standing:
 * @size: what the record says that it has
 * @standing: (out caller-allocates): where it is
 */
gboolean
pd_store_blob_get_standing (PdStoreSession *session,
                            const char *sha256,
                            gint64 size,
                            PdStoreBlobStanding *standing,
                            GError **error)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare (
      session,
      "SELECT (SELECT on_platform FROM blob WHERE sha256 = ?1), q.position, q.sent, q.problem"
      " FROM (SELECT 1) LEFT JOIN blob_queue AS q ON q.sha256 = ?1",
      error);
  gboolean row = FALSE;

  *standing = (PdStoreBlobStanding){ .size = size };
  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "s", sha256);
  if (!pd_store_session_step (session, statement, &row, error))
    return FALSE;
  standing->here = pd_attachment_is_hash (sha256) && pd_store_blob_is_here (session->path, sha256, size);
  standing->on_platform = row && sqlite3_column_int (statement, 0) != 0;
  standing->queued = row && sqlite3_column_type (statement, 1) != SQLITE_NULL;
  standing->sent = row ? sqlite3_column_int64 (statement, 2) : 0;
  standing->problem = row ? g_strdup (pd_statement_text (statement, 3)) : NULL;
  return TRUE;
}

/** pd_store_blob_is_known: @known: (out): whether the cache knows the file, here or on its way */
gboolean
pd_store_blob_is_known (PdStoreSession *session, const char *sha256, gboolean *known, GError **error)
{
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session, "SELECT 1 FROM blob WHERE sha256 = ?1", error);

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "s", sha256);
  return pd_store_session_step (session, statement, known, error);
}

/**
 * pd_store_blob_next:
 * @sha256: (out) (transfer full) (nullable): the file that is to be sent next, %NULL when none is
 * @size: (out): its bytes
 */
gboolean
pd_store_blob_next (PdStoreSession *session, char **sha256, gint64 *size, GError **error)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare (
      session, "SELECT sha256, size FROM blob_queue WHERE problem IS NULL ORDER BY position LIMIT 1", error);
  gboolean row = FALSE;

  *sha256 = NULL;
  *size = 0;
  if (statement == NULL || !pd_store_session_step (session, statement, &row, error))
    return FALSE;
  if (!row)
    return TRUE;
  *sha256 = g_strdup (pd_statement_text (statement, 0));
  *size = sqlite3_column_int64 (statement, 1);
  return TRUE;
}

/**
 * pd_store_blob_count_queue:
 * @n_queued: (out): files that wait to be sent
 * @n_problems: (out): files that are not sent because something is wrong
 */
gboolean
pd_store_blob_count_queue (PdStoreSession *session, guint *n_queued, guint *n_problems, GError **error)
{
  gint64 queued, problems;

  if (!pd_store_session_integer (session, "SELECT count (*) FROM blob_queue WHERE problem IS NULL", &queued,
                                 error) ||
      !pd_store_session_integer (session, "SELECT count (*) FROM blob_queue WHERE problem IS NOT NULL",
                                 &problems, error))
    return FALSE;
  *n_queued = (guint) queued;
  *n_problems = (guint) problems;
  return TRUE;
}

gboolean
pd_store_blob_set_sent (PdStoreSession *session, const char *sha256, gint64 sent, GError **error)
{
  return run (session, "UPDATE blob_queue SET sent = ?2 WHERE sha256 = ?1", "si", sha256, sent, error);
}

/** pd_store_blob_set_done: the platform has all of it, and says that its hash is right. */
gboolean
pd_store_blob_set_done (PdStoreSession *session, const char *sha256, GError **error)
{
  pd_store_session_touch (session, NULL);
  return run (session, "UPDATE blob SET on_platform = 1 WHERE sha256 = ?1", "s", sha256, 0, error) &&
         run (session, "DELETE FROM blob_queue WHERE sha256 = ?1", "s", sha256, 0, error);
}

/** pd_store_blob_set_problem: it is not sent until somebody did something; the others go on. */
gboolean
pd_store_blob_set_problem (PdStoreSession *session, const char *sha256, const char *problem, GError **error)
{
  PdStatement *statement =
      pd_store_session_prepare (session, "UPDATE blob_queue SET problem = ?2 WHERE sha256 = ?1", error);

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "ss", sha256, problem);
  pd_store_session_touch (session, NULL);
  return pd_store_session_run (session, statement, error);
}

/** pd_store_blob_clear_problems: what was wrong may be right now: all are tried again. */
gboolean
pd_store_blob_clear_problems (PdStoreSession *session, GError **error)
{
  return pd_store_session_exec (session, "UPDATE blob_queue SET problem = NULL WHERE problem IS NOT NULL",
                                error);
}

/**
 * pd_store_blob_requeue:
 * @n_queued: (out): how many files are asked for again
 *
 * After the platform was restored from a backup, it may lack files that it had: all that are here and that a record
 * names wait to be sent again. Does nothing while the platform's history is the same.
 */
gboolean
pd_store_blob_requeue (PdStoreSession *session, gint64 now, guint *n_queued, GError **error)
{
  g_autofree char *epoch = pd_store_get_meta (session, PD_STORE_META_EPOCH, NULL);
  g_autofree char *known = pd_store_get_meta (session, META_EPOCH, NULL);

  *n_queued = 0;
  if (epoch == NULL || g_strcmp0 (epoch, known) == 0)
    return TRUE;
  if (known != NULL)
    {
      if (!run (session,
                "INSERT INTO blob_queue (sha256, size, added_at) SELECT b.sha256, b.size, ?2 FROM blob AS b"
                " WHERE b.on_platform = 1 AND b.sha256 <> ?1"
                " AND (EXISTS (SELECT 1 FROM order_attachments AS a WHERE a.sha256 = b.sha256)"
                " OR EXISTS (SELECT 1 FROM invoice_attachments AS a WHERE a.sha256 = b.sha256)"
                " OR EXISTS (SELECT 1 FROM received_attachments AS a WHERE a.sha256 = b.sha256))"
                " ON CONFLICT DO NOTHING",
                "si", "", now, error))
        return FALSE;
      *n_queued = (guint) sqlite3_changes (session->db);
      if (!pd_store_session_exec (session, "UPDATE blob SET on_platform = 0", error))
        return FALSE;
    }
  return pd_store_set_meta (session, META_EPOCH, epoch, error);
}

/** pd_store_blob_add_fetched: it came from the platform, and its hash is right. */
gboolean
pd_store_blob_add_fetched (PdStoreSession *session,
                           const char *sha256,
                           gint64 size,
                           gint64 now,
                           GError **error)
{
  PdStatement *statement =
      pd_store_session_prepare (session,
                                "INSERT INTO blob (sha256, size, on_platform, used_at) VALUES (?1, ?2, 1, ?3)"
                                " ON CONFLICT DO UPDATE SET on_platform = 1, used_at = ?3",
                                error);

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "sii", sha256, size, now);
  pd_store_session_touch (session, NULL);
  return pd_store_session_run (session, statement, error);
}

/** pd_store_blob_touch: somebody used it: others go before it. */
gboolean
pd_store_blob_touch (PdStoreSession *session, const char *sha256, gint64 now, GError **error)
{
  return run (session, "UPDATE blob SET used_at = ?2 WHERE sha256 = ?1", "si", sha256, now, error);
}

/* Those that the platform has and that do not wait, from the least recently used on, until the rest is within @limit;
 * and those that were never sent and that nobody has named for a month. */
static const char *const eviction_sql =
    "SELECT sha256 FROM (SELECT sha256, on_platform, used_at,"
    " sum (size) OVER (ORDER BY on_platform, used_at DESC, sha256) AS kept FROM blob"
    " WHERE sha256 NOT IN (SELECT sha256 FROM blob_queue)) WHERE (on_platform = 1 AND kept > ?1)"
    " OR (on_platform = 0 AND used_at < ?2 AND sha256 NOT IN (SELECT sha256 FROM order_attachments"
    " WHERE sha256 IS NOT NULL UNION SELECT sha256 FROM invoice_attachments WHERE sha256 IS NOT NULL"
    " UNION SELECT sha256 FROM received_attachments WHERE sha256 IS NOT NULL))";

/**
 * pd_store_blob_tidy:
 * @limit: bytes of files to keep
 * @now: microseconds since 1970 in UTC
 * @evicted: (element-type utf8): receives the hashes of files whose bytes can go when the job is committed
 * @error: return location
 *
 * Forgets files when they take too much room, those that were not used for longest first; never one that is not on
 * the platform and that a record names.
 */
gboolean
pd_store_blob_tidy (PdStoreSession *session, gint64 limit, gint64 now, GPtrArray *evicted, GError **error)
{
  gboolean row = FALSE;

  {
    g_autoptr (PdStatement) statement = pd_store_session_prepare (session, eviction_sql, error);

    if (statement == NULL)
      return FALSE;
    pd_statement_bind (statement, "ii", limit, now - GRACE);
    while (pd_store_session_step (session, statement, &row, error) && row)
      g_ptr_array_add (evicted, g_strdup (pd_statement_text (statement, 0)));
    if (error != NULL && *error != NULL)
      return FALSE;
  }
  for (guint i = 0; i < evicted->len; i++)
    if (!run (session, "DELETE FROM blob WHERE sha256 = ?1", "s", g_ptr_array_index (evicted, i), 0, error))
      return FALSE;
  return TRUE;
}

/** pd_store_blob_holds_command: @n_held: (out): commands that wait for a file of their order */
gboolean
pd_store_blob_holds_command (PdStoreSession *session, gint64 *n_held, GError **error)
{
  return pd_store_session_integer (
      session, "SELECT count (*) FROM outbox AS o WHERE o.state = 0 AND " PD_STORE_BLOB_HOLDS, n_held, error);
}
