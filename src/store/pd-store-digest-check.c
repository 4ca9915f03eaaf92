/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-digest.h"

#include "store/pd-store-lost.h"
#include "store/pd-store-outbox.h"
#include "store/pd-store-pending.h"
#include "store/pd-store-rows.h"
#include "store/pd-store-streams.h"

#include <string.h>

/* Records read at once when all are looked at. */
#define CHECK_BLOCK 1000

/* Whether the entries still say what the rows do, and whether both are what the platform has. */

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

  pd_store_digest_hash (theirs, hash);
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
  pd_store_digest_hash (theirs, hash);
  *right = memcmp (hash, entry->hash, PD_DIGEST_SIZE) == 0;
  return TRUE;
}

static gboolean
collect_entry (const PdWireDigestEntry *entry, const char *stream, gpointer data, GError **error)
{
  g_ptr_array_add (data, pd_wire_digest_entry_copy (entry));
  return TRUE;
}

/**
 * pd_store_digest_check_some:
 * @session: the session of a writing job
 * @limit: how many records to look at, at most
 * @position: (inout) (transfer full): after which record to go on; "" at the beginning, and when the end was reached
 * @n_wrong: (inout): grows by how many of them are not what the platform sent, or are gone
 * @error: (out) (optional): where the error goes
 *
 * A part of what pd_store_digest_check() does, for many records without holding up whoever saves.
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_digest_check_some (PdStoreSession *session,
                            guint limit,
                            char **position,
                            guint *n_wrong,
                            GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_wire_digest_entry_free);
  const PdWireDigestEntry *last;

  if (!pd_store_digest_for_each (session, *position, limit, collect_entry, entries, error))
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
  last = entries->len == limit ? g_ptr_array_index (entries, limit - 1) : NULL;
  g_free (*position);
  *position = last != NULL ? g_strconcat (last->type->name, "/", last->id, NULL) : g_strdup ("");
  return TRUE;
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
  g_autofree char *position = NULL;

  if (limit > 0 && session->checked == NULL)
    session->checked = pd_store_get_meta (session, PD_STORE_META_CHECKED, NULL);
  position = g_strdup (limit > 0 && session->checked != NULL ? session->checked : "");

  *n_wrong = 0;
  do
    if (!pd_store_digest_check_some (session, limit > 0 ? limit : CHECK_BLOCK, &position, n_wrong, error))
      return FALSE;
  while (limit == 0 && *position != '\0');
  /* At the end it begins anew; when all are seen at once there is no place to go on from. */
  if (limit == 0)
    return TRUE;
  g_free (session->checked);
  session->checked = g_strdup (position);
  /* For the next start; not worth a wait for the disk of its own. */
  return !pd_store_session_has_written (session) ||
         pd_store_set_meta (session, PD_STORE_META_CHECKED, *position != '\0' ? position : NULL, error);
}

/* Comparing */

/* Of the streams that are kept. One that the platform does not name has nothing in it there. */
static gboolean
read_sums (PdStoreSession *session,
           GHashTable *theirs,
           PdDigest *mine_all,
           PdDigest *theirs_all,
           gboolean *equal,
           GError **error)
{
  g_autoptr (GPtrArray) streams = pd_store_list_streams (session, error);

  *mine_all = *theirs_all = (PdDigest){ 0 };
  *equal = TRUE;
  for (guint i = 0; streams != NULL && i < streams->len; i++)
    {
      const PdStoreStream *stream = g_ptr_array_index (streams, i);
      const PdDigest none = { 0 }, *there = g_hash_table_lookup (theirs, stream->name);
      PdDigest here;

      if (stream->leaving)
        continue;
      if (!pd_store_digest_read_sum (session, stream->name, &here, error))
        return FALSE;
      if (there == NULL)
        there = &none;
      *equal = *equal && pd_digest_equal (&here, there);
      pd_digest_merge (mine_all, &here);
      pd_digest_merge (theirs_all, there);
    }
  return streams != NULL;
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

/* Where there are more of them: not at every look, so that one with nothing new costs next to nothing. */
#define CHECK_PAUSE (5 * G_TIME_SPAN_SECOND)

static gboolean
is_time_to_check (PdStoreSession *session, const PdDigest *mine, gint64 now)
{
  if (mine->count > CHECK_RECORDS && ABS (now - session->checked_at) < CHECK_PAUSE)
    return FALSE;
  session->checked_at = now;
  return TRUE;
}

/**
 * pd_store_digest_compare:
 * @session: the session of a writing job, after pd_store_apply_page()
 * @page: a page that ends at the head, when all streams have come there
 * @repaired: whether a difference has just been repaired, as far as it could be
 * @now: microseconds since 1970 in UTC
 * @difference: (out): whether this cache has what the platform has
 * @error: (out) (optional): where the error goes
 *
 * Compares the sums of the streams that are kept (sync: 2.7). A difference that is left after a repair is
 * remembered, so that it is not looked into again before something changes.
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_digest_compare (PdStoreSession *session,
                         const PdWirePage *page,
                         gboolean repaired,
                         gint64 now,
                         PdStoreDifference *difference,
                         GError **error)
{
  PdDigest mine, theirs;
  g_autofree char *text = NULL;
  g_autofree char *known = NULL;
  guint n_wrong = 0;
  gboolean equal;

  *difference = PD_STORE_SAME;
  if (!pd_store_digest_ensure (session, error) || !pd_store_lost_clean (session, error) ||
      !read_sums (session, page->digests, &mine, &theirs, &equal, error))
    return FALSE;
  if (equal && is_time_to_check (session, &mine, now) &&
      (!pd_store_digest_check (session, CHECK_RECORDS, &n_wrong, error) ||
       (n_wrong > 0 && !read_sums (session, page->digests, &mine, &theirs, &equal, error))))
    return FALSE;
  known = pd_store_get_meta (session, PD_STORE_META_DIFFERENCE, NULL);
  if (equal)
    return known == NULL || pd_store_set_meta (session, PD_STORE_META_DIFFERENCE, NULL, error);
  text = sums_to_text (&mine, &theirs);
  *difference = repaired || g_strcmp0 (text, known) == 0 ? PD_STORE_KNOWN_DIFFERENT : PD_STORE_DIFFERENT;
  return !repaired || pd_store_set_meta (session, PD_STORE_META_DIFFERENCE, text, error);
}
