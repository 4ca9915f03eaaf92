/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform/platform-fixture.h"

#include <string.h>
#include <sys/resource.h>

#include "model/pd-id.h"
#include "model/pd-party.h"

/* Nesting without end, in one mutation and around all of them: told to whom it concerns, in bounded memory and time. */

#define MANY (10 * 1024 * 1024)
#define MAX_KILOBYTES (160 * 1024)
#define MAX_SECONDS 10

typedef struct
{
  Fixture *f;
  char *clerk;
} Test;

static void
set_up (Test *test, gconstpointer data)
{
  test->f = fixture_new ();
  test->clerk = fixture_sign_in (test->f, 0, "clerk");
}

static void
tear_down (Test *test, gconstpointer data)
{
  fixture_free (test->f);
  g_free (test->clerk);
}

/* @brackets of them, opened and closed, with a text between that has brackets, too. */
static char *
nest (gsize brackets)
{
  const char *inner = "\"]]]}\\\"]\"";
  gsize length = strlen (inner);
  char *text = g_malloc (2 * brackets + length + 1);

  memset (text, '[', brackets);
  memcpy (text + brackets, inner, length);
  memset (text + brackets + length, ']', brackets);
  text[2 * brackets + length] = '\0';
  return text;
}

/* Of a buyer whose unknown field holds @deep. */
static char *
mutation_with (Test *test, const char *id, const char *deep)
{
  g_autoptr (PdRecord) buyer = fixture_buyer (test->f, "深");
  g_autoptr (PdMutation) create = fixture_create (test->f, buyer);
  g_autofree char *text = NULL;
  g_autofree char *member = g_strconcat ("\"record\":{\"later\":{\"in\":", deep, "},", NULL);
  g_auto (GStrv) parts = NULL;

  g_free (create->id);
  create->id = g_strdup (id);
  text = pd_wire_mutation_to_text (create);
  parts = g_strsplit (text, "\"record\":{", 2);
  return g_strjoinv (member, parts);
}

static PdPlatformResponse *
push (Test *test, const char *mutations)
{
  g_autofree char *body =
      g_strdup_printf ("{\"format\":1,\"replica\":\"%s\",\"mutations\":[%s]}", test->f->replica, mutations);

  return fixture_send (test->f, "POST", "/v1/sync/push", test->clerk, "application/json", body);
}

static GPtrArray *
results_of (PdPlatformResponse *response)
{
  g_autofree char *text = pd_platform_response_dup_text (response);
  g_autoptr (GError) error = NULL;
  GPtrArray *results;

  g_assert_cmpuint (response->status, ==, 200);
  results = pd_wire_results_from_text (text, -1, &error);
  g_assert_no_error (error);
  return results;
}

static const PdResult *
assert_result (GPtrArray *results, guint index, PdOutcome outcome)
{
  const PdResult *result = g_ptr_array_index (results, index);

  g_assert_cmpstr (pd_outcome_name (result->outcome), ==, pd_outcome_name (outcome));
  return result;
}

/* One among others is refused, by its path, for good; the others are taken. */
static void
test_one_of_many (Test *test, gconstpointer data)
{
  g_autofree char *id = pd_id_new (test->f->now);
  g_autofree char *deep = nest (100);
  g_autofree char *deeper = nest (101);
  g_autoptr (PdRecord) first = fixture_buyer (test->f, "甲");
  g_autoptr (PdRecord) last = fixture_buyer (test->f, "乙");
  g_autoptr (PdMutation) before = fixture_create (test->f, first);
  g_autofree char *bad = mutation_with (test, id, deep);
  g_autoptr (PdMutation) after = fixture_create (test->f, last);
  g_autofree char *before_text = pd_wire_mutation_to_text (before);
  g_autofree char *after_text = pd_wire_mutation_to_text (after);
  g_autofree char *batch = g_strjoin (",", before_text, bad, after_text, NULL);
  g_autoptr (PdPlatformResponse) response = push (test, batch);
  g_autoptr (GPtrArray) results = results_of (response);
  g_autoptr (PdPlatformResponse) again = push (test, bad);
  g_autoptr (GPtrArray) replayed = results_of (again);
  g_autofree char *other = mutation_with (test, id, deeper);
  g_autoptr (PdPlatformResponse) changed = push (test, other);
  g_autoptr (GPtrArray) reused = results_of (changed);
  const PdResult *refused;

  g_assert_cmpuint (results->len, ==, 3);
  assert_result (results, 0, PD_OUTCOME_OK);
  refused = assert_result (results, 1, PD_OUTCOME_REJECTED);
  assert_result (results, 2, PD_OUTCOME_OK);
  g_assert_cmpstr (refused->mutation_id, ==, id);
  g_assert_cmpstr (refused->code, ==, "malformed");
  g_assert_true (g_str_has_prefix (refused->path, "record.later.in[0]"));
  g_assert_true (assert_result (replayed, 0, PD_OUTCOME_REJECTED)->replayed);
  assert_result (reused, 0, PD_OUTCOME_REUSED);
}

typedef struct
{
  glong kilobytes;
  double seconds;
} Spent;

static Spent
spent (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (Spent){ usage.ru_maxrss, (double) usage.ru_utime.tv_sec + (double) usage.ru_utime.tv_usec / 1e6 };
}

/* What a sanitizer adds is not the program's. */
static void
assert_bounded (Spent before)
{
  Spent after = spent ();

  g_test_message ("%ld MB more at the most, %.2f s", (after.kilobytes - before.kilobytes) / 1024,
                  after.seconds - before.seconds);
#ifndef __SANITIZE_ADDRESS__
  g_assert_cmpint (after.kilobytes - before.kilobytes, <, MAX_KILOBYTES);
#endif
  g_assert_cmpfloat (after.seconds - before.seconds, <, MAX_SECONDS);
}

static void
test_ten_megabytes (Test *test, gconstpointer data)
{
  g_autofree char *id = pd_id_new (test->f->now);
  g_autofree char *deep = nest (MANY / 2);
  g_autofree char *mutation = mutation_with (test, id, deep);
  Spent before = spent ();
  g_autoptr (PdPlatformResponse) response = push (test, mutation);
  g_autoptr (GPtrArray) results = results_of (response);

  assert_bounded (before);
  g_assert_cmpstr (assert_result (results, 0, PD_OUTCOME_REJECTED)->mutation_id, ==, id);
}

/* Where nobody can be answered to, the whole is refused, and smaller parts would not cure it. */
static void
test_whole_body (Test *test, gconstpointer data)
{
  g_autofree char *nested = nest (MANY / 2);
  g_autofree char *open = g_strnfill (MANY, '[');
  g_autofree char *small = nest (100);
  const char *const id = "0190b2f4-0000-7000-8000-000000000001";
  char *bodies[] = {
    g_strdup (nested),
    g_strdup (open),
    g_strdup_printf ("{\"replica\":\"%s\",\"mutations\":%s}", id, nested),
    g_strdup_printf ("{\"replica\":\"%s\",\"mutations\":[%s", id, open),
    g_strdup_printf ("{\"replica\":\"%s\",\"later\":%s,\"mutations\":[]}", id, small),
    g_strdup_printf ("{\"replica\":\"%s\",\"mutations\":[{\"later\":%s}]}", id, small),
    g_strdup_printf ("{\"replica\":\"%s\",\"mutations\":[{\"id\":\"%s\",\"later\":%s}", id, id, small),
    g_strdup_printf ("{\"replica\":\"%s\",\"mutations\":[{\"id\":\"%s\",\"later\":[[[[[[[[[[[[[[[[[[\"", id,
                     id),
    g_strdup_printf ("{\"replica\":\"%s\",\"mutations\":[{\"id\":\"%s\",\"later\":[[[[[[[[[[[[[[[[[[\"\\", id,
                     id),
  };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      Spent before = spent ();
      g_autoptr (PdPlatformResponse) response =
          fixture_send (test->f, "POST", "/v1/sync/push", test->clerk, "application/json", bodies[i]);

      g_test_message ("body %u", i);
      assert_bounded (before);
      fixture_assert_error (response, 400, "malformed");
      g_free (bodies[i]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/platform/deep/" name, Test, NULL, set_up, func, tear_down)
  ADD ("one-of-many", test_one_of_many);
  ADD ("ten-megabytes", test_ten_megabytes);
  ADD ("whole-body", test_whole_body);
#undef ADD
  return g_test_run ();
}
