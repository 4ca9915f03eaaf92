/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-store"

#include "store/pd-store-outbox.h"

#include "model/pd-id.h"
#include "store/pd-store-confirm.h"
#include "store/pd-store-digest.h"
#include "store/pd-store-guard.h"
#include "store/pd-store-pending.h"
#include "store/pd-store-rebase.h"
#include "store/pd-store-rows.h"

#include <glib/gi18n-lib.h>

/* Taking over what the platform answers: results first, then records, then the cursor, in one transaction. */

/* The highest sequence that an answer of this history has told of. */
static gboolean
raise_max_sequence (PdStoreSession *session, gint64 sequence, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *known = pd_store_get_meta (session, PD_STORE_META_MAX_SEQUENCE, &local);
  g_autofree char *value = g_strdup_printf ("%" G_GINT64_FORMAT, sequence);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (known != NULL && g_ascii_strtoll (known, NULL, 10) >= sequence)
    return TRUE;
  return pd_store_set_meta (session, PD_STORE_META_MAX_SEQUENCE, value, error);
}

/* The deletion is in effect and the platform has nothing more to say of the record. */
static gboolean
bury (PdStoreSession *session, const PdMutation *mutation, gint64 now, GError **error)
{
  g_autoptr (PdRecord) gone = NULL;

  if (!pd_store_row_load (session, mutation->type, mutation->record_id, &gone, error))
    return FALSE;
  if (gone == NULL)
    return TRUE;
  pd_record_set_deleted (gone, TRUE);
  pd_record_set_revision (gone, mutation->base_revision + 1);
  return pd_rebase_remote (session, gone, TRUE, now, error);
}

/** Taken: what became of several results. */
typedef struct
{
  gboolean reused; /* this replica was copied or rolled back */
  gboolean all;    /* each is in the records by now */
} Taken;

static gboolean
apply_ok (PdStoreSession *session,
          const PdOutboxRow *row,
          const PdResult *result,
          gint64 now,
          Taken *taken,
          GError **error)
{
  const PdMutation *mutation = row->mutation;
  g_autoptr (PdRecord) made_up = NULL;

  if (result->content_hash != NULL)
    {
      if (!pd_confirm_make_up (session, mutation, result, &made_up, error))
        return FALSE;
      /* It stays on its way: sent again, it is answered with the whole record. */
      if (made_up == NULL)
        {
          taken->all = FALSE;
          return TRUE;
        }
    }
  if (!pd_outbox_remove (session, row->position, error))
    return FALSE;
  if (result->record != NULL)
    return pd_rebase_remote (session, made_up != NULL ? made_up : result->record, TRUE, now, error);
  if (mutation->kind == PD_MUTATION_DELETE)
    return bury (session, mutation, now, error);
  return pd_rebase_record (session, mutation->type, mutation->record_id, now, error);
}

/* After a new identity our own creation may come back as a stranger's: the same content is no conflict. */
static gboolean
is_own_creation (const PdMutation *mutation, const PdResult *result)
{
  return mutation->kind == PD_MUTATION_CREATE && result->record != NULL &&
         pd_rebase_same_content (mutation->record, result->record);
}

/* A step that was refused because something was noted on the record meanwhile is asked for once more, about what there is
 * now: nothing of what its author vouches for has changed. @asked: (out): whether that was so; else nothing was done. */
static gboolean
ask_again (PdStoreSession *session,
           PdOutboxRow *row,
           const PdResult *result,
           gint64 now,
           gboolean *asked,
           GError **error)
{
  const PdMutation *mutation = row->mutation;
  g_autoptr (PdRecord) base = NULL;
  g_autoptr (PdRecord) theirs = NULL;

  *asked = FALSE;
  if (mutation->kind != PD_MUTATION_COMMAND || g_strcmp0 (result->code, "stale") != 0)
    return TRUE;
  if (!pd_shadow_get (session, mutation->type, mutation->record_id, &base, &theirs, error))
    return FALSE;
  *asked = pd_rebase_still_holds (base, mutation, result->record);
  if (!*asked)
    return TRUE;
  row->in_flight = row->sent = FALSE;
  row->mutation->counter = 0;
  g_free (row->mutation->id);
  row->mutation->id = pd_id_new (now);
  /* Waiting again, it follows the record. */
  return pd_outbox_update (session, row, error) &&
         pd_rebase_remote (session, result->record, TRUE, now, error);
}

static gboolean
apply_refusal (PdStoreSession *session, PdOutboxRow *row, const PdResult *result, gint64 now, GError **error)
{
  const gboolean rejected = result->outcome == PD_OUTCOME_REJECTED;
  const PdParkReason reason = {
    .code = result->code != NULL ? result->code : (rejected ? "rejected" : "conflict"),
    /* A platform speaks the language that it was started in; English can be said in the person's. */
    .message = result->message != NULL && *result->message != '\0' ? _ (result->message) : NULL,
    .atoms = result->atoms,
    .state = rejected ? PD_ROW_REJECTED : PD_ROW_CONFLICT,
  };
  gboolean asked;

  if (!ask_again (session, row, result, now, &asked, error))
    return FALSE;
  return asked || pd_rebase_park (session, row->mutation->type, row->mutation->record_id, result->record,
                                  &reason, now, error);
}

static gboolean
belongs_to (const PdResult *result, const PdMutation *mutation)
{
  return result->record == NULL || (pd_record_get_record_type (result->record) == mutation->type &&
                                    g_strcmp0 (pd_record_get_id (result->record), mutation->record_id) == 0);
}

/* A copy of this cache, or this one before it was put back, may have sent something else under the same id. */
static gboolean
is_about_other_content (const PdResult *result, const PdMutation *mutation)
{
  g_autofree char *payload = result->payload_hash != NULL ? pd_wire_mutation_payload_hash (mutation) : NULL;

  return payload != NULL && !g_str_equal (payload, result->payload_hash);
}

static gboolean
apply_result (PdStoreSession *session, const PdResult *result, gint64 now, Taken *taken, GError **error)
{
  PdOutboxRow *row;
  gboolean good = FALSE;

  if (result->outcome == PD_OUTCOME_OK && result->content_hash != NULL && result->record != NULL &&
      !pd_confirm_view (session, result, &good, error))
    return FALSE;
  if (good)
    return raise_max_sequence (session, pd_record_get_sequence (result->record), error);
  if (!pd_outbox_find (session, result->mutation_id, &row, error))
    return FALSE;
  /* Decided before: an answer that comes twice changes nothing. */
  if (row == NULL)
    {
      taken->all = FALSE;
      return TRUE;
    }
  if (!row->in_flight || !belongs_to (result, row->mutation))
    {
      g_warning ("A result that does not fit its mutation was left out");
      taken->all = FALSE;
      pd_outbox_row_free (row);
      return TRUE;
    }
  if (result->outcome == PD_OUTCOME_REUSED || is_about_other_content (result, row->mutation))
    {
      taken->reused = TRUE;
      good = TRUE;
    }
  else if (result->outcome == PD_OUTCOME_OK || is_own_creation (row->mutation, result))
    good = apply_ok (session, row, result, now, taken, error);
  else
    good = apply_refusal (session, row, result, now, error);
  pd_outbox_row_free (row);
  if (good && result->record != NULL)
    good = raise_max_sequence (session, pd_record_get_sequence (result->record), error);
  return good;
}

/**
 * pd_store_apply_results:
 * @session: the session of a writing job
 * @results: (element-type PdResult): the platform's definitive answers
 * @now: microseconds since 1970 in UTC
 * @error: (out) (optional): where the error goes
 *
 * Takes over outcomes: an accepted mutation leaves the outbox and the record is rebased; a refused one goes to the
 * conflict inbox with everything else that waits for its record; "reused" gives this replica a new identity and
 * everything that was in flight new ids. Answers about mutations that are decided already change nothing.
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_apply_results (PdStoreSession *session, GPtrArray *results, gint64 now, GError **error)
{
  return pd_store_apply_pushed (session, results, NULL, now, error);
}

/**
 * pd_store_apply_pushed:
 * @session: the session of a writing job
 * @results: (element-type PdResult): the platform's definitive answers
 * @passage: (nullable): the part of the history that they are
 * @now: microseconds since 1970 in UTC
 * @error: (out) (optional): where the error goes
 *
 * As pd_store_apply_results(); when all are taken over, @passage is not asked for any more.
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_apply_pushed (PdStoreSession *session,
                       GPtrArray *results,
                       const PdWirePassage *passage,
                       gint64 now,
                       GError **error)
{
  Taken taken = { .all = TRUE };
  gboolean good = TRUE;

  pd_store_digest_hold (session);
  for (guint i = 0; i < results->len && good; i++)
    good = apply_result (session, g_ptr_array_index (results, i), now, &taken, error);
  if (!pd_store_digest_release (session, good ? error : NULL) || !good)
    return FALSE;
  if (taken.reused)
    return pd_store_requeue_in_flight (session, TRUE, error);
  return passage == NULL || !taken.all || pd_store_streams_pass (session, passage, error);
}

/**
 * pd_store_park_mutation:
 * @session: the session of a writing job
 * @mutation_id: what the platform cannot take
 * @code: a word for programs
 * @message: a sentence for a person
 * @now: microseconds since 1970 in UTC
 * @error: (out) (optional): where the error goes
 *
 * Puts it into the conflict inbox, as a refusal does, with everything else that waits for its record; from there a
 * person sends it again or takes it back. One that is decided already, or not on its way, is left as it is.
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_park_mutation (PdStoreSession *session,
                        const char *mutation_id,
                        const char *code,
                        const char *message,
                        gint64 now,
                        GError **error)
{
  const PdParkReason reason = { .code = code, .message = message, .state = PD_ROW_REJECTED };
  PdOutboxRow *row;
  gboolean good;

  if (!pd_outbox_find (session, mutation_id, &row, error))
    return FALSE;
  if (row == NULL)
    return TRUE;
  good = !row->in_flight ||
         pd_rebase_park (session, row->mutation->type, row->mutation->record_id, NULL, &reason, now, error);
  pd_outbox_row_free (row);
  return good;
}

static gboolean
fail_stale (GError **error)
{
  g_set_error (error, PD_STORE_ERROR, PD_STORE_ERROR_STALE,
               _ ("The platform's answer is older than what is known already. It was not used."));
  return FALSE;
}

static gboolean
mark_unconfirmed (PdStoreSession *session, GError **error)
{
  for (const PdRecordType *const *type = pd_record_types (); *type != NULL; type++)
    {
      g_autofree char *sql =
          g_strdup_printf ("UPDATE \"%s\" SET sequence = -1 - sequence WHERE revision > 0 AND sequence >= 0",
                           (*type)->table);

      if (!pd_store_session_exec (session, sql, error))
        return FALSE;
    }
  return pd_store_session_exec (session,
                                "UPDATE shadow SET theirs = " PD_PENDING_TURNED
                                " WHERE theirs ->> '$.sequence' >= 0;"
                                "UPDATE conflict SET theirs = " PD_PENDING_TURNED
                                " WHERE decision = 0 AND theirs ->> '$.sequence' >= 0;"
                                "UPDATE stream SET cursor = '', sequence = 0 WHERE leaving = 0;",
                                error);
}

/* Whether the page continues what is known. A first page decides which history this is. */
static gboolean
check_page (PdStoreSession *session, const PdWirePage *page, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *epoch = pd_store_get_meta (session, PD_STORE_META_EPOCH, &local);
  g_autofree char *max =
      local == NULL ? pd_store_get_meta (session, PD_STORE_META_MAX_SEQUENCE, &local) : NULL;
  gboolean have_come;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (epoch == NULL || g_strcmp0 (epoch, page->epoch) != 0)
    {
      if (!pd_store_streams_have_come (session, &have_come, error))
        return FALSE;
      if (epoch != NULL && have_come)
        return fail_stale (error);
      /* What results told before the first page may be of a history that is over by now. */
      return mark_unconfirmed (session, error) &&
             pd_store_set_meta (session, PD_STORE_META_EPOCH, page->epoch, error) &&
             pd_store_set_meta (session, PD_STORE_META_MAX_SEQUENCE, NULL, error);
    }
  return max == NULL || page->head >= g_ascii_strtoll (max, NULL, 10) || fail_stale (error);
}

typedef struct
{
  const PdRecord *record;
  PdRowInfo info;
  guint index;     /* in the page */
  gboolean second; /* the page has had the record before */
} PageRecord;

static int
compare_page_records (gconstpointer a, gconstpointer b)
{
  const PageRecord *x = a, *y = b;
  /* 0, a record without a row, comes last. */
  guint64 x_row = (guint64) x->info.row - 1, y_row = (guint64) y->info.row - 1;

  return x_row != y_row ? (x_row > y_row) - (x_row < y_row) : (x->index > y->index) - (x->index < y->index);
}

/* The search index is fastest when rows come in ascending order; new ones come last, in the page's order. */
static GArray *
sort_page (PdStoreSession *session, const PdWirePage *page, GError **error)
{
  g_autoptr (GArray) records = g_array_sized_new (FALSE, FALSE, sizeof (PageRecord), page->records->len);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < page->records->len; i++)
    {
      PageRecord entry = { .record = g_ptr_array_index (page->records, i), .index = i };

      if (!pd_store_row_find (session, pd_record_get_record_type (entry.record),
                              pd_record_get_id (entry.record), &entry.info, error))
        return NULL;
      entry.second = !g_hash_table_add (seen, (gpointer) pd_record_get_id (entry.record));
      g_array_append_val (records, entry);
    }
  g_array_sort (records, compare_page_records);
  return g_steal_pointer (&records);
}

static gboolean
apply_records (PdStoreSession *session, const PdWirePage *page, gint64 now, GError **error)
{
  g_autoptr (GArray) records = sort_page (session, page, error);

  if (records == NULL)
    return FALSE;
  pd_store_digest_hold (session);
  for (guint i = 0; i < records->len; i++)
    {
      const PageRecord *entry = &g_array_index (records, PageRecord, i);

      if (g_cancellable_set_error_if_cancelled (session->cancellable, error))
        return FALSE;
      if (entry->second
              ? !pd_rebase_remote (session, entry->record, FALSE, now, error)
              : !pd_rebase_remote_on (session, entry->record, &entry->info,
                                      page->hashes != NULL ? page->hashes + entry->index * PD_DIGEST_SIZE
                                                           : NULL,
                                      FALSE, now, error))
        return FALSE;
    }
  return pd_store_digest_release (session, error);
}

/* A record that has come back since, or is here because it is in another stream by now, stays. */
static gboolean
apply_departures (PdStoreSession *session, const PdWirePage *page, GError **error)
{
  for (guint i = 0; i < page->departures->len; i++)
    {
      const PdWireDeparture *departure = g_ptr_array_index (page->departures, i);
      char stream[PD_STREAM_MAX];
      gint64 revision;

      if (!pd_store_digest_find_stream (session, departure->type, departure->id, stream, &revision, error))
        return FALSE;
      if (g_str_equal (stream, departure->stream) && revision < departure->revision &&
          !pd_store_evict (session, departure->type, departure->id, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * pd_store_apply_page:
 * @session: the session of a writing job
 * @page: one page of changes, complete
 * @pull: what was asked for
 * @accept_removals: whether a person allows that much is removed
 * @now: microseconds since 1970 in UTC
 * @more: (out): whether something is left to ask for
 * @error: (out) (optional): where the error goes
 *
 * Takes over results, then records, then the cursors. An answer from before what is known already is refused with
 * %PD_STORE_ERROR_STALE, and so is one of another history while a cursor of the old one is there; one that takes away
 * much with %PD_STORE_ERROR_MASS_CHANGE.
 *
 * Returns: %FALSE on failure; nothing has changed then, once the job has been rolled back
 */
gboolean
pd_store_apply_page (PdStoreSession *session,
                     const PdWirePage *page,
                     const PdStorePull *pull,
                     gboolean accept_removals,
                     gint64 now,
                     gboolean *more,
                     GError **error)
{
  return check_page (session, page, error) && pd_store_guard_page (session, page, accept_removals, error) &&
         (page->results == NULL || pd_store_apply_results (session, page->results, now, error)) &&
         apply_records (session, page, now, error) && apply_departures (session, page, error) &&
         raise_max_sequence (session, page->head, error) &&
         pd_store_streams_advance (session, pull, page, more, error) &&
         (*more || pd_store_guard_end (session, error));
}

/**
 * pd_store_begin_history:
 * @session: the session of a writing job
 * @epoch: (nullable): the platform's new history, where it is known; else the first page tells
 * @error: (out) (optional): where the error goes
 *
 * The platform was restored or made anew: the cursors are void, what it says next is true whatever its revision, and
 * what was in flight waits again with the same ids. Nothing that waits here is touched. Until pd_store_end_history() has
 * seen what the platform has lost nothing is pulled, whatever comes between: a page would replace the only copy of it.
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_store_begin_history (PdStoreSession *session, const char *epoch, GError **error)
{
  PdDigest sum;

  return pd_store_digest_get_sum (session, &sum, error) &&
         pd_store_set_meta (session, PD_STORE_META_RESTORING, sum.count > 0 ? "1" : NULL, error) &&
         mark_unconfirmed (session, error) &&
         pd_store_set_meta (session, PD_STORE_META_EPOCH, epoch, error) &&
         pd_store_set_meta (session, PD_STORE_META_MAX_SEQUENCE, NULL, error) &&
         pd_store_requeue_in_flight (session, FALSE, error);
}
