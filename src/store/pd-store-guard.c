/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-guard.h"

#include "store/pd-store-digest.h"
#include "store/pd-store-streams.h"

#include <glib/gi18n-lib.h>

/*
 * A platform that deletes much at once has perhaps been emptied, or is another company's: before this cache follows, a
 * person looks. Counted since this cache had last caught up, so that many small pages are no way around it.
 */

/** Removals: how many records a page takes away from a stream. */
typedef struct
{
  char name[PD_STREAM_MAX];
  guint count;
} Removals;

static void
count_removal (GArray *all, const char *stream)
{
  Removals more = { .count = 1 };

  for (guint i = 0; i < all->len; i++)
    {
      Removals *removals = &g_array_index (all, Removals, i);

      if (g_str_equal (removals->name, stream))
        {
          removals->count++;
          return;
        }
    }
  g_strlcpy (more.name, stream, sizeof more.name);
  g_array_append_val (all, more);
}

/* Only what is here can be taken away: our own deletions have gone already. */
static gboolean
add_if_here (PdStoreSession *session,
             GArray *all,
             const PdRecordType *type,
             const char *id,
             const char *from,
             GError **error)
{
  char stream[PD_STREAM_MAX];
  gint64 revision;

  if (!pd_store_digest_find_stream (session, type, id, stream, &revision, error))
    return FALSE;
  if (stream[0] != '\0' && (from == NULL || g_str_equal (from, stream)))
    count_removal (all, stream);
  return TRUE;
}

static GArray *
count_removals (PdStoreSession *session, const PdWirePage *page, GError **error)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (Removals));

  for (guint i = 0; i < page->records->len; i++)
    {
      const PdRecord *record = g_ptr_array_index (page->records, i);

      if (pd_record_is_deleted (record) && !add_if_here (session, all, pd_record_get_record_type (record),
                                                         pd_record_get_id (record), NULL, error))
        return NULL;
    }
  for (guint i = 0; i < page->departures->len; i++)
    {
      const PdWireDeparture *departure = g_ptr_array_index (page->departures, i);

      if (!add_if_here (session, all, departure->type, departure->id, departure->stream, error))
        return NULL;
    }
  return g_steal_pointer (&all);
}

static gboolean
fail_mass_change (gint64 gone, gint64 of, const Removals *removals, GError **error)
{
  const PdRecordType *type = pd_stream_type (removals->name);
  g_autofree char *gone_text = g_strdup_printf ("%" G_GINT64_FORMAT, gone);
  g_autofree char *of_text = g_strdup_printf ("%" G_GINT64_FORMAT, of);

  g_set_error (
      error, PD_STORE_ERROR, PD_STORE_ERROR_MASS_CHANGE,
      _ ("The platform wants to remove %1$s of the %2$s records of the kind “%3$s” from this computer. "
         "Nothing was removed. What you change is still sent, but nothing new comes in until somebody has "
         "looked. If they were removed on purpose, allow it; if not, ask the platform's administrator."),
      gone_text, of_text, type != NULL ? _ (type->label) : removals->name);
  return FALSE;
}

static gboolean
check_stream (PdStoreSession *session, const Removals *removals, gboolean accepted, GError **error)
{
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (session, "SELECT removed FROM stream WHERE name = ?1", error);
  PdStatement *update = NULL;
  PdDigest sum;
  gint64 before;
  gboolean found;

  if (statement == NULL)
    return FALSE;
  pd_statement_bind (statement, "s", removals->name);
  if (!pd_store_session_step (session, statement, &found, error) ||
      !pd_store_digest_read_sum (session, removals->name, &sum, error))
    return FALSE;
  before = found ? sqlite3_column_int64 (statement, 0) : 0;
  if (!accepted &&
      before + removals->count > MAX (PD_STORE_GUARD_ALWAYS, (sum.count + before) / PD_STORE_GUARD_SHARE))
    return fail_mass_change (before + removals->count, sum.count + before, removals, error);
  update =
      pd_store_session_prepare (session, "UPDATE stream SET removed = removed + ?2 WHERE name = ?1", error);
  if (update == NULL)
    return FALSE;
  pd_statement_bind (update, "si", removals->name, (gint64) removals->count);
  return pd_store_session_run (session, update, error);
}

/**
 * pd_store_guard_page:
 * @session: the session of a writing job
 * @page: a page that is about to be taken over
 * @accepted: whether a person has looked and allows whatever is taken away
 * @error: (out) (optional): where the error goes; %PD_STORE_ERROR_MASS_CHANGE when a person has to look
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_guard_page (PdStoreSession *session, const PdWirePage *page, gboolean accepted, GError **error)
{
  g_autoptr (GArray) all = count_removals (session, page, error);

  if (all == NULL)
    return FALSE;
  for (guint i = 0; i < all->len; i++)
    if (!check_stream (session, &g_array_index (all, Removals, i), accepted, error))
      return FALSE;
  return TRUE;
}

/** pd_store_guard_end: this cache has caught up: what is taken away is counted anew. Returns: %FALSE on failure */
gboolean
pd_store_guard_end (PdStoreSession *session, GError **error)
{
  gint64 some;

  /* Mostly there is nothing to write, and then nothing is written. */
  return pd_store_session_integer (session, "SELECT EXISTS (SELECT 1 FROM stream WHERE removed > 0)", &some,
                                   error) &&
         (some == 0 || pd_store_session_exec (session, "UPDATE stream SET removed = 0", error));
}
