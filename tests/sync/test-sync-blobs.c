/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of attachments between two desktops and a real platform, with everything in the way that can be. */

#include "sync/sync-fixture.h"

#include "model/pd-invoice.h"
#include "platform/pd-platform-blob-file.h"
#include "platform/pd-platform-blobs.h"
#include "store/pd-store-blobs.h"
#include "store/pd-store-conflicts.h"

#include <glib/gstdio.h>

#define PIECE (1024 * 1024)
#define LARGE (3 * PIECE + 12345)

/* Answers that are lost: more than anybody asks for. */
#define ALL 100000

typedef struct
{
  const PdRecord *order;
  PdStoreBlob *blob; /* (owned) */
  gint64 size;
  PdStoreBlobStanding standing;
} Attaching;

/* Bytes that do not repeat, so that a piece at the wrong place is noticed. */
static char *
write_source (Office *office, gsize size, guint32 seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  g_autofree guint32 *data = g_new (guint32, size / 4 + 1);
  char *path = g_build_filename (office->folder, "合同.pdf", NULL);

  for (gsize i = 0; i <= size / 4; i++)
    data[i] = g_rand_int (random);
  g_assert_true (g_file_set_contents (path, (const char *) data, (gssize) size, NULL));
  return path;
}

static gboolean
attach_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  const Attaching *attaching = data;

  return pd_store_add_attachment (session, &pd_order_type, pd_record_get_id (attaching->order),
                                  attaching->blob, g_get_real_time (), NULL, error);
}

/* A file of @size bytes on @order of a desktop. Returns: its hash */
static char *
attach (Office *office, guint index, const PdRecord *order, gsize size, guint32 seed)
{
  g_autofree char *path = write_source (office, size, seed);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  Attaching attaching = { .order = order };
  char *sha256;

  attaching.blob =
      pd_store_blob_take_file (pd_store_get_path (office->desktops[index].store), file, NULL, &error);
  g_assert_no_error (error);
  pd_store_write (office->desktops[index].store, attach_job, &attaching, NULL, &error);
  g_assert_no_error (error);
  sha256 = g_strdup (attaching.blob->sha256);
  pd_store_blob_free (attaching.blob);
  g_unlink (path);
  return sha256;
}

static PdSyncBlobs *
blobs_of (Office *office, guint index)
{
  return pd_sync_service_get_blobs (office->desktops[index].service);
}

static void
drained_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wait *wait = user_data;

  wait->ok = pd_sync_blobs_drain_finish (PD_SYNC_BLOBS (source), result, &wait->error);
  wait->done = TRUE;
}

static GError *
try_drain (Office *office, guint index)
{
  Wait wait = { 0 };

  pd_sync_blobs_drain_async (blobs_of (office, index), NULL, drained_cb, &wait);
  wait_until_done (&wait);
  return wait.error;
}

static void
drain (Office *office, guint index)
{
  GError *error = try_drain (office, index);

  g_assert_no_error (error);
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wait *wait = user_data;

  wait->ok = pd_sync_blobs_fetch_finish (PD_SYNC_BLOBS (source), result, &wait->error);
  wait->done = TRUE;
}

static GError *
try_fetch (Office *office, guint index, const char *sha256, gint64 size)
{
  Wait wait = { 0 };

  pd_sync_blobs_fetch_async (blobs_of (office, index), sha256, size, NULL, fetched_cb, &wait);
  wait_until_done (&wait);
  return wait.error;
}

static void
assert_here (Office *office, guint index, const char *sha256)
{
  g_autoptr (GError) error = NULL;
  gboolean matches = FALSE;

  g_assert_true (pd_store_blob_verify (pd_store_get_path (office->desktops[index].store), sha256, &matches,
                                       NULL, &error));
  g_assert_true (matches);
}

static gboolean
standing_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Attaching *attaching = data;

  return pd_store_blob_get_standing (session, attaching->blob->sha256, attaching->size, &attaching->standing,
                                     error);
}

static PdStoreBlobStanding
standing (Office *office, guint index, const char *sha256, gint64 size)
{
  PdStoreBlob blob = { .sha256 = (char *) sha256 };
  Attaching attaching = { .blob = &blob, .size = size };
  g_autoptr (GError) error = NULL;

  pd_store_read (office->desktops[index].store, standing_job, &attaching, NULL, &error);
  g_assert_no_error (error);
  return attaching.standing;
}

static PdRecord *
order_of_both (Office *office)
{
  PdRecord *order = make_order ("上海开票有限公司");

  sign_in (office, 0, "finance");
  sign_in (office, 1, "admin");
  save (office, 0, order);
  sync_desktop (office, 0);
  sync_desktop (office, 1);
  return order;
}

static void
restore_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wait *wait = user_data;

  wait->ok = pd_sync_service_restore_finish (PD_SYNC_SERVICE (source), result, &wait->error);
  wait->done = TRUE;
}

/* The program is gone from one instant to the next, and started again. */
static void
kill_and_start (Office *office, guint index)
{
  Wait wait = { 0 };

  desktop_close (&office->desktops[index]);
  desktop_open (&office->desktops[index]);
  pd_sync_service_restore_async (office->desktops[index].service, NULL, restore_cb, &wait);
  wait_until_done (&wait);
  g_assert_no_error (wait.error);
}

/* Sent in pieces, fetched when somebody wants it, and the same on the other side. */
static void
test_there_and_back (void)
{
  Office *office = office_open (0);
  g_autoptr (PdRecord) order = order_of_both (office);
  g_autofree char *sha256 = attach (office, 0, order, LARGE, 1);
  g_autofree char *empty = attach (office, 0, order, 0, 2);
  g_autofree char *small = attach (office, 0, order, 7, 3);
  g_autoptr (PdRecord) other = NULL;
  GError *error;

  g_assert_true (standing (office, 0, sha256, LARGE).queued);
  drain (office, 0);
  g_assert_false (standing (office, 0, sha256, LARGE).queued);
  g_assert_true (standing (office, 0, sha256, LARGE).on_platform);
  sync_desktop (office, 0);
  sync_desktop (office, 1);
  other = load (office, 1, &pd_order_type, pd_record_get_id (order));
  g_assert_cmpuint (pd_record_get_attachments (other)->len, ==, 3);
  g_assert_cmpstr (pd_record_get_text (pd_record_get_attachments (other)->pdata[0], PD_ATTACHMENT_ADDED_BY),
                   ==, "finance");
  g_assert_false (standing (office, 1, sha256, LARGE).here);
  error = try_fetch (office, 1, sha256, LARGE);
  g_assert_no_error (error);
  error = try_fetch (office, 1, empty, 0);
  g_assert_no_error (error);
  error = try_fetch (office, 1, small, 7);
  g_assert_no_error (error);
  assert_here (office, 1, sha256);
  assert_here (office, 1, empty);
  assert_here (office, 1, small);
  g_assert_true (standing (office, 1, sha256, LARGE).on_platform);
  /* A second time nobody is asked. */
  pd_sync_service_set_offline (office->desktops[1].service, TRUE);
  error = try_fetch (office, 1, sha256, LARGE);
  g_assert_no_error (error);
  office_close (office);
}

/* Answers are lost after the requests took effect, again and again. */
static void
test_cuts (void)
{
  Office *office = office_open (0);
  g_autoptr (PdRecord) order = order_of_both (office);
  g_autofree char *sha256 = NULL;
  g_autofree char *path = NULL;
  guint n_failures = 0;
  GError *error = NULL;

  pd_sync_service_set_offline (office->desktops[0].service, TRUE);
  sha256 = attach (office, 0, order, LARGE, 1);
  path = g_strconcat ("/v1/blobs/", sha256, NULL);
  pd_sync_service_set_offline (office->desktops[0].service, FALSE);
  for (guint i = 0; i < 40; i++)
    {
      /* More than once: the HTTP library repeats a request on each other connection that it has, of its own accord. */
      pd_platform_thread_lose_answers (office->platform, path, i == 0 ? ALL : i < 12 ? 3 : 0);
      error = try_drain (office, 0);
      if (error == NULL)
        break;
      n_failures++;
      g_clear_error (&error);
    }
  g_assert_no_error (error);
  g_assert_cmpuint (n_failures, >=, 1);
  g_assert_true (standing (office, 0, sha256, LARGE).on_platform);
  pd_platform_thread_lose_answers (office->platform, path, 0);
  sync_desktop (office, 1);
  /* And on the way back. */
  pd_platform_thread_lose_answers (office->platform, path, ALL);
  error = try_fetch (office, 1, sha256, LARGE);
  g_assert_error (error, PD_SYNC_ERROR, PD_SYNC_FAILURE_NETWORK);
  g_clear_error (&error);
  pd_platform_thread_lose_answers (office->platform, path, 0);
  error = try_fetch (office, 1, sha256, LARGE);
  g_assert_no_error (error);
  assert_here (office, 1, sha256);
  office_close (office);
}

typedef struct
{
  guint wanted; /* the change after which the program dies */
  guint seen;
} Killing;

static void
count_cb (PdSyncBlobs *blobs, const char *sha256, gpointer user_data)
{
  ((Killing *) user_data)->seen++;
}

typedef struct
{
  const char *sha256;
  gint64 bytes;
} Received;

static void
received_cb (PdPlatform *platform, gpointer data)
{
  Received *received = data;
  g_autoptr (GError) error = NULL;

  pd_platform_sql_get_integer (platform->sql, &received->bytes, &error,
                               "SELECT received FROM blob WHERE sha256 = ?", "t", received->sha256);
  g_assert_no_error (error);
}

/* What the platform has of a file. What a desktop shows of it may be older: it has to ask after a start. */
static gint64
received_there (Office *office, const char *sha256)
{
  Received received = { sha256, 0 };

  pd_platform_thread_call (office->platform, received_cb, &received);
  return received.bytes;
}

/* Killed behind the first step, behind the second, … until it comes to the end before it is killed. The platform keeps
 * what it has, and so every attempt comes further or as far; in the end the file is there, once. */
static void
test_kills (void)
{
  Office *office = office_open (0);
  g_autoptr (PdRecord) order = order_of_both (office);
  g_autofree char *sha256 = NULL;
  guint n_kills = 0;
  gint64 came_to = 0;

  pd_sync_service_set_offline (office->desktops[0].service, TRUE);
  sha256 = attach (office, 0, order, LARGE, 1);
  for (guint wanted = 1; wanted < 30 && !standing (office, 0, sha256, LARGE).on_platform; wanted++)
    {
      Killing killing = { wanted, 0 };
      gint64 give_up, there;

      kill_and_start (office, 0);
      g_signal_connect (blobs_of (office, 0), "changed", G_CALLBACK (count_cb), &killing);
      pd_sync_blobs_kick (blobs_of (office, 0));
      give_up = g_get_monotonic_time () + 10 * G_TIME_SPAN_SECOND;
      while (killing.seen < killing.wanted && !standing (office, 0, sha256, LARGE).on_platform &&
             g_get_monotonic_time () < give_up)
        g_main_context_iteration (NULL, FALSE);
      there = received_there (office, sha256);
      g_assert_cmpint (there, >=, came_to);
      came_to = there;
      n_kills++;
    }
  g_assert_cmpuint (n_kills, >=, 2);
  kill_and_start (office, 0);
  drain (office, 0);
  g_assert_true (standing (office, 0, sha256, LARGE).on_platform);
  sync_desktop (office, 0);
  sync_desktop (office, 1);
  g_assert_no_error (try_fetch (office, 1, sha256, LARGE));
  assert_here (office, 1, sha256);
  office_close (office);
}

/* The record came first: what to say to who wants the file. */
static void
test_still_on_the_other (void)
{
  Office *office = office_open (0);
  g_autoptr (PdRecord) order = order_of_both (office);
  g_autofree char *sha256 = NULL;
  g_autofree char *path = NULL;
  GError *error;

  /* No answer about the file arrives, and then the network is gone: nothing of it goes on by itself meanwhile. */
  sha256 = attach (office, 0, order, LARGE, 1);
  path = g_strconcat ("/v1/blobs/", sha256, NULL);
  pd_platform_thread_lose_answers (office->platform, path, ALL);
  sync_desktop (office, 0);
  pd_sync_service_set_offline (office->desktops[0].service, TRUE);
  sync_desktop (office, 1);
  pd_platform_thread_lose_answers (office->platform, path, 0);
  error = try_fetch (office, 1, sha256, LARGE);
  g_assert_error (error, PD_SYNC_BLOB_ERROR, PD_SYNC_BLOB_ERROR_NOT_THERE);
  g_clear_error (&error);
  pd_sync_service_set_offline (office->desktops[0].service, FALSE);
  drain (office, 0);
  error = try_fetch (office, 1, sha256, LARGE);
  g_assert_no_error (error);
  /* Without a network: another sentence. */
  pd_sync_service_set_offline (office->desktops[1].service, TRUE);
  error = try_fetch (office, 1, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", 4);
  g_assert_error (error, PD_SYNC_BLOB_ERROR, PD_SYNC_BLOB_ERROR_OFFLINE);
  g_clear_error (&error);
  office_close (office);
}

static void
spoil_file (const char *path)
{
  g_autofree char *content = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  content[length / 2] ^= 1;
  g_assert_true (g_file_set_contents (path, content, (gssize) length, NULL));
}

/* The disk of the sender lost a bit: the platform notices, the person is told, and other files go. */
static void
test_damaged_here (void)
{
  Office *office = office_open (0);
  g_autoptr (PdRecord) order = order_of_both (office);
  g_autofree char *bad = NULL, *gone = NULL, *good = NULL, *path = NULL, *gone_path = NULL;
  PdStoreBlobStanding after;

  pd_sync_service_set_offline (office->desktops[0].service, TRUE);
  bad = attach (office, 0, order, 5000, 1);
  gone = attach (office, 0, order, 6000, 2);
  good = attach (office, 0, order, 7000, 3);
  path = pd_store_blob_path (pd_store_get_path (office->desktops[0].store), bad);
  gone_path = pd_store_blob_path (pd_store_get_path (office->desktops[0].store), gone);
  spoil_file (path);
  g_unlink (gone_path);
  pd_sync_service_set_offline (office->desktops[0].service, FALSE);
  drain (office, 0);
  after = standing (office, 0, bad, 5000);
  g_assert_nonnull (after.problem);
  g_assert_false (after.on_platform);
  g_free (after.problem);
  after = standing (office, 0, gone, 6000);
  g_assert_nonnull (after.problem);
  g_free (after.problem);
  g_assert_true (standing (office, 0, good, 7000).on_platform);
  office_close (office);
}

typedef struct
{
  const char *sha256;
  char *path;
} Spoiling;

static void
spoil_there (PdPlatform *platform, gpointer data)
{
  Spoiling *spoiling = data;
  g_autofree char *folder = g_build_filename (pd_platform_get_data_dir (platform), "blobs", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *tenant;

  while ((tenant = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = pd_platform_blob_path (platform, tenant, spoiling->sha256);

      if (g_file_test (path, G_FILE_TEST_EXISTS))
        spoil_file (path);
    }
}

/* What comes is not it: not available, nothing of it is kept, and the next attempt begins anew. */
static void
test_wrong_there (void)
{
  Office *office = office_open (0);
  g_autoptr (PdRecord) order = order_of_both (office);
  g_autofree char *sha256 = attach (office, 0, order, LARGE, 1);
  Spoiling spoiling = { .sha256 = sha256 };
  GError *error;

  drain (office, 0);
  sync_desktop (office, 1);
  pd_platform_thread_call (office->platform, spoil_there, &spoiling);
  error = try_fetch (office, 1, sha256, LARGE);
  g_assert_error (error, PD_SYNC_BLOB_ERROR, PD_SYNC_BLOB_ERROR_WRONG);
  g_clear_error (&error);
  g_assert_false (standing (office, 1, sha256, LARGE).here);
  pd_platform_thread_call (office->platform, spoil_there, &spoiling);
  error = try_fetch (office, 1, sha256, LARGE);
  g_assert_no_error (error);
  assert_here (office, 1, sha256);
  office_close (office);
}

/* The same file from two desktops at once, as from a folder that was copied to a second computer. */
static void
test_clone (void)
{
  Office *office = office_open (0);
  g_autoptr (PdRecord) order = order_of_both (office);
  g_autofree char *one = NULL, *two = NULL;
  Wait waits[2] = { 0 };

  for (guint i = 0; i < 2; i++)
    pd_sync_service_set_offline (office->desktops[i].service, TRUE);
  one = attach (office, 0, order, LARGE, 1);
  two = attach (office, 1, order, LARGE, 1);
  g_assert_cmpstr (one, ==, two);
  for (guint i = 0; i < 2; i++)
    pd_sync_service_set_offline (office->desktops[i].service, FALSE);
  for (guint i = 0; i < 2; i++)
    pd_sync_blobs_drain_async (blobs_of (office, i), NULL, drained_cb, &waits[i]);
  for (guint i = 0; i < 2; i++)
    wait_until_done (&waits[i]);
  for (guint i = 0; i < 2; i++)
    {
      GError *error = waits[i].error;

      /* Who was overtaken too often waits, and then finds it there. */
      for (guint j = 0; j < 10 && error != NULL; j++)
        {
          g_clear_error (&error);
          error = try_drain (office, i);
        }
      g_assert_no_error (error);
      g_assert_true (standing (office, i, one, LARGE).on_platform);
    }
  office_close (office);
}

/* Attached and issued without a network: the invoice waits for the file, and then goes without anybody's doing. */
static void
test_issue_waits (void)
{
  Office *office = office_open (0);
  g_autoptr (PdRecord) order = order_of_both (office);
  g_autoptr (PdRecord) after = NULL;
  g_autoptr (GPtrArray) conflicts = NULL;
  g_autofree char *sha256 = NULL;
  guint guard = g_timeout_add_seconds (PATIENCE_SECONDS, too_late_cb, NULL);

  pd_sync_service_set_offline (office->desktops[0].service, TRUE);
  sha256 = attach (office, 0, order, LARGE, 1);
  give_command (office, 0, pd_record_get_id (order), "issue");
  pd_sync_service_set_offline (office->desktops[0].service, FALSE);
  /* The bureau has a thread of its own: as long as it takes. */
  do
    {
      drain (office, 0);
      sync_desktop (office, 0);
      g_clear_pointer (&after, pd_record_unref);
      after = load (office, 0, &pd_order_type, pd_record_get_id (order));
    }
  while (g_strcmp0 (pd_record_get_state (after), PD_ORDER_STATE_INVOICED) != 0);
  g_source_remove (guard);
  conflicts = open_conflicts (office, 0);
  g_assert_cmpuint (conflicts->len, ==, 0);
  /* The other desktop's attempt, while a file was missing, would have been refused with the reason. */
  office_close (office);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/blobs/there-and-back", test_there_and_back);
  g_test_add_func ("/sync/blobs/cuts", test_cuts);
  g_test_add_func ("/sync/blobs/kills", test_kills);
  g_test_add_func ("/sync/blobs/still-on-the-other", test_still_on_the_other);
  g_test_add_func ("/sync/blobs/damaged-here", test_damaged_here);
  g_test_add_func ("/sync/blobs/wrong-there", test_wrong_there);
  g_test_add_func ("/sync/blobs/clone", test_clone);
  g_test_add_func ("/sync/blobs/issue-waits", test_issue_waits);
  return g_test_run ();
}
