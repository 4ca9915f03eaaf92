/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-digest.h"

#include "store/pd-store-outbox.h"
#include "store/pd-store-pending.h"
#include "store/pd-store-rows.h"
#include "store/pd-store-streams.h"

#include <string.h>

/* sum + difference, modulo 2^128: what SQL cannot count. */
static void
plus_cb (sqlite3_context *context, int n, sqlite3_value **values)
{
  PdDigest total = { 0 };
  guint8 bytes[PD_DIGEST_SIZE];

  for (int i = 0; i < n; i++)
    if (sqlite3_value_type (values[i]) == SQLITE_BLOB && sqlite3_value_bytes (values[i]) == PD_DIGEST_SIZE)
      pd_digest_add (&total, sqlite3_value_blob (values[i]));
  pd_digest_get_sum (&total, bytes);
  sqlite3_result_blob (context, bytes, sizeof bytes, SQLITE_TRANSIENT);
}

gboolean
pd_store_digest_register (PdStoreSession *session, GError **error)
{
  int code = sqlite3_create_function (session->db, "pd_digest_plus", 2,
                                      SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, NULL, plus_cb,
                                      NULL, NULL);

  return code == SQLITE_OK || pd_store_session_fail (session, code, error);
}

static void
bind_hash (PdStatement *statement, int index, const guint8 hash[PD_DIGEST_SIZE])
{
  if (sqlite3_bind_blob (statement, index, hash, PD_DIGEST_SIZE, SQLITE_TRANSIENT) != SQLITE_OK)
    g_error ("Cannot bind a parameter of %s", sqlite3_sql (statement));
}

/* A blob of another length is no hash: it is as good as another record's. */
static void
read_hash (PdStatement *statement, int column, guint8 hash[PD_DIGEST_SIZE])
{
  memset (hash, 0, PD_DIGEST_SIZE);
  if (sqlite3_column_bytes (statement, column) == PD_DIGEST_SIZE)
    memcpy (hash, sqlite3_column_blob (statement, column), PD_DIGEST_SIZE);
}

/** Entry: what is kept of the platform's version of one record. */
typedef struct
{
  gboolean found;
  gint64 revision;
  guint8 hash[PD_DIGEST_SIZE];
  char stream[PD_STREAM_MAX];
} Entry;

static gboolean
read_entry (PdStoreSession *session, const PdRecordType *type, const char *id, Entry *entry, GError **error)
{
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session,
                                "SELECT revision, hash, stream FROM digest WHERE type = ?1 AND id = ?2",
                                error);

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "ss", type->name, id);
  if (!pd_store_session_step (session, statement, &entry->found, error))
    return FALSE;
  if (!entry->found)
    return TRUE;
  entry->revision = sqlite3_column_int64 (statement, 0);
  read_hash (statement, 1, entry->hash);
  g_strlcpy (entry->stream, pd_statement_text (statement, 2), sizeof entry->stream);
  return TRUE;
}

/**
 * pd_store_digest_find:
 * @session: the session
 * @type: a record's type
 * @id: its id
 * @entry: (out) (transfer full) (nullable): what is known of the platform's version; %NULL when it has none
 * @error: (out) (optional): where the error goes
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_digest_find (PdStoreSession *session,
                      const PdRecordType *type,
                      const char *id,
                      PdWireDigestEntry **entry,
                      GError **error)
{
  Entry found;

  *entry = NULL;
  if (!read_entry (session, type, id, &found, error))
    return FALSE;
  if (!found.found)
    return TRUE;
  *entry = g_new0 (PdWireDigestEntry, 1);
  (*entry)->type = type;
  (*entry)->id = g_strdup (id);
  (*entry)->revision = found.revision;
  memcpy ((*entry)->hash, found.hash, PD_DIGEST_SIZE);
  return TRUE;
}

/**
 * pd_store_digest_find_stream:
 * @session: the session
 * @type: a record's type
 * @id: its id
 * @stream: (out caller-allocates): the stream in which the platform has it, as far as is known; "" when it has none
 * @revision: (out): its revision there; 0 when it has none
 * @error: (out) (optional): where the error goes
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_digest_find_stream (PdStoreSession *session,
                             const PdRecordType *type,
                             const char *id,
                             char stream[PD_STREAM_MAX],
                             gint64 *revision,
                             GError **error)
{
  Entry found;

  if (!read_entry (session, type, id, &found, error))
    return FALSE;
  g_strlcpy (stream, found.found ? found.stream : "", PD_STREAM_MAX);
  *revision = found.found ? found.revision : 0;
  return TRUE;
}

static gboolean
write_to_sum (PdStoreSession *session, const char *stream, const PdDigest *difference, GError **error)
{
  PdStatement *statement = pd_store_session_prepare (
      session,
      "INSERT INTO digest_sum (name, count, sum) VALUES (?1, ?2, ?3) ON CONFLICT (name) DO UPDATE"
      " SET count = count + excluded.count, sum = pd_digest_plus (sum, excluded.sum)",
      error);
  guint8 sum[PD_DIGEST_SIZE];

  if (statement == NULL)
    return FALSE;
  pd_digest_get_sum (difference, sum);
  pd_statement_bind (statement, "si", stream, difference->count);
  bind_hash (statement, 3, sum);
  return pd_store_session_run (session, statement, error);
}

static gboolean
add_to_sum (PdStoreSession *session, const char *stream, const PdDigest *difference, GError **error)
{
  PdDigest *held;

  if (session->held_sums == NULL)
    return write_to_sum (session, stream, difference, error);
  held = g_hash_table_lookup (session->held_sums, stream);
  if (held != NULL)
    pd_digest_merge (held, difference);
  else
    g_hash_table_insert (session->held_sums, g_strdup (stream), g_memdup2 (difference, sizeof *difference));
  return TRUE;
}

/**
 * pd_store_digest_hold:
 * @session: the session of a writing job
 *
 * From here on to pd_store_digest_release(), within one transaction, sums are added up in memory: a page of records is
 * one write of them. Nobody reads the kept sums in between.
 */
void
pd_store_digest_hold (PdStoreSession *session)
{
  g_assert (session->held_sums == NULL);
  session->held_sums = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/** pd_store_digest_release: Returns: %FALSE on failure */
gboolean
pd_store_digest_release (PdStoreSession *session, GError **error)
{
  g_autoptr (GHashTable) held = g_steal_pointer (&session->held_sums);
  GHashTableIter iter;
  gpointer stream, difference;

  g_hash_table_iter_init (&iter, held);
  while (g_hash_table_iter_next (&iter, &stream, &difference))
    if (!write_to_sum (session, stream, difference, error))
      return FALSE;
  return TRUE;
}

static gboolean
put_entry (PdStoreSession *session,
           const PdRecordType *type,
           const char *id,
           gint64 revision,
           const guint8 hash[PD_DIGEST_SIZE],
           const char *stream,
           GError **error)
{
  PdStatement *statement = pd_store_session_prepare (
      session, "INSERT OR REPLACE INTO digest (type, id, revision, hash, stream) VALUES (?1, ?2, ?3, ?4, ?5)",
      error);

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "ssi", type->name, id, revision);
  bind_hash (statement, 4, hash);
  pd_statement_bind_text (statement, 5, stream);
  return pd_store_session_run (session, statement, error);
}

static gboolean
remove_entry (PdStoreSession *session, const PdRecordType *type, const char *id, GError **error)
{
  PdStatement *statement =
      pd_store_session_prepare (session, "DELETE FROM digest WHERE type = ?1 AND id = ?2", error);

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "ss", type->name, id);
  return pd_store_session_run (session, statement, error);
}

/** pd_store_digest_hash: @hash: (out): of a version of a record, as both sides make it */
void
pd_store_digest_hash (const PdRecord *record, guint8 hash[PD_DIGEST_SIZE])
{
  g_autofree char *content = pd_wire_record_content_hash (record);

  pd_digest_hash (pd_record_get_id (record), pd_record_get_revision (record), content, hash);
}

/* Where somebody here works, the rest of the stream is kept, too. */
static gboolean
keep_stream (PdStoreSession *session, const char *stream, GError **error)
{
  gboolean keeps;

  return pd_store_keeps_stream (session, stream, &keeps, error) &&
         (keeps || pd_store_add_stream (session, stream, error));
}

/**
 * pd_store_digest_set:
 * @session: the session of a writing job
 * @theirs: the platform's version of a record, as it is known from now on; a deleted one is counted no more
 * @error: (out) (optional): where the error goes
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_digest_set (PdStoreSession *session, const PdRecord *theirs, GError **error)
{
  return pd_store_digest_set_hashed (session, theirs, NULL, error);
}

/**
 * pd_store_digest_set_hashed:
 * @session: the session of a writing job
 * @theirs: the platform's version of a record, as it is known from now on
 * @known: (nullable): what pd_store_digest_hash() says of it, where that is known
 * @error: (out) (optional): where the error goes
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_digest_set_hashed (PdStoreSession *session,
                            const PdRecord *theirs,
                            const guint8 *known,
                            GError **error)
{
  const PdRecordType *type = pd_record_get_record_type (theirs);
  const char *id = pd_record_get_id (theirs);
  PdDigest gone = { 0 }, come = { 0 };
  guint8 hash[PD_DIGEST_SIZE];
  char stream[PD_STREAM_MAX];
  Entry before;

  if (pd_record_is_deleted (theirs))
    return pd_store_digest_forget (session, type, id, error);
  if (known != NULL)
    memcpy (hash, known, PD_DIGEST_SIZE);
  else
    pd_store_digest_hash (theirs, hash);
  pd_record_stream (theirs, stream);
  if (!read_entry (session, type, id, &before, error))
    return FALSE;
  if (before.found && memcmp (before.hash, hash, PD_DIGEST_SIZE) == 0)
    return TRUE;
  if ((!before.found && !pd_store_stay (session, type, id, error)) ||
      ((!before.found || !g_str_equal (before.stream, stream)) && !keep_stream (session, stream, error)))
    return FALSE;
  pd_digest_add (&come, hash);
  if (before.found)
    pd_digest_remove (&gone, before.hash);
  if (before.found && g_str_equal (before.stream, stream))
    pd_digest_merge (&come, &gone);
  else if (before.found && !add_to_sum (session, before.stream, &gone, error))
    return FALSE;
  return put_entry (session, type, id, pd_record_get_revision (theirs), hash, stream, error) &&
         add_to_sum (session, stream, &come, error);
}

/**
 * pd_store_digest_add:
 * @session: the session of a writing job
 * @theirs: the platform's version of a record that this cache has no row of
 * @hash: (nullable): what pd_store_digest_hash() says of it, where that is known
 * @error: (out) (optional): where the error goes
 *
 * As pd_store_digest_set(), faster where there is no entry, as there mostly is none.
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_digest_add (PdStoreSession *session, const PdRecord *theirs, const guint8 *hash, GError **error)
{
  const PdRecordType *type = pd_record_get_record_type (theirs);
  PdDigest difference = { 0 };
  guint8 computed[PD_DIGEST_SIZE];
  char stream[PD_STREAM_MAX];
  PdStatement *statement;

  if (pd_record_is_deleted (theirs))
    return pd_store_digest_set (session, theirs, error);
  pd_record_stream (theirs, stream);
  statement = pd_store_session_prepare (
      session, "INSERT OR IGNORE INTO digest (type, id, revision, hash, stream) VALUES (?1, ?2, ?3, ?4, ?5)",
      error);
  if (statement == NULL || !keep_stream (session, stream, error))
    return FALSE;
  if (hash == NULL)
    pd_store_digest_hash (theirs, computed);
  hash = hash != NULL ? hash : computed;
  pd_statement_bind (statement, "ssi", type->name, pd_record_get_id (theirs),
                     pd_record_get_revision (theirs));
  bind_hash (statement, 4, hash);
  pd_statement_bind_text (statement, 5, stream);
  if (!pd_store_session_run (session, statement, error))
    return FALSE;
  if (sqlite3_changes (session->db) == 0)
    return pd_store_digest_set (session, theirs, error);
  pd_digest_add (&difference, hash);
  return add_to_sum (session, stream, &difference, error);
}

/* The platform has no such record, as far as is known: it is counted no more. */
gboolean
pd_store_digest_forget (PdStoreSession *session, const PdRecordType *type, const char *id, GError **error)
{
  PdDigest difference = { 0 };
  Entry before;

  if (!read_entry (session, type, id, &before, error))
    return FALSE;
  if (!before.found)
    return TRUE;
  pd_digest_remove (&difference, before.hash);
  return remove_entry (session, type, id, error) && add_to_sum (session, before.stream, &difference, error);
}

/* Kept sums */

/** pd_store_digest_read_sum: @sum: (out): of all records of a stream, as it is kept. Returns: %FALSE on failure */
gboolean
pd_store_digest_read_sum (PdStoreSession *session, const char *stream, PdDigest *sum, GError **error)
{
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session, "SELECT count, sum FROM digest_sum WHERE name = ?1", error);
  guint8 bytes[PD_DIGEST_SIZE];
  gboolean found;

  *sum = (PdDigest){ 0 };
  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "s", stream);
  if (!pd_store_session_step (session, statement, &found, error))
    return FALSE;
  if (!found)
    return TRUE;
  read_hash (statement, 1, bytes);
  pd_digest_set_sum (sum, bytes);
  sum->count = sqlite3_column_int64 (statement, 0);
  return TRUE;
}

/**
 * pd_store_digest_get_sum:
 * @session: the session
 * @sum: (out): of all records of all streams that are kept, as it is kept
 * @error: (out) (optional): where the error goes
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_digest_get_sum (PdStoreSession *session, PdDigest *sum, GError **error)
{
  g_autoptr (GPtrArray) streams = pd_store_list_streams (session, error);

  *sum = (PdDigest){ 0 };
  for (guint i = 0; streams != NULL && i < streams->len; i++)
    {
      const PdStoreStream *stream = g_ptr_array_index (streams, i);
      PdDigest of_stream;

      if (stream->leaving)
        continue;
      if (!pd_store_digest_read_sum (session, stream->name, &of_stream, error))
        return FALSE;
      pd_digest_merge (sum, &of_stream);
    }
  return streams != NULL;
}

/* The entries */

/**
 * pd_store_digest_for_each:
 * @session: the session
 * @position: after which to go on, "type/id"; "" to begin
 * @limit: how many entries at most
 * @each: gets each entry of a stream that is kept in turn, by type and id; an entry is valid during the call; it changes none of them
 * @data: for @each
 * @error: (out) (optional): where the error goes
 *
 * Returns: %FALSE on failure, or when @each said so
 */
gboolean
pd_store_digest_for_each (PdStoreSession *session,
                          const char *position,
                          guint limit,
                          PdStoreDigestEach each,
                          gpointer data,
                          GError **error)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare (
      session,
      "SELECT type, id, revision, hash, stream FROM digest WHERE (type, id) > (?1, ?2)"
      " AND stream NOT IN (SELECT name FROM stream WHERE leaving = 1) ORDER BY type, id LIMIT ?3",
      error);
  g_auto (GStrv) parts = g_strsplit (position, "/", 2);
  const PdRecordType *type = NULL;
  gboolean found;

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "ssi", parts[0] != NULL ? parts[0] : "",
                     parts[0] != NULL && parts[1] != NULL ? parts[1] : "", (gint64) limit);
  while (pd_store_session_step (session, statement, &found, error))
    {
      const char *name = found ? pd_statement_text (statement, 0) : NULL;
      PdWireDigestEntry entry = { 0 };

      if (!found)
        return TRUE;
      if (type == NULL || !g_str_equal (type->name, name))
        type = pd_record_type_find (name);
      if (type == NULL)
        continue;
      entry.type = type;
      entry.id = (char *) pd_statement_text (statement, 1);
      entry.revision = sqlite3_column_int64 (statement, 2);
      read_hash (statement, 3, entry.hash);
      if (!each (&entry, pd_statement_text (statement, 4), data, error))
        return FALSE;
    }
  return FALSE;
}

/** Wanted: the entries of some buckets. */
typedef struct
{
  guint n_buckets;
  const gboolean *wanted; /* (nullable) */
  GPtrArray *entries;     /* (owned) */
} Wanted;

static gboolean
list_entry (const PdWireDigestEntry *entry, const char *stream, gpointer data, GError **error)
{
  const Wanted *wanted = data;

  if (wanted->wanted == NULL || wanted->wanted[pd_digest_bucket (entry->id, wanted->n_buckets)])
    g_ptr_array_add (wanted->entries, pd_wire_digest_entry_copy (entry));
  return TRUE;
}

/**
 * pd_store_digest_list:
 * @session: the session
 * @n_buckets: into how many buckets all records are divided
 * @wanted: (nullable) (array length=n_buckets): which of them; %NULL for all
 * @error: (out) (optional): where the error goes
 *
 * Returns: (transfer full) (nullable) (element-type PdWireDigestEntry): the records of those buckets
 */
GPtrArray *
pd_store_digest_list (PdStoreSession *session, guint n_buckets, const gboolean *wanted, GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_wire_digest_entry_free);
  Wanted all = { n_buckets, wanted, entries };

  return pd_store_digest_for_each (session, "", G_MAXINT, list_entry, &all, error)
             ? g_steal_pointer (&entries)
             : NULL;
}

/** Buckets: the sums that are made. */
typedef struct
{
  guint n_buckets;
  PdDigest *sums;
} Buckets;

static gboolean
add_entry (const PdWireDigestEntry *entry, const char *stream, gpointer data, GError **error)
{
  const Buckets *buckets = data;

  pd_digest_add (&buckets->sums[pd_digest_bucket (entry->id, buckets->n_buckets)], entry->hash);
  return TRUE;
}

/**
 * pd_store_digest_sum_buckets:
 * @session: the session
 * @n_buckets: into how many buckets all records are divided
 * @sums: (out) (array length=n_buckets): the sum of each
 * @error: (out) (optional): where the error goes
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_digest_sum_buckets (PdStoreSession *session, guint n_buckets, PdDigest *sums, GError **error)
{
  Buckets buckets = { n_buckets, sums };

  memset (sums, 0, n_buckets * sizeof *sums);
  return pd_store_digest_for_each (session, "", G_MAXINT, add_entry, &buckets, error);
}

static gboolean
add_of_stream (const PdWireDigestEntry *entry, const char *stream, gpointer data, GError **error)
{
  GHashTable *sums = data;
  PdDigest *sum = g_hash_table_lookup (sums, stream);

  if (sum == NULL)
    {
      sum = g_new0 (PdDigest, 1);
      g_hash_table_insert (sums, g_strdup (stream), sum);
    }
  pd_digest_add (sum, entry->hash);
  return TRUE;
}

/**
 * pd_store_digest_sum_up:
 * @session: the session of a writing job
 * @error: (out) (optional): where the error goes
 *
 * Makes the kept sums those of the entries: before a search, which goes by the entries, so that wrong sums alone are
 * not searched for again and again.
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_digest_sum_up (PdStoreSession *session, GError **error)
{
  g_autoptr (GHashTable) sums = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer stream, sum;

  if (!pd_store_digest_for_each (session, "", G_MAXINT, add_of_stream, sums, error) ||
      !pd_store_session_exec (
          session, "DELETE FROM digest_sum WHERE name NOT IN (SELECT name FROM stream WHERE leaving = 1)",
          error))
    return FALSE;
  g_hash_table_iter_init (&iter, sums);
  while (g_hash_table_iter_next (&iter, &stream, &sum))
    if (!add_to_sum (session, stream, sum, error))
      return FALSE;
  return TRUE;
}
