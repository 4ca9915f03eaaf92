/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform-check.h"

#include <string.h>

#include "model/pd-record-month.h"
#include "model/pd-record-stream.h"
#include "model/pd-workflow.h"
#include "platform/pd-platform-digest.h"
#include "platform/pd-platform-documents.h"

/* What must be so after every request, whatever it was (sync: 2.10). */

#define PAGE_LIMIT "3"
#define MAX_PAGES 400

static gint64
integer (Fixture *fixture, const char *text, const char *tenant)
{
  g_autoptr (GError) error = NULL;
  gint64 value = -1;

  if (!pd_platform_sql_get_integer (fixture->platform->sql, &value, &error, text, "t", tenant))
    g_error ("%s: %s", text, error->message);
  return value;
}

/* I5: every sequence is there, once; a record's newest row is its newest change; its revisions only go up. */
static void
check_sequence (Fixture *fixture, const char *tenant, gint64 head)
{
  g_assert_cmpint (integer (fixture, "SELECT count (*) FROM change_log WHERE tenant = ?", tenant), ==, head);
  g_assert_cmpint (integer (fixture, "SELECT coalesce (max (seq), 0) FROM change_log WHERE tenant = ?",
                            tenant),
                   ==, head);
  g_assert_cmpint (integer (fixture,
                            "SELECT count (*) FROM document AS d WHERE tenant = ? AND NOT EXISTS"
                            " (SELECT 1 FROM change_log AS c WHERE c.tenant = d.tenant AND c.seq = d.seq AND"
                            "  c.type = d.type AND c.id = d.id AND c.rev = d.rev AND c.hash = d.hash)",
                            tenant),
                   ==, 0);
  g_assert_cmpint (integer (fixture,
                            "SELECT count (*) FROM change_log AS c WHERE tenant = ? AND EXISTS (SELECT 1 FROM"
                            " document AS d WHERE d.tenant = c.tenant AND d.type = c.type AND d.id = c.id AND"
                            " d.seq < c.seq)",
                            tenant),
                   ==, 0);
  g_assert_cmpint (
      integer (fixture,
               "SELECT count (*) FROM (SELECT rev <= lag (rev) OVER (PARTITION BY type, id ORDER BY"
               " seq) AS back FROM change_log WHERE tenant = ?) WHERE back",
               tenant),
      ==, 0);
}

static void
check_chain (Fixture *fixture, const char *tenant)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdPlatformRows) rows =
      pd_platform_sql_query (fixture->platform->sql, &error,
                             "SELECT id, rev, hash, chain FROM change_log WHERE tenant = ? ORDER BY seq", "t",
                             tenant);
  g_autofree char *chain = g_strdup (PD_PLATFORM_CHAIN_START);

  while (pd_platform_rows_next (rows, &error) == PD_PLATFORM_STEP_ROW)
    {
      g_autofree char *text =
          g_strdup_printf ("%s\n%s\n%" G_GINT64_FORMAT "\n%s", chain, pd_platform_rows_text (rows, 0),
                           pd_platform_rows_integer (rows, 1), pd_platform_rows_text (rows, 2));

      g_free (chain);
      chain = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
      chain[strlen (PD_PLATFORM_CHAIN_START)] = '\0';
      g_assert_cmpstr (chain, ==, pd_platform_rows_text (rows, 3));
    }
  g_assert_no_error (error);
}

static void
check_transition (const PdRecord *before, const PdRecord *after)
{
  const char *from = pd_record_get_state (before), *to = pd_record_get_state (after);
  g_autoptr (PdPatch) patch = pd_diff (before, after);

  /* I17 */
  g_assert_true (!pd_record_is_deleted (before) || pd_record_is_deleted (after));
  if (pd_record_is_deleted (after) || pd_record_get_revision (after) != pd_record_get_revision (before) + 1)
    return;
  /* I10 */
  g_assert_true (g_strcmp0 (from, to) == 0 ||
                 pd_workflow_allows (pd_record_get_record_type (after), from, to));
  /* I7 */
  if (pd_workflow_is_frozen (before) && pd_workflow_is_frozen (after))
    g_assert_true (pd_patch_touches_only_annotations (patch));
}

/* I8, and that the row says what its body says. */
static PdRecord *
check_document (PdPlatformRows *rows)
{
  g_autoptr (GError) error = NULL;
  PdRecord *record = pd_wire_record_from_text (pd_platform_rows_text (rows, 4), -1, &error);
  g_autofree char *hash = NULL;
  g_autoptr (PdRecord) derived = NULL;
  g_autoptr (GBytes) kept = pd_platform_rows_bytes (rows, 6), actual = NULL;

  g_assert_no_error (error);
  hash = pd_wire_record_content_hash (record);
  g_assert_cmpstr (pd_record_get_record_type (record)->name, ==, pd_platform_rows_text (rows, 0));
  g_assert_cmpstr (pd_record_get_id (record), ==, pd_platform_rows_text (rows, 1));
  g_assert_cmpint (pd_record_get_revision (record), ==, pd_platform_rows_integer (rows, 2));
  g_assert_cmpint (pd_record_get_sequence (record), ==, pd_platform_rows_integer (rows, 3));
  g_assert_cmpstr (hash, ==, pd_platform_rows_text (rows, 5));
  if (pd_record_is_deleted (record))
    return record;
  actual = pd_platform_digest_of (record, hash);
  g_assert_true (g_bytes_equal (kept, actual));
  derived = pd_record_copy (record);
  pd_record_derive (derived);
  g_assert_true (pd_record_equal (record, derived));
  return record;
}

static void
check_documents (PlatformCheck *check, Fixture *fixture, const char *tenant)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdPlatformRows) rows =
      pd_platform_sql_query (fixture->platform->sql, &error,
                             "SELECT type, id, rev, seq, body, hash, digest FROM document WHERE tenant = ?",
                             "t", tenant);

  while (pd_platform_rows_next (rows, &error) == PD_PLATFORM_STEP_ROW)
    {
      g_autoptr (PdRecord) record = check_document (rows);
      g_autofree char *key = g_strdup_printf ("%s %s %s", tenant, pd_record_get_record_type (record)->name,
                                              pd_record_get_id (record));
      const PdRecord *before = g_hash_table_lookup (check->documents, key);

      if (before != NULL)
        check_transition (before, record);
      g_hash_table_replace (check->documents, g_steal_pointer (&key), g_steal_pointer (&record));
    }
  g_assert_no_error (error);
}

static void
assert_digests_equal (GHashTable *a, GHashTable *b)
{
  GHashTableIter iter;
  gpointer stream, digest;

  g_assert_cmpuint (a != NULL ? g_hash_table_size (a) : 0, ==, b != NULL ? g_hash_table_size (b) : 0);
  if (a == NULL)
    return;
  g_hash_table_iter_init (&iter, a);
  while (g_hash_table_iter_next (&iter, &stream, &digest))
    {
      const PdDigest *other = g_hash_table_lookup (b, stream);

      g_assert_nonnull (other);
      g_assert_true (pd_digest_equal (digest, other));
    }
}

/* I15 */
static void
check_digests (Fixture *fixture, const char *tenant)
{
  g_autoptr (PdWirePage) kept = pd_wire_page_new (), actual = pd_wire_page_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (pd_platform_digest_read (fixture->platform, tenant, kept, &error));
  g_assert_true (pd_platform_digest_compute (fixture->platform, tenant, actual, &error));
  assert_digests_equal (kept->digests, actual->digests);
  g_assert_cmpuint (fixture->platform->damage_found, ==, 0);
}

static gint64
head_of (Fixture *fixture, guint tenant)
{
  return integer (fixture, "SELECT seq FROM tenant_head WHERE tenant = ?", fixture->tenants[tenant]);
}

/* Looks at all rows of a tenant for whom something was written. */
void
platform_check_database (PlatformCheck *check, Fixture *fixture)
{
  for (guint i = 0; i < G_N_ELEMENTS (fixture->tenants); i++)
    {
      gint64 head = head_of (fixture, i);

      g_assert_cmpint (head, >=, check->heads[i]);
      if (head == check->heads[i])
        continue;
      check->heads[i] = head;
      check_sequence (fixture, fixture->tenants[i], head);
      check_chain (fixture, fixture->tenants[i]);
      check_documents (check, fixture, fixture->tenants[i]);
      check_digests (fixture, fixture->tenants[i]);
    }
}

PlatformCheck *
platform_check_new (Fixture *fixture)
{
  PlatformCheck *check = g_new0 (PlatformCheck, 1);

  check->documents =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) pd_record_unref);
  platform_check_database (check, fixture);
  return check;
}

void
platform_check_free (PlatformCheck *check)
{
  g_hash_table_unref (check->documents);
  g_free (check);
}

static PdWirePage *
digests_of (GHashTable *records)
{
  PdWirePage *page = pd_wire_page_new ();
  GHashTableIter iter;
  gpointer record;

  g_hash_table_iter_init (&iter, records);
  while (g_hash_table_iter_next (&iter, NULL, &record))
    {
      g_autofree char *content = pd_wire_record_content_hash (record);
      const PdDigest *kept;
      PdDigest digest = { 0 };
      guint8 hash[PD_DIGEST_SIZE];
      char stream[PD_STREAM_MAX];

      if (pd_record_is_deleted (record))
        continue;
      pd_record_stream (record, stream);
      kept = page->digests != NULL ? g_hash_table_lookup (page->digests, stream) : NULL;
      if (kept != NULL)
        digest = *kept;
      pd_digest_hash (pd_record_get_id (record), pd_record_get_revision (record), content, hash);
      pd_digest_add (&digest, hash);
      pd_wire_page_set_digest (page, stream, &digest);
    }
  return page;
}

/* I4: a desktop that reads everything in small pages has in the end what the platform says that it has. */
void
platform_check_pull (Fixture *fixture, guint tenant, const char *token)
{
  g_autoptr (GHashTable) records =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) pd_record_unref);
  g_autoptr (PdWirePage) page = fixture_pull (fixture, token, "limit=" PAGE_LIMIT), mine = NULL;
  gint64 last = 0;

  for (guint n = 0;; n++)
    {
      g_autofree char *cursor = g_uri_escape_string (page->next, NULL, TRUE), *query = NULL;

      g_assert_cmpuint (n, <, MAX_PAGES);
      g_assert_cmpstr (page->epoch, ==, fixture->epochs[tenant]);
      for (guint i = 0; i < page->records->len; i++)
        {
          PdRecord *record = g_ptr_array_index (page->records, i);

          g_assert_cmpint (pd_record_get_sequence (record), >, last);
          last = pd_record_get_sequence (record);
          g_hash_table_replace (records, g_strdup (pd_record_get_id (record)), pd_record_ref (record));
        }
      if (!page->more)
        break;
      query = g_strdup_printf ("limit=" PAGE_LIMIT "&cursor=%s", cursor);
      pd_wire_page_free (page);
      page = fixture_pull (fixture, token, query);
    }
  g_assert_cmpint (page->head, ==, head_of (fixture, tenant));
  mine = digests_of (records);
  assert_digests_equal (page->digests, mine->digests);
}
