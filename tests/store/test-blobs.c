/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of attachments beside the cache: taken in whole or not at all, sent before they may go. */

#include "store-fixture.h"

#include "store/pd-store-blobs.h"
#include "store/pd-store-records.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>
#include <utime.h>

static char *
write_file (StoreFixture *fixture, const char *name, const char *content)
{
  char *path = g_build_filename (fixture->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, content, -1, NULL));
  return path;
}

static PdStoreBlob *
take (StoreFixture *fixture, const char *name, const char *content)
{
  g_autofree char *path = write_file (fixture, name, content);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  PdStoreBlob *blob = pd_store_blob_take_file (fixture->path, file, NULL, &error);

  g_assert_no_error (error);
  g_unlink (path);
  return blob;
}

static void
begin (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;

  pd_store_session_begin (fixture->session, &error);
  g_assert_no_error (error);
}

static void
commit (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;

  pd_store_session_commit (fixture->session, &error);
  g_assert_no_error (error);
}

static char *
attach (StoreFixture *fixture, const PdRecord *order, const PdStoreBlob *blob)
{
  g_autoptr (GError) error = NULL;
  char *id = NULL;

  begin (fixture);
  pd_store_add_attachment (fixture->session, &pd_order_type, pd_record_get_id (order), blob, fixture->now,
                           &id, &error);
  g_assert_no_error (error);
  commit (fixture);
  return id;
}

static void
assert_standing (StoreFixture *fixture,
                 const PdStoreBlob *blob,
                 gboolean here,
                 gboolean there,
                 gboolean queued)
{
  g_auto (PdStoreBlobStanding) standing = { 0 };
  g_autoptr (GError) error = NULL;

  pd_store_blob_get_standing (fixture->session, blob->sha256, blob->size, &standing, &error);
  g_assert_no_error (error);
  g_assert_cmpint (standing.here, ==, here);
  g_assert_cmpint (standing.on_platform, ==, there);
  g_assert_cmpint (standing.queued, ==, queued);
}

static void
test_take (void)
{
  StoreFixture fixture;
  g_autoptr (PdStoreBlob) blob = NULL, same = NULL, empty = NULL;
  g_autoptr (GBytes) middle = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL, *view = NULL, *content = NULL;
  gboolean matches;

  store_fixture_open (&fixture);
  blob = take (&fixture, "合同.txt", "甲方乙方");
  same = take (&fixture, "copy.txt", "甲方乙方");
  empty = take (&fixture, "empty", "");
  g_assert_cmpstr (blob->name, ==, "合同.txt");
  g_assert_cmpstr (blob->media_type, ==, "text/plain");
  g_assert_cmpint (blob->size, ==, 12);
  g_assert_cmpstr (blob->sha256, ==, same->sha256);
  g_assert_true (pd_store_blob_is_here (fixture.path, blob->sha256, 12));
  g_assert_false (pd_store_blob_is_here (fixture.path, blob->sha256, 11));
  g_assert_true (pd_store_blob_is_here (fixture.path, empty->sha256, 0));
  middle = pd_store_blob_read (fixture.path, blob->sha256, 3, 6, &error);
  g_assert_cmpmem (g_bytes_get_data (middle, NULL), g_bytes_get_size (middle), "方乙", 6);
  g_assert_true (pd_store_blob_verify (fixture.path, blob->sha256, &matches, NULL, &error));
  g_assert_true (matches);
  /* Another program gets a copy under the person's name, and what it does to that copy is its own affair. */
  view = pd_store_blob_make_view (fixture.path, blob->sha256, "合同.txt", &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_suffix (view, "/合同.txt"));
  g_assert_true (g_file_set_contents (view, "changed", -1, NULL));
  path = pd_store_blob_path (fixture.path, blob->sha256);
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "甲方乙方");
  /* A file that was damaged is not handed out. */
  g_assert_true (g_file_set_contents (path, "甲方丙方", -1, NULL));
  g_clear_pointer (&view, g_free);
  view = pd_store_blob_make_view (fixture.path, blob->sha256, "合同.txt", &error);
  g_assert_null (view);
  g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_DAMAGED);
  store_fixture_close (&fixture);
}

static void
assert_not_taken (StoreFixture *fixture, const char *path, GQuark domain, int code)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (PdStoreBlob) blob = pd_store_blob_take_file (fixture->path, file, NULL, &error);

  g_assert_null (blob);
  g_assert_error (error, domain, code);
}

static void
test_not_taken (void)
{
  StoreFixture fixture;
  g_autofree char *large = NULL, *folder = NULL, *missing = NULL, *left = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name;

  store_fixture_open (&fixture);
  large = write_file (&fixture, "large", "");
  g_assert_cmpint (truncate (large, PD_ATTACHMENT_MAX_BYTES + 1), ==, 0);
  missing = g_build_filename (fixture.folder, "missing", NULL);
  assert_not_taken (&fixture, large, PD_STORE_ERROR, PD_STORE_ERROR_INVALID);
  assert_not_taken (&fixture, fixture.folder, PD_STORE_ERROR, PD_STORE_ERROR_INVALID);
  assert_not_taken (&fixture, "/dev/zero", PD_STORE_ERROR, PD_STORE_ERROR_INVALID);
  assert_not_taken (&fixture, missing, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  /* Nothing is left of them. */
  left = g_strconcat (fixture.path, ".attachments", NULL);
  dir = g_dir_open (left, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_assert_cmpuint (strlen (name), ==, 2);
  store_fixture_close (&fixture);
}

/* Named by the record and queued, in one transaction; removed before it was sent, and put back. */
static void
test_queue (void)
{
  StoreFixture fixture;
  g_autoptr (PdStoreBlob) blob = NULL;
  g_autoptr (PdRecord) order = NULL, removed = NULL, after = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL, *next = NULL;
  gint64 size;

  store_fixture_open (&fixture);
  order = store_fixture_accepted (&fixture, "上海开票有限公司", "打印纸");
  blob = take (&fixture, "a.pdf", "%PDF-1.4");
  assert_standing (&fixture, blob, TRUE, FALSE, FALSE);
  id = attach (&fixture, order, blob);
  assert_standing (&fixture, blob, TRUE, FALSE, TRUE);
  g_assert_cmpint (store_fixture_count (&fixture, "SELECT count (*) FROM outbox"), ==, 1);
  g_assert_true (pd_store_blob_next (fixture.session, &next, &size, &error));
  g_assert_cmpstr (next, ==, blob->sha256);
  g_assert_cmpint (size, ==, 8);
  begin (&fixture);
  g_assert_true (pd_store_remove_attachment (fixture.session, &pd_order_type, pd_record_get_id (order), id,
                                             fixture.now, &removed, &error));
  commit (&fixture);
  assert_standing (&fixture, blob, TRUE, FALSE, FALSE);
  g_assert_cmpint (store_fixture_count (&fixture, "SELECT count (*) FROM outbox"), ==, 0);
  begin (&fixture);
  g_assert_true (pd_store_restore_attachment (fixture.session, &pd_order_type, pd_record_get_id (order),
                                              removed, fixture.now, &error));
  commit (&fixture);
  assert_standing (&fixture, blob, TRUE, FALSE, TRUE);
  after = store_fixture_get (&fixture, pd_record_get_id (order));
  g_assert_nonnull (pd_record_find_attachment (after, id));
  begin (&fixture);
  g_assert_true (pd_store_blob_set_done (fixture.session, blob->sha256, &error));
  commit (&fixture);
  assert_standing (&fixture, blob, TRUE, TRUE, FALSE);
  store_fixture_close (&fixture);
}

/* Another record names the same file: it goes on waiting. */
static void
test_shared (void)
{
  StoreFixture fixture;
  g_autoptr (PdStoreBlob) blob = NULL;
  g_autoptr (PdRecord) one = NULL, two = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *first = NULL, *second = NULL;

  store_fixture_open (&fixture);
  one = store_fixture_accepted (&fixture, "上海开票有限公司", "打印纸");
  two = store_fixture_accepted (&fixture, "天津制造有限公司", "工具");
  blob = take (&fixture, "a.pdf", "%PDF-1.4");
  first = attach (&fixture, one, blob);
  second = attach (&fixture, two, blob);
  g_assert_cmpint (store_fixture_count (&fixture, "SELECT count (*) FROM blob_queue"), ==, 1);
  begin (&fixture);
  g_assert_true (pd_store_remove_attachment (fixture.session, &pd_order_type, pd_record_get_id (one), first,
                                             fixture.now, NULL, &error));
  g_assert_false (pd_store_remove_attachment (fixture.session, &pd_order_type, pd_record_get_id (one), first,
                                              fixture.now, NULL, &error));
  g_assert_error (error, PD_STORE_ERROR, PD_STORE_ERROR_NOT_FOUND);
  commit (&fixture);
  assert_standing (&fixture, blob, TRUE, FALSE, TRUE);
  store_fixture_close (&fixture);
}

static void
run_tidy (StoreFixture *fixture, gint64 limit, gint64 now, const char *wanted)
{
  g_autoptr (GPtrArray) evicted = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autofree char *names = NULL;

  begin (fixture);
  pd_store_blob_tidy (fixture->session, limit, now, evicted, &error);
  g_assert_no_error (error);
  commit (fixture);
  g_ptr_array_add (evicted, NULL);
  names = g_strjoinv (",", (char **) evicted->pdata);
  g_assert_cmpstr (names, ==, wanted);
}

/* The least recently used go first, and never one that is not on the platform while anything names it. */
static void
test_tidy (void)
{
  StoreFixture fixture;
  g_autoptr (PdRecord) order = NULL;
  g_autofree char *id = NULL;
  const gint64 month = 30 * G_TIME_SPAN_DAY;

  store_fixture_open (&fixture);
  order = store_fixture_accepted (&fixture, "上海开票有限公司", "打印纸");
  id = attach (&fixture, order,
               &(PdStoreBlob){
                   .name = (char *) "a",
                   .sha256 = (char *) "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                   .size = 900 });
  g_assert_cmpint (sqlite3_exec (fixture.session->db,
                                 "INSERT INTO blob VALUES ('a', 100, 1, 10), ('b', 100, 1, 30),"
                                 " ('c', 100, 1, 20), ('waits', 500, 1, 1), ('new', 300, 0, 25);"
                                 "INSERT INTO blob_queue (sha256, size, added_at) VALUES ('waits', 500, 1)",
                                 NULL, NULL, NULL),
                   ==, SQLITE_OK);
  run_tidy (&fixture, 10000, 30, "");
  run_tidy (&fixture, 550, 30, "a");
  run_tidy (&fixture, 400, 30, "c");
  run_tidy (&fixture, 0, 30, "b");
  run_tidy (&fixture, 0, 30, "");
  /* Never sent and named by nothing: a change of mind has a month. */
  run_tidy (&fixture, 0, 25 + month, "");
  run_tidy (&fixture, 0, 26 + month, "new");
  g_assert_cmpint (store_fixture_count (&fixture, "SELECT count (*) FROM blob"), ==, 2);
  /* Sent or not, while it waits it stays. */
  run_tidy (&fixture, 0, fixture.now + 2 * month, "");
  store_fixture_close (&fixture);
}

/* A platform that was restored is offered what it had. */
static void
test_requeue (void)
{
  StoreFixture fixture;
  g_autoptr (PdStoreBlob) blob = NULL, other = NULL;
  g_autoptr (PdRecord) order = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  guint n_queued;

  store_fixture_open (&fixture);
  order = store_fixture_accepted (&fixture, "上海开票有限公司", "打印纸");
  blob = take (&fixture, "a.pdf", "%PDF-1.4");
  other = take (&fixture, "b.pdf", "%PDF-1.5");
  id = attach (&fixture, order, blob);
  begin (&fixture);
  g_assert_true (pd_store_set_meta (fixture.session, PD_STORE_META_EPOCH, "one", &error));
  g_assert_true (pd_store_blob_requeue (fixture.session, fixture.now, &n_queued, &error));
  g_assert_cmpuint (n_queued, ==, 0);
  g_assert_true (pd_store_blob_set_done (fixture.session, blob->sha256, &error));
  g_assert_true (pd_store_blob_add_fetched (fixture.session, other->sha256, other->size, 1, &error));
  g_assert_true (pd_store_blob_requeue (fixture.session, fixture.now, &n_queued, &error));
  g_assert_cmpuint (n_queued, ==, 0);
  g_assert_true (pd_store_set_meta (fixture.session, PD_STORE_META_EPOCH, "two", &error));
  g_assert_true (pd_store_blob_requeue (fixture.session, fixture.now, &n_queued, &error));
  g_assert_cmpuint (n_queued, ==, 1);
  commit (&fixture);
  assert_standing (&fixture, blob, TRUE, FALSE, TRUE);
  assert_standing (&fixture, other, TRUE, FALSE, FALSE);
  store_fixture_close (&fixture);
}

/* To issue waits for the file, and for nothing once the file has a problem: the platform then says why not. */
static void
test_hold (void)
{
  StoreFixture fixture;
  g_autoptr (PdStoreBlob) blob = NULL;
  g_autoptr (PdRecord) order = NULL, now = NULL;
  g_autoptr (PdMutation) addition = NULL, command = NULL;
  g_autoptr (GPtrArray) batch = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  PdResult *result;
  gint64 n_held;

  store_fixture_open (&fixture);
  order = store_fixture_accepted (&fixture, "上海开票有限公司", "打印纸");
  blob = take (&fixture, "a.pdf", "%PDF-1.4");
  id = attach (&fixture, order, blob);
  begin (&fixture);
  pd_store_add_command (fixture.session, &pd_order_type, pd_record_get_id (order), "issue", NULL, fixture.now,
                        &error);
  g_assert_no_error (error);
  commit (&fixture);
  addition = store_fixture_freeze_one (&fixture);
  g_assert_cmpint (addition->kind, ==, PD_MUTATION_PATCH);
  now = store_fixture_get (&fixture, pd_record_get_id (order));
  pd_record_set_revision (now, 2);
  result = pd_result_new (addition->id, PD_OUTCOME_OK);
  result->record = pd_record_ref (now);
  store_fixture_answer (&fixture, result);
  g_assert_true (pd_store_blob_holds_command (fixture.session, &n_held, &error));
  g_assert_cmpint (n_held, ==, 1);
  begin (&fixture);
  batch = pd_store_freeze_batch (fixture.session, 10, 100000, &error);
  commit (&fixture);
  g_assert_cmpuint (batch->len, ==, 0);
  begin (&fixture);
  g_assert_true (pd_store_blob_set_done (fixture.session, blob->sha256, &error));
  commit (&fixture);
  command = store_fixture_freeze_one (&fixture);
  g_assert_cmpstr (command->command, ==, "issue");
  store_fixture_close (&fixture);
}

/* What comes in pieces is there when it is whole and right. */
static void
test_parts (void)
{
  StoreFixture fixture;
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "abcdef", -1);
  g_autoptr (GBytes) abc = g_bytes_new_static ("abc", 3), def = g_bytes_new_static ("def", 3);
  g_autoptr (GBytes) deg = g_bytes_new_static ("deg", 3);
  g_autoptr (GError) error = NULL;
  gboolean matches;

  store_fixture_open (&fixture);
  g_assert_true (pd_store_blob_part_append (fixture.path, hash, 0, abc, &error));
  g_assert_cmpint (pd_store_blob_part_size (fixture.path, hash), ==, 3);
  g_assert_false (pd_store_blob_is_here (fixture.path, hash, 3));
  g_assert_true (pd_store_blob_part_append (fixture.path, hash, 3, deg, &error));
  g_assert_true (pd_store_blob_part_finish (fixture.path, hash, 6, &matches, &error));
  g_assert_false (matches);
  g_assert_cmpint (pd_store_blob_part_size (fixture.path, hash), ==, 0);
  g_assert_false (pd_store_blob_is_here (fixture.path, hash, 6));
  g_assert_true (pd_store_blob_part_append (fixture.path, hash, 0, abc, &error));
  g_assert_true (pd_store_blob_part_append (fixture.path, hash, 3, deg, &error));
  g_assert_true (pd_store_blob_part_append (fixture.path, hash, 3, def, &error));
  g_assert_true (pd_store_blob_part_finish (fixture.path, hash, 6, &matches, &error));
  g_assert_true (matches);
  g_assert_true (pd_store_blob_is_here (fixture.path, hash, 6));
  store_fixture_close (&fixture);
}

static void
make_old (const char *path)
{
  const struct utimbuf times = { 1000, 1000 };

  g_assert_cmpint (g_utime (path, (struct utimbuf *) &times), ==, 0);
}

static gboolean
keep_known (const char *sha256, gboolean *keep, gpointer data, GError **error)
{
  return pd_store_blob_is_known (data, sha256, keep, error);
}

/* What a crash left goes, what is known or young stays. */
static void
test_sweep (void)
{
  StoreFixture fixture;
  g_autoptr (PdStoreBlob) known = NULL, unknown = NULL, young = NULL;
  g_autoptr (PdRecord) order = NULL;
  g_autofree char *id = NULL, *known_path = NULL, *unknown_path = NULL, *half = NULL, *folder = NULL;
  g_autoptr (GError) error = NULL;

  store_fixture_open (&fixture);
  order = store_fixture_accepted (&fixture, "上海开票有限公司", "打印纸");
  known = take (&fixture, "a.pdf", "%PDF-1.4");
  unknown = take (&fixture, "b.pdf", "%PDF-1.5");
  young = take (&fixture, "c.pdf", "%PDF-1.6");
  id = attach (&fixture, order, known);
  known_path = pd_store_blob_path (fixture.path, known->sha256);
  unknown_path = pd_store_blob_path (fixture.path, unknown->sha256);
  half = g_strconcat (fixture.path, ".attachments/new.abcdef", NULL);
  g_assert_true (g_file_set_contents (half, "x", 1, NULL));
  make_old (known_path);
  make_old (unknown_path);
  make_old (half);
  g_assert_true (
      pd_store_blob_files_sweep (fixture.path, g_get_real_time (), keep_known, fixture.session, &error));
  g_assert_true (pd_store_blob_is_here (fixture.path, known->sha256, 8));
  g_assert_false (pd_store_blob_is_here (fixture.path, unknown->sha256, 8));
  g_assert_true (pd_store_blob_is_here (fixture.path, young->sha256, 8));
  g_assert_false (g_file_test (half, G_FILE_TEST_EXISTS));
  store_fixture_close (&fixture);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/blobs/take", test_take);
  g_test_add_func ("/store/blobs/not-taken", test_not_taken);
  g_test_add_func ("/store/blobs/queue", test_queue);
  g_test_add_func ("/store/blobs/shared", test_shared);
  g_test_add_func ("/store/blobs/tidy", test_tidy);
  g_test_add_func ("/store/blobs/requeue", test_requeue);
  g_test_add_func ("/store/blobs/hold", test_hold);
  g_test_add_func ("/store/blobs/parts", test_parts);
  g_test_add_func ("/store/blobs/sweep", test_sweep);
  return g_test_run ();
}
