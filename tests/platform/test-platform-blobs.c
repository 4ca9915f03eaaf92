/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of attachments on the platform: sent in pieces, whole or not there, kept as long as a record names them. */

#include "model/pd-attachment.h"
#include "model/pd-order.h"
#include "platform/pd-platform-bin.h"
#include "platform/pd-platform-blobs.h"
#include "platform/pd-platform-private.h"
#include "platform/platform-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#define OCTETS "application/octet-stream"
#define PIECE 7

static const char content[] = "合同一式两份，甲乙双方各执一份。";

typedef struct
{
  Fixture *f;
  char *clerk;
  char *finance;
  char *other; /* a clerk of the other tenant */
  char *hash;  /* of content */
} Test;

static void
set_up (Test *test, gconstpointer data)
{
  test->f = fixture_new ();
  test->clerk = fixture_sign_in (test->f, 0, "clerk");
  test->finance = fixture_sign_in (test->f, 0, "finance");
  test->other = fixture_sign_in (test->f, 1, "clerk");
  test->hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, content, -1);
}

static void
tear_down (Test *test, gconstpointer data)
{
  fixture_free (test->f);
  g_free (test->clerk);
  g_free (test->finance);
  g_free (test->other);
  g_free (test->hash);
}

static PdPlatformResponse *
ask (Test *test, const char *method, const char *hash, const char *token, const char *query, const char *body)
{
  g_autofree char *target = g_strdup_printf ("/v1/blobs/%s%s", hash, query != NULL ? query : "");

  return fixture_send (test->f, method, target, token, OCTETS, body);
}

/* The piece of @text at @offset, said to be of a file of @size bytes. */
static PdPlatformResponse *
patch_as (Test *test,
          const char *token,
          const char *hash,
          const char *text,
          gint64 offset,
          gint64 length,
          gint64 size)
{
  g_autofree char *query =
      g_strdup_printf ("?offset=%" G_GINT64_FORMAT "&size=%" G_GINT64_FORMAT, offset, size);
  g_autofree char *piece = g_strndup (text + offset, (gsize) length);

  return ask (test, "PATCH", hash, token, query, length > 0 ? piece : NULL);
}

static PdPlatformResponse *
patch (Test *test, gint64 offset, gint64 length)
{
  return patch_as (test, test->clerk, test->hash, content, offset, length, (gint64) strlen (content));
}

static gint64
number (PdPlatformResponse *response, const char *header)
{
  const char *text = response->headers != NULL ? g_hash_table_lookup (response->headers, header) : NULL;

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : -1;
}

static void
assert_status (PdPlatformResponse *response, guint status)
{
  g_assert_cmpuint (response->status, ==, status);
  pd_platform_response_free (response);
}

static void
assert_error (PdPlatformResponse *response, guint status, const char *code)
{
  fixture_assert_error (response, status, code);
  pd_platform_response_free (response);
}

static void
assert_standing (Test *test, gint64 offset, gboolean complete)
{
  g_autoptr (PdPlatformResponse) response = ask (test, "HEAD", test->hash, test->clerk, NULL, NULL);

  g_assert_cmpuint (response->status, ==, 200);
  g_assert_cmpint (number (response, "Upload-Offset"), ==, offset);
  g_assert_cmpint (number (response, "Upload-Length"), ==, strlen (content));
  g_assert_cmpstr (g_hash_table_lookup (response->headers, "Upload-Complete"), ==,
                   complete ? "true" : "false");
}

static void
upload (Test *test, const char *token, const char *text)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  gint64 size = (gint64) strlen (text);

  assert_status (patch_as (test, token, hash, text, 0, size, size), 204);
}

static void
assert_there (Test *test, const char *token, const char *text)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  g_autoptr (PdPlatformResponse) response = ask (test, "GET", hash, token, NULL, NULL);
  g_autofree char *got = pd_platform_response_dup_text (response);

  g_assert_cmpuint (response->status, ==, 200);
  g_assert_cmpstr (got, ==, text);
}

static void
assert_not_there (Test *test, const char *token, const char *text)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);

  assert_error (ask (test, "GET", hash, token, NULL, NULL), 404, "not_found");
  assert_error (ask (test, "HEAD", hash, token, NULL, NULL), 404, "not_found");
}

/* In pieces, each of them twice, with the platform started anew behind every one: an answer that got lost costs a
 * question and nothing else. */
static void
test_pieces (Test *test, gconstpointer data)
{
  gint64 size = (gint64) strlen (content);

  assert_not_there (test, test->clerk, content);
  for (gint64 offset = 0; offset < size; offset += PIECE)
    {
      gint64 length = MIN (PIECE, size - offset);
      gboolean last = offset + length == size;

      assert_status (patch (test, offset, length), 204);
      assert_standing (test, offset + length, last);
      fixture_restart (test->f);
      assert_standing (test, offset + length, last);
      if (last)
        assert_status (patch (test, offset, length), 204);
      else
        {
          g_autoptr (PdPlatformResponse) again = patch (test, offset, length);

          fixture_assert_error (again, 409, "offset");
          g_assert_cmpint (number (again, "Upload-Offset"), ==, offset + length);
          assert_error (ask (test, "GET", test->hash, test->clerk, NULL, NULL), 404, "not_found");
        }
    }
  assert_there (test, test->clerk, content);
  assert_there (test, test->finance, content);
  /* What is there is not written again, whatever somebody says of it. */
  assert_status (patch_as (test, test->clerk, test->hash, "xxxxxxxxx", 0, 9, 9), 204);
  assert_there (test, test->clerk, content);
}

/* Two desktops send the same file in turns, and one ahead of the other. */
static void
test_two_senders (Test *test, gconstpointer data)
{
  gint64 size = (gint64) strlen (content);

  assert_status (patch (test, 0, 3), 204);
  assert_error (patch (test, 0, 5), 409, "offset");
  assert_error (patch (test, 9, 5), 409, "offset");
  assert_status (patch (test, 3, 5), 204);
  assert_status (patch (test, 8, size - 8), 204);
  assert_there (test, test->clerk, content);
}

/* Died between the last piece and looking at the whole: the next question of a client, a piece of nothing, does it. */
static void
test_unfinished (Test *test, gconstpointer data)
{
  gint64 size = (gint64) strlen (content);
  g_autofree char *path = g_build_filename (test->f->folder, "platform.sqlite", NULL);
  g_autoptr (GError) error = NULL;
  PdPlatformSql *sql;

  assert_status (patch (test, 0, size), 204);
  sql = pd_platform_sql_open (path, &error);
  g_assert_no_error (error);
  g_assert_true (pd_platform_sql_script (sql, "UPDATE blob SET complete = 0", &error));
  pd_platform_sql_close (sql);
  assert_standing (test, size, FALSE);
  assert_status (patch (test, size, 0), 204);
  assert_standing (test, size, TRUE);
}

static void
test_wrong_bytes (Test *test, gconstpointer data)
{
  gint64 size = (gint64) strlen (content);
  g_autofree char *wrong = g_strdup (content);

  wrong[4] ^= 1;
  assert_status (patch (test, 0, 3), 204);
  assert_error (patch_as (test, test->clerk, test->hash, wrong, 3, size - 3, size), 422, "hash_mismatch");
  assert_not_there (test, test->clerk, content);
  assert_status (patch (test, 0, size), 204);
  assert_there (test, test->clerk, content);
}

/* Somebody said another size: whoever is right in the end brings it to an end. */
static void
test_wrong_size (Test *test, gconstpointer data)
{
  gint64 size = (gint64) strlen (content);

  assert_status (patch_as (test, test->clerk, test->hash, content, 0, 5, size + 20), 204);
  assert_error (patch (test, 5, 5), 409, "offset");
  assert_status (patch (test, 0, 5), 204);
  assert_status (patch (test, 5, size - 5), 204);
  assert_there (test, test->clerk, content);
}

static void
test_empty_file (Test *test, gconstpointer data)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "", -1);

  assert_status (patch_as (test, test->clerk, hash, "", 0, 0, 0), 204);
  assert_there (test, test->clerk, "");
}

static void
test_refused (Test *test, gconstpointer data)
{
  g_autofree char *large = g_strnfill (PD_PLATFORM_BLOB_CHUNK + 1, 'x');
  g_autofree char *target = g_strdup_printf ("/v1/blobs/%s?offset=0&size=4", test->hash);
  const char *const not_hashes[] = { "abc", "..%2f..%2fplatform.sqlite",
                                     "9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08" };
  const char *const queries[] = { "",
                                  "?offset=0",
                                  "?size=4",
                                  "?offset=-1&size=4",
                                  "?offset=x&size=4",
                                  "?offset=0&size=3",
                                  "?offset=2&size=4",
                                  "?offset=9&size=4",
                                  "?offset=9223372036854775807&size=9223372036854775807" };

  for (guint i = 0; i < G_N_ELEMENTS (not_hashes); i++)
    {
      assert_error (ask (test, "HEAD", not_hashes[i], test->clerk, NULL, NULL), 404, "not_found");
      assert_error (ask (test, "GET", not_hashes[i], test->clerk, NULL, NULL), 404, "not_found");
      assert_error (ask (test, "PATCH", not_hashes[i], test->clerk, "?offset=0&size=4", "xxxx"), 404,
                    "not_found");
    }
  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autoptr (PdPlatformResponse) response =
          ask (test, "PATCH", test->hash, test->clerk, queries[i], "xxxx");

      g_assert_cmpuint (response->status, ==, i + 1 < G_N_ELEMENTS (queries) ? 400 : 413);
    }
  assert_error (ask (test, "PATCH", test->hash, test->clerk, "?offset=0&size=50000001", "xxxx"), 413,
                "too_large");
  assert_error (ask (test, "PATCH", test->hash, test->clerk, "?offset=0&size=40000000", large), 413,
                "too_large");
  assert_error (ask (test, "PATCH", test->hash, NULL, "?offset=0&size=4", "xxxx"), 401, "unauthorized");
  assert_error (ask (test, "GET", test->hash, NULL, NULL, NULL), 401, "unauthorized");
  assert_error (fixture_send (test->f, "PATCH", target, test->clerk, "text/html", "xxxx"), 415, "media_type");
  assert_not_there (test, test->clerk, content);
}

/* A hash that another company has gives nothing away, neither by reading nor by sending. */
static void
test_tenants (Test *test, gconstpointer data)
{
  upload (test, test->clerk, content);
  assert_not_there (test, test->other, content);
  assert_error (patch_as (test, test->other, test->hash, content, 5, 5, (gint64) strlen (content)), 409,
                "offset");
  assert_not_there (test, test->other, content);
  upload (test, test->other, content);
  assert_there (test, test->other, content);
}

/* Files that were begun count whole: many of them do not fill the disk either. */
static void
test_quota (Test *test, gconstpointer data)
{
  g_autofree char *other = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "other", -1);

  g_assert_cmpint (test->f->platform->blob_quota, ==, PD_PLATFORM_BLOB_QUOTA);
  test->f->platform->blob_quota = 50;
  assert_status (patch_as (test, test->clerk, other, "other", 0, 1, 5), 204);
  assert_error (patch (test, 0, 5), 413, "quota");
  assert_not_there (test, test->clerk, content);
  test->f->platform->blob_quota = 53;
  assert_status (patch (test, 0, 5), 204);
  test->f->platform->blob_quota = 50;
  /* What was begun in time may be finished; another company has room of its own. */
  assert_status (patch (test, 5, 43), 204);
  upload (test, test->other, content);
}

static void
test_ranges (Test *test, gconstpointer data)
{
  static const struct
  {
    const char *range;
    guint status;
    gint64 first, last;
  } rows[] = {
    { "bytes=0-3", 206, 0, 3 },  { "bytes=4-", 206, 4, 47 },      { "bytes=40-1000", 206, 40, 47 },
    { "bytes=-6", 206, 42, 47 }, { "bytes=0-", 200, 0, 47 },      { "bytes=-1000", 200, 0, 47 },
    { "bytes=48-", 416, 0, 0 },  { "bytes=-0", 416, 0, 0 },       { "bytes=9-3", 200, 0, 47 },
    { "bytes=x-3", 200, 0, 47 }, { "bytes=1-2,4-5", 200, 0, 47 }, { "lines=1-2", 200, 0, 47 },
    { "bytes=-", 200, 0, 47 },   { "bytes=47-47", 206, 47, 47 },
  };

  g_assert_cmpuint (strlen (content), ==, 48);
  upload (test, test->clerk, content);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *target = g_strconcat ("/v1/blobs/", test->hash, NULL);
      g_autoptr (PdPlatformRequest) request = pd_platform_request_new ("GET", target);
      g_autoptr (PdPlatformResponse) response = NULL;
      g_autofree char *range = NULL;
      gsize size;

      g_test_message ("%s", rows[i].range);
      request->authorization = g_strconcat ("Bearer ", test->clerk, NULL);
      request->range = g_strdup (rows[i].range);
      response = pd_platform_handle (test->f->platform, request);
      g_assert_cmpuint (response->status, ==, rows[i].status);
      if (rows[i].status == 416)
        continue;
      g_assert_cmpmem (g_bytes_get_data (response->body, &size), g_bytes_get_size (response->body),
                       content + rows[i].first, rows[i].last - rows[i].first + 1);
      range = g_strdup_printf ("bytes %d-%d/48", (int) rows[i].first, (int) rows[i].last);
      g_assert_cmpstr (g_hash_table_lookup (response->headers, "Content-Range"), ==,
                       rows[i].status == 206 ? range : NULL);
    }
}

/* Records that name files. */

static PdRecord *
create_with (Test *test, const char *name, const char *hash)
{
  g_autoptr (PdRecord) order = fixture_order (test->f, name);
  g_autoptr (PdResult) result = NULL;

  if (hash != NULL)
    pd_record_add_attachment (order, test->f->now, "合同.pdf", "application/pdf", (gint64) strlen (content),
                              hash);
  result = fixture_do (test->f, test->clerk, fixture_create (test->f, order));
  g_assert_cmpstr (pd_outcome_name (result->outcome), ==, "ok");
  return pd_record_ref (result->record);
}

static PdRecord *
change_attachment (Test *test, const PdRecord *order, const char *hash)
{
  g_autoptr (PdRecord) after = pd_record_copy (order);
  g_autoptr (PdResult) result = NULL;

  if (hash != NULL)
    pd_record_add_attachment (after, test->f->now, "合同.pdf", NULL, (gint64) strlen (content), hash);
  else
    g_ptr_array_set_size (pd_record_get_attachments (after), 0);
  result = fixture_do (test->f, test->clerk, fixture_patch (test->f, order, after));
  g_assert_cmpstr (pd_outcome_name (result->outcome), ==, "ok");
  return pd_record_ref (result->record);
}

/* Who added it and when is the platform's word, also where a client claims something else. */
static void
test_stamp (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = fixture_order (test->f, "D-1");
  PdRecord *attachment = pd_record_add_attachment (order, test->f->now, "合同.pdf", NULL, 1, test->hash);
  g_autoptr (PdResult) result = NULL;
  g_autoptr (PdRecord) later = NULL;

  pd_record_set_text (attachment, PD_ATTACHMENT_ADDED_BY, "somebody");
  pd_record_set_integer (attachment, PD_ATTACHMENT_ADDED_AT, 1);
  result = fixture_do (test->f, test->clerk, fixture_create (test->f, order));
  attachment = pd_record_get_attachments (result->record)->pdata[0];
  g_assert_cmpstr (pd_record_get_text (attachment, PD_ATTACHMENT_ADDED_BY), ==, "clerk");
  g_assert_cmpint (pd_record_get_integer (attachment, PD_ATTACHMENT_ADDED_AT), ==, test->f->now);
  test->f->now += G_TIME_SPAN_DAY;
  later = change_attachment (test, result->record, test->hash);
  g_assert_cmpuint (pd_record_get_attachments (later)->len, ==, 2);
  g_assert_cmpint (pd_record_get_integer (pd_record_get_attachments (later)->pdata[0],
                                          PD_ATTACHMENT_ADDED_AT),
                   ==, test->f->now - G_TIME_SPAN_DAY);
  g_assert_cmpint (pd_record_get_integer (pd_record_get_attachments (later)->pdata[1],
                                          PD_ATTACHMENT_ADDED_AT),
                   ==, test->f->now);
}

/* No invoice while a file that belongs to it is on somebody's computer only; afterwards, attachments go on. */
static void
test_issue (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = create_with (test, "D-1", test->hash);
  g_autoptr (PdResult) refused = NULL;
  g_autoptr (PdResult) begun = NULL;
  g_autoptr (PdResult) issued = NULL;
  g_autoptr (PdRecord) annotated = NULL;
  g_autofree char *path = g_strdup_printf ("attachments/%s/sha256",
                                           pd_record_get_id (pd_record_get_attachments (order)->pdata[0]));

  refused = fixture_do (test->f, test->finance, fixture_command (test->f, order, "issue"));
  g_assert_cmpstr (pd_outcome_name (refused->outcome), ==, "rejected");
  g_assert_cmpstr (refused->code, ==, "attachments");
  g_assert_cmpstr (refused->path, ==, path);
  assert_status (patch (test, 0, 5), 204);
  begun = fixture_do (test->f, test->finance, fixture_command (test->f, order, "issue"));
  g_assert_cmpstr (begun->code, ==, "attachments");
  assert_status (patch (test, 5, 43), 204);
  issued = fixture_do (test->f, test->finance, fixture_command (test->f, order, "issue"));
  g_assert_cmpstr (pd_outcome_name (issued->outcome), ==, "ok");
  annotated = change_attachment (test, issued->record, test->hash);
  g_assert_cmpuint (pd_record_get_attachments (annotated)->len, ==, 2);
  g_assert_cmpstr (pd_record_get_state (annotated), ==, PD_ORDER_STATE_ISSUING);
}

/* Time goes by, and everybody signs in again. */
static void
pass (Test *test, gint64 time)
{
  test->f->now += time;
  g_free (test->clerk);
  g_free (test->finance);
  g_free (test->other);
  test->clerk = fixture_sign_in (test->f, 0, "clerk");
  test->finance = fixture_sign_in (test->f, 0, "finance");
  test->other = fixture_sign_in (test->f, 1, "clerk");
}

static guint
collect (Test *test)
{
  g_autoptr (GError) error = NULL;
  guint n_removed;

  g_assert_true (pd_platform_collect_blobs (test->f->platform, &n_removed, &error));
  g_assert_no_error (error);
  return n_removed;
}

static guint
count_files (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;
  guint n = folder == NULL;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      n += count_files (child);
    }
  return n;
}

static void
purge_bin (Test *test)
{
  g_autoptr (GError) error = NULL;
  guint n = 0;

  pd_platform_bin_purge (test->f->platform, &n, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 1);
}

/* What a record names stays for ever; what none names stays 30 days and not longer. */
static void
test_collect (Test *test, gconstpointer data)
{
  const gint64 month = PD_PLATFORM_BLOB_GRACE;
  g_autofree char *folder = g_build_filename (test->f->folder, "blobs", NULL);
  g_autoptr (PdRecord) order = NULL, again = NULL, bare = NULL, second = NULL;

  upload (test, test->clerk, content);
  upload (test, test->clerk, "nobody's");
  upload (test, test->other, content);
  order = create_with (test, "D-1", test->hash);
  second = create_with (test, "D-2", test->hash);
  pass (test, month - 1);
  g_assert_cmpuint (collect (test), ==, 0);
  pass (test, 1);
  /* The orphan, and the other company's, which no record of that company names. */
  g_assert_cmpuint (collect (test), ==, 2);
  assert_not_there (test, test->clerk, "nobody's");
  assert_not_there (test, test->other, content);
  assert_there (test, test->clerk, content);
  g_assert_cmpuint (count_files (folder), ==, 1);
  /* Removed from one of two. */
  bare = change_attachment (test, order, NULL);
  pass (test, 2 * month);
  g_assert_cmpuint (collect (test), ==, 0);
  /* Removed from both, and thought better of within the month. */
  {
    g_autoptr (PdRecord) also_bare = change_attachment (test, second, NULL);

    pass (test, month - 1);
    g_assert_cmpuint (collect (test), ==, 0);
    again = change_attachment (test, also_bare, test->hash);
    pass (test, 2 * month);
    g_assert_cmpuint (collect (test), ==, 0);
    assert_there (test, test->clerk, content);
  }
  {
    g_autoptr (PdResult) deleted =
        fixture_do (test->f, test->clerk, fixture_mutation (test->f, PD_MUTATION_DELETE, again));

    g_assert_cmpstr (pd_outcome_name (deleted->outcome), ==, "ok");
  }
  /* The bin keeps it while it keeps the order. */
  pass (test, 2 * month);
  g_assert_cmpuint (collect (test), ==, 0);
  purge_bin (test);
  pass (test, month);
  g_assert_cmpuint (collect (test), ==, 1);
  assert_not_there (test, test->clerk, content);
  g_assert_cmpuint (count_files (folder), ==, 0);
}

/* A record may name a file before the first byte of it came; what was begun and given up goes as well. */
static void
test_collect_begun (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = create_with (test, "D-1", test->hash);
  g_autoptr (PdRecord) bare = NULL;

  assert_status (patch (test, 0, 5), 204);
  pass (test, 2 * PD_PLATFORM_BLOB_GRACE);
  g_assert_cmpuint (collect (test), ==, 0);
  assert_standing (test, 5, FALSE);
  bare = change_attachment (test, order, NULL);
  pass (test, PD_PLATFORM_BLOB_GRACE);
  g_assert_cmpuint (collect (test), ==, 1);
  assert_not_there (test, test->clerk, content);
}

/* Files without a row, as a crash leaves them, and a row without its file, as a restored database has it. */
static void
test_disk (Test *test, gconstpointer data)
{
  g_autofree char *beginning = g_strndup (test->hash, 2);
  g_autofree char *folder = g_build_filename (test->f->folder, "blobs", test->f->tenants[0], beginning, NULL);
  g_autofree char *path = g_build_filename (folder, test->hash + 2, NULL);
  g_autofree char *stray = g_build_filename (folder, "stray", NULL);
  g_autofree char *like = g_strdup (path);

  upload (test, test->clerk, content);
  like[strlen (like) - 1] = like[strlen (like) - 1] == '0' ? '1' : '0';
  g_assert_true (g_file_set_contents (stray, "x", 1, NULL));
  g_assert_true (g_file_set_contents (like, "x", 1, NULL));
  g_assert_cmpuint (collect (test), ==, 0);
  g_assert_false (g_file_test (stray, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (like, G_FILE_TEST_EXISTS));
  assert_there (test, test->clerk, content);
  g_unlink (path);
  assert_standing (test, 0, FALSE);
  assert_error (ask (test, "GET", test->hash, test->clerk, NULL, NULL), 404, "not_found");
  upload (test, test->clerk, content);
  assert_there (test, test->clerk, content);
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *path;
    void (*test) (Test *test, gconstpointer data);
  } tests[] = {
    { "/platform/blobs/pieces", test_pieces },
    { "/platform/blobs/two-senders", test_two_senders },
    { "/platform/blobs/unfinished", test_unfinished },
    { "/platform/blobs/wrong-bytes", test_wrong_bytes },
    { "/platform/blobs/wrong-size", test_wrong_size },
    { "/platform/blobs/empty-file", test_empty_file },
    { "/platform/blobs/refused", test_refused },
    { "/platform/blobs/tenants", test_tenants },
    { "/platform/blobs/quota", test_quota },
    { "/platform/blobs/ranges", test_ranges },
    { "/platform/blobs/stamp", test_stamp },
    { "/platform/blobs/issue", test_issue },
    { "/platform/blobs/collect", test_collect },
    { "/platform/blobs/collect-begun", test_collect_begun },
    { "/platform/blobs/disk", test_disk },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Test, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
