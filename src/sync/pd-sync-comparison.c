/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-sync"

#include "sync/pd-sync-comparison.h"

#include "store/pd-store-outbox.h"
#include "store/pd-store-streams.h"
#include "sync/pd-sync-transport.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Records asked for at once. */
#define RECORDS_AT_ONCE 100

/* A platform that has lost more than this of what is here is asked about by a person first (mass-change guard). */
#define LOSS_ALWAYS 50
#define LOSS_SHARE 20
#define LOSS_SHARE_RESTORED 2

/* What is only looked at is told: more than this is no list of differences any more but another platform. */
#define LOOK_RECORDS 100000

/* What is asked next. */
typedef enum
{
  STEP_SUMS,
  STEP_BUCKETS,
  STEP_RECORDS,
  STEP_DONE
} Step;

struct _PdSyncComparison
{
  Step step;
  gboolean restored;    /* the platform's data were restored: what it has is where to begin anew */
  gboolean accept_loss; /* a person knows that the platform has lost much */
  gboolean repair;      /* else it only looks */
  gint64 known_head;    /* newer changes than this are no difference: they come with the next pull */
  guint n_buckets;
  char *streams;      /* (owned) (nullable) those that are compared */
  GStrv types;        /* (owned) (nullable) what the user may read: as long as it is compared, the same */
  char *epoch, *next; /* (owned) (nullable) of the answer with the sums */
  gint64 head;
  GArray *buckets; /* (owned) of guint: those that differ */
  guint n_buckets_done;
  guint n_buckets_asked;
  GPtrArray *asked; /* (owned) of PdWireDigestEntry: records that differ, or that one side does not have */
  guint n_lost;     /* of them, that the platform did not list */
  guint n_left;     /* that differ as well and are not looked at */
  guint n_records_done;
  PdSyncComparisonLook look; /* (nullable) */
  gpointer look_data;
};

/**
 * pd_sync_comparison_new:
 * @restored: whether the platform's data were restored, after pd_store_begin_history()
 * @accept_loss: whether a person knows that the platform may have lost much
 * @repair: whether to repair; else the differences are only found
 *
 * Returns: (transfer full): a comparison that has not begun
 */
PdSyncComparison *
pd_sync_comparison_new (gboolean restored, gboolean accept_loss, gboolean repair)
{
  PdSyncComparison *comparison = g_atomic_rc_box_new0 (PdSyncComparison);

  comparison->restored = restored;
  comparison->accept_loss = accept_loss;
  comparison->repair = repair;
  comparison->buckets = g_array_new (FALSE, FALSE, sizeof (guint));
  comparison->asked = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_wire_digest_entry_free);
  return comparison;
}

PdSyncComparison *
pd_sync_comparison_ref (PdSyncComparison *comparison)
{
  return g_atomic_rc_box_acquire (comparison);
}

static void
comparison_clear (gpointer data)
{
  PdSyncComparison *comparison = data;

  g_free (comparison->streams);
  g_strfreev (comparison->types);
  g_free (comparison->epoch);
  g_free (comparison->next);
  g_array_unref (comparison->buckets);
  g_ptr_array_unref (comparison->asked);
}

void
pd_sync_comparison_unref (PdSyncComparison *comparison)
{
  g_atomic_rc_box_release_full (comparison, comparison_clear);
}

/** pd_sync_comparison_is_restoring: Returns: whether it is because the platform's data were restored */
gboolean
pd_sync_comparison_is_restoring (const PdSyncComparison *comparison)
{
  return comparison->restored;
}

/** pd_sync_comparison_get_n_left: Returns: how many records differ that were not looked at, when it is done */
guint
pd_sync_comparison_get_n_left (const PdSyncComparison *comparison)
{
  return comparison->n_left;
}

/** pd_sync_comparison_set_look: @look: called for each difference as it comes, in the jobs that take answers */
void
pd_sync_comparison_set_look (PdSyncComparison *comparison, PdSyncComparisonLook look, gpointer look_data)
{
  comparison->look = look;
  comparison->look_data = look_data;
}

/* Asking */

static gboolean
prepare (PdSyncComparison *comparison, PdStoreSession *session, GError **error)
{
  g_autofree char *max = NULL;
  PdDigest sum;

  if (!pd_store_digest_ensure (session, error) || !pd_store_digest_sum_up (session, error) ||
      (comparison->repair && !pd_store_repair_remove_orphans (session, error)) ||
      !pd_store_digest_get_sum (session, &sum, error))
    return FALSE;
  g_free (comparison->streams);
  comparison->streams = pd_store_join_streams (session, error);
  if (comparison->streams == NULL)
    return FALSE;
  max = pd_store_get_meta (session, PD_STORE_META_MAX_SEQUENCE, NULL);
  comparison->known_head = max != NULL ? g_ascii_strtoll (max, NULL, 10) : 0;
  comparison->n_buckets = pd_digest_n_buckets (sum.count);
  /* With nothing here the feed is the shorter way. */
  if (comparison->restored && sum.count == 0)
    comparison->step = STEP_DONE;
  return TRUE;
}

static void
append_types (GString *path)
{
  g_string_append (path, "&types=");
  for (const PdRecordType *const *type = pd_record_types (); *type != NULL; type++)
    g_string_append_printf (path, "%s%s", type == pd_record_types () ? "" : ",", (*type)->name);
}

static void
append_buckets (PdSyncComparison *comparison, GString *path)
{
  guint left = comparison->buckets->len - comparison->n_buckets_done;

  comparison->n_buckets_asked = MIN (left, PD_WIRE_MAX_ASKED_BUCKETS);
  for (guint i = 0; i < comparison->n_buckets_asked; i++)
    g_string_append_printf (path, "%s%u", i > 0 ? "," : "&bucket=",
                            g_array_index (comparison->buckets, guint, comparison->n_buckets_done + i));
}

static guint
n_records_asked (const PdSyncComparison *comparison)
{
  return MIN (comparison->asked->len - comparison->n_records_done, RECORDS_AT_ONCE);
}

/**
 * pd_sync_comparison_ask:
 * @comparison: a comparison
 * @session: the session of a writing job
 * @path: (out) (transfer full) (nullable): what to GET next; %NULL when there is nothing to compare
 * @error: (out) (optional): where the error goes
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_sync_comparison_ask (PdSyncComparison *comparison, PdStoreSession *session, char **path, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  *path = NULL;
  if (comparison->step == STEP_SUMS && !prepare (comparison, session, error))
    return FALSE;
  switch (comparison->step)
    {
    case STEP_SUMS:
      g_clear_pointer (&comparison->epoch, g_free);
      if (!comparison->restored)
        comparison->epoch = pd_store_get_meta (session, PD_STORE_META_EPOCH, NULL);
      g_string_append_printf (text, "/v1/sync/digest?streams=%s&buckets=%u", comparison->streams,
                              comparison->n_buckets);
      append_types (text);
      break;
    case STEP_BUCKETS:
      g_string_append_printf (text, "/v1/sync/digest/bucket?streams=%s&buckets=%u", comparison->streams,
                              comparison->n_buckets);
      append_buckets (comparison, text);
      append_types (text);
      break;
    case STEP_RECORDS:
      for (guint i = 0; i < n_records_asked (comparison); i++)
        {
          const PdWireDigestEntry *entry =
              g_ptr_array_index (comparison->asked, comparison->n_records_done + i);

          g_string_append_printf (text, "%s%s", i > 0 ? "," : "/v1/sync/records?ids=", entry->id);
        }
      break;
    case STEP_DONE:
    default:
      return TRUE;
    }
  if (comparison->epoch != NULL)
    g_string_append_printf (text, "&epoch=%s", comparison->epoch);
  *path = g_string_free (g_steal_pointer (&text), FALSE);
  return TRUE;
}

/* Taking answers */

static gboolean
fail (GError **error, PdSyncFailure failure, const char *message)
{
  g_set_error_literal (error, PD_SYNC_ERROR, failure, message);
  return FALSE;
}

static gboolean
fail_old (GError **error)
{
  return fail (error, PD_SYNC_FAILURE_BAD_ANSWER,
               _ ("The platform's answer is older than what is known already. It was not used."));
}

/* What somebody may no longer read looks as if the platform had lost it. @again: (out): to be asked anew without it */
static gboolean
check_readable (PdSyncComparison *comparison,
                PdStoreSession *session,
                const GStrv types,
                gboolean *again,
                GError **error)
{
  g_auto (GStrv) streams = g_strsplit (comparison->streams, ",", -1);

  *again = FALSE;
  if (types == NULL)
    return TRUE;
  if (comparison->types != NULL)
    return g_strv_equal ((const char *const *) comparison->types, (const char *const *) types) ||
           fail_old (error);
  for (guint i = 0; streams[i] != NULL; i++)
    {
      const PdRecordType *type = pd_stream_type (streams[i]);

      if (type == NULL || g_strv_contains ((const char *const *) types, type->name))
        continue;
      return comparison->repair ? pd_store_leave_forbidden (session, types, again, error) : fail_old (error);
    }
  comparison->types = g_strdupv (types);
  return TRUE;
}

static guint
entry_hash (gconstpointer data)
{
  const PdWireDigestEntry *entry = data;

  return g_str_hash (entry->id) ^ g_direct_hash (entry->type);
}

static gboolean
entry_equal (gconstpointer a, gconstpointer b)
{
  const PdWireDigestEntry *x = a, *y = b;

  return x->type == y->type && g_str_equal (x->id, y->id);
}

static void
add_asked (PdSyncComparison *comparison, const PdWireDigestEntry *entry)
{
  g_ptr_array_add (comparison->asked, pd_wire_digest_entry_copy (entry));
}

/* All records that differ are known. */
static gboolean
end_buckets (PdSyncComparison *comparison, PdStoreSession *session, GError **error)
{
  g_autoptr (GPtrArray) unconfirmed =
      comparison->restored ? pd_store_list_unconfirmed (session, error) : g_ptr_array_new ();

  g_autoptr (GHashTable) asked = g_hash_table_new (entry_hash, entry_equal);

  if (unconfirmed == NULL)
    return FALSE;
  for (guint i = 0; i < comparison->asked->len; i++)
    g_hash_table_add (asked, g_ptr_array_index (comparison->asked, i));
  for (guint i = 0; i < unconfirmed->len; i++)
    if (!g_hash_table_contains (asked, g_ptr_array_index (unconfirmed, i)))
      add_asked (comparison, g_ptr_array_index (unconfirmed, i));
  if (!comparison->repair && comparison->asked->len > LOOK_RECORDS)
    {
      comparison->n_left = comparison->asked->len - LOOK_RECORDS;
      g_ptr_array_set_size (comparison->asked, LOOK_RECORDS);
    }
  comparison->step = comparison->asked->len > 0 ? STEP_RECORDS : STEP_DONE;
  return TRUE;
}

static gboolean
take_sums (PdSyncComparison *comparison, PdStoreSession *session, GBytes *answer, GError **error)
{
  g_autoptr (PdWireDigest) theirs =
      pd_wire_digest_from_text (g_bytes_get_data (answer, NULL), (gssize) g_bytes_get_size (answer), error);
  g_autofree PdDigest *sums = g_new0 (PdDigest, comparison->n_buckets);
  gboolean again;

  if (theirs == NULL || !check_readable (comparison, session, theirs->types, &again, error))
    return FALSE;
  if (again)
    return TRUE;
  if (!pd_store_digest_sum_buckets (session, comparison->n_buckets, sums, error))
    return FALSE;
  if (theirs->buckets->len != comparison->n_buckets || theirs->head < comparison->known_head ||
      (comparison->epoch != NULL && !g_str_equal (comparison->epoch, theirs->epoch)))
    return fail_old (error);
  for (guint i = 0; i < comparison->n_buckets; i++)
    if (!pd_digest_equal (&sums[i], &g_array_index (theirs->buckets, PdDigest, i)))
      g_array_append_val (comparison->buckets, i);
  g_free (comparison->epoch);
  comparison->epoch = g_steal_pointer (&theirs->epoch);
  comparison->next = g_steal_pointer (&theirs->next);
  comparison->head = theirs->head;
  comparison->step = STEP_BUCKETS;
  return comparison->buckets->len > 0 || end_buckets (comparison, session, error);
}

static void
find_differences (PdSyncComparison *comparison, GPtrArray *mine, GPtrArray *theirs)
{
  g_autoptr (GHashTable) here = g_hash_table_new (entry_hash, entry_equal);
  GHashTableIter iter;
  gpointer key;

  for (guint i = 0; i < mine->len; i++)
    g_hash_table_add (here, g_ptr_array_index (mine, i));
  for (guint i = 0; i < theirs->len; i++)
    {
      const PdWireDigestEntry *there = g_ptr_array_index (theirs, i);
      const PdWireDigestEntry *same = g_hash_table_lookup (here, there);

      if (same == NULL || memcmp (same->hash, there->hash, PD_DIGEST_SIZE) != 0)
        add_asked (comparison, there);
      if (same != NULL)
        g_hash_table_remove (here, same);
    }
  g_hash_table_iter_init (&iter, here);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      add_asked (comparison, key);
      comparison->n_lost++;
    }
}

/* A platform that was emptied, or another company's: nothing is taken away here before somebody has looked. */
static gboolean
guard_loss (PdSyncComparison *comparison, PdStoreSession *session, GError **error)
{
  g_autofree char *all = NULL;
  PdDigest sum;
  gint64 share;

  if (comparison->accept_loss || !comparison->repair)
    return TRUE;
  if (!pd_store_digest_get_sum (session, &sum, error))
    return FALSE;
  share = sum.count / (comparison->restored ? LOSS_SHARE_RESTORED : LOSS_SHARE);
  if ((gint64) comparison->n_lost <= MAX (share, LOSS_ALWAYS))
    return TRUE;
  all = g_strdup_printf ("%" G_GINT64_FORMAT, sum.count);
  g_set_error (error, PD_SYNC_ERROR, PD_SYNC_FAILURE_MASS_CHANGE,
               _ ("The platform no longer has %1$u of the %2$s records on this computer. Nothing was removed "
                  "here. Ask the platform's administrator; if it is right, reconcile and repair by hand."),
               comparison->n_lost, all);
  return FALSE;
}

static gboolean
take_buckets (PdSyncComparison *comparison, PdStoreSession *session, GBytes *answer, GError **error)
{
  g_autoptr (PdWireBucket) theirs =
      pd_wire_bucket_from_text (g_bytes_get_data (answer, NULL), (gssize) g_bytes_get_size (answer), error);
  g_autofree gboolean *wanted = g_new0 (gboolean, comparison->n_buckets);
  g_autoptr (GPtrArray) mine = NULL;
  gboolean again;

  if (theirs == NULL || !check_readable (comparison, session, theirs->types, &again, error))
    return FALSE;
  /* A list that is older than the sums lacks what has come since, and this would be taken for the whole. */
  if (theirs->head < comparison->head || g_strcmp0 (theirs->epoch, comparison->epoch) != 0)
    return fail_old (error);
  for (guint i = 0; i < comparison->n_buckets_asked; i++)
    wanted[g_array_index (comparison->buckets, guint, comparison->n_buckets_done + i)] = TRUE;
  mine = pd_store_digest_list (session, comparison->n_buckets, wanted, error);
  if (mine == NULL)
    return FALSE;
  find_differences (comparison, mine, theirs->entries);
  comparison->n_buckets_done += comparison->n_buckets_asked;
  if (comparison->n_buckets_done < comparison->buckets->len)
    return TRUE;
  return guard_loss (comparison, session, error) && end_buckets (comparison, session, error);
}

/* What changed after the last pull is no difference: it comes with the next. */
static GPtrArray *
without_newer (PdSyncComparison *comparison, GPtrArray *records)
{
  GPtrArray *asked = g_ptr_array_new ();

  for (guint i = 0; i < n_records_asked (comparison); i++)
    {
      PdWireDigestEntry *entry = g_ptr_array_index (comparison->asked, comparison->n_records_done + i);
      gboolean newer = FALSE;

      for (guint j = 0; j < records->len && !comparison->restored; j++)
        {
          const PdRecord *record = g_ptr_array_index (records, j);

          newer = newer || (pd_record_get_record_type (record) == entry->type &&
                            g_str_equal (pd_record_get_id (record), entry->id) &&
                            pd_record_get_sequence (record) > comparison->known_head);
        }
      if (!newer)
        g_ptr_array_add (asked, entry);
    }
  return asked;
}

static const PdRecord *
find_record (GPtrArray *records, const PdWireDigestEntry *entry)
{
  for (guint i = 0; i < records->len; i++)
    {
      const PdRecord *record = g_ptr_array_index (records, i);

      if (pd_record_get_record_type (record) == entry->type &&
          g_str_equal (pd_record_get_id (record), entry->id))
        return record;
    }
  return NULL;
}

/* Page by page: what the platform has of all of them would fill the memory. */
static gboolean
look_at (PdSyncComparison *comparison, PdStoreSession *session, GPtrArray *records, GError **error)
{
  for (guint i = 0; i < n_records_asked (comparison) && comparison->look != NULL; i++)
    {
      const PdWireDigestEntry *entry = g_ptr_array_index (comparison->asked, comparison->n_records_done + i);

      if (!comparison->look (session, entry, find_record (records, entry), comparison->look_data, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
take_records (PdSyncComparison *comparison,
              PdStoreSession *session,
              GBytes *answer,
              gint64 now,
              GError **error)
{
  g_autoptr (PdWirePage) page =
      pd_wire_page_from_text (g_bytes_get_data (answer, NULL), (gssize) g_bytes_get_size (answer), error);
  g_autoptr (GPtrArray) asked = page != NULL ? without_newer (comparison, page->records) : NULL;
  gboolean again;

  if (page == NULL || !check_readable (comparison, session, page->types, &again, error))
    return FALSE;
  if (page->head < comparison->head || g_strcmp0 (page->epoch, comparison->epoch) != 0)
    return fail_old (error);
  if (comparison->repair &&
      !pd_store_repair_records (session, asked, page->records, comparison->restored, now, error))
    return FALSE;
  if (!comparison->repair && !look_at (comparison, session, page->records, error))
    return FALSE;
  comparison->n_records_done += n_records_asked (comparison);
  if (comparison->n_records_done == comparison->asked->len)
    comparison->step = STEP_DONE;
  return TRUE;
}

/**
 * pd_sync_comparison_take:
 * @comparison: a comparison
 * @session: the session of a writing job
 * @answer: the platform's answer to what pd_sync_comparison_ask() said
 * @now: microseconds since 1970 in UTC
 * @more: (out): whether there is something else to ask
 * @error: (out) (optional): where the error goes; the comparison is of no use any more then
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_sync_comparison_take (PdSyncComparison *comparison,
                         PdStoreSession *session,
                         GBytes *answer,
                         gint64 now,
                         gboolean *more,
                         GError **error)
{
  gboolean good = FALSE;

  if (comparison->step == STEP_SUMS)
    good = take_sums (comparison, session, answer, error);
  else if (comparison->step == STEP_BUCKETS)
    good = take_buckets (comparison, session, answer, error);
  else if (comparison->step == STEP_RECORDS)
    good = take_records (comparison, session, answer, now, error);
  *more = comparison->step != STEP_DONE;
  if (!good || *more || !comparison->restored)
    return good;
  return pd_store_end_history (session, comparison->epoch, comparison->next, comparison->head, error);
}
