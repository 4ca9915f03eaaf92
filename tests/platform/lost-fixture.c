/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform/lost-fixture.h"

#include "platform/pd-platform-private.h"
#include "wire/pd-wire-lost.h"

void
lost_set_up (LostFixture *test, gconstpointer data)
{
  test->f = fixture_new ();
  test->clerk = fixture_sign_in (test->f, 0, "clerk");
  test->finance = fixture_sign_in (test->f, 0, "finance");
  test->admin = fixture_sign_in (test->f, 0, "admin");
}

void
lost_tear_down (LostFixture *test, gconstpointer data)
{
  fixture_free (test->f);
  g_free (test->clerk);
  g_free (test->finance);
  g_free (test->admin);
}

static void
run (LostFixture *test, const char *sql)
{
  g_autoptr (GError) error = NULL;

  pd_platform_sql_script (test->f->platform->sql, sql, &error);
  g_assert_no_error (error);
}

#define TABLES(F) F (document) F (applied) F (replica) F (digest) F (submission)
#define BACKUP(name) "CREATE TABLE backup_" #name " AS SELECT * FROM " #name ";"
#define RESTORE(name) "DELETE FROM " #name "; INSERT INTO " #name " SELECT * FROM backup_" #name ";"

void
lost_back_up (LostFixture *test)
{
  run (test, TABLES (BACKUP));
}

void
lost_restore (LostFixture *test)
{
  run (test, "PRAGMA foreign_keys = OFF; BEGIN;" TABLES (RESTORE) "COMMIT;");
}

PdResult *
lost_give_back (LostFixture *test,
                const char *token,
                guint n,
                const PdRecord *const *records,
                const gint64 *bases,
                guint i)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_wire_lost_free);
  g_autoptr (PdPlatformResponse) response = NULL;
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *body = NULL;
  g_autofree char *text = NULL;

  for (guint j = 0; j < n; j++)
    g_ptr_array_add (all, pd_wire_lost_new (bases != NULL ? bases[j] : 0, records[j]));
  body = pd_wire_lost_to_text (test->f->epochs[0], all);
  response = fixture_send (test->f, "POST", "/v1/sync/lost", token, "application/json", body);
  text = pd_platform_response_dup_text (response);
  g_test_message ("%s", text);
  g_assert_cmpuint (response->status, ==, 200);
  results = pd_wire_results_from_text (text, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (results->len, ==, n);
  return g_ptr_array_steal_index (results, i);
}

void
lost_assert_outcome (const PdResult *result, PdOutcome outcome, const char *code)
{
  g_assert_cmpstr (pd_outcome_name (result->outcome), ==, pd_outcome_name (outcome));
  g_assert_cmpstr (result->code, ==, code);
}
