/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-sync"

#include "sync/pd-sync-pull.h"

#include "store/pd-store-blobs.h"
#include "store/pd-store-digest.h"
#include "store/pd-store-list.h"
#include "store/pd-store-outbox.h"
#include "sync/pd-sync-failure.h"
#include "sync/pd-sync-transport.h"

#include <glib/gi18n-lib.h>

/* Asking for a page, and taking it: what the service and the simulation do alike. */

static void
append_question (GString *path, const PdStorePull *pull, guint limit, const char *epoch)
{
  g_autofree char *cursor = g_uri_escape_string (pull->cursor, NULL, FALSE);

  g_string_append_printf (path, "/v1/sync/changes?streams=%s&limit=%u&cursor=%s", pull->streams, limit,
                          cursor);
  /* A stream that is new here has no cursor that would tell which history the others are of. */
  if (epoch != NULL)
    g_string_append_printf (path, "&epoch=%s", epoch);
  if (pull->until > 0)
    g_string_append_printf (path, "&until=%" G_GINT64_FORMAT, pull->until);
}

/* A comparison after a restore that was interrupted is begun anew before anything is pulled. */
static gboolean
check_restored (PdStoreSession *session, GError **error)
{
  g_autofree char *restoring = pd_store_get_meta (session, PD_STORE_META_RESTORING, NULL);

  if (restoring == NULL)
    return TRUE;
  g_set_error_literal (error, PD_SYNC_ERROR, PD_SYNC_FAILURE_HISTORY,
                       pd_sync_failure_sentence (PD_SYNC_FAILURE_HISTORY));
  return FALSE;
}

/**
 * pd_sync_pull_ask:
 * @session: the session
 * @limit: how many records at most
 * @pull: (out) (transfer full): what is asked for, to be kept for pd_sync_pull_take()
 * @error: (out) (optional): where the error goes; %PD_SYNC_FAILURE_HISTORY when both sides have to be compared first
 *
 * Returns: (transfer full) (nullable): what to GET: the changes after what is known here, and the answers that were lost
 */
char *
pd_sync_pull_ask (PdStoreSession *session, guint limit, PdStorePull **pull, GError **error)
{
  g_autoptr (PdStorePull) plan = check_restored (session, error) ? pd_store_plan_pull (session, error) : NULL;
  g_autofree char *replica = NULL, *epoch = NULL, *ids = NULL;
  g_auto (GStrv) in_flight = NULL;
  GString *path;

  in_flight = plan != NULL ? pd_store_get_in_flight (session, error) : NULL;
  if (in_flight == NULL)
    return NULL;
  replica = pd_store_get_meta (session, PD_STORE_META_REPLICA, NULL);
  epoch = pd_store_get_meta (session, PD_STORE_META_EPOCH, NULL);
  ids = g_strjoinv (",", in_flight);
  path = g_string_new (NULL);
  append_question (path, plan, limit, epoch);
  g_string_append_printf (path, "&replica=%s&inflight=%s", replica != NULL ? replica : "", ids);
  *pull = g_steal_pointer (&plan);
  return g_string_free (path, FALSE);
}

/**
 * pd_sync_pull_ask_behind:
 * @pull: what @page was asked for with
 * @page: a page that more follows
 * @limit: how many records at most
 * @next: (out) (transfer full): what is asked for behind it
 *
 * Returns: (transfer full): what to GET when @page will have been taken
 */
char *
pd_sync_pull_ask_behind (const PdStorePull *pull, const PdWirePage *page, guint limit, PdStorePull **next)
{
  GString *path = g_string_new (NULL);

  *next = g_new0 (PdStorePull, 1);
  (*next)->streams = g_strdup (pull->streams);
  (*next)->cursor = g_strdup (page->next);
  (*next)->until = pull->until;
  append_question (path, *next, limit, page->epoch);
  return g_string_free (path, FALSE);
}

/* A page that says that more follows and leads nowhere would be asked for without an end. */
static gboolean
check_progress (PdStoreSession *session, const PdStorePull *pull, gboolean more, GError **error)
{
  g_autoptr (PdStorePull) next = more ? pd_store_plan_pull (session, error) : NULL;

  if (next == NULL)
    return !more;
  if (!g_str_equal (pull->cursor, next->cursor) || !g_str_equal (pull->streams, next->streams))
    return TRUE;
  g_set_error (error, PD_WIRE_ERROR, PD_WIRE_ERROR_FIELD, "next: %s", _ ("The page leads to itself."));
  return FALSE;
}

static gboolean
compare (PdStoreSession *session,
         const PdWirePage *page,
         gboolean repaired,
         gint64 now,
         PdSyncPulled *pulled,
         GError **error)
{
  PdStoreDifference difference;

  if (pulled->more || page->digests == NULL)
    return TRUE;
  if (!pd_store_digest_compare (session, page, repaired, now, &difference, error))
    return FALSE;
  pulled->differs = difference == PD_STORE_DIFFERENT;
  return TRUE;
}

/**
 * pd_sync_pull_take:
 * @session: the session of a writing job
 * @pull: what was asked for
 * @page: what came
 * @accept_removals: whether a person allows that much is removed
 * @repaired: whether a difference has just been repaired, as far as it could be
 * @now: microseconds since 1970 in UTC
 * @pulled: (out): what became of it
 * @error: (out) (optional): where the error goes
 *
 * Takes a page whole or not at all; when all has come, compares the sums of both sides.
 *
 * Returns: %FALSE on failure
 */
gboolean
pd_sync_pull_take (PdStoreSession *session,
                   const PdStorePull *pull,
                   const PdWirePage *page,
                   gboolean accept_removals,
                   gboolean repaired,
                   gint64 now,
                   PdSyncPulled *pulled,
                   GError **error)
{
  PdStoreCounts counts;
  gint64 held;

  *pulled = (PdSyncPulled){ 0 };
  if (!pd_store_apply_page (session, page, pull, accept_removals, now, &pulled->more, error) ||
      !check_progress (session, pull, pulled->more, error) ||
      !compare (session, page, repaired, now, pulled, error) ||
      !pd_store_streams_are_leaving (session, &pulled->leaving, error) ||
      !pd_store_get_counts (session, &counts, error) || !pd_store_blob_holds_command (session, &held, error))
    return FALSE;
  pulled->received = page->records->len;
  pulled->waiting = counts.waiting - (guint) held;
  pulled->epoch = g_strdup (page->epoch);
  pulled->head = page->head;
  return TRUE;
}
