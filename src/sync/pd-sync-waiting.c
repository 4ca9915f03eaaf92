/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-sync"

#include "sync/pd-sync-waiting.h"

#include "store/pd-store-conflicts.h"

#include <glib/gi18n-lib.h>

/* What waits, and why, record by record: first what is stuck until a person decides, then what goes by itself. */

void
pd_sync_waiting_free (PdSyncWaiting *waiting)
{
  g_free (waiting->record_id);
  g_free (waiting->title);
  g_free (waiting->reason);
  g_free (waiting);
}

static char *
time_text (gint64 time)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / G_TIME_SPAN_SECOND);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, "%H:%M:%S") : g_strdup ("?");
}

static char *
failed_text (const PdSyncSituation *situation)
{
  const char *words = pd_sync_failure_words (situation->failure);
  g_autofree char *time = situation->next_try > 0 ? time_text (situation->next_try) : NULL;

  if (time == NULL)
    return g_strdup_printf (_ ("Not sent yet: %s."), words);
  /* Translators: 1: two or three words on what is wrong, 2: a time of day */
  return g_strdup_printf (_ ("Not sent yet: %1$s. Tried again at %2$s."), words, time);
}

/**
 * pd_sync_waiting_reason:
 * @situation: what everything that waits has in common
 * @in_flight: whether it is on its way
 * @behind: how many earlier changes of the same record wait
 * @code: (out) (transfer none): a word for programs
 *
 * Returns: (transfer full): why a change has not reached the platform
 */
char *
pd_sync_waiting_reason (const PdSyncSituation *situation, gboolean in_flight, guint behind, const char **code)
{
  *code = !situation->signed_in                        ? "signed_out"
          : situation->offline                         ? "offline"
          : !situation->has_network                    ? "no_network"
          : situation->failure != PD_SYNC_FAILURE_NONE ? pd_sync_failure_name (situation->failure)
          : behind > 0                                 ? "behind"
          : in_flight                                  ? "on_its_way"
                                                       : "next";
  if (!situation->signed_in)
    return g_strdup (_ ("Not sent yet: nobody is signed in."));
  if (situation->offline)
    return g_strdup (_ ("Not sent yet: you work offline."));
  if (!situation->has_network)
    return g_strdup (_ ("Not sent yet: there is no network."));
  if (situation->failure != PD_SYNC_FAILURE_NONE)
    return failed_text (situation);
  if (behind > 0)
    return g_strdup (_ ("It waits until the earlier change of the same record has arrived."));
  if (in_flight)
    return g_strdup (_ ("It is on its way; the platform has not answered yet."));
  return g_strdup (_ ("It is sent next."));
}

static PdSyncWaiting *
waiting_new (const PdRecordType *type, const char *record_id, const char *title)
{
  PdSyncWaiting *waiting = g_new0 (PdSyncWaiting, 1);

  waiting->type = type;
  waiting->record_id = g_strdup (record_id);
  waiting->title = g_strdup (title);
  return waiting;
}

static gboolean
add_stuck (PdStoreSession *session, GPtrArray *list, guint limit, GError **error)
{
  g_autoptr (GPtrArray) conflicts = pd_store_list_conflicts (session, TRUE, error);

  for (guint i = 0; conflicts != NULL && i < MIN (conflicts->len, limit); i++)
    {
      const PdStoreConflict *conflict = g_ptr_array_index (conflicts, i);
      PdSyncWaiting *waiting = waiting_new (conflict->type, conflict->record_id, conflict->title);
      const char *message = conflict->message != NULL && *conflict->message != '\0' ? conflict->message
                            : conflict->state == PD_ROW_REJECTED
                                ? _ ("The platform did not take this change.")
                                : _ ("Somebody else changed the same.");

      waiting->code = conflict->state == PD_ROW_REJECTED ? "refused" : "conflict";
      waiting->stuck = TRUE;
      waiting->n_changes = 1;
      /* Translators: in Chinese without the blank */
      waiting->reason = g_strdup_printf (C_ ("two sentences", "%1$s %2$s"), message,
                                         _ ("Under Conflicts you correct it and send it again, or take the "
                                            "platform's version; nothing is lost "
                                            "until then."));
      g_ptr_array_add (list, waiting);
    }
  return conflicts != NULL;
}

static void
add_entry (GPtrArray *list,
           GHashTable *seen,
           const PdStoreOutboxEntry *entry,
           const PdSyncSituation *situation)
{
  PdSyncWaiting *waiting = g_hash_table_lookup (seen, entry->mutation->record_id);

  if (waiting == NULL)
    {
      waiting = waiting_new (entry->mutation->type, entry->mutation->record_id, entry->title);
      waiting->reason =
          pd_sync_waiting_reason (situation, entry->state == PD_ROW_IN_FLIGHT, 0, &waiting->code);
      g_hash_table_insert (seen, waiting->record_id, waiting);
      g_ptr_array_add (list, waiting);
    }
  waiting->n_changes++;
}

/**
 * pd_sync_waiting_list:
 * @session: a session of the store
 * @situation: what everything that waits has in common
 * @limit: how many changes and how many conflicts are looked at
 * @error: return location
 *
 * Returns: (transfer full) (element-type PdSyncWaiting): one entry a record: first those that are stuck
 */
GPtrArray *
pd_sync_waiting_list (PdStoreSession *session, const PdSyncSituation *situation, guint limit, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_sync_waiting_free);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) outbox = NULL;

  if (!add_stuck (session, list, limit, error))
    return NULL;
  outbox = pd_store_list_oldest (session, limit, error);
  if (outbox == NULL)
    return NULL;
  for (guint i = 0; i < outbox->len; i++)
    add_entry (list, seen, g_ptr_array_index (outbox, i), situation);
  return g_steal_pointer (&list);
}
