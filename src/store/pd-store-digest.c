/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-digest.h"

#include "store/pd-store-outbox.h"
#include "store/pd-store-pending.h"
#include "store/pd-store-rows.h"

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
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session, "SELECT revision, hash FROM digest WHERE type = ?1 AND id = ?2",
                                error);
  gboolean found;

  *entry = NULL;
  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "ss", type->name, id);
  if (!pd_store_session_step (session, statement, &found, error))
    return FALSE;
  if (!found)
    return TRUE;
  *entry = g_new0 (PdWireDigestEntry, 1);
  (*entry)->type = type;
  (*entry)->id = g_strdup (id);
  (*entry)->revision = sqlite3_column_int64 (statement, 0);
  read_hash (statement, 1, (*entry)->hash);
  return TRUE;
}

static gboolean
add_to_sum (PdStoreSession *session, const PdRecordType *type, const PdDigest *difference, GError **error)
{
  PdStatement *statement = pd_store_session_prepare (
      session,
      "INSERT INTO digest_sum (type, count, sum) VALUES (?1, ?2, ?3) ON CONFLICT (type) DO UPDATE"
      " SET count = count + excluded.count, sum = pd_digest_plus (sum, excluded.sum)",
      error);
  guint8 sum[PD_DIGEST_SIZE];

  if (statement == NULL)
    return FALSE;
  pd_digest_get_sum (difference, sum);
  pd_statement_bind (statement, "si", type->name, difference->count);
  bind_hash (statement, 3, sum);
  return pd_store_session_run (session, statement, error);
}

static gboolean
put_entry (PdStoreSession *session,
           const PdRecordType *type,
           const char *id,
           gint64 revision,
           const guint8 hash[PD_DIGEST_SIZE],
           GError **error)
{
  PdStatement *statement = pd_store_session_prepare (
      session, "INSERT OR REPLACE INTO digest (type, id, revision, hash) VALUES (?1, ?2, ?3, ?4)", error);

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "ssi", type->name, id, revision);
  bind_hash (statement, 4, hash);
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

static void
hash_record (const PdRecord *record, guint8 hash[PD_DIGEST_SIZE])
{
  g_autofree char *content = pd_wire_record_content_hash (record);

  pd_digest_hash (pd_record_get_id (record), pd_record_get_revision (record), content, hash);
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
  const PdRecordType *type = pd_record_get_record_type (theirs);
  const char *id = pd_record_get_id (theirs);
  g_autoptr (PdWireDigestEntry) before = NULL;
  PdDigest difference = { 0 };
  guint8 hash[PD_DIGEST_SIZE];

  if (pd_record_is_deleted (theirs))
    return pd_store_digest_forget (session, type, id, error);
  hash_record (theirs, hash);
  if (!pd_store_digest_find (session, type, id, &before, error))
    return FALSE;
  if (before != NULL && memcmp (before->hash, hash, PD_DIGEST_SIZE) == 0)
    return TRUE;
  if (before != NULL)
    pd_digest_remove (&difference, before->hash);
  pd_digest_add (&difference, hash);
  return put_entry (session, type, id, pd_record_get_revision (theirs), hash, error) &&
         add_to_sum (session, type, &difference, error);
}

/* The platform has no such record, as far as is known: it is counted no more. */
gboolean
pd_store_digest_forget (PdStoreSession *session, const PdRecordType *type, const char *id, GError **error)
{
  g_autoptr (PdWireDigestEntry) before = NULL;
  PdDigest difference = { 0 };

  if (!pd_store_digest_find (session, type, id, &before, error))
    return FALSE;
  if (before == NULL)
    return TRUE;
  pd_digest_remove (&difference, before->hash);
  return remove_entry (session, type, id, error) && add_to_sum (session, type, &difference, error);
}

/* Kept sums */

static gboolean
read_sum (PdStoreSession *session, const PdRecordType *type, PdDigest *sum, GError **error)
{
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session, "SELECT count, sum FROM digest_sum WHERE type = ?1", error);
  guint8 bytes[PD_DIGEST_SIZE];
  gboolean found;

  *sum = (PdDigest){ 0 };
  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "s", type->name);
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
 * @sum: (out): of all records of all types, as it is kept
 * @error: (out) (optional): where the error goes
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_digest_get_sum (PdStoreSession *session, PdDigest *sum, GError **error)
{
  *sum = (PdDigest){ 0 };
  for (const PdRecordType *const *type = pd_record_types (); *type != NULL; type++)
    {
      PdDigest of_type;

      if (!read_sum (session, *type, &of_type, error))
        return FALSE;
      pd_digest_merge (sum, &of_type);
    }
  return TRUE;
}

/* From scratch: the rows themselves. */

/* @theirs: (out) (transfer full) (nullable): what the platform has of a record as far as this cache says: the shadow of
 * a record with changes, the platform's side of an open conflict, else the row. */
static gboolean
load_theirs (PdStoreSession *session,
             const PdRecordType *type,
             const char *id,
             PdRowState state,
             PdRecord **theirs,
             GError **error)
{
  g_autoptr (PdRecord) base = NULL;
  g_autoptr (PdRecord) found = NULL;
  g_autoptr (GPtrArray) conflicts = NULL;

  *theirs = NULL;
  if (state != PD_ROW_CLEAN)
    {
      conflicts = pd_conflict_get_open (session, type, id, error);
      if (conflicts == NULL || !pd_shadow_get (session, type, id, &base, &found, error))
        return FALSE;
      for (guint i = 0; i < conflicts->len && found == NULL; i++)
        {
          const PdStoreConflict *conflict = g_ptr_array_index (conflicts, i);

          if (!pd_conflict_holds_view (conflict))
            continue;
          if (conflict->theirs == NULL)
            return TRUE;
          found = pd_record_ref (conflict->theirs);
        }
    }
  if (found == NULL && !pd_store_row_load (session, type, id, &found, error))
    return FALSE;
  if (found != NULL && pd_record_get_revision (found) > 0 && !pd_record_is_deleted (found))
    *theirs = g_steal_pointer (&found);
  return TRUE;
}

/* @ids: (out) (transfer full): the ids of all rows with their states, GINT_TO_POINTER, in turn */
static gboolean
list_rows (PdStoreSession *session,
           const PdRecordType *type,
           GPtrArray **ids,
           GArray **states,
           GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT id, row_state FROM \"%s\" ORDER BY id", type->table);
  g_autoptr (PdStatement) statement = pd_store_session_prepare (session, sql, error);
  gboolean found;

  *ids = g_ptr_array_new_with_free_func (g_free);
  *states = g_array_new (FALSE, FALSE, sizeof (int));
  if (statement == NULL)
    return FALSE;
  while (pd_store_session_step (session, statement, &found, error))
    {
      int state;

      if (!found)
        return TRUE;
      state = sqlite3_column_int (statement, 1);
      g_ptr_array_add (*ids, g_strdup (pd_statement_text (statement, 0)));
      g_array_append_val (*states, state);
    }
  return FALSE;
}

typedef gboolean (*EachTheirs) (PdStoreSession *session,
                                const PdRecord *theirs,
                                gpointer data,
                                GError **error);

static gboolean
for_each_theirs (PdStoreSession *session, EachTheirs each, gpointer data, GError **error)
{
  for (const PdRecordType *const *type = pd_record_types (); *type != NULL; type++)
    {
      g_autoptr (GPtrArray) ids = NULL;
      g_autoptr (GArray) states = NULL;

      if (!list_rows (session, *type, &ids, &states, error))
        return FALSE;
      for (guint i = 0; i < ids->len; i++)
        {
          g_autoptr (PdRecord) theirs = NULL;

          if (g_cancellable_set_error_if_cancelled (session->cancellable, error) ||
              !load_theirs (session, *type, g_ptr_array_index (ids, i),
                            (PdRowState) g_array_index (states, int, i), &theirs, error) ||
              (theirs != NULL && !each (session, theirs, data, error)))
            return FALSE;
        }
    }
  return TRUE;
}

static gboolean
add_theirs (PdStoreSession *session, const PdRecord *theirs, gpointer data, GError **error)
{
  guint8 hash[PD_DIGEST_SIZE];

  hash_record (theirs, hash);
  pd_digest_add (data, hash);
  return TRUE;
}

/**
 * pd_store_digest_compute:
 * @session: the session
 * @sum: (out): of all records of all types, from their content: some 30 µs a record
 * @error: (out) (optional): where the error goes
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_digest_compute (PdStoreSession *session, PdDigest *sum, GError **error)
{
  *sum = (PdDigest){ 0 };
  return for_each_theirs (session, add_theirs, sum, error);
}

static gboolean
set_theirs (PdStoreSession *session, const PdRecord *theirs, gpointer data, GError **error)
{
  return pd_store_digest_set (session, theirs, error);
}

/**
 * pd_store_digest_ensure:
 * @session: the session of a writing job
 * @error: (out) (optional): where the error goes
 *
 * A file of an older version has records and no entries: makes them, once.
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_digest_ensure (PdStoreSession *session, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *made = pd_store_get_meta (session, PD_STORE_META_DIGEST, &local);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return made != NULL || (for_each_theirs (session, set_theirs, NULL, error) &&
                          pd_store_set_meta (session, PD_STORE_META_DIGEST, "1", error));
}

/* Looking after the rows */

/* The state of the row, and whether there is one: the entry's record. */
static gboolean
check_entry (PdStoreSession *session, const PdWireDigestEntry *entry, gboolean *right, GError **error)
{
  g_autoptr (PdRecord) theirs = NULL;
  guint8 hash[PD_DIGEST_SIZE];
  PdRowInfo info;

  *right = FALSE;
  if (!pd_store_row_find (session, entry->type, entry->id, &info, error))
    return FALSE;
  if (info.row == 0)
    return TRUE;
  if (!load_theirs (session, entry->type, entry->id, info.state, &theirs, error))
    return FALSE;
  if (theirs == NULL)
    return TRUE;
  hash_record (theirs, hash);
  *right = memcmp (hash, entry->hash, PD_DIGEST_SIZE) == 0;
  return TRUE;
}

static GPtrArray *
read_entries_after (PdStoreSession *session, const char *position, guint limit, GError **error)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare (
      session,
      "SELECT type, id, revision, hash FROM digest WHERE (type, id) > (?1, ?2) ORDER BY type, id LIMIT ?3",
      error);
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_wire_digest_entry_free);
  g_auto (GStrv) parts = g_strsplit (position, "/", 2);
  gboolean found;

  if (statement == NULL)
    return NULL;
  pd_statement_bind (statement, "ssi", parts[0] != NULL ? parts[0] : "",
                     parts[0] != NULL && parts[1] != NULL ? parts[1] : "", (gint64) limit);
  while (pd_store_session_step (session, statement, &found, error))
    {
      PdWireDigestEntry *entry;
      const PdRecordType *type = found ? pd_record_type_find (pd_statement_text (statement, 0)) : NULL;

      if (!found)
        return g_steal_pointer (&entries);
      if (type == NULL)
        continue;
      entry = g_new0 (PdWireDigestEntry, 1);
      entry->type = type;
      entry->id = g_strdup (pd_statement_text (statement, 1));
      entry->revision = sqlite3_column_int64 (statement, 2);
      read_hash (statement, 3, entry->hash);
      g_ptr_array_add (entries, entry);
    }
  return NULL;
}

/**
 * pd_store_digest_check:
 * @session: the session of a writing job
 * @limit: how many records to look at; 0 for all
 * @n_wrong: (out): how many of them are not what the platform sent, or are gone
 * @error: (out) (optional): where the error goes
 *
 * Looks whether the next records in turn still say what the platform sent. Those that do not are counted no more, so
 * that comparing finds them and they are fetched again.
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_digest_check (PdStoreSession *session, guint limit, guint *n_wrong, GError **error)
{
  g_autofree char *position = limit > 0 ? pd_store_get_meta (session, PD_STORE_META_CHECKED, NULL) : NULL;
  g_autoptr (GPtrArray) entries =
      read_entries_after (session, position != NULL ? position : "", limit > 0 ? limit : G_MAXINT, error);
  const PdWireDigestEntry *last;
  g_autofree char *next = NULL;

  *n_wrong = 0;
  if (entries == NULL)
    return FALSE;
  for (guint i = 0; i < entries->len; i++)
    {
      const PdWireDigestEntry *entry = g_ptr_array_index (entries, i);
      gboolean right;

      if (g_cancellable_set_error_if_cancelled (session->cancellable, error) ||
          !check_entry (session, entry, &right, error) ||
          (!right && !pd_store_digest_forget (session, entry->type, entry->id, error)))
        return FALSE;
      *n_wrong += !right;
    }
  /* At the end it begins anew; when all are seen at once there is no place to go on from. */
  last = limit > 0 && entries->len == limit ? g_ptr_array_index (entries, limit - 1) : NULL;
  next = last != NULL ? g_strconcat (last->type->name, "/", last->id, NULL) : NULL;
  return g_strcmp0 (next, position) == 0 || pd_store_set_meta (session, PD_STORE_META_CHECKED, next, error);
}

/* Comparing */

static gboolean
sums_equal (PdStoreSession *session,
            GHashTable *theirs,
            PdDigest *mine_all,
            PdDigest *theirs_all,
            GError **error)
{
  *mine_all = *theirs_all = (PdDigest){ 0 };
  for (const PdRecordType *const *type = pd_record_types (); *type != NULL; type++)
    {
      const PdDigest *there = g_hash_table_lookup (theirs, (*type)->name);
      PdDigest here;

      if (!read_sum (session, *type, &here, error))
        return FALSE;
      pd_digest_merge (mine_all, &here);
      if (there != NULL)
        pd_digest_merge (theirs_all, there);
    }
  return TRUE;
}

static char *
sums_to_text (const PdDigest *mine, const PdDigest *theirs)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT ".%" G_GINT64_MODIFIER "x.%" G_GINT64_MODIFIER
                          "x/%" G_GINT64_FORMAT ".%" G_GINT64_MODIFIER "x.%" G_GINT64_MODIFIER "x",
                          mine->count, mine->high, mine->low, theirs->count, theirs->high, theirs->low);
}

/* Records looked at after each page that ends at the head and agrees: a millisecond. */
#define CHECK_RECORDS 32

/**
 * pd_store_digest_compare:
 * @session: the session of a writing job, after pd_store_apply_page()
 * @page: the page
 * @repaired: whether a difference has just been repaired, as far as it could be
 * @difference: (out): whether this cache has what the platform has
 * @error: (out) (optional): where the error goes
 *
 * Compares the sums where the page ends at the head (sync: 2.7). A difference that is left after a repair is
 * remembered, so that it is not looked into again before something changes.
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_digest_compare (PdStoreSession *session,
                         const PdWirePage *page,
                         gboolean repaired,
                         PdStoreDifference *difference,
                         GError **error)
{
  PdDigest mine, theirs;
  g_autofree char *text = NULL;
  g_autofree char *known = NULL;
  guint n_wrong = 0;

  *difference = PD_STORE_SAME;
  if (page->more || page->digests == NULL)
    return TRUE;
  if (!pd_store_digest_ensure (session, error) || !sums_equal (session, page->digests, &mine, &theirs, error))
    return FALSE;
  if (pd_digest_equal (&mine, &theirs) &&
      (!pd_store_digest_check (session, CHECK_RECORDS, &n_wrong, error) ||
       (n_wrong > 0 && !sums_equal (session, page->digests, &mine, &theirs, error))))
    return FALSE;
  known = pd_store_get_meta (session, PD_STORE_META_DIFFERENCE, NULL);
  if (pd_digest_equal (&mine, &theirs))
    return known == NULL || pd_store_set_meta (session, PD_STORE_META_DIFFERENCE, NULL, error);
  text = sums_to_text (&mine, &theirs);
  *difference = repaired || g_strcmp0 (text, known) == 0 ? PD_STORE_KNOWN_DIFFERENT : PD_STORE_DIFFERENT;
  return !repaired || pd_store_set_meta (session, PD_STORE_META_DIFFERENCE, text, error);
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
  g_autoptr (GPtrArray) all = read_entries_after (session, "", G_MAXINT, error);
  GPtrArray *entries;

  if (all == NULL || wanted == NULL)
    return g_steal_pointer (&all);
  entries = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_wire_digest_entry_free);
  while (all->len > 0)
    {
      PdWireDigestEntry *entry = g_ptr_array_steal_index_fast (all, all->len - 1);

      if (wanted[pd_digest_bucket (entry->id, n_buckets)])
        g_ptr_array_add (entries, entry);
      else
        pd_wire_digest_entry_free (entry);
    }
  return entries;
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
  g_autoptr (GPtrArray) entries = read_entries_after (session, "", G_MAXINT, error);

  if (entries == NULL || !pd_store_session_exec (session, "DELETE FROM digest_sum", error))
    return FALSE;
  for (const PdRecordType *const *type = pd_record_types (); *type != NULL; type++)
    {
      PdDigest sum = { 0 };

      for (guint i = 0; i < entries->len; i++)
        {
          const PdWireDigestEntry *entry = g_ptr_array_index (entries, i);

          if (entry->type == *type)
            pd_digest_add (&sum, entry->hash);
        }
      if (!add_to_sum (session, *type, &sum, error))
        return FALSE;
    }
  return TRUE;
}
