/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pd-order.h"
#include "model/pd-party.h"
#include "platform/platform-fixture.h"

typedef struct
{
  Fixture *f;
  char *clerk;
  char *other; /* a clerk of the other tenant */
} Test;

static void
set_up (Test *test, gconstpointer data)
{
  test->f = fixture_new ();
  test->clerk = fixture_sign_in (test->f, 0, "clerk");
  test->other = fixture_sign_in (test->f, 1, "clerk");
}

static void
tear_down (Test *test, gconstpointer data)
{
  fixture_free (test->f);
  g_free (test->clerk);
  g_free (test->other);
}

static PdRecord *
make_buyer (Test *test, const char *name)
{
  g_autoptr (PdRecord) buyer = fixture_buyer (test->f, name);
  g_autoptr (PdResult) result = fixture_do (test->f, test->clerk, fixture_create (test->f, buyer));

  g_assert_cmpstr (pd_outcome_name (result->outcome), ==, "ok");
  return pd_record_ref (result->record);
}

/* All pages together hold each record once, in sequence order, at its newest state. */
static void
test_pages (Test *test, gconstpointer data)
{
  g_autofree char *cursor = NULL;
  g_autoptr (PdRecord) first = NULL;
  gint64 last = 0;
  guint total = 0;
  guint pages = 0;
  gboolean more = TRUE;

  for (guint index = 0; index < 7; index++)
    {
      g_autofree char *name = g_strdup_printf ("买方%u", index);
      g_autoptr (PdRecord) buyer = make_buyer (test, name);

      if (index == 0)
        first = g_steal_pointer (&buyer);
    }

  g_autoptr (PdRecord) changed = pd_record_copy (first);

  pd_record_set_text (changed, PD_BUYER_PHONE, "1");

  g_autoptr (PdResult) result = fixture_do (test->f, test->clerk, fixture_patch (test->f, first, changed));

  while (more)
    {
      g_autofree char *query = g_strdup_printf ("limit=3&cursor=%s", cursor != NULL ? cursor : "");
      g_autoptr (PdWirePage) page = fixture_pull (test->f, test->clerk, query);

      g_assert_cmpint (page->head, ==, 9);
      for (guint index = 0; index < page->records->len; index++, total++)
        {
          const PdRecord *record = g_ptr_array_index (page->records, index);

          g_assert_cmpint (pd_record_get_sequence (record), >, last);
          last = pd_record_get_sequence (record);
          if (g_str_equal (pd_record_get_id (record), pd_record_get_id (first)))
            g_assert_cmpint (pd_record_get_revision (record), ==, 2);
        }
      g_free (cursor);
      cursor = g_strdup (page->next);
      more = page->more;
      pages++;
    }
  g_assert_cmpuint (total, ==, 8);
  g_assert_cmpuint (pages, ==, 3);
  g_assert_cmpint (last, ==, 9);

  g_autofree char *query = g_strconcat ("cursor=", cursor, NULL);
  g_autoptr (PdWirePage) empty = fixture_pull (test->f, test->clerk, query);

  g_assert_cmpuint (empty->records->len, ==, 0);
  g_assert_cmpstr (empty->next, ==, cursor);
}

/* The trailer answers for a lost response. */
static void
test_lost_response (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) buyer = fixture_buyer (test->f, "甲");
  g_autoptr (PdMutation) mutation = fixture_create (test->f, buyer);
  g_autoptr (PdResult) lost = fixture_push (test->f, test->clerk, mutation);
  g_autofree char *query = g_strdup_printf ("replica=%s&inflight=%s,00000000-0000-7000-8000-000000000000",
                                            test->f->replica, mutation->id);
  g_autoptr (PdWirePage) page = fixture_pull (test->f, test->clerk, query);
  const PdResult *result = g_ptr_array_index (page->results, 0);

  g_assert_cmpuint (page->results->len, ==, 1);
  g_assert_cmpint (page->acknowledged, ==, mutation->counter);
  g_assert_cmpstr (result->mutation_id, ==, lost->mutation_id);
  g_assert_true (pd_record_equal (result->record, lost->record));

  /* Another tenant with the same replica and mutation ids learns nothing. */
  g_autoptr (PdWirePage) theirs = fixture_pull (test->f, test->other, query);

  g_assert_cmpuint (theirs->results->len, ==, 0);
  g_assert_cmpint (theirs->acknowledged, ==, 0);
}

static void
assert_pull_fails (Test *test, const char *token, const char *query, guint status, const char *code)
{
  g_autofree char *target = g_strconcat ("/v1/sync/changes?", query, NULL);
  g_autoptr (PdPlatformResponse) response = fixture_send (test->f, "GET", target, token, NULL, NULL);

  fixture_assert_error (response, status, code);
}

static void
test_history (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) buyer = make_buyer (test, "甲");
  g_autoptr (PdWirePage) page = fixture_pull (test->f, test->clerk, "");
  g_autofree char *query = g_strconcat ("cursor=", page->next, NULL);
  g_autofree char *wrong_chain = g_strdup (query);
  g_autofree char *future =
      g_strdup_printf ("cursor=2.%s.999.00000000000000000000000000000000", test->f->epochs[0]);
  g_autoptr (GError) error = NULL;

  wrong_chain[strlen (wrong_chain) - 1] ^= 1;
  assert_pull_fails (test, test->clerk, wrong_chain, 409, "history_changed");
  assert_pull_fails (test, test->clerk, future, 409, "history_changed");
  assert_pull_fails (test, test->other, query, 409, "history_changed");
  assert_pull_fails (test, test->clerk, "cursor=nonsense", 400, "invalid");
  assert_pull_fails (test, test->clerk, "cursor=2.a.-1.c", 400, "invalid");
  assert_pull_fails (test, test->clerk, "limit=0", 400, "invalid");
  assert_pull_fails (test, test->clerk, "limit=1001", 400, "invalid");
  assert_pull_fails (test, test->clerk, "until=x", 400, "invalid");
  assert_pull_fails (test, test->clerk, "epoch=another", 409, "history_changed");

  g_assert_true (pd_platform_start_new_history (test->f->platform, &error));
  assert_pull_fails (test, test->clerk, query, 409, "history_changed");

  g_autoptr (PdWirePage) anew = fixture_pull (test->f, test->clerk, "");

  g_assert_cmpuint (anew->records->len, ==, 2);
}

/* Through every door, with everything that one tenant can know of the other. */
static void
test_isolation (Test *test, gconstpointer data)
{
  g_autoptr (PdRecord) order = fixture_order (test->f, "D-1");
  g_autoptr (PdMutation) create = fixture_create (test->f, order);
  g_autoptr (PdResult) made = fixture_push (test->f, test->clerk, create);
  g_autoptr (PdRecord) changed = pd_record_copy (made->record);
  g_autofree char *admin = fixture_sign_in (test->f, 1, "admin");
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "secret", -1);
  g_autofree char *file = g_strconcat ("/v1/files/", hash, NULL);
  g_autoptr (PdPlatformResponse) put =
      fixture_send (test->f, "PUT", file, test->clerk, "application/octet-stream", "secret");

  g_assert_cmpuint (put->status, ==, 201);
  pd_record_set_text (changed, PD_ORDER_REMARK, "stolen");

  /* Records. */
  g_assert_null (fixture_get (test->f, admin, pd_record_get_id (order)));

  g_autoptr (PdResult) patch = fixture_do (test->f, admin, fixture_patch (test->f, made->record, changed));
  g_autoptr (PdResult) issue = fixture_do (test->f, admin, fixture_command (test->f, made->record, "issue"));
  g_autoptr (PdResult) gone =
      fixture_do (test->f, admin, fixture_mutation (test->f, PD_MUTATION_DELETE, made->record));

  g_assert_cmpstr (patch->code, ==, "missing");
  g_assert_cmpstr (issue->code, ==, "missing");
  g_assert_cmpstr (gone->code, ==, "missing");
  g_assert_null (patch->record);

  /* Mutation ids, replicas and counters: the same ones here are others there, and no answer leaks. */
  create->counter = 100;

  g_autoptr (PdResult) same = fixture_push (test->f, admin, create);

  g_assert_cmpstr (pd_outcome_name (same->outcome), ==, "ok");
  g_assert_false (same->replayed);
  g_assert_cmpstr (pd_record_get_text (same->record, PD_ORDER_CREATED_BY), ==, "admin");

  g_autoptr (PdRecord) theirs = fixture_get (test->f, test->clerk, pd_record_get_id (order));

  g_assert_cmpstr (pd_record_get_text (theirs, PD_ORDER_CREATED_BY), ==, "clerk");
  g_assert_false (pd_record_has (theirs, PD_ORDER_REMARK));

  /* Files: the bytes are one on the disk, and still not theirs. */
  g_autoptr (PdPlatformResponse) get = fixture_send (test->f, "GET", file, admin, NULL, NULL);

  fixture_assert_error (get, 404, "not_found");

  g_autoptr (PdPlatformResponse) own = fixture_send (test->f, "GET", file, test->clerk, NULL, NULL);

  g_assert_cmpuint (own->status, ==, 200);

  /* Epochs. */
  g_autofree char *body =
      g_strdup_printf ("{\"format\":1,\"epoch\":\"%s\",\"replica\":\"%s\",\"mutations\":[]}",
                       test->f->epochs[0], test->f->replica);
  g_autoptr (PdPlatformResponse) push =
      fixture_send (test->f, "POST", "/v1/sync/push", admin, "application/json", body);

  fixture_assert_error (push, 409, "history_changed");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/platform/changes/" name, Test, NULL, set_up, func, tear_down)
  ADD ("pages", test_pages);
  ADD ("lost-response", test_lost_response);
  ADD ("history", test_history);
  ADD ("isolation", test_isolation);
#undef ADD
  return g_test_run ();
}
