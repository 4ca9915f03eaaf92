/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform/pd-platform-accounts.h"
#include "platform/platform-fixture.h"

typedef struct
{
  Fixture *f;
  char *clerk;
  char *reviewer;
} Test;

static void
set_up (Test *test, gconstpointer data)
{
  test->f = fixture_new ();
  test->clerk = fixture_sign_in (test->f, 0, "clerk");
  test->reviewer = fixture_sign_in (test->f, 0, "reviewer");
}

static void
tear_down (Test *test, gconstpointer data)
{
  fixture_free (test->f);
  g_free (test->clerk);
  g_free (test->reviewer);
}

#define JSON "application/json"
#define NO_FILE "/v1/files/0000000000000000000000000000000000000000000000000000000000000000"

/* Every way to ask wrongly has its own answer. */
static void
test_refusals (Test *test, gconstpointer data)
{
  static const struct
  {
    const char *method;
    const char *target;
    char user; /* 'c' clerk, 'r' reviewer, '-' nobody */
    const char *type;
    const char *body;
    guint status;
    const char *code;
  } cases[] = {
    { "GET", "/", '-', NULL, NULL, 404, "not_found" },
    { "GET", "/v1/sync", 'c', NULL, NULL, 404, "not_found" },
    { "GET", "/v1/files/", 'c', NULL, NULL, 404, "not_found" },
    { "GET", "/v1/files/../platform.sqlite", 'c', NULL, NULL, 404, "not_found" },
    { "GET", "/v1/files/..%2Fplatform.sqlite", 'c', NULL, NULL, 404, "not_found" },
    { "GET", "/v1/files/ABC", 'c', NULL, NULL, 404, "not_found" },
    { "GET", NO_FILE, 'c', NULL, NULL, 404, "not_found" },
    { "GET", "%", '-', NULL, NULL, 404, "not_found" },
    { "GET", "/v1/session", '-', NULL, NULL, 405, "method" },
    { "DELETE", "/v1/sync/push", 'c', NULL, NULL, 405, "method" },
    { "HEAD", "/v1/health", '-', NULL, NULL, 405, "method" },
    { "DELETE", "/v1/session", '-', NULL, NULL, 401, "unauthorized" },
    { "GET", "/v1/sync/changes", '-', NULL, NULL, 401, "unauthorized" },
    { "POST", "/v1/sync/push", '-', JSON, "{}", 401, "unauthorized" },
    { "PUT", NO_FILE, '-', "application/pdf", "x", 401, "unauthorized" },
    { "GET", "/v1/metrics", '-', NULL, NULL, 401, "unauthorized" },
    { "GET", "/v1/metrics", 'c', NULL, NULL, 403, "forbidden" },
    { "PUT", NO_FILE, 'r', "application/pdf", "x", 403, "forbidden" },
    { "PUT", NO_FILE, 'c', "application/pdf", "x", 400, "hash_mismatch" },
    { "PUT", NO_FILE, 'c', "text/html", "x", 415, "media_type" },
    { "PUT", NO_FILE, 'c', NULL, NULL, 415, "media_type" },
    { "POST", "/v1/session", '-', "text/plain", "{}", 415, "media_type" },
    { "POST", "/v1/sync/push", 'c', NULL, NULL, 415, "media_type" },
    { "POST", "/v1/session", '-', JSON, "{", 400, "malformed" },
    { "POST", "/v1/session", '-', JSON, "[]", 400, "malformed" },
    { "POST", "/v1/session", '-', JSON, "{\"user\":7,\"password\":\"x\"}", 400, "invalid" },
    { "POST", "/v1/session", '-', JSON, "{\"user\":\"x\"}", 400, "invalid" },
    { "POST", "/v1/sync/push", 'c', JSON, "{", 400, "malformed" },
    { "POST", "/v1/sync/push", 'c', JSON, "{\"format\":1}", 400, "malformed" },
    { "POST", "/v1/sync/push", 'c', JSON, "{\"format\":1,\"replica\":\"x\",\"mutations\":[]}", 400, NULL },
    { "GET", "/v1/health", '-', JSON, "a body", 413, "too_large" },
  };

  for (guint index = 0; index < G_N_ELEMENTS (cases); index++)
    {
      const char *token = cases[index].user == 'c'   ? test->clerk
                          : cases[index].user == 'r' ? test->reviewer
                                                     : NULL;
      g_autoptr (PdPlatformResponse) response =
          fixture_send (test->f, cases[index].method, cases[index].target, token, cases[index].type,
                        cases[index].body);

      g_test_message ("%s %s", cases[index].method, cases[index].target);
      if (cases[index].code != NULL)
        fixture_assert_error (response, cases[index].status, cases[index].code);
      g_assert_cmpuint (response->status, ==, cases[index].status);
      g_assert_cmpint (response->challenge, ==, cases[index].status == 401);
      g_assert_cmpint (response->allow != NULL, ==, cases[index].status == 405);
    }
}

static PdPlatformResponse *
sign_in (Test *test, const char *user, const char *password)
{
  g_autofree char *body =
      g_strdup_printf ("{\"tenant\":\"甲公司\",\"user\":\"%s\",\"password\":\"%s\"}", user, password);

  return fixture_send (test->f, "POST", "/v1/session", NULL, JSON, body);
}

static void
test_sign_in_limit (Test *test, gconstpointer data)
{
  for (guint index = 0; index < 5; index++)
    {
      g_autoptr (PdPlatformResponse) wrong = sign_in (test, index % 2 ? "clerk" : "nobody", "wrong password");

      fixture_assert_error (wrong, 401, "wrong_password");
    }
  for (guint index = 0; index < 3; index++)
    {
      g_autoptr (PdPlatformResponse) wrong = sign_in (test, "clerk", "wrong password");

      fixture_assert_error (wrong, 401, "wrong_password");
    }

  /* Five wrong ones of one person: the right one waits as well. */
  g_autoptr (PdPlatformResponse) early = sign_in (test, "clerk", FIXTURE_PASSWORD);

  fixture_assert_error (early, 429, "too_often");
  g_assert_cmpuint (early->retry_after, >, 0);
  test->f->now += early->retry_after * G_TIME_SPAN_SECOND;

  g_autoptr (PdPlatformResponse) right = sign_in (test, "clerk", FIXTURE_PASSWORD);

  g_assert_cmpuint (right->status, ==, 200);

  /* Others are not kept out. */
  g_autoptr (PdPlatformResponse) other = sign_in (test, "finance", FIXTURE_PASSWORD);

  g_assert_cmpuint (other->status, ==, 200);
}

static guint
pull_status (Test *test, const char *token)
{
  g_autoptr (PdPlatformResponse) response =
      fixture_send (test->f, "GET", "/v1/sync/changes", token, NULL, NULL);

  return response->status;
}

static void
test_tokens (Test *test, gconstpointer data)
{
  g_autofree char *second = fixture_sign_in (test->f, 0, "clerk");
  g_autofree char *database = g_build_filename (test->f->folder, "platform.sqlite", NULL);
  g_autofree char *log = g_strconcat (database, "-wal", NULL);
  static const char *const wrong[] = { "", "x",
                                       "0000000000000000000000000000000000000000000000000000000000000000" };

  for (guint index = 0; index < G_N_ELEMENTS (wrong); index++)
    g_assert_cmpuint (pull_status (test, wrong[index]), ==, 401);
  g_assert_cmpstr (second, !=, test->clerk);

  /* One ends, the other goes on. */
  g_autoptr (PdPlatformResponse) out = fixture_send (test->f, "DELETE", "/v1/session", second, NULL, NULL);

  g_assert_cmpuint (out->status, ==, 204);
  g_assert_cmpuint (pull_status (test, second), ==, 401);
  g_assert_cmpuint (pull_status (test, test->clerk), ==, 200);

  /* The token itself is in no file. */
  const char *const files[] = { database, log };

  for (guint index = 0; index < G_N_ELEMENTS (files); index++)
    {
      g_autofree char *content = NULL;
      gsize size = 0;

      g_assert_true (g_file_get_contents (files[index], &content, &size, NULL));
      g_assert_null (memmem (content, size, test->clerk, strlen (test->clerk)));
      g_assert_null (memmem (content, size, FIXTURE_PASSWORD, strlen (FIXTURE_PASSWORD)));
    }
  test->f->now += PD_PLATFORM_TOKEN_LIFE - 1;
  g_assert_cmpuint (pull_status (test, test->clerk), ==, 200);
  test->f->now += 1;
  g_assert_cmpuint (pull_status (test, test->clerk), ==, 401);
}

/* Two tenants have a clerk: without a tenant nobody is meant. */
static void
test_ambiguous_user (Test *test, gconstpointer data)
{
  g_autofree char *body = g_strdup_printf ("{\"user\":\"clerk\",\"password\":\"%s\"}", FIXTURE_PASSWORD);
  g_autoptr (PdPlatformResponse) response = fixture_send (test->f, "POST", "/v1/session", NULL, JSON, body);

  fixture_assert_error (response, 401, "wrong_password");
}

static void
test_files (Test *test, gconstpointer data)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "content", -1);
  g_autofree char *target = g_strconcat ("/v1/files/", hash, NULL);
  g_autofree char *folder = g_strndup (hash, 2);
  g_autofree char *path = g_build_filename (test->f->folder, "files", folder, hash + 2, NULL);
  g_autoptr (PdPlatformResponse) first =
      fixture_send (test->f, "PUT", target, test->clerk, "application/pdf", "content");
  g_autoptr (PdPlatformResponse) again =
      fixture_send (test->f, "PUT", target, test->clerk, "application/pdf", "content");
  g_autoptr (PdPlatformResponse) read = fixture_send (test->f, "GET", target, test->reviewer, NULL, NULL);
  g_autofree char *text = pd_platform_response_dup_text (read);

  g_assert_cmpuint (first->status, ==, 201);
  g_assert_cmpuint (again->status, ==, 200);
  g_assert_cmpuint (read->status, ==, 200);
  g_assert_cmpstr (text, ==, "content");

  /* A file that rotted on the disk is never handed out. */
  g_assert_true (g_file_set_contents (path, "damaged", -1, NULL));

  g_autoptr (PdPlatformResponse) damaged = fixture_send (test->f, "GET", target, test->clerk, NULL, NULL);

  fixture_assert_error (damaged, 503, "storage");
}

static void
test_metrics (Test *test, gconstpointer data)
{
  g_autofree char *admin = fixture_sign_in (test->f, 0, "admin");
  g_autoptr (PdPlatformResponse) health = fixture_send (test->f, "GET", "/v1/health", NULL, NULL, NULL);
  g_autoptr (PdPlatformResponse) metrics = fixture_send (test->f, "GET", "/v1/metrics", admin, NULL, NULL);
  g_autofree char *text = pd_platform_response_dup_text (metrics);

  g_assert_cmpuint (health->status, ==, 200);
  g_assert_cmpuint (metrics->status, ==, 200);
  g_assert_nonnull (
      strstr (text, "piaodan_requests_total{method=\"POST\",route=\"/v1/session\",status=\"200\"} 3\n"));
  g_assert_nonnull (strstr (text, "piaodan_mutations_total{outcome=\"ok\"} 0\n"));
  g_assert_null (strstr (text, "甲公司"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/platform/routes/" name, Test, NULL, set_up, func, tear_down)
  ADD ("refusals", test_refusals);
  ADD ("sign-in-limit", test_sign_in_limit);
  ADD ("tokens", test_tokens);
  ADD ("ambiguous-user", test_ambiguous_user);
  ADD ("files", test_files);
  ADD ("metrics", test_metrics);
#undef ADD
  return g_test_run ();
}
