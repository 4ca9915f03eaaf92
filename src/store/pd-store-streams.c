/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-streams.h"

#include "store/pd-store-digest.h"
#include "store/pd-store-outbox.h"
#include "store/pd-store-rows.h"

#include <string.h>

/* Asks for nothing: a stream of this name there is not. */
#define NO_STREAM "none"

void
pd_store_pull_free (PdStorePull *pull)
{
  g_free (pull->streams);
  g_free (pull->cursor);
  g_free (pull);
}

void
pd_store_stream_free (PdStoreStream *stream)
{
  g_free (stream->name);
  g_free (stream);
}

/* Which there are */

/* Names of a query with one column, separated by commas. */
static char *
join_names (PdStoreSession *session, PdStatement *statement, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);
  gboolean found;

  while (pd_store_session_step (session, statement, &found, error))
    {
      if (!found)
        return g_string_free (g_steal_pointer (&names), FALSE);
      if (names->len > 0)
        g_string_append_c (names, ',');
      g_string_append (names, pd_statement_text (statement, 0));
    }
  return NULL;
}

/**
 * pd_store_join_streams:
 * @session: the session
 * @error: (out) (optional): where the error goes
 *
 * Returns: (transfer full) (nullable): the names of all streams that are kept, separated by commas; "none" without any
 */
char *
pd_store_join_streams (PdStoreSession *session, GError **error)
{
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session, "SELECT name FROM stream WHERE leaving = 0 ORDER BY name", error);
  g_autofree char *names = statement != NULL ? join_names (session, statement, error) : NULL;

  return names != NULL && *names == '\0' ? g_strdup (NO_STREAM) : g_steal_pointer (&names);
}

/**
 * pd_store_list_streams:
 * @session: the session
 * @error: (out) (optional): where the error goes
 *
 * Returns: (transfer full) (nullable) (element-type PdStoreStream): those that are kept and those that leave, by name
 */
GPtrArray *
pd_store_list_streams (PdStoreSession *session, GError **error)
{
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session,
                                "SELECT name, coalesce (count, 0), leaving FROM stream"
                                " LEFT JOIN digest_sum USING (name) ORDER BY name",
                                error);
  g_autoptr (GPtrArray) streams = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_store_stream_free);
  gboolean found;

  if (statement == NULL)
    return NULL;
  while (pd_store_session_step (session, statement, &found, error))
    {
      PdStoreStream *stream;

      if (!found)
        return g_steal_pointer (&streams);
      stream = g_new0 (PdStoreStream, 1);
      stream->name = g_strdup (pd_statement_text (statement, 0));
      stream->count = sqlite3_column_int64 (statement, 1);
      stream->leaving = sqlite3_column_int (statement, 2) != 0;
      g_ptr_array_add (streams, stream);
    }
  return NULL;
}

/** pd_store_keeps_stream: @keeps: (out): whether records of this stream are kept. Returns: %FALSE on failure */
gboolean
pd_store_keeps_stream (PdStoreSession *session, const char *name, gboolean *keeps, GError **error)
{
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session, "SELECT 1 FROM stream WHERE name = ?1 AND leaving = 0", error);

  *keeps = g_str_equal (session->kept_stream, name);
  if (statement == NULL || *keeps)
    return *keeps;
  pd_statement_bind (statement, "s", name);
  if (!pd_store_session_step (session, statement, keeps, error))
    return FALSE;
  /* A page has many of one stream. */
  if (*keeps)
    g_strlcpy (session->kept_stream, name, sizeof session->kept_stream);
  return TRUE;
}

/** pd_store_get_keep_since: @year: (out): the first business year that is kept; 0 for all. Returns: %FALSE on failure */
gboolean
pd_store_get_keep_since (PdStoreSession *session, guint *year, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *text = pd_store_get_meta (session, PD_STORE_META_KEEP_SINCE, &local);

  *year = text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : 0;
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
is_chosen (const char *name, guint since)
{
  guint year = pd_stream_year (name);

  return year == 0 || year >= since;
}

/**
 * pd_store_add_stream:
 * @session: the session of a writing job
 * @name: a stream
 * @error: (out) (optional): where the error goes
 *
 * Keeps a stream from now on: it is asked for from its beginning. One that the chosen years do not have is kept because
 * somebody here works with it, until the years are chosen anew.
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_add_stream (PdStoreSession *session, const char *name, GError **error)
{
  PdStatement *statement = pd_store_session_prepare (
      session,
      "INSERT INTO stream (name, kept) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET"
      " leaving = 0, kept = excluded.kept, cursor = '', sequence = 0 WHERE leaving = 1",
      error);
  guint since;

  if (statement == NULL || !pd_store_get_keep_since (session, &since, error))
    return FALSE;
  pd_statement_bind (statement, "si", name, (gint64) !is_chosen (name, since));
  return pd_store_session_run (session, statement, error);
}

/* While it leaves, its cursor is the id of the last record that has gone. */
static gboolean
leave (PdStoreSession *session, const char *name, GError **error)
{
  PdStatement *statement = pd_store_session_prepare (
      session, "UPDATE stream SET leaving = 1, cursor = '', sequence = 0 WHERE name = ?1 AND leaving = 0",
      error);

  if (statement == NULL)
    return FALSE;
  session->kept_stream[0] = '\0';
  pd_statement_bind (statement, "s", name);
  return pd_store_session_run (session, statement, error);
}

/**
 * pd_store_set_keep_since:
 * @session: the session of a writing job
 * @year: the first business year to be kept; 0 for all
 * @error: (out) (optional): where the error goes
 *
 * Older years leave, by pd_store_sweep_streams(); what they hold stays on the platform. Years that are to be kept again
 * come with the next pull. What has no date is always kept.
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_set_keep_since (PdStoreSession *session, guint year, GError **error)
{
  g_autofree char *text = year > 0 ? g_strdup_printf ("%u", year) : NULL;
  g_autoptr (GPtrArray) streams = NULL;

  if (!pd_store_set_meta (session, PD_STORE_META_KEEP_SINCE, text, error))
    return FALSE;
  streams = pd_store_list_streams (session, error);
  if (streams == NULL)
    return FALSE;
  for (guint i = 0; i < streams->len; i++)
    {
      const PdStoreStream *stream = g_ptr_array_index (streams, i);

      if (!is_chosen (stream->name, year) && !leave (session, stream->name, error))
        return FALSE;
    }
  return TRUE;
}

/* How far they have come */

/* The streams that are the least far, and where the next ones are: most of the time all are at one place. */
static gboolean
read_places (PdStoreSession *session, PdStorePull *pull, gboolean *any, GError **error)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare (
      session,
      "SELECT cursor, (SELECT min (sequence) FROM stream AS s WHERE leaving = 0 AND s.sequence > f.sequence)"
      " FROM stream AS f WHERE leaving = 0 ORDER BY sequence, cursor LIMIT 1",
      error);

  if (statement == NULL || !pd_store_session_step (session, statement, any, error))
    return FALSE;
  if (!*any)
    return TRUE;
  pull->cursor = g_strdup (pd_statement_text (statement, 0));
  pull->until = sqlite3_column_int64 (statement, 1);
  return TRUE;
}

/**
 * pd_store_plan_pull:
 * @session: the session
 * @error: (out) (optional): where the error goes
 *
 * A stream that is new here first catches up with the others, then goes on with them, so that what moves from one stream
 * to another is never seen to leave before it is seen to come.
 *
 * Returns: (transfer full) (nullable): what to ask for next
 */
PdStorePull *
pd_store_plan_pull (PdStoreSession *session, GError **error)
{
  g_autoptr (PdStorePull) pull = g_new0 (PdStorePull, 1);
  g_autoptr (PdStatement) statement = NULL;
  gboolean any;

  if (!read_places (session, pull, &any, error))
    return NULL;
  if (!any)
    {
      pull->streams = g_strdup (NO_STREAM);
      pull->cursor = g_strdup ("");
      return g_steal_pointer (&pull);
    }
  statement =
      pd_store_session_prepare (session,
                                "SELECT name FROM stream WHERE leaving = 0 AND cursor = ?1 ORDER BY name",
                                error);
  if (statement == NULL)
    return NULL;
  pd_statement_bind (statement, "s", pull->cursor);
  pull->streams = join_names (session, statement, error);
  return pull->streams != NULL ? g_steal_pointer (&pull) : NULL;
}

/** pd_store_streams_have_come: @some: (out): whether any stream is beyond its beginning. Returns: %FALSE on failure */
gboolean
pd_store_streams_have_come (PdStoreSession *session, gboolean *some, GError **error)
{
  gint64 count;

  if (!pd_store_session_integer (session, "SELECT count (*) FROM stream WHERE leaving = 0 AND cursor <> ''",
                                 &count, error))
    return FALSE;
  *some = count > 0;
  return TRUE;
}

/**
 * pd_store_streams_set_all:
 * @session: the session of a writing job
 * @cursor: where all streams are from now on; "": at the beginning
 * @sequence: the sequence that this stands for
 * @error: (out) (optional): where the error goes
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_streams_set_all (PdStoreSession *session, const char *cursor, gint64 sequence, GError **error)
{
  PdStatement *statement =
      pd_store_session_prepare (session, "UPDATE stream SET cursor = ?1, sequence = ?2 WHERE leaving = 0",
                                error);

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "si", cursor, sequence);
  return pd_store_session_run (session, statement, error);
}

/**
 * pd_store_streams_pass:
 * @session: the session of a writing job
 * @passage: a part of the history that is known here already
 * @error: (out) (optional): where the error goes
 *
 * Streams that are at its beginning are at its end from now on.
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_streams_pass (PdStoreSession *session, const PdWirePassage *passage, GError **error)
{
  PdStatement *statement = pd_store_session_prepare (
      session, "UPDATE stream SET cursor = ?2, sequence = ?3 WHERE cursor = ?1 AND leaving = 0", error);

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "ssi", passage->from, passage->to, passage->last);
  return pd_store_session_run (session, statement, error);
}

static gboolean
move_cursors (PdStoreSession *session, const PdStorePull *pull, const PdWirePage *page, GError **error)
{
  g_auto (GStrv) names = g_strsplit (pull->streams, ",", -1);

  for (guint i = 0; names[i] != NULL; i++)
    {
      PdStatement *statement = pd_store_session_prepare (session,
                                                         "UPDATE stream SET cursor = ?3, sequence = ?4"
                                                         " WHERE name = ?1 AND cursor = ?2 AND leaving = 0"
                                                         " AND (cursor <> ?3 OR sequence <> ?4)",
                                                         error);

      if (statement == NULL)
        return FALSE;
      pd_statement_bind (statement, "sssi", names[i], pull->cursor, page->next, page->last);
      if (!pd_store_session_run (session, statement, error))
        return FALSE;
    }
  return TRUE;
}

/* What the platform has and is to be kept here. Types that only a newer version knows are left to that version. */
static gboolean
learn_new (PdStoreSession *session, const PdWirePage *page, GError **error)
{
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (page->digests), (GCompareFunc) strcmp);
  guint since;

  if (!pd_store_get_keep_since (session, &since, error))
    return FALSE;
  for (GList *name = names; name != NULL; name = name->next)
    {
      gboolean keeps;

      if (pd_stream_type (name->data) == NULL || !is_chosen (name->data, since))
        continue;
      if (!pd_store_keeps_stream (session, name->data, &keeps, error) ||
          (!keeps && !pd_store_add_stream (session, name->data, error)))
        return FALSE;
    }
  return TRUE;
}

/** pd_store_leave_forbidden: what the user may no longer read leaves; a stream that only is empty is another matter.
 * @types: the types that may be read. @left: (out): whether any was kept that may not. Returns: %FALSE on failure */
gboolean
pd_store_leave_forbidden (PdStoreSession *session, const GStrv types, gboolean *left, GError **error)
{
  g_autoptr (GPtrArray) streams = pd_store_list_streams (session, error);

  *left = FALSE;
  for (guint i = 0; streams != NULL && i < streams->len; i++)
    {
      const PdStoreStream *stream = g_ptr_array_index (streams, i);
      const PdRecordType *type = pd_stream_type (stream->name);

      if (stream->leaving || type == NULL || g_strv_contains ((const char *const *) types, type->name))
        continue;
      if (!leave (session, stream->name, error))
        return FALSE;
      *left = TRUE;
    }
  return streams != NULL;
}

static gboolean
has_more (PdStoreSession *session, const PdWirePage *page, gboolean *more, GError **error)
{
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session, "SELECT 1 FROM stream WHERE leaving = 0 AND cursor <> ?1 LIMIT 1",
                                error);
  gboolean behind;

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "s", page->next);
  if (!pd_store_session_step (session, statement, &behind, error))
    return FALSE;
  *more = page->more || page->last < page->head || behind;
  return TRUE;
}

/**
 * pd_store_streams_advance:
 * @session: the session of a writing job
 * @pull: what was asked for
 * @page: the answer, whose records are taken over
 * @more: (out): whether something is left to ask for
 * @error: (out) (optional): where the error goes
 *
 * Moves the cursors of the streams that were asked for. Those that the user may no longer read leave at once: of them
 * the page has nothing, and should they be allowed again before the head, nobody would know what is missing. At the head,
 * learns which streams there are.
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_streams_advance (PdStoreSession *session,
                          const PdStorePull *pull,
                          const PdWirePage *page,
                          gboolean *more,
                          GError **error)
{
  gboolean left;

  return (page->types == NULL || pd_store_leave_forbidden (session, page->types, &left, error)) &&
         move_cursors (session, pull, page, error) &&
         (page->digests == NULL || learn_new (session, page, error)) && has_more (session, page, more, error);
}

/* Leaving */

static gboolean
run_on_record (PdStoreSession *session,
               const char *sql,
               const PdRecordType *type,
               const char *id,
               GError **error)
{
  PdStatement *statement = pd_store_session_prepare (session, sql, error);

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "ss", type->name, id);
  return pd_store_session_run (session, statement, error);
}

/**
 * pd_store_evict:
 * @session: the session of a writing job
 * @type: a record's type
 * @id: its id
 * @error: (out) (optional): where the error goes
 *
 * The record is no longer to be kept, which is no deletion: it goes at once, or, when something waits on it, as soon as
 * that is decided.
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_evict (PdStoreSession *session, const PdRecordType *type, const char *id, GError **error)
{
  PdRowInfo info;

  if (!pd_store_row_find (session, type, id, &info, error) ||
      !pd_store_digest_forget (session, type, id, error))
    return FALSE;
  if (info.row == 0)
    return TRUE;
  return info.state == PD_ROW_CLEAN
             ? pd_store_row_remove (session, type, id, error)
             : run_on_record (session, "INSERT OR IGNORE INTO evicted (type, id) VALUES (?1, ?2)", type, id,
                              error);
}

/** pd_store_stay: what was to leave has come back to a stream that is kept. Returns: %FALSE on failure */
gboolean
pd_store_stay (PdStoreSession *session, const PdRecordType *type, const char *id, GError **error)
{
  return run_on_record (session, "DELETE FROM evicted WHERE type = ?1 AND id = ?2", type, id, error);
}

/**
 * pd_store_evict_when_clean:
 * @session: the session of a writing job
 * @type: the type of a record on which nothing waits any more
 * @id: its id
 * @evicted: (out): whether it was to leave, and has left now
 * @error: (out) (optional): where the error goes
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_evict_when_clean (PdStoreSession *session,
                           const PdRecordType *type,
                           const char *id,
                           gboolean *evicted,
                           GError **error)
{
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session, "SELECT 1 FROM evicted WHERE type = ?1 AND id = ?2", error);

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "ss", type->name, id);
  if (!pd_store_session_step (session, statement, evicted, error))
    return FALSE;
  return !*evicted ||
         (pd_store_stay (session, type, id, error) && pd_store_row_remove (session, type, id, error));
}

/* Up to @limit records of a stream that leaves, after @position. */
static GPtrArray *
list_leaving (PdStoreSession *session, const char *name, const char *position, guint limit, GError **error)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare (
      session, "SELECT id FROM digest WHERE type = ?1 AND id > ?2 AND stream = ?3 ORDER BY id LIMIT ?4",
      error);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  gboolean found;

  if (statement == NULL)
    return NULL;
  pd_statement_bind (statement, "sssi", pd_stream_type (name)->name, position, name, (gint64) limit);
  while (pd_store_session_step (session, statement, &found, error))
    {
      if (!found)
        return g_steal_pointer (&ids);
      g_ptr_array_add (ids, g_strdup (pd_statement_text (statement, 0)));
    }
  return NULL;
}

static gboolean
end_leaving (PdStoreSession *session, const char *name, GError **error)
{
  static const char *const all[] = { "DELETE FROM stream WHERE name = ?1 AND leaving = 1",
                                     "DELETE FROM digest_sum WHERE name = ?1" };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      PdStatement *statement = pd_store_session_prepare (session, all[i], error);

      if (statement == NULL)
        return FALSE;
      pd_statement_bind (statement, "s", name);
      if (!pd_store_session_run (session, statement, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
sweep (PdStoreSession *session, const char *name, const char *position, guint limit, GError **error)
{
  const PdRecordType *type = pd_stream_type (name);
  g_autoptr (GPtrArray) ids = type != NULL ? list_leaving (session, name, position, limit, error) : NULL;
  PdStatement *statement;

  if (type == NULL)
    return end_leaving (session, name, error);
  if (ids == NULL)
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    if (!pd_store_evict (session, type, g_ptr_array_index (ids, i), error))
      return FALSE;
  if (ids->len < limit)
    return end_leaving (session, name, error);
  statement = pd_store_session_prepare (session, "UPDATE stream SET cursor = ?2 WHERE name = ?1", error);
  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "ss", name, g_ptr_array_index (ids, ids->len - 1));
  return pd_store_session_run (session, statement, error);
}

/** pd_store_streams_are_leaving: @leaving: (out): whether there is something to sweep. Returns: %FALSE on failure */
gboolean
pd_store_streams_are_leaving (PdStoreSession *session, gboolean *leaving, GError **error)
{
  gint64 some;

  if (!pd_store_session_integer (session, "SELECT EXISTS (SELECT 1 FROM stream WHERE leaving = 1)", &some,
                                 error))
    return FALSE;
  *leaving = some != 0;
  return TRUE;
}

/**
 * pd_store_sweep_streams:
 * @session: the session of a writing job
 * @limit: how many records at most go at once: some 50 µs each
 * @more: (out): whether others are left to go
 * @error: (out) (optional): where the error goes
 *
 * Removes records of streams that leave; what waits for the platform stays until it is decided.
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_sweep_streams (PdStoreSession *session, guint limit, gboolean *more, GError **error)
{
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session,
                                "SELECT name, cursor FROM stream WHERE leaving = 1 ORDER BY name LIMIT 1",
                                error);
  g_autofree char *name = NULL, *position = NULL;

  if (statement == NULL || !pd_store_session_step (session, statement, more, error))
    return FALSE;
  if (!*more)
    return TRUE;
  name = g_strdup (pd_statement_text (statement, 0));
  position = g_strdup (pd_statement_text (statement, 1));
  g_clear_pointer (&statement, pd_statement_reset);
  return sweep (session, name, position, limit, error);
}
